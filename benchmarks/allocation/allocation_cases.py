"""What studies are simulated from: laws, covariances between sizes, seconds, of real runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simlaw.law.average import averaged_law as averaged
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.law import Law
from simlaw.law.points import Points
from simlaw.study.allocate.draws_per_pretraining import Components, components_of, time_by_draws
from simlaw.study.allocate.until_goal import FAR, LEVEL
from simlaw.study.run.record import read_journal

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes
    ----------
    name
        Of its run.
    n, mean
        Sizes, and the law there, (k,).
    between, within
        Roots of the relative covariances over pretrainings and over draws, (k, k).
    parts
        What they are roots of, with seconds.
    truth
        The law at the size forecast.
    best
        The number of draws that the components speak for.
    """

    name: str
    n: Floats
    mean: Floats
    between: Floats
    within: Floats
    parts: Components
    truth: float
    best: int

    @property
    def at(self) -> float:
        """The size forecast."""
        return float(FAR * self.n[-1])

    def seconds(self, draws: int) -> Floats:
        """Seconds of a trial at each size, (k,)."""
        return self.parts.seconds(draws)

    def rows(self, rng: np.random.Generator, count: int, draws: int = 1) -> Floats:
        """Errors of replicates, (count, k)."""
        noise = rng.standard_normal((count, self.n.size)) @ self.between.T
        noise += rng.standard_normal((count, self.n.size)) @ self.within.T / np.sqrt(draws)
        return self.mean * np.exp(noise - np.diag(self.parts.covariance(draws)) / 2)


def _near(n: Floats) -> Floats:
    """Grid of ``log(n / n_max)`` that ends where no forecast here reaches."""
    span = np.log(n[-1] / n[0])
    return np.concatenate(
        [[-span - 0.1], np.linspace(-span, 0.0, 33)[:-1], np.linspace(0.0, np.log(30.0), 21)]
    )


# Far out and before the first size, where most of the grid lies, nothing is asked for.
averaged.grid_of = _near


def law_of(n: Floats, rows: Floats, draws: int = 400) -> Law:
    """The tool's default law without its checks of itself, which take most of the time."""
    points = Points(n, rows, np.ones(n.size), replicated=True)
    found = averaged.averaged_draws(points, draws, np.random.default_rng(0))
    theta = averaged.told_as_law(points, found.draws.x, found.centre)
    return Law(
        family=PowerOffset(),
        theta=theta,
        parameters={},
        status="ok",
        notes=(),
        n=points.n,
        mean=points.mean,
        stderr=points.stderr,
        replicates=points.replicates,
        draws=found.draws,
        level=LEVEL,
    )


def load(folder: Path) -> Case:
    """Read a run of `allocation_runs.py`."""
    plan = json.loads((folder / "result.json").read_text())
    method, m = plan["method"], plan["m"]
    sizes = [int(n) for n in plan["design"]["n"]]
    n = np.array(sizes, dtype=float)
    finished = [d for d in read_journal(folder / "trials.jsonl").finished if d.unit.n]
    parts = components_of(finished, sizes, m=m, method=method)
    if parts is None:
        raise SystemExit(f"{folder}: too few replicates or draws")
    rows = np.full((max(d.unit.replicate for d in finished) + 1, n.size), np.nan)
    for done in finished:
        row = next(r for r in done.rows if r.method == method and r.m == m)
        rows[done.unit.replicate, sizes.index(done.unit.n)] = row.mae
    rows = rows[~np.isnan(rows).any(axis=1)]
    law = law_of(n, rows)
    at = FAR * n[-1]
    times = time_by_draws(parts, law, float(at))
    total = np.sqrt(np.diag(parts.covariance(1)))
    last = parts.covariance(1)[-1] / total / total[-1]
    print(f"{folder.name}: {len(rows)} replicates, n = {sizes}, law {law.theta.round(4).tolist()}")
    print("  seconds of a pretraining", parts.pretraining.round(2).tolist())
    print("  seconds of a draw", parts.draw.round(2).tolist())
    print("  scatter over pretrainings", np.sqrt(np.diag(parts.between)).round(4).tolist())
    print("  scatter over draws", np.sqrt(np.diag(parts.within)).round(4).tolist())
    print("  correlation with the largest n", last.round(2).tolist())
    print("  time with 1, 2, ... draws beside the best", (times / times.min()).round(2).tolist())
    return Case(
        folder.name,
        n,
        law.predict(n),
        _root(parts.between),
        _root(parts.within),
        parts,
        float(law.predict([at])[0]),
        int(np.argmin(times)) + 1,
    )


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
