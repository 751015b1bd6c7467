"""Forecasts of measured curves from their smaller sizes: simlaw's, and its rivals'.

A rival's interval is a parametric bootstrap: its own scatter about the points is taken for noise,
with as many degrees of freedom as points are left, and it is fitted again.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from benchmarks.law.curves import MeasuredCurve, cg_transfer, lcdb, materials
from scipy.special import stdtrit

from simlaw.law import FORMS, fit

LEVELS = (0.5, 0.8, 0.9, 0.95)
BOOTSTRAPS = 200


@dataclass(frozen=True)
class Task:
    """A curve of which the first sizes are seen and others held out."""

    source: str
    curve: MeasuredCurve
    seen: np.ndarray
    held: np.ndarray

    @property
    def several(self) -> bool:
        """Whether the curve has replicates."""
        return self.curve.rows is not None


def tasks(every: int = 1) -> list[Task]:
    """All tasks by source; of the dense curves every so many."""
    found = []
    for curve in cg_transfer():
        for count in (2, 3):
            seen = np.arange(curve.n.size) < curve.n.size - count
            found.append(Task(f"cg-transfer, {count} held out", curve, seen, ~seen))
    for curve in lcdb()[::every]:
        seen, far = curve.n <= curve.n[-1] / 4, curve.n > curve.n[-1] / 2
        found.append(Task("LCDB, beyond n_max/2", curve, seen, far))
        near = ~seen & (curve.n <= 1.1 * curve.n[seen][-1])
        if near.any():
            found.append(Task("LCDB, next sizes", curve, seen, near))
    for curve in materials():
        title = "graph networks" if curve.rows is not None else "potentials"
        for count in (3, 4):
            seen = np.arange(curve.n.size) < count
            found.append(Task(f"{title}, first {count}", curve, seen, ~seen))
    return found


def simlaw(task: Task) -> tuple[np.ndarray, dict[float, tuple[np.ndarray, np.ndarray]]]:
    """Median and intervals: of a new run where the curve is one, else of the mean."""
    curve, seen = task.curve, task.seen
    if curve.rows is None:
        stderr = None if curve.stderr is None else curve.stderr[seen]
        law = fit(curve.n[seen], curve.error[seen], stderr=stderr)
    else:
        count = curve.rows.shape[0]
        law = fit(
            np.tile(curve.n[seen], count),
            curve.rows[:, seen].ravel(),
            replicate=np.repeat(np.arange(count), int(seen.sum())),
        )
    band = "mean" if task.several else "new-run"
    sizes = curve.n[task.held]
    bands = {}
    for level in LEVELS:
        ahead = law.forecast(sizes, level=level, band=band)
        bands[level] = (ahead.low, ahead.high)
    return law.predict(sizes), bands


def by_form(name: str, power: int) -> Callable[[Task], tuple]:
    """Least squares on relative residuals, weighted by n to a power."""
    form = FORMS[name]

    def forecast(task: Task) -> tuple[np.ndarray, dict]:
        n, error = task.curve.n[task.seen], task.curve.error[task.seen]
        ahead = task.curve.n[task.held]
        weight = (n / n[-1]) ** power / error**2
        theta = form.fit(n, error, weight)
        fitted = form.predict(theta, n)
        middle = form.predict(theta, ahead)
        if name in ("m4", "broken"):
            # Searched anew for each resample they would take hours.
            return middle, {}
        freedom = max(n.size - len(form.parameters), 1)
        misfit = np.log(error / np.maximum(fitted, 1e-9 * error))
        scatter = max(float(np.sqrt(np.sum(misfit**2) / freedom)), 1e-4)
        rng = np.random.default_rng(0)
        wide = np.sqrt(freedom / rng.chisquare(freedom, (BOOTSTRAPS, 1)))
        means = fitted * np.exp(scatter * wide * rng.standard_normal((BOOTSTRAPS, n.size)))
        curves = form.predict(form.fit(n, means, weight), ahead)
        noise = 0.0 if task.several else scatter * wide
        drawn = np.maximum(curves, 1e-12) * np.exp(noise * rng.standard_normal(curves.shape))
        return middle, {
            level: tuple(np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0))
            for level in LEVELS
        }

    return forecast


def log_line(task: Task) -> tuple[np.ndarray, dict]:
    """A straight line of log error on log n, with its prediction interval."""
    n, error = task.curve.n[task.seen], task.curve.error[task.seen]
    x, y = np.log(n), np.log(error)
    line = np.polyfit(x, y, 1)
    freedom = max(n.size - 2, 1)
    scatter = max(float(np.sqrt(np.sum((y - np.polyval(line, x)) ** 2) / freedom)), 1e-4)
    at = np.log(task.curve.n[task.held])
    own = 0.0 if task.several else 1.0
    spread = scatter * np.sqrt(
        own + 1 / n.size + (at - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2)
    )
    return _around(np.polyval(line, at), spread, freedom)


def last_value(task: Task) -> tuple[np.ndarray, dict]:
    """The error stays what it is, give or take what it moved between sizes before."""
    n, error = task.curve.n[task.seen], task.curve.error[task.seen]
    steps = np.diff(np.log(error)) / np.sqrt(np.diff(np.log(n)))
    ahead = np.log(task.curve.n[task.held] / n[-1])
    spread = float(np.sqrt(np.mean(steps**2))) * np.sqrt(ahead)
    return _around(np.full(ahead.size, np.log(error[-1])), spread, steps.size)


def _around(middle: np.ndarray, spread: np.ndarray, freedom: int) -> tuple[np.ndarray, dict]:
    bands = {}
    for level in LEVELS:
        half = stdtrit(freedom, (1 + level) / 2) * spread
        bands[level] = (np.exp(middle - half), np.exp(middle + half))
    return np.exp(middle), bands


FORECASTERS: dict[str, Callable[[Task], tuple]] = {
    "simlaw": simlaw,
    "power + offset, least squares": by_form("power+offset", 0),
    "the same, weighted by n": by_form("power+offset", 2),
    "power, least squares": by_form("power", 0),
    "line of log error on log n": log_line,
    "last value": last_value,
    "M4": by_form("m4", 0),
    "one break": by_form("broken", 0),
}
SLOW = ("M4", "one break")


def score(task: Task, forecaster: str) -> dict[str, float]:
    """RMSLE over the sizes held out, and of each level how often it holds and what it costs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        middle, bands = FORECASTERS[forecaster](task)
    seen = np.log(task.curve.error[task.held])
    out = {"rmsle": float(np.sqrt(np.mean((np.log(np.maximum(middle, 1e-12)) - seen) ** 2)))}
    for level, (low, high) in bands.items():
        low, high = np.log(np.maximum(low, 1e-12)), np.log(high)
        key = f"{100 * level:g}"
        out[f"holds {key}"] = float(np.mean((seen >= low) & (seen <= high)))
        miss = np.maximum(low - seen, 0) + np.maximum(seen - high, 0)
        out[f"interval score {key}"] = float(np.mean(high - low + 2 / (1 - level) * miss))
        if level == 0.9:
            out["above"], out["below"] = float(np.mean(seen > high)), float(np.mean(seen < low))
    return out
