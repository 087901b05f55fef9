// Nothing here is needed: it fetches the figures anew, and chooses all rows of a list with one box.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  const fetchAnew = async () => {
    const used = document.activeElement && live.contains(document.activeElement);
    if (document.hidden || used || String(getSelection())) {
      return;
    }
    const response = await fetch(live.dataset.live, { credentials: "same-origin" });
    if (response.ok && !response.redirected) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const newer = page.querySelector("[data-live]");
      if (newer) {
        live.replaceChildren(...newer.childNodes);
      }
    }
  };
  if (live) {
    setInterval(() => fetchAnew().catch(() => {}), 5000);
  }
  const boxes = [...document.querySelectorAll("td.choice input")];
  const head = boxes.length > 1 && boxes[0].closest("table").querySelector("thead th");
  if (head) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "choose all rows that are shown");
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    head.append(" ", all);
  }
})();
