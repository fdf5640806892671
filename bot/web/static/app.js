// Carry the conversation on without loading the page anew. Without this file everything works as plain forms.
"use strict";

const log = document.querySelector("[data-log]");
const POLL_EVERY = 5000; // milliseconds
let isBusy = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!log || !form.matches("[data-chat]")) return;
  event.preventDefault();
  if (!isBusy && isShortEnough(form)) carryOn(form, event.submitter);
});

async function carryOn(form, button) {
  isBusy = true;
  document.body.classList.add("is-busy");
  log.querySelectorAll(".turn--error").forEach((turn) => turn.remove());
  try {
    const response = await fetch(new URL(button?.getAttribute("formaction") ?? form.getAttribute("action"), location.href), {
      method: "POST",
      headers: { "X-Fragment": "1" },
      body: fieldsOf(form, button),
    });
    const added = append(await response.text());
    if (response.ok) afterwards(form, added);
    else show(added);
  } catch {
    show(append(offline()));
  } finally {
    isBusy = false;
    document.body.classList.remove("is-busy");
  }
}

// One event id until an answer has come: a second try after a lost connection is the same question.
function fieldsOf(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  form.dataset.pending ??= crypto.randomUUID();
  fields.set("event", form.dataset.pending);
  fields.set("after", lastEvent());
  return fields;
}

function lastEvent() {
  return [...log.querySelectorAll("[data-event]")].at(-1)?.dataset.event ?? "";
}

function append(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const added = [...template.content.querySelectorAll(".turn")].filter((turn) => !isShown(turn.dataset.event));
  added.forEach((turn) => {
    useUp(turn);
    log.append(turn);
  });
  readyCopying();
  return added;
}

function isShown(event) {
  return event && log.querySelector(`[data-event="${CSS.escape(event)}"]`);
}

// A step that has been answered keeps its words and loses its buttons.
function useUp(turn) {
  if (!turn.dataset.question) return;
  const kept = "supersedes" in turn.dataset ? "" : ":not([data-supersedes])";
  const earlier = log.querySelectorAll(`[data-question="${CSS.escape(turn.dataset.question)}"]${kept}`);
  earlier.forEach((one) => one.classList.add("is-past"));
}

function afterwards(form, added) {
  delete form.dataset.pending;
  document.querySelector("[data-welcome]")?.remove();
  document.querySelector("[data-new]").hidden = false;
  if ("once" in form.dataset) form.remove();
  if ("composer" in form.dataset) form.querySelector("textarea").value = "";
  else added.at(-1)?.querySelector("[data-heading]")?.focus({ preventScroll: true });
  count();
  show(added);
}

function show(added) {
  added[0]?.scrollIntoView({ block: "start" });
}

function offline() {
  const turn = document.createElement("li");
  turn.className = "turn turn--error";
  turn.setAttribute("role", "alert");
  turn.innerHTML = '<p class="error"></p>';
  turn.firstChild.textContent = log.dataset.offline;
  return turn.outerHTML;
}

// Answers from people arrive by themselves while somebody looks.
async function fetchNews() {
  if (isBusy || document.visibilityState !== "visible" || !lastEvent()) return;
  try {
    const response = await fetch(`/news?after=${encodeURIComponent(lastEvent())}`, { headers: { "X-Fragment": "1" } });
    if (response.ok && !response.redirected) append(await response.text());
  } catch {
    // the next round tries again
  }
}

if (log) {
  if (log.lastElementChild && !location.hash) log.lastElementChild.scrollIntoView({ block: "start" });
  setInterval(fetchNews, POLL_EVERY);
  document.addEventListener("visibilitychange", fetchNews);
}

// The message box: Enter sends, Shift+Enter begins a line, a counter near the end.
const box = document.querySelector("[data-longest]");
const counter = document.querySelector("[data-counter]");
const NEAR = 400; // characters left

function left() {
  return Number(box.dataset.longest) - [...box.value].length;
}

function count() {
  if (!box) return;
  const text = left() < 0 ? counter.dataset.over : counter.dataset.left;
  counter.textContent = left() > NEAR ? "" : text.replace("#", Math.abs(left()));
  counter.classList.toggle("counter--over", left() < 0);
  box.toggleAttribute("aria-invalid", left() < 0);
}

function isShortEnough(form) {
  if (!("composer" in form.dataset) || left() >= 0) return true;
  box.focus();
  return false;
}

if (box) {
  box.removeAttribute("maxlength"); // a long paste is counted, not cut off in silence
  box.addEventListener("input", count);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  });
}

// Copy a receipt.
function readyCopying() {
  document.querySelectorAll("[data-copy][hidden]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  button.querySelector("span").textContent = button.dataset.done;
}

readyCopying();
