// Draw the charts after the page is there: they take longer than all the figures. Without this file a link leads to them.
"use strict";

const place = document.querySelector("[data-charts]");

async function fetchCharts() {
  const link = place.querySelector("a");
  link.hidden = true;
  place.querySelector("[data-drawing]").hidden = false;
  try {
    const response = await fetch(place.dataset.charts);
    const drawn = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#drawn");
    place.replaceWith(drawn);
  } catch {
    link.hidden = false;
    place.querySelector("[data-drawing]").hidden = true;
  }
}

if (place) fetchCharts();
