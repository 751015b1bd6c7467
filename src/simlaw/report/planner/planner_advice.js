"use strict";
// Whether to simulate at all: the purchases of planner_law.js with the errors moved towards what was
// measured, beside those of measurements alone. The rules are those of simlaw/decide
// (measured_surface, money/budget, money/without_simulations).
const PlannerAdvice = (() => {
  const { ROUNDING, affordable, batches, clip, paid, size, step } = PlannerLaw;
  const SMALL = 1e-3, SPLITS = 48, WORTH = 1e-4;

  // The node left of a size, and how far on to the next one in logs.
  const place = (nodes, at) => {
    const inside = clip(at, nodes[0], nodes[nodes.length - 1]);
    let left = 0;
    while (left < nodes.length - 2 && nodes[left + 1] <= inside) left += 1;
    return [left, Math.log(inside / nodes[left]) / Math.log(nodes[left + 1] / nodes[left])];
  };
  // Abramowitz and Stegun 7.1.26 has 1.5e-7; the series of Phi is exact where the page prints.
  const phi = (x) => {
    if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
    let term = x, sum = x;
    for (let k = 3; Math.abs(term) > 1e-16; k += 2) sum += term *= (x * x) / k;
    return clip(0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI), 0, 1);
  };
  // Even in the logarithm, whole, and each once.
  const spaced = (low, high) => {
    const a = Math.max(low, 1), b = Math.max(high, 1), found = new Set();
    for (let k = 0; k < SPLITS; k++) {
      const at = a * (b / a) ** (k / (SPLITS - 1)), down = Math.floor(at), rest = at - down;
      found.add(rest > 0.5 || (rest === 0.5 && down % 2) ? down + 1 : down);
    }
    return [...found].sort((x, y) => x - y);
  };

  class Advised extends PlannerLaw.Joint {
    constructor(data) {
      super(data);
      this.grid = data.shift;
      this.none = data.none;
      this.standing = data.standing ?? [];
      this.moved = Boolean(data.shift) && data.shift.log.flat().some((x) => Math.abs(x) > SMALL);
    }

    // How far the measured errors lie beside the law at (n, m), as a factor.
    beside(n, m) {
      if (!this.grid) return 1;
      const { log } = this.grid, [i, right] = place(this.grid.n, n), [j, up] = place(this.grid.m, m);
      const row = (k) => (1 - right) * log[k][i] + right * log[k][i + 1];
      return Math.exp((1 - up) * row(j) + up * row(j + 1));
    }

    spend(costs, i, j) {
      const found = super.spend(costs, i, j), factor = this.beside(found.n, found.m);
      for (const name of ["mean", "low", "high"]) found[name] *= factor;
      return found;
    }

    reached(n, m) {
      return this.predict(n, m) * this.beside(n, m);
    }

    // The split of least error as far as it was measured; the first of the ways is the formula's.
    chosen(costs, budget, ways) {
      if (!this.moved) return ways[0];
      const { simulation: s, experiment: e } = costs, rest = budget - s.fixed - e.fixed;
      const along = (low, high, first, other) => spaced(low, high).flatMap((k) => {
        const left = Math.floor((rest - step(first) * k) / step(other) + ROUNDING);
        return left >= 1 && k <= batches(first) ? [[k, Math.min(left, batches(other))]] : [];
      });
      const tried = [
        ...ways, ...along(1, affordable(s, rest), s, e),
        ...along(1, affordable(e, rest), e, s).map(([j, i]) => [i, j]),
      ];
      const error = ([i, j]) => this.reached(size(s, i), size(e, j));
      const at = tried.map(error);
      const lowest = () => at.indexOf(Math.min(...at));
      const [i, j] = tried[lowest()];
      if (i >= 1 && j >= 1) {
        for (const way of along(i / 1.5, i * 1.5, s, e)) { tried.push(way); at.push(error(way)); }
      }
      return at[0] <= at[lowest()] * (1 + WORTH) ? tried[0] : tried[lowest()];
    }

    // Whether simulations are seen to help at the nearest m and n studied, and the error to fall.
    help(n, m) {
      const nearest = (all, size, at) => all.reduce((a, b) =>
        Math.abs(Math.log(size(b) / at)) < Math.abs(Math.log(size(a) / at)) ? b : a);
      if (!this.standing.length) return true;
      const one = nearest(this.standing, (x) => x.m, m);
      return one.falls && nearest(one.sizes, (x) => x[0], n)[1];
    }

    // Error of m measurements alone, straight in logs between the rows; null where not known.
    without(m) {
      const rows = this.none?.rows ?? [];
      if (rows.length < 2 || m < rows[0][0] || m > rows[rows.length - 1][0]) return null;
      let k = 0;
      while (k < rows.length - 2 && rows[k + 1][0] <= m) k += 1;
      const share = Math.log(m / rows[k][0]) / Math.log(rows[k + 1][0] / rows[k][0]);
      const at = (c) => Math.exp((1 - share) * Math.log(rows[k][c]) + share * Math.log(rows[k + 1][c]));
      const flat = (c) => (1 - share) * rows[k][c] + share * rows[k + 1][c];
      return { mean: at(1), low: at(2), high: at(3), log: flat(4), spread: flat(5) };
    }

    alone(costs, j) {
      const e = costs.experiment, m = size(e, j), found = m >= 1 ? this.without(m) : null;
      return found && { n: 0, m, buy: { n: 0, m: m - e.owned }, cost: paid(e, j), ...found };
    }

    // The probability that a purchase with simulations has the smaller error.
    better(ours, theirs) {
      const factor = Math.log(this.beside(ours.n, ours.m));
      const logs = this.draws.map((_, b) => Math.log(this.surface(b, ours.n, ours.m)) + factor);
      const mean = logs.reduce((a, x) => a + x, 0) / logs.length;
      const spread = Math.sqrt(logs.reduce((a, x) => a + (x - mean) ** 2, 0) / logs.length);
      const rho = this.none.correlation, both = spread ** 2 + theirs.spread ** 2 - 2 * rho * spread * theirs.spread;
      if (both < 1e-24) return theirs.log > mean ? 1 : 0;
      return phi((theirs.log - mean) / Math.sqrt(both));
    }

    // What a budget buys: with simulations or without, whichever is advised, the other beside it.
    advise(costs, budget) {
      const e = costs.experiment, ours = this.bestSpend(costs, budget);
      const theirs = this.none ? this.alone(costs, affordable(e, budget - e.fixed)) : null;
      if (!ours || !theirs) return ours || theirs ? { ...(ours ?? theirs), other: null } : null;
      const probability = this.better(ours, theirs);
      const [first, other] = probability >= this.none.sure ? [ours, theirs] : [theirs, ours];
      return { ...first, other, probability };
    }

    // The cheapest way to an error, with simulations or without.
    cheapest(costs, error) {
      const ours = this.leastCost(costs, error), e = costs.experiment;
      let theirs = null;
      if (this.none) {
        const rows = this.none.rows, last = rows[rows.length - 1][0];
        const found = rows.find((row) => row[1] <= error);
        let high = found ? Math.ceil(found[0]) : Infinity, low = 0;
        while (high - low > 1 && high <= last) {
          const middle = Math.floor((low + high) / 2), at = this.without(middle);
          if (at && at.mean <= error) high = middle;
          else low = middle;
        }
        const needed = Math.max(Math.ceil((high - e.owned) / e.batch), 0);
        if (Number.isFinite(high) && needed <= batches(e)) theirs = this.alone(costs, needed);
      }
      if (!ours || !theirs) return ours ?? theirs;
      return ours.cost < theirs.cost ? { ...ours, other: theirs } : { ...theirs, other: ours };
    }
  }

  return { Advised };
})();
