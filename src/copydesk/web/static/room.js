// A little more for those whose browser runs scripts; without it every page works.
"use strict";

// Keys: / to search, j and k through the items of a page, ? for the list of keys.
const items = () => [...document.querySelectorAll("main .card h3 a, main .item > a:first-child, main .change a")];
let at = -1;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("ask")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    const all = items();
    if (!all.length) return;
    at = Math.min(all.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
    all[at].focus();
    all[at].scrollIntoView({ block: "center" });
  } else if (event.key === "?") {
    location.href = "/patterns#keys";
  }
});

// Copy what a button names.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
});
for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;

// A statement and its note light up together.
const light = (number, on) => {
  for (const one of document.querySelectorAll(`[data-said="${number}"], [data-note="${number}"]`)) one.classList.toggle("lit", on);
};
for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  for (const [name, on] of [[enter, true], [leave, false]]) {
    document.addEventListener(name, (event) => {
      const one = event.target.closest?.("[data-said], [data-note]");
      if (one) light(one.dataset.said ?? one.dataset.note, on);
    });
  }
}
