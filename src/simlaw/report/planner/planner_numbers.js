"use strict";
// Numbers as the page prints them: the rules of simlaw/decide/numbers.py.
const PlannerNumbers = (() => {
  const MISSING = "–", INFINITE = "∞", MINUS = "−";
  const raised = (text) => text.replace(/[-\d]/g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
  const scientific = (x, digits) => {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    return `${mantissa.replace("-", MINUS)}×10${raised(String(+exponent))}`;
  };
  const grouped = (text) => {
    const [whole, part] = text.split(".");
    const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return part === undefined ? spaced : `${spaced}.${part}`;
  };
  // Whole numbers are rounded half to even, as Python does.
  const whole = (x) => {
    const down = Math.floor(x), rest = x - down;
    return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
  };
  const decimals = (x, digits = 3) => {
    if (!Number.isFinite(x) || x === 0) return digits - 1;
    const exponent = +Math.abs(x).toExponential(digits - 1).split("e")[1];
    return Math.max(0, digits - 1 - exponent);
  };
  const value = (x, digits = 3, like = null) => {
    if (x === null || Number.isNaN(x)) return MISSING;
    if (!Number.isFinite(x)) return x > 0 ? INFINITE : MINUS + INFINITE;
    const scale = like === null || !Number.isFinite(like) || like === 0 ? x : like;
    if (x === 0) return "0";
    if (!(Math.abs(scale) >= 1e-4 && Math.abs(scale) < 1e9)) return scientific(x, digits);
    return grouped(x.toFixed(decimals(scale, digits))).replace("-", MINUS);
  };
  const span = (low, high, like, digits = 3) => {
    if (Number.isFinite(high)) like = Math.max(Math.abs(like), Math.abs(high) / 10);
    return `${value(low, digits, like)} to ${value(high, digits, like)}`;
  };
  const count = (x) => grouped(String(whole(x)));
  const about = (x, digits = 3) => {
    if (x === null || Number.isNaN(x)) return MISSING;
    if (!Number.isFinite(x)) return INFINITE;
    if (x >= 1e9) return scientific(x, 2);
    return x >= 10 ** digits ? grouped(String(+x.toExponential(digits - 1))) : count(x);
  };
  const percent = (share) => {
    if (share > 0 && share < 0.01) return "under 1 %";
    if (share > 0.99 && share < 1) return "over 99 %";
    return `${whole(100 * share)} %`;
  };
  // A share of draws: they are too few to say 0 or 100 %.
  const chance = (share) => percent(Math.min(Math.max(share, 1e-4), 1 - 1e-4));
  // An interval of n; below the fewest studied nothing is known.
  const size = (x, fewest) => (x < fewest ? `under ${about(fewest)}` : about(x));
  const sizeSpan = (low, high, fewest) =>
    high < fewest ? size(high, fewest) : `${size(low, fewest)} to ${high === Infinity ? "no limit" : about(high)}`;
  const target = (x) => (+x.toPrecision(3) === x ? value(x) : grouped(plain(x)));
  const money = (x) => {
    if (x >= 1e15) return scientific(x, 3);
    if (x === Math.round(x) || x >= 10000) return count(x);
    return x >= 0.01 ? grouped(x.toFixed(2)) : value(x, 2);
  };
  const rate = (x) => (x < 9.95 ? value(x, 2) : about(x, 2));
  // A number without its noise: 0.1 + 0.2 reads 0.3.
  const plain = (x, digits = 12) => String(+(+x).toPrecision(digits));
  return { about, chance, count, decimals, money, percent, plain, rate, size, sizeSpan, span, target, value };
})();
