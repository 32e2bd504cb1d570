"use strict";
// The choice lives as long as the page where a browser keeps nothing for files.
const root = document.documentElement;
let kept = null;
try { kept = localStorage.getItem("theme"); } catch { kept = null; }
if (kept) root.dataset.theme = kept;
document.getElementById("dark").addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept */ }
});

const field = document.getElementById("search");
if (field) {
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : PAGES.filter((page) => {
      const text = (page.title + " " + page.words).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const items = found.map((page) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = page.page;
      link.textContent = page.title;
      item.append(link);
      const at = page.words.toLowerCase().indexOf(words[0]);
      if (at >= 0) item.append(" … " + page.words.slice(Math.max(0, at - 40), at + 80) + " …");
      return item;
    });
    if (words.length && !items.length) {
      const item = document.createElement("li");
      item.textContent = "No lesson has these words.";
      items.push(item);
    }
    document.getElementById("found").replaceChildren(...items);
  });
}
