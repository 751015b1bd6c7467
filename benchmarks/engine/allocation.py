"""Seconds of trials until a forecast's interval is narrow enough, by three ways to spend them.

Each case takes the law, the covariance between sizes and the seconds of trials from a run folder,
and simulates studies that stop at the same relative width of the 90 % interval of the mean curve at
four times the largest n, as told by the law that the tool fits:

- independent: every trial has a draw of its own, as where neither test sets nor orders are shared;
- uniform: whole replicates, nested, every size measured on the same draw;
- allocated: the same replicates, but trials chosen by `simlaw.study.allocate` after the pilot.

The width wanted is the one that 32 uniform replicates typically have. Direct learning (n = 0) is
left out of all three.

Run: OMP_NUM_THREADS=1 python benchmarks/engine/allocation.py runs/cases/polymer-density ...
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simlaw.law.averaged import averaged_draws, told_as_law
from simlaw.law.law import Law
from simlaw.law.points import arrange
from simlaw.law.spread import spread_of
from simlaw.study.allocate import choose, relative_width
from simlaw.study.journal import read_journal
from simlaw.study.spending import FAR, LEVEL, PILOT

Floats = npt.NDArray[np.float64]

RESULTS = Path(__file__).parents[1] / "results" / "engine.json"
WANTED = 32
MOST = 600
WAYS = ("independent", "uniform", "allocated")


@dataclass(frozen=True)
class Case:
    """What studies are simulated from: sizes, mean curve, its root covariance, seconds."""

    name: str
    n: Floats
    mean: Floats
    root: Floats
    seconds: Floats
    truth: float

    @property
    def at(self) -> float:
        """The size forecast."""
        return float(FAR * self.n[-1])

    def rows(self, rng: np.random.Generator, count: int) -> Floats:
        """Errors of replicates, (count, k)."""
        noise = rng.standard_normal((count, self.n.size)) @ self.root.T
        return self.mean * np.exp(noise - np.sum(self.root**2, axis=1) / 2)


def law_of(n: Floats, rows: Floats, draws: int = 600) -> Law:
    """The tool's default law without its checks of itself, which take most of the time."""
    there = ~np.isnan(rows)
    sizes = np.broadcast_to(n, rows.shape)[there]
    labels = np.broadcast_to(np.arange(len(rows))[:, None], rows.shape)[there]
    points = arrange(sizes, rows[there], replicate=labels)
    averaged = averaged_draws(points, draws, np.random.default_rng(0))
    theta = told_as_law(points, averaged.draws.x, averaged.centre)
    return Law(
        form="power+offset",
        theta=theta,
        parameters={},
        status="ok",
        notes=(),
        n=points.n,
        mean=points.mean,
        stderr=points.stderr,
        replicates=points.replicates,
        draws=averaged.draws,
        level=LEVEL,
    )


def load(folder: Path) -> Case:
    """Read a run folder: replicates that have all sizes, and typical seconds of a trial."""
    plan = json.loads((folder / "result.json").read_text())
    method, m = plan.get("method", "fine-tune"), plan["m"]
    n = np.array(plan["design"]["n"], dtype=float)
    place = {int(size): i for i, size in enumerate(n)}
    finished = [d for d in read_journal(folder / "trials.jsonl").finished if d.unit.n]
    count = max(d.unit.replicate for d in finished) + 1
    errors, seconds = np.full((2, count, n.size), np.nan)
    for done in finished:
        where = done.unit.replicate, place[done.unit.n]
        seconds[where] = done.seconds
        errors[where] = next(r.mae for r in done.rows if r.method == method and r.m == m)
    errors = errors[~np.isnan(errors).any(axis=1)]
    law = law_of(n, errors)
    spread = spread_of(errors, errors.mean(axis=0))
    root = np.linalg.cholesky(np.outer(spread.scale, spread.scale) * spread.correlation)
    at = FAR * n[-1:]
    print(f"{folder.name}: {len(errors)} replicates, n = {n.astype(int).tolist()}")
    print("  seconds", np.round(np.nanmedian(seconds, axis=0), 2).tolist())
    print("  relative scatter", np.round(spread.scale, 3).tolist())
    print("  correlation with the largest n", np.round(spread.correlation[-1], 2).tolist())
    return Case(
        folder.name, n, law.predict(n), root, np.nanmedian(seconds, axis=0), law.predict(at)[0]
    )


def independent(rows: Floats) -> Floats:
    """Rows with one error each."""
    count, k = rows.shape
    apart = np.full((count * k, k), np.nan)
    apart[np.arange(count * k), np.tile(np.arange(k), count)] = rows.reshape(-1)
    return apart


