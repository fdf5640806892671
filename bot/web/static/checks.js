// Judge with the keys 1, 2 and 3 while the answer, and no field, has the focus. Without this file the buttons do it all.

const check = document.querySelector("[data-check]");

if (check) {
  for (const hint of check.querySelectorAll("[data-keys], kbd")) hint.hidden = false;
  check.focus({ preventScroll: location.hash !== "#check" });
  check.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, input, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    check.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
}
