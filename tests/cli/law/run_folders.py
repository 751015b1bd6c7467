"""Small run folders of every kind of finding, written as a run writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tests.known_studies import power_curve, study

from simlaw.study.design.design import Trial
from simlaw.study.run.record import Journal
from simlaw.study.run.trial import Finished, Row
from simlaw.study.run_folder import load_result, save_measured, save_plan

SIZES = (50, 120, 300, 700, 1600)
MS = (25, 60, 150)
Ratio = Callable[[int, int], float]


@dataclass(frozen=True)
class Kind:
    """A run: the ratio of its errors with simulations to those without, by n and m."""

    ratio: Ratio
    ms: tuple[int, ...] = MS
    replicates: int = 10
    alone: tuple[tuple[str, float], ...] = (("direct", 1.0),)
    metric: str = "mae"
    noise: float = 0.01


def _falling(first: float, last: float) -> Ratio:
    return lambda n, m: last + (first - last) * (n / 50) ** -0.6


def _bump(n: int, m: int) -> float:
    return 1.0 + 0.12 * float(np.exp(-0.5 * np.log(n / 200) ** 2)) - 0.06 * (n / 1600) ** 1.5


KINDS: dict[str, Kind] = {
    "helps everywhere": Kind(_falling(0.95, 0.6)),
    "harms everywhere": Kind(_falling(1.4, 1.1)),
    "harms, then helps": Kind(_falling(1.3, 0.7)),
    "flat": Kind(lambda n, m: 1.0, noise=0.03),
    "one m": Kind(_falling(0.95, 0.7), ms=(60,)),
    "five m": Kind(_falling(1.0, 0.7), ms=(25, 50, 100, 200, 400)),
    "no direct": Kind(_falling(0.95, 0.6), alone=()),
    "rising": Kind(lambda n, m: 0.9 * (n / 50) ** 0.08),
    "rises, then falls": Kind(_bump),
    "two replicates": Kind(_falling(0.95, 0.7), replicates=2, noise=0.05),
    "another metric": Kind(_falling(0.95, 0.65), metric="rmse"),
    "a better method alone": Kind(
        _falling(1.0, 0.85), alone=(("direct", 1.0), ("random-forest", 0.8))
    ),
    "helps with few, harms with many": Kind(
        lambda n, m: _falling(1.0, 0.7)(n, m) * (m / 25) ** 0.25
    ),
}


def write_run(kind: Kind, folder: Path, name: str = "one") -> Path:
    """Write the run folder of a kind by the journal, and what a run leaves beside it."""
    plan = study(power_curve(ms=kind.ms, sizes=SIZES), m=kind.ms[-1], ms=kind.ms)
    methods = ("fine-tune", *(method for method, _ in kind.alone))
    design = replace(plan.design, n=SIZES, m=kind.ms, replicates=kind.replicates, methods=methods)
    plan = replace(plan, name=name, design=design, replicates=kind.replicates, metric=kind.metric)
    folder.mkdir(parents=True)
    save_plan(plan, folder)
    rng = np.random.default_rng(3)
    with Journal(folder / "trials.jsonl", "0" * 16) as journal:
        for replicate in range(kind.replicates):
            shared = rng.normal(0, 2 * kind.noise)
            for n in (0, *SIZES):
                rows = []
                for m in kind.ms:
                    base = (2 * m**-0.5 + 0.1) * np.exp(shared)
                    ratios = kind.alone if n == 0 else (("fine-tune", kind.ratio(n, m)),)
                    for method, ratio in ratios:
                        mae = float(base * ratio * np.exp(rng.normal(0, kind.noise)))
                        rows.append(Row(m, method, mae, 1.3 * mae))
                journal.add(Finished(Trial(replicate, n), tuple(rows), 0.1))
    save_measured(load_result(folder), folder)
    return folder
