"use strict";
// The choice lives as long as the page where a browser keeps nothing for files.
const root = document.documentElement;
let kept = null;
try { kept = localStorage.getItem("theme"); } catch { kept = null; }
if (kept) root.dataset.theme = kept;
const button = document.getElementById("dark");
button.hidden = false;
button.addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept */ }
});

// What is wider than the page scrolls by the keyboard too: it is a tab stop, with a name, as long
// as it is too wide.
const NAMES = { formula: "formula", code: "code", output: "output", table: "table",
  picture: "picture" };
const BOXES = ".formula, .code, .output, .table, p, main ul, main ol";
const measure = (box) => {
  const attributes = { tabindex: "0", "aria-label": NAMES[box.className] ?? "text" };
  if (!/^[OU]L$/.test(box.tagName)) attributes.role = "group";  // a list stays a list
  for (const [name, value] of Object.entries(attributes)) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
};
const watch = new ResizeObserver((entries) => entries.forEach((entry) => measure(entry.target)));
document.querySelectorAll(BOXES).forEach((box) => watch.observe(box));

// A word is found where one begins with it: "kl" is not in "weekly".
const beginning = (word) => new RegExp(
  `(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "giu");

// First come the sections that are called so, then those that introduce it (emphasised), then those
// that speak of it often for their length.
const search = (words) => {
  const phrase = words.join(" ");
  const begins = words.map(beginning);
  const count = (text, pattern) => text.match(pattern)?.length ?? 0;
  const share = (title) => {
    const all = title.split(/[^\p{L}\p{N}]+/u).filter((word) => /\p{L}/u.test(word)).length;
    return begins.reduce((sum, pattern) => sum + count(title, pattern), 0) / Math.max(all, 1);
  };
  const score = (part) => {
    const { title, lesson, words: text, terms, symbols } = part;
    const everything = `${title} ${text} ${symbols}`;
    if (!begins.every((pattern) => count(everything, pattern))) return 0;
    const often = begins.map((pattern) => Math.log1p(count(text, pattern)));
    return 1 + Math.min(...often) * 3000 / (1500 + text.length) + 10 * share(title)
      + 4 * share(lesson)
      + (terms.includes(phrase) ? 6 : terms.some((term) => term.includes(phrase)) ? 2 : 0)
      + (`${title} ${text}`.toLowerCase().includes(phrase) ? 2 : 0);
  };
  const scored = SECTIONS.map((part) => [score(part), part]).filter(([points]) => points > 0);
  return scored.sort(([one], [other]) => other - one).map(([, part]) => part);
};

const field = document.getElementById("search");
if (field) {
  field.form.hidden = false;
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const typed = field.value.toLowerCase().replace(/’/g, "'");  // a phone types Bayes’ so
    const words = typed.split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : search(words);
    document.getElementById("count").textContent = words.length === 0 ? ""
      : found.length === 0 ? "No section has these words."
        : `${found.length} ${found.length === 1 ? "section" : "sections"}`;
    document.getElementById("found").replaceChildren(...found.map((part) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = part.to;
      link.textContent = part.title === part.lesson ? part.title : `${part.lesson}: ${part.title}`;
      item.append(link);
      const at = part.words.search(beginning(words[0]));
      if (at >= 0) {  // the words around it, none of them cut
        const from = part.words.lastIndexOf(" ", Math.max(0, at - 40)) + 1;
        const to = part.words.indexOf(" ", at + 80);
        item.append(` … ${part.words.slice(from, to < 0 ? undefined : to)} …`);
      }
      return item;
    }));
  });
}
