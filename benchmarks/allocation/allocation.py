"""Seconds of trials until a forecast's interval is narrow enough, by three ways to spend them.

Each case takes the law, the scatter over pretrainings and over draws, and the seconds of trials
from a real run (`allocation_runs.py`), and simulates studies that stop at the same relative width
of the 90 % interval of the mean curve at four times the largest n, as told by the law that the
tool fits:

- independent: every trial has a pretraining and a draw of its own, as where neither test sets nor
  orders are shared;
- uniform: whole replicates, nested, every size measured on the same draw;
- allocated: each pretraining serves the draws that the case speaks for, and trials are chosen by
  `simlaw.study.allocate.next_trials` after the pilot.

The width wanted is the one that 32 uniform replicates typically have. Direct learning (n = 0) is
left out of all. Studies that are simulated are kept in the run's folder, so that an interrupted
benchmark goes on.

Run, after `allocation_runs.py`: OMP_NUM_THREADS=1 python benchmarks/allocation/allocation.py
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from allocation_cases import Case, Floats, law_of, load

from simlaw.law.law import Law
from simlaw.study.allocate.next_trials import GROWTH, Limits, choose, relative_width
from simlaw.study.allocate.until_goal import LEVEL, pilot_size
from simlaw.study.design.design import Design

RUNS = Path(__file__).parents[2] / "runs" / "draws"
RESULTS = Path(__file__).parents[1] / "results" / "engine.json"
SIMULATED = "simulated.jsonl"
CASES = ("polymer-density", "band-gap", "refractive-index")
WAYS = ("independent", "uniform", "allocated")
WANTED, TYPICAL = 32, 30
MOST = 600
CHUNK = 5
"""Studies of a case before the next case has its turn."""


class Spent(NamedTuple):
    """What a simulated study took, whether its interval had the truth in it, and its trials."""

    seconds: float
    covered: bool
    trials: list[int]


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


def pilot(draws: int) -> int:
    """Replicates before anything is decided."""
    return pilot_size(Design((1, 2, 3), (2,), MOST, 1, "exclude", 0, draws=draws))


def whole(case: Case, rng: np.random.Generator, width: float, *, nested: bool) -> Spent:
    """Add whole replicates of one draw until the width is reached."""
    full = case.rows(rng, MOST)
    if not nested:
        full = np.stack([case.rows(rng, MOST)[:, i] for i in range(case.n.size)], axis=1)
    count, each = pilot(1), float(case.seconds(1).sum())
    while True:
        law = law_of(case.n, full[:count] if nested else independent(full[:count]))
        now = relative_width(law, case.at, LEVEL)
        if now <= width or count >= MOST:
            return Spent(count * each, covers(case, law), [count] * case.n.size)
        # Half the way to where the width should be reached: steps are short where it is near.
        left = min(count * ((now / width) ** 2 - 1), 3.0 * count)
        count = min(count + max(1, int(left / 2)), MOST)


def allocated(case: Case, rng: np.random.Generator, width: float, draws: int) -> Spent:
    """Choose trials after the pilot until the width is reached."""
    seconds = case.seconds(draws)
    full = case.rows(rng, 3 * MOST, draws)
    rows, spent = full[: pilot(draws)], pilot(draws) * float(seconds.sum())
    while True:
        law = law_of(case.n, rows)
        if relative_width(law, case.at, LEVEL) <= width or spent > MOST * seconds.sum():
            counts = np.sum(~np.isnan(rows), axis=0)
            return Spent(spent, covers(case, law), counts.tolist())
        limits = Limits(spent, until=width)
        chosen = choose(law, rows, range(len(rows)), seconds, case.at, limits, level=LEVEL)
        top = max(len(rows), *(trial.replicate + 1 for trial in chosen.trials))
        rows = np.vstack([rows, np.full((top - len(rows), case.n.size), np.nan)])
        for trial in chosen.trials:
            where = trial.replicate, int(np.searchsorted(case.n, trial.n))
            rows[where] = full[where]
            spent += float(seconds[where[1]])


class Simulation:
    """Simulated studies of one case, kept in a file as they are done."""

    def __init__(self, name: str, draws: int | None) -> None:
        self.case = load(RUNS / name)
        if draws is not None:
            self.case = replace(self.case, best=draws)
        rng = np.random.default_rng(0)
        typical = [
            relative_width(law_of(self.case.n, self.case.rows(rng, WANTED)), self.case.at, LEVEL)
            for _ in range(TYPICAL)
        ]
        self.width = float(np.median(typical))
        best = self.case.best
        settings = [best, pilot(1), pilot(best), GROWTH, self.width, *self.case.seconds(best)]
        # Another setting is another simulation.
        self._key = [round(float(x), 6) for x in settings]
        self._path = RUNS / name / SIMULATED
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        kept = [line for line in map(json.loads, lines) if line["key"] == self._key]
        self.found: dict[int, list[Spent]] = {
            line["study"]: [Spent(*way) for way in line["ways"]] for line in kept
        }

    def run(self, study: int) -> None:
        """Simulate one study, unless it is there."""
        if study in self.found:
            return
        rng, case = np.random.default_rng([1, study]), self.case
        self.found[study] = ways = [
            whole(case, rng, self.width, nested=False),
            whole(case, rng, self.width, nested=True),
            allocated(case, rng, self.width, case.best),
        ]
        with self._path.open("a") as file:
            file.write(json.dumps({"key": self._key, "study": study, "ways": ways}) + "\n")

    def summary(self) -> dict[str, Any]:
        """What came of the studies so far, printed as well."""
        studies = [self.found[i] for i in sorted(self.found)]
        spent = np.array([[way.seconds for way in one] for one in studies])
        held = np.array([[way.covered for way in one] for one in studies]).mean(axis=0)
        middle, sure = np.median(spent, axis=0), np.sqrt(held * (1 - held) / len(studies))
        worse = float(np.mean(spent[:, 2] > spent[:, 1]))
        ratios = middle[2] / middle[:2]
        rng = np.random.default_rng(0)
        again = rng.integers(0, len(studies), (1000, len(studies)))
        medians = np.median(spent[again], axis=1)
        low, high = np.quantile(medians[:, 2] / medians[:, 0], [0.05, 0.95])
        print(
            f"{self.case.name}: {self.case.best} draws, width wanted {100 * self.width:.1f} %, "
            f"{len(studies)} studies"
        )
        for i, way in enumerate(WAYS):
            trials = np.median([one[i].trials for one in studies], axis=0).astype(int).tolist()
            print(
                f"  {way:>11}: median {middle[i]:6.0f} s, mean {spent[:, i].mean():6.0f} s, truth "
                f"in the interval {100 * held[i]:.0f} +- {100 * sure[i]:.0f} %, trials {trials}"
            )
        print(
            f"  allocated / independent {ratios[0]:.2f} ({low:.2f} to {high:.2f}), allocated / "
            f"uniform {ratios[1]:.2f}; dearer than uniform in {100 * worse:.0f} % of studies"
        )
        return {
            "draws": self.case.best,
            "width": round(self.width, 4),
            "studies": len(studies),
            "to_independent": round(float(ratios[0]), 3),
            "to_independent_90": [round(float(low), 3), round(float(high), 3)],
            "to_uniform": round(float(ratios[1]), 3),
            "dearer_than_uniform": round(worse, 3),
            **{f"seconds_{w}": round(float(s), 1) for w, s in zip(WAYS, middle, strict=True)},
            **{f"covered_{w}": round(float(h), 3) for w, h in zip(WAYS, held, strict=True)},
            **{f"covered_{w}_se": round(float(s), 3) for w, s in zip(WAYS, sure, strict=True)},
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=CASES, metavar="NAME")
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--draws", type=int, help="in place of what each case speaks for")
    asked = parser.parse_args()
    simulations = [Simulation(name, asked.draws) for name in asked.names]
    for first in range(0, asked.studies, CHUNK):
        for simulation in simulations:
            for study in range(first, min(first + CHUNK, asked.studies)):
                simulation.run(study)
    found = {one.case.name: one.summary() for one in simulations}
    if set(found) != set(CASES):
        return
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for key, entry in (
        ("ratio_allocation_compute", "to_independent"),
        ("ratio_allocation_to_uniform", "to_uniform"),
    ):
        results[key] = round(float(np.median([one[entry] for one in found.values()])), 3)
        print(f"{key} {results[key]}")
    results["allocation"] = found
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
