// Keys, a count of what is ticked, and answers to reuse. Without this file every page of the inbox works all the same.
"use strict";

const KEYS_OFF = "esdh-keys-off"; // in localStorage: somebody does not want single keys to do anything
const rows = [...document.querySelectorAll("[data-row]")];
const help = document.querySelector("[data-keys]");
const field = document.querySelector("#search");

const doing = {
  j: () => go(1),
  k: () => go(-1),
  x: () => tick(),
  "/": () => field?.focus(),
  "?": () => help.showModal(),
};

// A private window may refuse to remember; the keys then work until they are switched off again.
function remembered(change) {
  try {
    change?.(localStorage);
    return localStorage.getItem(KEYS_OFF) === null;
  } catch {
    return help.querySelector("[data-keys-on]").checked;
  }
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input:not([type=checkbox]), textarea, select");
}

function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function go(step) {
  const at = current();
  const next = at < 0 && step > 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next]?.querySelector("h3 a").focus();
}

function tick() {
  rows[current()]?.querySelector("input[type=checkbox]")?.click();
}

if (help) {
  const isOn = help.querySelector("[data-keys-on]");
  const opener = document.querySelector("[data-keys-open]");
  isOn.checked = remembered();
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  isOn.addEventListener("change", () => {
    remembered((kept) => (isOn.checked ? kept.removeItem(KEYS_OFF) : kept.setItem(KEYS_OFF, "1")));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key === "x") return;
    if (help.open || !remembered() || isTyping(event.target) || !Object.hasOwn(doing, event.key)) return;
    event.preventDefault();
    doing[event.key]();
  });
}

// How many are ticked.
const selecting = document.querySelector("[data-selecting]");

function countTicked() {
  const shown = selecting.querySelector("[data-selected]");
  if (!shown) return;
  const ticked = selecting.querySelectorAll("input[type=checkbox]:checked").length;
  shown.textContent = ticked ? shown.dataset.selected.replace("#", ticked) : "";
  selecting.querySelectorAll("[data-row]").forEach((row) => {
    row.classList.toggle("is-ticked", Boolean(row.querySelector("input:checked")));
  });
}

if (selecting) {
  selecting.addEventListener("change", countTicked);
  window.addEventListener("pageshow", countTicked);
}

// 'Use this answer' fills the field; what was written there before is kept above it.
document.querySelectorAll("[data-use]").forEach((link) => {
  link.addEventListener("click", (event) => {
    const answer = document.querySelector("#text");
    event.preventDefault();
    answer.value = [answer.value.trim(), link.dataset.use].filter(Boolean).join("\n\n");
    answer.focus();
  });
});
