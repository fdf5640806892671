// Follow a trial or a training without loading the page anew. Without this file the page does that by itself.

const region = document.querySelector("[data-refresh]");
const voice = document.querySelector("[data-status]");
const LOOK_EVERY = 3000; // milliseconds

async function look() {
  if (!region.querySelector("[data-waiting]")) return;
  try {
    const response = await fetch(location.pathname, { headers: { "X-Fragment": "1" } });
    if (response.ok && !response.redirected) show(await response.text());
  } catch {
    // the next round tries again
  }
  setTimeout(look, LOOK_EVERY);
}

// Only what has changed is put in, so that nothing is read out twice.
function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const said = template.content.querySelector("[data-said]").dataset.said;
  if (said === region.querySelector("[data-said]").dataset.said) return;
  region.replaceChildren(template.content);
  voice.textContent = said;
}

if (region) setTimeout(look, LOOK_EVERY);
