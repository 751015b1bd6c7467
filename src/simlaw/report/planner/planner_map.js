"use strict";
// The planner's pictures, as SVG elements: the error over n and m, and the error over n alone.
const PlannerMap = (() => {
  const NS = "http://www.w3.org/2000/svg";
  const { count, value } = PlannerNumbers;
  // Shades of one blue, dark where the error is small, so that they stay apart in any colour
  // vision and in print; lines differ in dash and marks in shape as well as in colour.
  const SHADES = [[246, 250, 253], [88, 150, 194]];
  const INK = "#1b1f24", QUIET = "#57606a", TARGET = "#b8400a", MONEY = "#00694e", HERE = "#1b1f24";

  const element = (parent, name, attributes = {}, text = "") => {
    const made = document.createElementNS(NS, name);
    for (const [key, set] of Object.entries(attributes)) made.setAttribute(key, set);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  };

  // Tick values: 1, 2, 5 (or 1, 3, or 1) times powers of ten, as many as there is room for; equal
  // round steps over less than a decade.
  const logTicks = (low, high, most) => {
    let inside = [];
    if (high / low < 8) {
      for (const size of [1, 2, 5, 10, 20, 50, 100]) {
        const step = size * 10 ** (Math.floor(Math.log10(high - low)) - 1);
        const first = Math.ceil(low / step), last = Math.floor(high / step);
        if (last - first >= most) continue;
        for (let k = first; k <= last; k++) inside.push(+(k * step).toPrecision(10));
        return inside;
      }
    }
    for (const factors of [[1, 2, 5], [1, 3], [1]]) {
      inside = [];
      for (let k = Math.floor(Math.log10(low)); k <= Math.ceil(Math.log10(high)); k++) {
        for (const f of factors) inside.push(+`${f}e${k}`);
      }
      inside = inside.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
      if (inside.length <= most) return inside;
    }
    const every = Math.ceil(inside.length / most);
    return inside.filter((_, i) => i % every === 0);
  };
  const short = (x) => {
    for (const [size, letter] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
      if (x >= size) return `${+(x / (letter === "k" ? 1e3 : size)).toPrecision(3)}${letter}`;
    }
    return x >= 1 ? count(x) : String(x);
  };

  // About `most` round levels between two errors, evenly spaced in their logarithm.
  const levels = (low, high, most) => {
    if (!(low > 0 && high > low)) return [];
    const ratio = (high / low) ** (1 / (most + 1)), gap = low * (ratio - 1);
    const unit = 10 ** Math.floor(Math.log10(gap));
    const found = new Set();
    for (let k = 1; k <= most; k++) {
      found.add(+(Math.round((low * ratio ** k) / unit) * unit).toPrecision(10));
    }
    return [...found].filter((x) => x > low && x < high).sort((a, b) => b - a);
  };

  // A plot with logarithmic axes; returns how sizes become pixels and back.
  const frame = (svg, width, height, x, y, titles) => {
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("font-family", getComputedStyle(svg).fontFamily);
    svg.setAttribute("font-size", "12");
    const narrow = width < 520;
    const box = { left: 52, top: 30, right: width - 14, bottom: height - 44 };
    const place = ([low, high], from, to) => {
      const scale = (to - from) / Math.log(high / low);
      const at = (size) => from + scale * Math.log(size / low);
      at.back = (pixel) => low * Math.exp((pixel - from) / scale);
      return at;
    };
    const px = place(x, box.left, box.right), py = place(y, box.bottom, box.top);
    const clipId = `${svg.id}-clip`;
    const cut = element(element(svg, "defs"), "clipPath", { id: clipId });
    const w = box.right - box.left, h = box.bottom - box.top;
    element(cut, "rect", { x: box.left, y: box.top, width: w, height: h });
    const plot = element(svg, "g", { "clip-path": `url(#${clipId})` });
    const axes = element(svg, "g", { fill: QUIET, stroke: "none" });
    for (const tick of logTicks(...x, narrow ? 5 : 8)) {
      const at = px(tick).toFixed(1);
      element(axes, "path", { d: `M${at} ${box.bottom}v5`, stroke: "#aeb6bd" });
      const text = narrow ? short(tick) : count(tick);
      const over = +at + 3.6 * text.length > width;
      element(axes, "text", { x: over ? width - 1 : at, y: box.bottom + 18, "text-anchor": over ? "end" : "middle" }, text);
    }
    const ticks = logTicks(...y, 7);
    for (const tick of ticks) {
      const at = py(tick).toFixed(1);
      element(axes, "path", { d: `M${box.left} ${at}h-5`, stroke: "#aeb6bd" });
      const text = tick >= 1 ? short(tick) : String(tick);
      element(axes, "text", { x: box.left - 8, y: +at + 4, "text-anchor": "end" }, text);
    }
    element(axes, "rect", { x: box.left, y: box.top, width: w, height: h, fill: "none", stroke: "#aeb6bd" });
    const title = { "font-size": 13, fill: INK };
    element(axes, "text", { ...title, x: (box.left + box.right) / 2, y: height - 8, "text-anchor": "middle" }, titles[0]);
    element(axes, "text", { ...title, x: 8, y: 16 }, titles[1]);
    return { plot, top: element(svg, "g"), box, px, py, narrow };
  };

  const line = (points) =>
    points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  // Far outside is as good as infinite, and keeps the numbers of a path small.
  const near = (pixel, box) => PlannerLaw.clip(pixel, box.top - 4000, box.bottom + 4000);

  const label = (parent, x, y, text, colour, anchor = "middle", weight = 600) =>
    element(parent, "text", {
      x: x.toFixed(1), y: y.toFixed(1), fill: colour, stroke: "#fff", "stroke-width": 3.5,
      "stroke-linejoin": "round", "paint-order": "stroke", "text-anchor": anchor, "font-weight": weight,
    }, text);

  const mark = {
    diamond: (g, x, y, colour) =>
      element(g, "path", { d: `M${x} ${y - 9}l9 9l-9 9l-9 -9z`, fill: colour, stroke: "#fff", "stroke-width": 1.5 }),
    triangle: (g, x, y, colour) =>
      element(g, "path", { d: `M${x} ${y - 9}l9 15h-18z`, fill: colour, stroke: "#fff", "stroke-width": 1.5 }),
    cross: (g, x, y, colour) => {
      const d = `M${x - 9} ${y}h18M${x} ${y - 9}v18`;
      element(g, "path", { d, stroke: "#fff", "stroke-width": 5 });
      return element(g, "path", { d, stroke: colour, "stroke-width": 2.5 });
    },
  };

  // The sizes shown: what was studied and asked for, in steps, so that the map seldom moves.
  const reach = (low, high, asked, most) => {
    const wanted = Math.max(3 * high, ...asked.filter((x) => x < Infinity).map((x) => 1.4 * x));
    const far = Math.min(wanted, most * high);
    return [low / 1.15, high * 10 ** (Math.ceil(4 * Math.log10(far / high) - 1e-9) / 4)];
  };

  // The error over n and m with lines of equal error, the study's points, and the answers.
  const draw = (svg, size, data, law, now) => {
    const { state, best, cheapest } = now;
    const some = [best, cheapest].filter(Boolean);
    const x = reach(data.n[0], data.n[1], [state.n, state.owned_n, ...some.map((s) => s.n)], 100);
    const y = reach(data.m[0], data.m[1], [state.m, state.owned_m, ...some.map((s) => s.m)], 30);
    x[0] = Math.max(Math.min(x[0], state.n / 1.15), 1);
    y[0] = Math.max(Math.min(y[0], state.m / 1.15), 1);
    const titles = [`computed ${data.things}, n`, `measured ${data.things}, m`];
    const { plot, top, box, px, py, narrow } = frame(svg, ...size, x, y, titles);
    const columns = Array.from({ length: 97 }, (_, i) => box.left + (i / 96) * (box.right - box.left));
    const rowOf = (m) => near(m > 0 ? py(m) : Infinity, box);
    const path = (error) => columns.map((at) => [
      at, rowOf(PlannerLaw.neededM(law.theta, error - law.theta[4], px.back(at), law.form)),
    ]);
    // Where the error is at most a level is all that lies above its line.
    const drawn = levels(law.predict(x[1], y[1]), law.predict(x[0], y[0]), narrow ? 7 : 11);
    const shade = (share) =>
      `rgb(${SHADES[0].map((from, k) => Math.round(from + share * (SHADES[1][k] - from))).join()})`;
    const up = `V${box.top - 5000}H${box.left}Z`;
    element(plot, "rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, fill: shade(0) });
    const lines = drawn.map((error) => [error, path(error)]);
    lines.forEach(([, points], k) =>
      element(plot, "path", { d: line(points) + up, fill: shade((k + 1) / (drawn.length || 1)) }));
    for (const [, points] of lines) {
      element(plot, "path", { d: line(points), fill: "none", stroke: "#fff", "stroke-width": 1.2 });
    }

    // Where the wanted error lies, and how surely.
    const few = columns.filter((_, i) => i % 4 === 0);
    const ends = few.map((at) => law.bandM(state.error, px.back(at)).map(rowOf));
    const outline = [
      ...few.map((at, i) => [at, ends[i][0]]), ...few.map((at, i) => [at, ends[i][1]]).reverse(),
    ];
    element(plot, "path", { d: `${line(outline)}Z`, fill: "#fff", "fill-opacity": 0.35, class: "band" });
    for (const end of [0, 1]) {
      const edge = few.map((at, i) => [at, ends[i][end]]);
      element(plot, "path", { d: line(edge), fill: "none", stroke: TARGET, "stroke-width": 1.1, "stroke-dasharray": "4 3" });
    }
    element(plot, "path", { d: line(path(state.error)), fill: "none", stroke: TARGET, "stroke-width": 2.5, class: "target" });

    // What the budget pays for: n and m of equal cost, batches not rounded.
    const { simulation: s, experiment: e } = now.costs;
    const rest = state.budget - s.fixed - e.fixed;
    if (rest > 0) {
      const money = [];
      for (let k = 0; k <= 200; k++) {
        // Close steps at both ends, where logarithmic axes bend the line.
        const share = 1 / (1 + Math.exp(12 - 0.12 * k));
        const n = s.owned + (share * rest) / s.each, m = e.owned + ((1 - share) * rest) / e.each;
        if (n > 0 && m > 0) money.push([PlannerLaw.clip(px(n), -4000, 8000), rowOf(m)]);
      }
      element(plot, "path", { d: line(money), fill: "none", stroke: "#fff", "stroke-width": 4.5 });
      element(plot, "path", { d: line(money), fill: "none", stroke: MONEY, "stroke-width": 2.25, "stroke-dasharray": "7 4", class: "budget" });
    }
    for (const [n, m, error] of data.points) {
      const dot = element(plot, "circle", { cx: px(n).toFixed(1), cy: py(m).toFixed(1), r: 4.5, fill: "#fff", stroke: INK, "stroke-width": 1.75 });
      element(dot, "title", {}, `studied: n = ${count(n)}, m = ${count(m)}, error ${value(error)}`);
    }

    // Labels stand where their line leaves the plot, on its left or its lower edge or its right.
    const taken = [];
    const put = (text, points, colour, weight) => {
      const inside = points.filter(([, at]) => at > box.top + 10 && at < box.bottom - 10);
      const clear = inside.filter(([at, row]) =>
        at > box.left + 22 && at < box.right - 24 &&
        taken.every(([a, b]) => Math.abs(a - at) > 46 || Math.abs(b - row) > 17));
      if (!clear.length) return;
      const [at, row] = clear[Math.floor(clear.length * (weight > 600 ? 0.62 : 0.3))];
      taken.push([at, row]);
      label(top, at, row + 4, text, colour, "middle", weight);
    };
    for (const spend of some) taken.push([px(spend.n), py(spend.m)]);
    taken.push([px(state.n), py(state.m)]);
    for (const [n, m] of data.points) taken.push([px(n), py(m)]);
    put(now.shown.error, path(state.error), TARGET, 700);
    for (const [error, points] of lines) put(PlannerNumbers.plain(error), points, "#2c4a63", 500);

    const kept = (spend) => [
      +PlannerLaw.clip(px(spend.n), box.left, box.right).toFixed(1),
      +PlannerLaw.clip(py(spend.m), box.top, box.bottom).toFixed(1),
    ];
    if (cheapest) mark.triangle(top, ...kept(cheapest), TARGET).setAttribute("class", "cheapest");
    if (best) mark.diamond(top, ...kept(best), MONEY).setAttribute("class", "best");
    mark.cross(top, ...kept(state), HERE).setAttribute("class", "here");
    return (at, row) => [px.back(at), py.back(row)];
  };

  // The error over n alone, at one m.
  const drawAlone = (svg, size, data, one, now) => {
    const { state, needed, best } = now;
    const asked = [state.n, needed.median, best ? best.n : 0, state.owned_n];
    const x = reach(one.n[0], one.n[1], asked, 1000);
    x[0] = Math.max(1, Math.min(x[0], state.n / 1.15));
    const seen = one.forecast.filter(([n]) => n <= x[1]);
    const direct = one.direct ? [one.direct] : [];
    const errors = [...seen.flatMap((row) => row.slice(2)), ...one.points.map((p) => p[1]), state.error, ...direct];
    const y = [0.97 * Math.min(...errors), 1.03 * Math.max(...errors)];
    const title = `error${data.unit ? ` (${data.unit})` : ""}`;
    const { plot, top, box, px, py } = frame(svg, ...size, x, y, [`computed ${data.things}, n`, title]);
    const at = (k) => seen.map((row) => [px(row[0]), py(row[k])]);
    element(plot, "path", { d: `${line([...at(2), ...at(3).reverse()])}Z`, fill: "#9cc9e3", "fill-opacity": 0.7 });
    element(plot, "path", { d: line(at(1)), fill: "none", stroke: "#0072b2", "stroke-width": 4 });
    for (const error of direct) {
      const level = py(error);
      element(plot, "path", { d: `M${box.left} ${level.toFixed(1)}H${box.right}`, stroke: QUIET, "stroke-width": 1.5, "stroke-dasharray": "2 4", class: "direct" });
      label(top, box.left + 6, level + 15, "without simulations", QUIET, "start");
    }
    const row = py(state.error);
    element(plot, "path", { d: `M${box.left} ${row.toFixed(1)}H${box.right}`, stroke: TARGET, "stroke-width": 2.25, class: "target" });
    // On the side where the best purchase does not stand.
    const right = !(best && px(best.n) > box.right - 140);
    label(top, right ? box.right - 6 : box.left + 6, row - 7, `target ${now.shown.error}`, TARGET, right ? "end" : "start");
    if (best) {
      const column = PlannerLaw.clip(px(best.n), box.left, box.right).toFixed(1);
      element(plot, "path", { d: `M${column} ${box.top}V${box.bottom}`, stroke: MONEY, "stroke-width": 2, "stroke-dasharray": "7 4", class: "budget" });
      mark.diamond(top, +column, +py(best.mean).toFixed(1), MONEY).setAttribute("class", "best");
    }
    for (const [n, error] of one.points) {
      element(plot, "circle", { cx: px(n).toFixed(1), cy: py(error).toFixed(1), r: 4.5, fill: "#fff", stroke: INK, "stroke-width": 1.75 });
    }
    mark.cross(top, +px(state.n).toFixed(1), +py(now.here.mean).toFixed(1), HERE).setAttribute("class", "here");
    return (pixel) => [px.back(pixel)];
  };

  return { draw, drawAlone };
})();
