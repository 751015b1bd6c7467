"use strict";
// The planner: settings in, answers out. Each setting has a field, some also a slider; the address
// holds them all, so that a link shows the same view again.
(() => {
  const root = document.querySelector("[data-planner]");
  if (!root) return;
  document.documentElement.classList.add("live");
  const { about, chance, count, money, plain, rate, size, sizeSpan, span, target, value } = PlannerNumbers;
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const joint = data.kind === "joint";
  const law = joint ? new PlannerAdvice.Advised(data) : null;
  const stops = data.targets.stops;
  const unit = data.unit ? `\u00a0${data.unit}` : "";
  const level = `${plain(100 * data.level, 6)} %`;
  const find = (selector) => root.querySelector(selector);
  const svg = find(".map svg");

  // ---- Settings --------------------------------------------------------------------------------
  const whole = (low) => ({ good: (x) => x >= low && Number.isInteger(x), says: `a whole number from ${low} on` });
  const above = { good: (x) => x > 0, says: "a number above zero" };
  const from = (low) => ({ good: (x) => x >= low, says: low ? `a number from ${low} on` : "zero or more" });
  const start = data.start, most = 10 * Math.max(start.budget, 1);
  const studied = joint
    ? { n: data.n, m: data.m }
    : { n: data.alone[start.m].n, m: [start.m, start.m] };
  const settings = {
    e: { key: "error", first: start.error, ...above, stops: true },
    n: { key: "n", first: start.n, ...from(1), low: studied.n[0], high: 30 * studied.n[1], whole: true },
    m: { key: "m", first: start.m, ...from(1), low: studied.m[0], high: 10 * studied.m[1], whole: true },
    cs: { key: "simulation", first: start.simulation, ...above, low: 0.01, high: 10000 },
    ce: { key: "experiment", first: start.experiment, ...above, low: 0.01, high: 10000 },
    b: { key: "budget", first: start.budget, ...from(0), low: most / 10000, high: 100 * most },
    on: { key: "owned_n", first: start.owned_n, ...whole(0) },
    om: { key: "owned_m", first: start.owned_m, ...whole(0) },
    fs: { key: "fixed_n", first: start.fixed_n, ...from(0) },
    fe: { key: "fixed_m", first: start.fixed_m, ...from(0) },
    bs: { key: "batch_n", first: start.batch_n, ...whole(1) },
    be: { key: "batch_m", first: start.batch_m, ...whole(1) },
    ms: { key: "most_n", first: start.most_n ?? null, ...whole(1), free: true },
    me: { key: "most_m", first: start.most_m ?? null, ...whole(1), free: true },
  };
  for (const [name, one] of Object.entries(settings)) {
    one.field = find(`#pl-${name}`);
    one.slider = find(`#pl-${name}-slider`);
  }
  const state = {};
  const nearest = (error) => stops.reduce((a, b, i) => (Math.abs(b - error) < Math.abs(stops[a] - error) ? i : a), 0);
  const label = (error) => (+error.toPrecision(3) === error && error < 1000 ? error.toPrecision(3) : plain(error));
  const TICKS = 300;
  const toSlider = (one, x) =>
    one.stops ? nearest(x) : Math.round((TICKS * Math.log(Math.max(x, one.low) / one.low)) / Math.log(one.high / one.low));
  const fromSlider = (one, at) => {
    if (one.stops) return stops[at];
    const x = one.low * (one.high / one.low) ** (at / TICKS), round = +x.toPrecision(2);
    return one.whole ? Math.max(1, Math.round(round)) : round;
  };
  const show = (name) => {
    const one = settings[name], x = state[one.key];
    const text = x === null ? "" : one.stops ? label(x) : plain(x);
    if (one.field && document.activeElement !== one.field) one.field.value = text;
    if (!one.slider) return;
    if (document.activeElement !== one.slider || +one.slider.value !== toSlider(one, x)) {
      one.slider.value = toSlider(one, x);
    }
    const spoken = one.stops ? `${target(x)}${unit}` : x >= 1000 ? count(x) : text;
    one.slider.setAttribute("aria-valuetext", spoken);
  };
  // Takes a number if it is one that can be; says what is allowed if not.
  const take = (name, x) => {
    const one = settings[name];
    const good = x === null ? one.free : Number.isFinite(x) && one.good(x);
    if (good) state[one.key] = one.stops && !joint ? stops[nearest(x)] : x;
    if (one.field) {
      one.field.setAttribute("aria-invalid", String(!good));
      const said = find(`#pl-${name}-says`);
      if (said) said.textContent = good ? "" : `Give ${one.says}${one.free ? ", or nothing for no limit" : ""}.`;
    }
    return good;
  };
  const costs = () => ({
    simulation: { each: state.simulation, fixed: state.fixed_n, batch: state.batch_n, owned: state.owned_n, most: state.most_n },
    experiment: { each: state.experiment, fixed: state.fixed_m, batch: state.batch_m, owned: state.owned_m, most: state.most_m },
  });

  // ---- Answers ---------------------------------------------------------------------------------
  const infinite = (row) => row.map((x) => (x === null ? Infinity : x));
  const ofAlone = (m) => {
    const one = data.alone[m], i = nearest(state.error);
    if (!one || stops[i] !== state.error) return null;
    const [median, low, high, unreachable] = infinite(one.answers[i]);
    return { median, low, high, unreachable, undetermined: one.undetermined };
  };
  // Error at n by the table of one m, straight between its rows in logarithms.
  const tabled = (rows, n) => {
    const last = rows.length - 1, x = Math.log(n / rows[0][0]) / Math.log(rows[last][0] / rows[0][0]);
    const left = PlannerLaw.clip(Math.floor(x * last), 0, last - 1), share = x * last - left;
    const at = (k) => Math.exp((1 - share) * Math.log(rows[left][k]) + share * Math.log(rows[left + 1][k]));
    return { mean: at(1), low: at(2), high: at(3) };
  };
  const answers = () => {
    const prices = costs();
    if (joint) {
      return {
        state, costs: prices,
        here: law.forecast(state.n, state.m),
        needed: law.required(state.error, state.m),
        alone: ofAlone(state.m),
        worth: law.help(state.n, state.m) ? law.exchange(state.n, state.m) : null,
        best: law.advise(prices, state.budget),
        cheapest: law.cheapest(prices, state.error),
      };
    }
    const rows = data.alone[state.m].forecast, s = prices.simulation, needed = ofAlone(state.m);
    const far = rows[rows.length - 1][0];
    const spend = (batches) => {
      const n = PlannerLaw.size(s, batches);
      if (n < 1) return null;
      return { n, m: state.m, buy: { n: n - s.owned }, cost: PlannerLaw.paid(s, batches), ...tabled(rows, n), beyond: n > far };
    };
    const lacking = Math.ceil((Math.max(needed.median - s.owned, 0) - PlannerLaw.ROUNDING) / s.batch);
    return {
      state, costs: prices, needed, alone: needed,
      here: tabled(rows, state.n),
      best: spend(Math.max(PlannerLaw.affordable(s, state.budget - s.fixed), 0)),
      cheapest: lacking < Infinity ? spend(lacking) : null,
    };
  };
  const rates = ({ low, high }) => `${rate(low)} to ${high === Infinity ? "no limit" : rate(high)}`;
  const fewest = () => (joint ? data.n[0] : data.alone[state.m].n[0]);
  const sizes = ({ low, high }) => (low === Infinity ? "no n reaches it" : sizeSpan(low, high, fewest()));
  const never = (needed) => (needed.undetermined ? "not determined" : "out of reach");
  const median = (needed) => (needed.median === Infinity ? never(needed) : size(needed.median, fewest()));
  const contrary = (a, b) => a.low > b.high || b.low > a.high;
  const some = (k, what) => (k > 0 ? [`${count(k)} ${what}${k === 1 ? "" : "s"}`] : []);
  const bought = (buy) => {
    const parts = [...some(buy.n, "simulation"), ...some(buy.m ?? 0, "measurement")];
    return parts.length ? `buy ${parts.join(" and ")}` : "buy nothing";
  };
  // What is said of simulating at all: the purchase that is not advised, and how surely.
  const beside = (one) => {
    if (!one?.other) return joint && one && !data.none ? "; nothing is known of not simulating" : "";
    const { other } = one, what = other.n ? `with simulations (n = ${count(other.n)}, m = ${count(other.m)})` : `without simulations (m = ${count(other.m)})`;
    if (one.probability === undefined) return `; ${what} it costs ${money(other.cost)}`;
    return `; ${what} ${value(other.mean)}: simulating is better with probability ${chance(one.probability)}`;
  };
  const texts = (now) => {
    const { here, needed, worth, best, cheapest, alone } = now;
    // What `simlaw plan` prints is by the law of that m alone; the joint law answers at any m.
    const [by, first] = alone ? [`by the law of m = ${count(state.m)} alone`, alone] : ["by the joint law", needed];
    let also = "";
    if (alone && joint) {
      also = `by the joint law of all m ${median(needed)} (${level} interval ${sizes(needed)}; out of reach: ${chance(needed.unreachable)})`;
      if (contrary(alone, needed)) also += "; the two differ by more than their intervals allow";
    }
    if (!alone && Object.hasOwn(data.alone, state.m)) {
      also = `the law of m = ${count(state.m)} alone is answered at targets in steps of ${plain(data.targets.step)}, and by simlaw plan`;
    }
    const shown = {
      error: target(state.error), n: about(state.n, 9), m: about(state.m, 9), budget: money(state.budget),
      here: value(here.mean), "here-span": span(here.low, here.high, here.mean),
      needed: median(first), "needed-span": sizes(first), unreachable: chance(first.unreachable),
      "needed-by": by, "needed-also": also,
    };
    if (joint && !worth) Object.assign(shown, { worth: "no number", "worth-span": "not shown that simulations help at this n and m" });
    if (worth) Object.assign(shown, { worth: rate(worth.estimate), "worth-span": rates(worth) });
    const spend = (name, one, none) => {
      shown[name] = one ? (joint ? `n = ${count(one.n)}, m = ${count(one.m)}` : `n = ${count(one.n)}`) : none;
      const first = joint && one && !one.n ? "no simulations: " : "";
      shown[`${name}-buy`] = one ? `${first}${bought(one.buy)}, for ${money(one.cost)}` : "";
      const far = one && (one.beyond || one.n > 10 * studied.n[1] || (joint && one.m > 10 * studied.m[1]));
      if (!one || one.beyond) {
        shown[`${name}-error`] = one ? "too far beyond what was studied for a forecast" : "";
        return;
      }
      // The law of one m is asked for the median n, at which its mean error need not be the target.
      const says = !joint && name === "cheapest" && one.buy.n > 0
        ? "error at least as likely below the target as above it" : `error ${value(one.mean)}`;
      const ends = `${level} interval ${span(one.low, one.high, one.mean)}`;
      shown[`${name}-error`] = `${says} (${ends})${far ? "; far beyond what was studied" : ""}${beside(one)}`;
    };
    spend("best", best, "nothing");
    spend("cheapest", cheapest, "out of reach");
    return shown;
  };
  const sentence = (t, now) => {
    const first = now.alone ?? now.needed, direct = data.alone[state.m]?.direct;
    const said = [
      `With n = ${t.n}${joint ? ` and m = ${t.m}` : ""} the error is ${t.here}${unit} (${level} interval ${t["here-span"]}).`,
      first.median < fewest()
        ? `With m = ${t.m} an error of ${t.error}${unit} is reached with n ${t.needed} ${t["needed-by"]} (${level} interval ${t["needed-span"]}; out of reach with probability ${t.unreachable}).`
        : t.needed === "not determined"
        ? `With m = ${t.m}, whether an error of ${t.error}${unit} can be reached is not determined ${t["needed-by"]} (P(unreachable) = ${t.unreachable}).`
        : t.needed === "out of reach"
        ? `With m = ${t.m} an error of ${t.error}${unit} is probably out of reach ${t["needed-by"]} (probability ${t.unreachable}).`
        : `With m = ${t.m} an error of ${t.error}${unit} needs about n = ${t.needed} ${t["needed-by"]} (${level} interval ${t["needed-span"]}; out of reach with probability ${t.unreachable}).`,
    ];
    said.unshift(
      now.best
        ? `A budget of ${t.budget} is best spent so: ${t["best-buy"]}; ${t["best-error"]}.`
        : `A budget of ${t.budget} does not pay for the least there has to be.`,
    );
    if (now.alone && joint) {
      const also = t["needed-also"].replace("by the joint law of all m ", "");
      said.push(`By the joint law of all m, on which map and purchases rest, n needed is ${also}.`);
    }
    if (direct) said.push(`Without simulations, m = ${t.m} measurements have an error of ${value(direct)}${unit}.`);
    if (joint && !now.worth) said.push("At that n and m it is not shown that simulations help: one more measurement is worth no number of them.");
    if (now.worth) said.push(`At that n and m one more measurement is worth ${t.worth} simulations (${level} interval ${t["worth-span"]}).`);
    if (!joint && direct && now.best && direct <= now.best.mean) said.push("That is not below the error without simulations.");
    if (now.cheapest && joint) said.push(`The cheapest way to an error of ${t.error}${unit}: ${t["cheapest-buy"]}.`);
    return said.join(" ");
  };

  // What to type for the same answers.
  const commands = () => {
    const alone = Object.hasOwn(data.alone, state.m);
    const plan = ["simlaw plan RUN", `--target-error ${label(state.error)}`];
    if (alone) plan.push(`--m ${plain(state.m)}`);
    if (!joint) return plan.join(" ");
    plan.push(`--budget ${plain(state.budget)}`);
    for (const [kind, price] of Object.entries(costs())) {
      plan.push(`--cost-${kind} ${plain(price.each)}`);
      for (const [option, idle] of [["fixed", 0], ["batch", 1], ["owned", 0], ["most", null]]) {
        if (price[option] !== idle) plan.push(`--${option}-${kind}s ${plain(price[option])}`);
      }
    }
    return `${plan.join(" ")}\nsimlaw exchange RUN --n ${plain(state.n)} --m ${plain(state.m)}`;
  };

  // ---- The view --------------------------------------------------------------------------------
  let now = null, back = null, later = 0;
  const address = () =>
    `#planner?${Object.entries(settings).filter(([, one]) => one.field && state[one.key] !== null).map(([name, one]) => `${name}=${plain(state[one.key], 15)}`).join("&")}`;
  const draw = () => {
    const width = Math.max(280, Math.round(svg.parentElement.clientWidth || 640));
    const size = [width, Math.round(PlannerLaw.clip(0.72 * width, 320, 540))];
    back = joint
      ? PlannerMap.draw(svg, size, data, law, now)
      : PlannerMap.drawAlone(svg, size, data, data.alone[state.m], now);
  };
  const update = (settled) => {
    now = answers();
    now.shown = texts(now);
    for (const name of Object.keys(settings)) show(name);
    for (const field of root.querySelectorAll("[data-shown]")) {
      const text = now.shown[field.dataset.shown] ?? "";
      if (field.textContent !== text) field.textContent = text;
    }
    draw();
    clearTimeout(later);
    const rest = () => {
      // Read aloud, and written into the address, once the setting rests.
      find("[data-says]").textContent = sentence(now.shown, now);
      find("[data-link]").href = address();
      find("[data-command]").textContent = commands();
      if (settled !== "start") {
        try { history.replaceState(null, "", address()); } catch { /* too often, or forbidden here */ }
      }
    };
    if (settled) rest();
    else later = setTimeout(rest, 250);
  };
  const apply = (hash) => {
    const [place, query] = hash.split("?");
    if (place !== "#planner" || !query) return false;
    for (const [name, one] of Object.entries(settings)) if (one.free) take(name, null);
    for (const [name, text] of new URLSearchParams(query)) {
      if (!Object.hasOwn(settings, name) || text.trim() === "") continue;
      if (name === "m" && !joint && !Object.hasOwn(data.alone, text)) continue;
      take(name, Number(text));
    }
    return true;
  };
  const reset = () => {
    for (const [name, one] of Object.entries(settings)) {
      state[one.key] = one.first;
      take(name, one.first);
    }
  };
  for (const [name, one] of Object.entries(settings)) {
    if (one.slider) {
      one.slider.max = one.stops ? stops.length - 1 : TICKS;
      one.slider.addEventListener("input", () => take(name, fromSlider(one, +one.slider.value)) && update());
    }
    if (!one.field) continue;
    one.field.addEventListener("input", () => {
      const text = one.field.value.trim();
      if (take(name, text !== "" ? Number(text) : one.free && !one.field.validity.badInput ? null : NaN)) update();
    });
    one.field.addEventListener("change", () => {
      if (one.field.getAttribute("aria-invalid") === "true") return;
      const x = state[one.key];
      one.field.value = x === null ? "" : one.stops ? label(x) : plain(x);
    });
  }
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
    const [n, m] = back(((event.clientX - box.left) * view.width) / box.width, ((event.clientY - box.top) * view.height) / box.height);
    take("n", Math.max(1, Math.round(+n.toPrecision(3))));
    if (m !== undefined) take("m", Math.max(1, Math.round(+m.toPrecision(3))));
    update();
  });
  find("[data-reset]").addEventListener("click", () => { reset(); update(true); });

  // ---- Taking it along -------------------------------------------------------------------------
  const save = (text, type, ending) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = `${data.name.replace(/[^\w.-]+/g, "-") || "study"}-planner.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const csv = () => {
    const cell = (x) => {
      if (typeof x === "number") return Number.isFinite(x) ? plain(x, 10) : x > 0 ? "inf" : "";
      // A spreadsheet would take a text that starts so for a formula.
      const safe = /^[=+\-@\t\r]/.test(x) ? `'${x}` : x;
      return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const rows = [["quantity", "value", "low", "high", "unit"], ["study", data.title]];
    const names = {
      e: "target error", n: "n", m: "m", cs: "cost per simulation", ce: "cost per measurement", b: "budget",
      on: "simulations owned", om: "measurements owned", fs: "fixed cost of simulations",
      fe: "fixed cost of measurements", bs: "simulations in a batch", be: "measurements in a batch",
      ms: "most simulations", me: "most measurements",
    };
    for (const [name, one] of Object.entries(settings)) {
      if (one.field) rows.push([names[name], state[one.key] ?? "", "", "", name === "e" ? data.unit : ""]);
    }
    const { here, needed, worth, best, cheapest } = now;
    rows.push(["level of intervals", data.level], ["error at n and m", here.mean, here.low, here.high, data.unit]);
    const laws = [joint ? ["joint law", needed] : null, now.alone ? [`law of m = ${state.m} alone`, now.alone] : null];
    for (const [by, one] of laws.filter(Boolean)) {
      rows.push([`n needed for the target by the ${by} (median)`, one.median, one.low, one.high]);
      rows.push([`probability that no n reaches the target by the ${by}`, one.unreachable]);
    }
    if (worth) rows.push(["simulations that one measurement is worth", worth.estimate, worth.low, worth.high]);
    for (const [name, one] of [["best for the budget", best], ["cheapest for the target", cheapest]]) {
      if (!one) { rows.push([`${name}: none`]); continue; }
      rows.push([`${name}: n`, one.n], [`${name}: m`, one.m], [`${name}: cost`, one.cost]);
      if (!one.beyond) rows.push([`${name}: error`, one.mean, one.low, one.high, data.unit]);
    }
    return rows.map((row) => Array.from({ length: 5 }, (_, i) => cell(row[i] ?? "")).join(",")).join("\r\n") + "\r\n";
  };
  const picture = () => {
    const copy = svg.cloneNode(true), view = svg.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", view.width);
    copy.setAttribute("height", view.height);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${data.title}. ${sentence(now.shown, now)}`;
    copy.prepend(title);
    return new XMLSerializer().serializeToString(copy);
  };
  find("[data-csv]").addEventListener("click", () => save(csv(), "text/csv;charset=utf-8", "csv"));
  find("[data-svg]").addEventListener("click", () => save(picture(), "image/svg+xml", "svg"));

  settings.e.field.step = plain(data.targets.step);
  const more = find(".controls details");
  more.open = root.clientWidth > 700;
  reset();
  const linked = apply(location.hash);
  update("start");
  if (linked && root.getBoundingClientRect().top > window.innerHeight / 2) root.closest("section").scrollIntoView({ behavior: "instant" });
  window.addEventListener("hashchange", () => { if (apply(location.hash)) update("start"); });
  new ResizeObserver(() => {
    if (Math.abs(svg.parentElement.clientWidth - svg.viewBox.baseVal.width) > 1) draw();
  }).observe(svg.parentElement);
})();
