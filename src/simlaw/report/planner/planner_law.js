"use strict";
// The planner's numbers: the joint law, what is read off it, and how numbers are printed.
// The formulas are those of simlaw/decide (lines, exchange, budget, convex, costs) and
// simlaw/law/joint/surface.py, the rounding that of simlaw/printed_numbers.py; tests hold them
// together.
const PlannerLaw = (() => {
  const REACH = Math.log(30), MOST_LOG = 450, ROUNDING = 1e-9, EXACT = 1e-9;
  const MOST_BATCHES = 1e15, WHOLE = 100000, MOST = 2000000, TRIES = 8;
  const clip = (x, low, high) => Math.min(Math.max(x, low), high);

  // ---- Quantiles -------------------------------------------------------------------------
  const sorted = (values) => Float64Array.from(values).sort();
  // Straight between order statistics, as numpy.quantile does.
  const between = (ordered, q) => {
    const at = q * (ordered.length - 1), left = Math.floor(at);
    const right = Math.min(left + 1, ordered.length - 1), share = at - left;
    const gap = ordered[right] - ordered[left];
    return share >= 0.5 ? ordered[right] - gap * (1 - share) : ordered[left] + gap * share;
  };
  // The smallest value that a share q does not exceed ("inverted_cdf"); may be infinite.
  const order = (ordered, q) => {
    const at = q * ordered.length, whole = Math.floor(at);
    return ordered[clip(at > whole ? whole : whole - 1, 0, ordered.length - 1)];
  };

  // ---- The joint law: t = [A, alpha, B, beta, E] --------------------------------------------
  const removable = (t, n, m, form) => {
    const byN = t[0] * Math.exp(-t[1] * Math.log(n)), byM = Math.exp(-t[3] * Math.log(m));
    return form === "joint-sum" ? byN + t[2] * byM : (byN + t[2]) * byM;
  };
  const falls = (t, n, m, form) => {
    const byN = t[0] * Math.exp(-t[1] * Math.log(n)), byM = Math.exp(-t[3] * Math.log(m));
    return form === "joint-sum"
      ? [(t[1] * byN) / n, (t[3] * t[2] * byM) / m]
      : [(t[1] * byN * byM) / n, (t[3] * (byN + t[2]) * byM) / m];
  };
  const rate = (t, n, m, form) => {
    const [byN, byM] = falls(t, n, m, form);
    if (!(byM > 0)) return 0;
    return byN > 0 ? byM / byN : Infinity;
  };
  // (left / amplitude)**(-1 / rate): infinite for left <= 0, else 0 where the amplitude is 0.
  const power = (left, amplitude, decay) => {
    if (amplitude <= 0 && left >= 0) return 0;
    if (!(left > 0)) return Infinity;
    const log = (Math.log(amplitude) - Math.log(left)) / decay;
    return log >= MOST_LOG ? Infinity : Math.exp(clip(log, -MOST_LOG, MOST_LOG));
  };
  const neededN = (t, above, m, form) => {
    const left = form === "joint-sum"
      ? above - t[2] * Math.exp(-t[3] * Math.log(m))
      : above * Math.exp(t[3] * Math.log(m)) - t[2];
    return power(left, t[0], t[1]);
  };
  const neededM = (t, above, n, form) => {
    const byN = t[0] * Math.exp(-t[1] * Math.log(n));
    return form === "joint-sum" ? power(above - byN, t[2], t[3]) : power(above, byN + t[2], t[3]);
  };

  // ---- Costs: a price is {each, fixed, batch, owned, most} -------------------------------------------
  const step = (p) => p.each * p.batch;
  // Most batches there can be, where `most` limits the samples (null: nothing does).
  const batches = (p) =>
    p.most == null ? MOST_BATCHES : Math.floor(Math.max(p.most - p.owned, 0) / p.batch);
  const affordable = (p, money) =>
    money < 0 ? 0 : Math.min(Math.floor(money / step(p) + ROUNDING), batches(p));
  const size = (p, batches) => p.owned + p.batch * batches;
  const paid = (p, batches) => (batches > 0 ? p.fixed + step(p) * batches : 0);

  // The whole number in [low, high] of least `exact`; `relaxed` is a convex bound from below.
  const least = (exact, relaxed, low, high) => {
    if (high - low > WHOLE) {
      let left = low, right = high;
      while (right - left > 200) {
        const third = Math.floor((right - left) / 3);
        if (relaxed(left + third) <= relaxed(right - third)) right -= third;
        else left += third;
      }
      const bottom = scan(relaxed, left, right)[0];
      const bound = scan(exact, Math.max(low, bottom - 500), Math.min(high, bottom + 500))[1];
      const edge = (far) => {
        let kept = bottom;
        if (relaxed(far) <= bound) return far;
        while (Math.abs(far - kept) > 1) {
          const middle = Math.trunc((kept + far) / 2);
          if (relaxed(middle) <= bound) kept = middle;
          else far = middle;
        }
        return kept;
      };
      [low, high] = [Math.max(edge(low), bottom - MOST), Math.min(edge(high), bottom + MOST)];
    }
    return scan(exact, low, high)[0];
  };
  const scan = (value, low, high) => {
    let best = low, found = Infinity;
    for (let k = low; k <= high; k++) {
      const here = value(k);
      if (here < found) [best, found] = [k, here];
    }
    return [best, found];
  };

  // Where log(fall exp(-rate t) + stays) + drift t is least: infinite where it only falls.
  const levelAt = (decay, fall, stays, drift) => {
    if (drift <= 0) return Infinity;
    if (drift >= decay) return -Infinity;
    const at = Math.log((fall * (decay - drift)) / (drift * stays)) / decay;
    return Number.isNaN(at) ? Infinity : at;
  };
  // The size above which `over`, of the size's logarithm, holds no longer; infinite without one.
  const crossing = (over, from = 0, to = MOST_LOG, steps = 60) => {
    let low = from, high = to;
    if (over(high)) return Infinity;
    for (let i = 0; i < steps; i++) {
      const middle = (low + high) / 2;
      if (over(middle)) low = middle;
      else high = middle;
    }
    return Math.exp(high);
  };

  // ---- The law of a study, with its draws ------------------------------------------------------
  class Joint {
    constructor(data) {
      Object.assign(this, { form: data.form, theta: data.theta, level: data.level });
      this.nMax = data.n[1];
      this.mMax = data.m[1];
      this.draws = data.draws.map((row) => row.slice(0, 5));
      this.drift = data.draws.map((row) => row.slice(5, 7));
      this.ends = [(1 - data.level) / 2, (1 + data.level) / 2];
    }

    // The median error at (n, m).
    predict(n, m) {
      return between(sorted(this.draws.map((_, b) => this.surface(b, n, m))), 0.5);
    }

    // The closest formula's error at (n, m).
    formula(n, m) {
      return removable(this.theta, n, m, this.form) + this.theta[4];
    }

    // Mean error of draw b: the least that form and departure give from the data's edge to (n, m).
    surface(b, n, m) {
      const t = this.draws[b], { form, nMax, mMax } = this, [d, e] = this.drift[b];
      if (n <= nMax && m <= mMax) return removable(t, n, m, form) + t[4];
      const [, alpha, , beta, rest] = t, x = Math.log(n / nMax), y = Math.log(m / mMax);
      const added = form === "joint-sum", edgeM = mMax ** -beta;
      const A = t[0] * nMax ** -alpha * (added ? 1 : edgeM), B = t[2] * edgeM;
      const lowX = Math.min(x, 0), highX = Math.min(x, REACH);
      const lowY = Math.min(y, 0), highY = Math.min(y, REACH);
      const alongX = (y) => {
        const shrink = Math.exp(-beta * y), fall = added ? A : A * shrink;
        return clip(levelAt(alpha, fall, B * shrink + rest, d), lowX, highX);
      };
      const alongY = (x) => {
        const byN = A * Math.exp(-alpha * x);
        const at = added ? levelAt(beta, B, byN + rest, e) : levelAt(beta, byN + B, rest, e);
        return clip(at, lowY, highY);
      };
      const error = (x, y) => {
        const byN = A * Math.exp(-alpha * x), byM = Math.exp(-beta * y);
        const left = (added ? byN + B * byM : (byN + B) * byM) + rest;
        return left * Math.exp(d * clip(x, 0, REACH) + e * clip(y, 0, REACH));
      };
      if (y <= 0) return Math.min(error(x, y), error(alongX(y), y));
      if (x <= 0) return Math.min(error(x, y), error(x, alongY(x)));
      const inner = added
        ? Math.log((alpha * A) / ((d * rest) / (1 - d / alpha - e / beta))) / alpha
        : Math.log((A * ((alpha * e) / d - beta)) / (B * beta)) / alpha;
      const start = clip(Number.isNaN(inner) ? 0 : inner, lowX, highX);
      return Math.min(
        error(x, y), error(x, alongY(x)), error(alongX(y), y),
        ...[start, lowX, highX].map((x) => error(x, alongY(x))),
        ...[lowY, highY].map((y) => error(alongX(y), y)),
      );
    }

    // The mean error at (n, m): the median and interval of the draws.
    forecast(n, m) {
      const ordered = sorted(this.draws.map((_, b) => this.surface(b, n, m)));
      const [low, high] = this.ends.map((q) => between(ordered, q));
      return { mean: between(ordered, 0.5), low, high };
    }

    // The n at which the mean error with m measurements is `error`: a distribution.
    required(error, m) {
      const sizes = this.draws.map((_, b) =>
        crossing((logN) => this.surface(b, Math.exp(logN), m) > error));
      return summary(sizes, this.ends);
    }

    // Simulations that one more measurement is worth at (n, m).
    exchange(n, m) {
      const ordered = sorted(this.draws.map((t) => rate(t, n, m, this.form)));
      const [low, estimate, high] = [this.ends[0], 0.5, this.ends[1]].map((q) => order(ordered, q));
      return { estimate, low, high };
    }

    // Interval of the m at which the mean error with n simulations is `error`, for drawing.
    bandM(error, n, ends = this.ends) {
      const edge = Math.log(this.mMax);
      const ordered = sorted(this.draws.map((t, b) => {
        const m = n > this.nMax ? Infinity : neededM(t, error - t[4], n, this.form);
        if (m <= this.mMax) return m;
        const over = (logM) => this.surface(b, n, Math.exp(logM)) > error;
        // Coarse steps are finer than a pixel, and nothing is drawn a thousand times beyond.
        return over(edge) ? crossing(over, edge, edge + 7, 12) : crossing(over, 0, edge, 12);
      }));
      return ends.map((q) => order(ordered, q));
    }

    // What i batches of simulations and j of measurements bring.
    spend(costs, i, j) {
      const n = size(costs.simulation, i), m = size(costs.experiment, j);
      const cost = paid(costs.simulation, i) + paid(costs.experiment, j);
      const buy = { n: n - costs.simulation.owned, m: m - costs.experiment.owned };
      return { n, m, buy, cost, ...this.forecast(n, m) };
    }

    // The purchase of least error that a budget pays for; null where it pays for nothing.
    bestSpend(costs, budget) {
      const { simulation: s, experiment: e } = costs, t = this.theta;
      const usefulN = t[0] > 0, usefulM = t[2] > 0 || (this.form === "joint" && t[0] > 0);
      const firstN = s.owned ? 0 : 1, firstM = e.owned ? 0 : 1, ways = [];
      if (!firstN && !firstM) ways.push([0, 0]);
      if (!firstM) ways.push([usefulN ? affordable(s, budget - s.fixed) : firstN, 0]);
      if (!firstN) ways.push([0, usefulM ? affordable(e, budget - e.fixed) : firstM]);
      const both = this.both(costs, budget - s.fixed - e.fixed, usefulN, usefulM);
      if (both) ways.push(both);
      const slack = 2 * ROUNDING * (step(s) + step(e));
      const cost = ([i, j]) => paid(s, i) + paid(e, j);
      // There has to be one of each kind at least.
      const there = ([i, j]) => size(s, i) >= 1 && size(e, j) >= 1;
      const able = ways.filter((way) => there(way) && cost(way) <= budget + slack);
      if (!able.length) return null;
      const above = able.map(([i, j]) => removable(t, size(s, i), size(e, j), this.form));
      const lowest = Math.min(...above);
      const rank = able.map((way, k) => [+(above[k] / lowest).toFixed(14), cost(way), ...way]);
      rank.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
      const found = rank.map((row) => row.slice(2));
      return this.spend(costs, ...this.chosen(costs, budget, [found[0], ...able]));
    }

    // The way that is taken of those there are; the first is the formula's.
    chosen(costs, budget, ways) {
      return ways[0];
    }

    // The median error by which a purchase is judged.
    reached(n, m) {
      return this.predict(n, m);
    }

    both(costs, rest, usefulN, usefulM) {
      const { simulation: s, experiment: e } = costs;
      const mostI = affordable(s, rest - step(e)), mostJ = affordable(e, rest - step(s));
      if (mostI < 1 || mostJ < 1) return null;
      if (!usefulN) return [1, usefulM ? mostJ : 1];
      if (!usefulM) return [mostI, 1];
      const left = (first, other, k, whole) => {
        const bought = (rest - step(first) * k) / step(other) + ROUNDING;
        return clip(whole ? Math.floor(bought) : bought, 1, batches(other));
      };
      const error = (i, j) => removable(this.theta, size(s, i), size(e, j), this.form);
      if (mostI < mostJ) {
        const at = (whole) => (i) => error(i, left(s, e, i, whole));
        const i = least(at(true), at(false), 1, mostI);
        return [i, left(s, e, i, true)];
      }
      const at = (whole) => (j) => error(left(e, s, j, whole), j);
      const j = least(at(true), at(false), 1, mostJ);
      return [left(e, s, j, true), j];
    }

    // The cheapest purchase at which the law's median reaches `error`; null where none does.
    leastCost(costs, error) {
      const tried = new Map();
      let asked = error;
      for (let k = 0; k < TRIES; k++) {
        const way = this.byFormula(costs, asked);
        if (way === null || tried.has(`${way}`)) break;
        const at = this.reached(size(costs.simulation, way[0]), size(costs.experiment, way[1]));
        tried.set(`${way}`, [way, at]);
        asked *= error / at;
      }
      const good = [...tried.values()].filter(([, at]) => at <= error * (1 + EXACT));
      if (!good.length) return null;
      const cost = ([i, j]) => paid(costs.simulation, i) + paid(costs.experiment, j);
      const ways = good.map(([way]) => way);
      return this.spend(costs, ...ways.reduce((a, b) => (cost(b) < cost(a) ? b : a)));
    }

    // Batches of the cheapest purchase at which the formula reaches `error`; null where none does.
    byFormula(costs, error) {
      const { simulation: s, experiment: e } = costs, t = this.theta;
      const above = (error - t[4]) * (1 + EXACT);
      const cap = (p) => (p.most == null ? Math.exp(400) : size(p, batches(p)));
      if (above <= 0 || this.formula(cap(s), cap(e)) > error) return null;
      const exactly = (given, wanted, needed) => (k) => {
        const sizes = needed(t, above, Math.max(size(given, k), 1), this.form);
        return Math.max((sizes - wanted.owned) / wanted.batch, wanted.owned ? 0 : 1);
      };
      const whole = (exact, wanted) => (k) => {
        const bought = Math.ceil(exact(k) - ROUNDING / wanted.batch);
        return bought <= batches(wanted) ? bought : Infinity;
      };
      const exactI = exactly(e, s, neededN), exactJ = exactly(s, e, neededM);
      const needI = whole(exactI, s), needJ = whole(exactJ, e), ways = [];
      if (e.owned) ways.push([needI(0), 0]);
      if (s.owned) ways.push([0, needJ(0)]);
      const lowI = Math.max(needI(batches(e)), 1), lowJ = Math.max(needJ(batches(s)), 1);
      const highI = Math.min(needI(lowJ), batches(s)), highJ = Math.min(needJ(lowI), batches(e));
      if (lowI <= highI && lowJ <= highJ) {
        const price = (p, k, q, need) => step(p) * k + step(q) * need(k);
        // Batches of the cheaper kind are rounded: the cost is then hardly rougher than before.
        if (step(s) > step(e)) {
          const i = least((k) => price(s, k, e, needJ), (k) => price(s, k, e, exactJ), lowI, highI);
          ways.push([i, Math.max(needJ(i), 1)]);
        } else {
          const j = least((k) => price(e, k, s, needI), (k) => price(e, k, s, exactI), lowJ, highJ);
          ways.push([Math.max(needI(j), 1), j]);
        }
      }
      const cost = ([i, j]) => paid(s, i) + paid(e, j);
      const able = ways.filter(([i, j]) => i <= batches(s) && j <= batches(e));
      if (!able.length || !Number.isFinite(Math.min(...able.map(cost)))) return null;
      return able.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    }
  }

  const summary = (sizes, ends) => {
    const ordered = sorted(sizes);
    return {
      median: order(ordered, 0.5),
      low: order(ordered, ends[0]),
      high: order(ordered, ends[1]),
      unreachable: sizes.filter((x) => x === Infinity).length / sizes.length,
    };
  };

  return { Joint, ROUNDING, affordable, batches, clip, neededM, neededN, paid, size, step };
})();