def covers(case: Case, law: Law) -> bool:
    """Whether the interval has the truth in it."""
    told = law.forecast([case.at], LEVEL, band="mean")
    return bool(told.low[0] <= case.truth <= told.high[0])


def whole(
    case: Case, rng: np.random.Generator, width: float, *, nested: bool
) -> tuple[float, bool]:
    """Seconds of whole replicates until the width is reached, and whether the truth is covered."""
    full = case.rows(rng, MOST)
    if not nested:
        full = np.stack([case.rows(rng, MOST)[:, i] for i in range(case.n.size)], axis=1)
    count = PILOT
    while True:
        law = law_of(case.n, full[:count] if nested else independent(full[:count]))
        now = relative_width(law, case.at, LEVEL)
        if now <= width or count >= MOST:
            return count * float(case.seconds.sum()), covers(case, law)
        # Half the way to where the width should be reached: steps are short where it is near.
        left = min(count * ((now / width) ** 2 - 1), 3.0 * count)
        count = min(count + max(1, int(left / 2)), MOST)


def allocated(
    case: Case, rng: np.random.Generator, width: float
) -> tuple[float, bool, npt.NDArray[np.int64]]:
    """The same where trials are chosen, and how many each size got."""
    full = case.rows(rng, 20 * MOST)
    rows, spent = full[:PILOT], PILOT * float(case.seconds.sum())
    while True:
        law = law_of(case.n, rows)
        if relative_width(law, case.at, LEVEL) <= width or spent > MOST * case.seconds.sum():
            return spent, covers(case, law), np.sum(~np.isnan(rows), axis=0)
        chosen = choose(
            law,
            rows,
            range(len(rows)),
            case.seconds,
            case.at,
            level=LEVEL,
            spent=spent,
            until=width,
        )
        top = max(len(rows), *(unit.replicate + 1 for unit in chosen.units))
        rows = np.vstack([rows, np.full((top - len(rows), case.n.size), np.nan)])
        for unit in chosen.units:
            where = unit.replicate, int(np.searchsorted(case.n, unit.n))
            rows[where] = full[where]
            spent += float(case.seconds[where[1]])


def study(case: Case, studies: int, seed: int) -> dict[str, float]:
    """Medians over simulated studies."""
    rng = np.random.default_rng(seed)
    width = float(
        np.median(
            [
                relative_width(law_of(case.n, case.rows(rng, WANTED)), case.at, LEVEL)
                for _ in range(20)
            ]
        )
    )
    spent, held = np.zeros((3, studies)), np.zeros((3, studies))
    trials = []
    for i in range(studies):
        spent[0, i], held[0, i] = whole(case, rng, width, nested=False)
        spent[1, i], held[1, i] = whole(case, rng, width, nested=True)
        spent[2, i], held[2, i], each = allocated(case, rng, width)
        trials.append(each)
    middle, mean = np.median(spent, axis=1), spent.mean(axis=1)
    print(f"{case.name}: width wanted {100 * width:.1f} %, {studies} studies")
    for way, a, b, c in zip(WAYS, middle, mean, held.mean(axis=1), strict=True):
        print(f"  {way:>12}: median {a:7.0f} s, mean {b:7.0f} s, truth in the interval {c:.1%}")
    print("  trials at each size, median:", np.median(trials, axis=0).astype(int).tolist())
    print(
        f"  allocated / independent {middle[2] / middle[0]:.2f} (means {mean[2] / mean[0]:.2f}), "
        f"allocated / uniform {middle[2] / middle[1]:.2f} (means {mean[2] / mean[1]:.2f})",
        flush=True,
    )
    return {
        "width": round(width, 4),
        "to_independent": round(float(middle[2] / middle[0]), 3),
        "to_uniform": round(float(middle[2] / middle[1]), 3),
        **{f"covered_{way}": round(float(h), 3) for way, h in zip(WAYS, held.mean(1), strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--studies", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    cases = [load(folder) for folder in asked.folders]
    found = {case.name: study(case, asked.studies, asked.seed) for case in cases}
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    middle = float(np.median([entry["to_independent"] for entry in found.values()]))
    results["ratio_allocation_compute"] = round(middle, 3)
    to_uniform = float(np.median([entry["to_uniform"] for entry in found.values()]))
    results["ratio_allocation_to_uniform"] = round(to_uniform, 3)
    results["allocation"] = found
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(f"ratio_allocation_compute {middle:.3f}, to uniform {to_uniform:.3f}")


if __name__ == "__main__":
    main()
