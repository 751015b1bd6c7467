"""Accuracy of the extrapolated law and coverage of its intervals on measured curves.

RMSLE is the root mean square of log(prediction / observed) over a curve's held-out sizes.
Run: SIMLAW_DATA_DIR=... python benchmarks/law/real_curves.py [--half 0|1] [--resamples 2000]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np
from curves import MeasuredCurve, cg_transfer, lcdb

from simlaw.law import FORMS, fit

Split = Callable[[MeasuredCurve], tuple[np.ndarray, np.ndarray]]


def hold_out(count: int) -> Split:
    def split(curve: MeasuredCurve) -> tuple[np.ndarray, np.ndarray]:
        seen = np.arange(curve.n.size) < curve.n.size - count
        return seen, ~seen

    return split


def quarter(curve: MeasuredCurve) -> tuple[np.ndarray, np.ndarray]:
    return curve.n <= curve.n[-1] / 4, curve.n > curve.n[-1] / 2


def rmsle(predicted: np.ndarray, observed: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.log(predicted / observed) ** 2)))


def peers(curve: MeasuredCurve, seen: np.ndarray, held: np.ndarray) -> dict[str, float]:
    n, error = curve.n[seen], curve.error[seen]
    weight = 1 / error**2
    out = {"last value": rmsle(error[-1], curve.error[held])}
    for name, form, power in (
        ("power", "power", 0),
        ("power+offset", "power+offset", 0),
        ("power+offset, n-weighted", "power+offset", 2),
    ):
        theta = FORMS[form].fit(n, error, weight * (n / n[-1]) ** power)
        out[name] = rmsle(FORMS[form].predict(theta, curve.n[held]), curve.error[held])
    return out


def run(title: str, curves: list[MeasuredCurve], split: Split, resamples: int) -> None:
    scores: dict[str, list[float]] = {}
    inside, width, interval_score, seconds = [], [], [], []
    for curve in curves:
        seen, held = split(curve)
        for name, value in peers(curve, seen, held).items():
            scores.setdefault(name, []).append(value)
        begin = time.perf_counter()
        law = fit(
            curve.n[seen],
            curve.error[seen],
            stderr=None if curve.stderr is None else curve.stderr[seen],
            resamples=resamples,
        )
        seconds.append(time.perf_counter() - begin)
        ahead = law.forecast(curve.n[held], level=0.9)
        scores.setdefault("simlaw", []).append(rmsle(ahead.mean, curve.error[held]))
        low, high, seen_error = np.log(ahead.low), np.log(ahead.high), np.log(curve.error[held])
        inside.append(np.mean((seen_error >= low) & (seen_error <= high)))
        width.append(np.mean(high - low))
        miss = np.maximum(low - seen_error, 0) + np.maximum(seen_error - high, 0)
        interval_score.append(np.mean(high - low + 2 / 0.1 * miss))
    print(f"\n{title}: {len(curves)} curves, {np.mean(seconds):.3f} s a fit")
    for name, values in scores.items():
        print(f"  {name:26s} mean {np.mean(values):.4f}  median {np.median(values):.4f}")
    print(
        f"  90 % new-run interval: coverage {np.mean(inside):.3f}, mean width in logs "
        f"{np.mean(width):.4f} (median {np.median(width):.4f}), interval score "
        f"{np.mean(interval_score):.4f} (median {np.median(interval_score):.4f})"
    )


def half_of(curves: list[MeasuredCurve], half: int) -> list[MeasuredCurve]:
    """Every second data set."""
    sets = sorted({int(curve.name.split("/")[0]) for curve in curves})
    chosen = set(sets[half::2])
    return [curve for curve in curves if int(curve.name.split("/")[0]) in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--resamples", type=int, default=2000)
    options = parser.parse_args()
    warnings.simplefilter("error")
    transfer, dense = cg_transfer(), lcdb()
    if options.half is not None:
        dense = half_of(dense, options.half)
    run("cg_transfer, largest 2 held out", transfer, hold_out(2), options.resamples)
    run("cg_transfer, largest 3 held out", transfer, hold_out(3), options.resamples)
    run("lcdb, n <= n_max/4 -> n > n_max/2", dense, quarter, options.resamples)


if __name__ == "__main__":
    main()
