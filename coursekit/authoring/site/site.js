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
const NAMES = { formula: "formula", code: "code", output: "output", table: "table" };
const measure = (box) => {
  const attributes = { tabindex: "0", role: "group", "aria-label": NAMES[box.className] ?? "text" };
  for (const [name, value] of Object.entries(attributes)) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
};
const watch = new ResizeObserver((entries) => entries.forEach((entry) => measure(entry.target)));
document.querySelectorAll(".formula, .code, .output, .table, p").forEach((box) => watch.observe(box));

const field = document.getElementById("search");
if (field) {
  field.form.hidden = false;
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const within = (text) => words.every((word) => text.toLowerCase().includes(word));
    const found = words.length === 0 ? [] : SECTIONS.filter((part) =>
      within(`${part.title} ${part.words}`));
    // Sections that are called so come first; the others stay in the order of the course.
    found.sort((one, other) => within(other.title) - within(one.title));
    document.getElementById("count").textContent = words.length === 0 ? ""
      : found.length === 0 ? "No section has these words."
        : `${found.length} ${found.length === 1 ? "section" : "sections"}`;
    document.getElementById("found").replaceChildren(...found.map((part) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = part.to;
      link.textContent = part.title === part.lesson ? part.title : `${part.lesson}: ${part.title}`;
      item.append(link);
      const at = part.words.toLowerCase().indexOf(words[0]);
      if (at >= 0) {  // the words around it, none of them cut
        const from = part.words.lastIndexOf(" ", Math.max(0, at - 40)) + 1;
        const to = part.words.indexOf(" ", at + 80);
        item.append(` … ${part.words.slice(from, to < 0 ? undefined : to)} …`);
      }
      return item;
    }));
  });
}
