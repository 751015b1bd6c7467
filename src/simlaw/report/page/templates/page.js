"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("live");

  // One choice of m for the whole page.
  const radios = all(".switch input");
  const choose = (m) => {
    for (const panel of all("[data-m]")) panel.hidden = panel.dataset.m !== m;
    for (const radio of radios) radio.checked = radio.value === m;
  };
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      const before = radio.getBoundingClientRect().top;
      choose(radio.value);
      // The switch stays under the pointer although what is above it changed its height.
      window.scrollBy({ top: radio.getBoundingClientRect().top - before, behavior: "instant" });
    });
  }

  // The requirement: every answer was computed beforehand, the slider only steps through them.
  for (const ask of all("[data-ask]")) {
    const data = JSON.parse(ask.querySelector('script[type="application/json"]').textContent);
    const slider = ask.querySelector("input");
    const marks = ["wide", "narrow"].map((size) => {
      const drawing = ask.querySelector(`.${size} svg`);
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      line.setAttribute("class", "mark");
      line.setAttribute("y1", data.places[size].top);
      line.setAttribute("y2", data.places[size].bottom);
      drawing.append(line);
      return { line, x: data.places[size].x };
    });
    const show = () => {
      const answer = data.stops[slider.value];
      for (const [field, text] of Object.entries(answer)) {
        ask.querySelector(`[data-field="${field}"]`).textContent = text;
      }
      slider.setAttribute("aria-valuetext", `${answer.error} ${data.unit}`.trim());
      for (const { line, x } of marks) {
        line.setAttribute("x1", x[slider.value]);
        line.setAttribute("x2", x[slider.value]);
      }
    };
    slider.addEventListener("input", show);
    show();
  }

  // What a point of a chart stands for, under the pointer.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  document.addEventListener("pointerover", (event) => {
    const point = event.target.closest ? event.target.closest(".drawing path[aria-label]") : null;
    tip.hidden = !point;
    if (!point) return;
    tip.textContent = point.getAttribute("aria-label");
    const box = point.getBoundingClientRect();
    const left = Math.min(box.right + 8, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + window.scrollX}px`;
    tip.style.top = `${box.top - tip.offsetHeight - 4 + window.scrollY}px`;
  });

  window.addEventListener("beforeprint", () => {
    for (const details of all("details")) details.open = true;
  });
})();
