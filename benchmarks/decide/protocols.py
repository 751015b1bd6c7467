"""Are the comparisons of protocols calibrated? By simulation, where the truth is known.

``python benchmarks/decide/protocols.py --studies 300``

Each simulated study has two protocols with true curves D n^-alpha + C and 16 paired replicates at 8
sizes. The noise of a replicate has a part that both protocols share (the test set), one of each
protocol, and one of each training. Printed are, at level 90 %: how often the interval of the
difference in error holds the true difference, at equal n and at equal budget, within the sizes
measured and ten times beyond; the same for the differences in C and alpha; and, by bins of the
stated probability that a protocol is better, how often it was.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simlaw.decide.protocols.compare_protocols import compare_protocols
from simlaw.decide.protocols.protocol_comparison import Protocol, ProtocolComparison, SideBySide

SIZES = np.round(np.geomspace(50, 6_400, 8))
LEVEL = 0.9


@dataclass(frozen=True)
class Truth:
    """The true curve of one protocol."""

    D: float
    alpha: float
    C: float

    def __call__(self, n: float | np.ndarray) -> np.ndarray:
        return self.D * np.asarray(n, dtype=float) ** -self.alpha + self.C


def draw_truths(rng: np.random.Generator) -> tuple[Truth, Truth]:
    """Two curves near each other, of the kind that studies of this sort show."""
    alpha = rng.uniform(0.2, 0.7)
    share = rng.uniform(0.3, 0.85)
    first = Truth((1 - share) * SIZES[0] ** alpha, alpha, share)
    return first, Truth(
        first.D * np.exp(0.15 * rng.standard_normal()),
        float(np.clip(alpha + 0.08 * rng.standard_normal(), 0.1, 1.0)),
        share * float(np.exp(0.05 * rng.standard_normal())),
    )


def trials(
    truths: tuple[Truth, Truth], replicates: int, shared: float, rng: np.random.Generator
) -> list[pd.DataFrame]:
    """Trials of both protocols; `shared` is the standard deviation of the noise in common."""
    common = shared * rng.standard_normal((replicates, 1))
    frames = []
    for truth in truths:
        own = 0.02 * rng.standard_normal((replicates, 1))
        each = 0.02 * rng.standard_normal((replicates, SIZES.size))
        rows = truth(SIZES) * np.exp(common + own + each)
        # The mean of a lognormal is above its median.
        rows /= np.exp(0.5 * (shared**2 + 2 * 0.02**2))
        frames.append(
            pd.DataFrame(
                {
                    "replicate": np.repeat(np.arange(replicates), SIZES.size),
                    "n": np.tile(SIZES, replicates),
                    "error": rows.ravel(),
                }
            )
        )
    return frames


def inside(beside: SideBySide, truths: tuple[Truth, Truth]) -> tuple[bool, float, bool]:
    """Whether the interval holds, the probability of the first being better, and whether it is."""
    true = np.array([truth(n) for truth, n in zip(truths, beside.sizes, strict=True)])
    other = 1 - beside.leader
    found = beside.differences[other]
    difference = float(true[other] - true[beside.leader])
    return (
        found.low <= difference <= found.high,
        beside.best_probabilities[0],
        bool(true[0] < true[1]),
    )


def questions(found: ProtocolComparison) -> dict[str, SideBySide]:
    """What is set side by side, by what it asks."""
    named = dict(zip(("smallest n", "largest n", "10 x largest n"), found.at_n, strict=True))
    return named | {"budget": found.headline, "largest spend": found.at_budget[-1]}


def main() -> None:
    """Simulate, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=300)
    parser.add_argument("--replicates", type=int, default=16)
    parser.add_argument("--shared", type=float, default=0.06)
    parser.add_argument("--unpaired", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    held: dict[str, list[bool]] = {}
    stated: dict[str, list[tuple[float, bool]]] = {}
    began = time.perf_counter()
    for number in range(chosen.studies):
        truths = draw_truths(rng)
        frames = trials(truths, chosen.replicates, chosen.shared, rng)
        cost = float(np.exp(rng.uniform(-1.0, 1.0)))
        protocols = [
            Protocol.of(name, frame, price, level=LEVEL)
            for name, frame, price in zip(("a", "b"), frames, (1.0, cost), strict=True)
        ]
        found = compare_protocols(protocols, paired=not chosen.unpaired, level=LEVEL, seed=number)
        for name, beside in questions(found).items():
            holds, probability, better = inside(beside, truths)
            held.setdefault(f"difference at {name}", []).append(holds)
            stated.setdefault(name, []).append((probability, better))
        pair = found.pairs[0]
        for name, estimate, true in (
            ("difference in C", pair.gap, truths[1].C - truths[0].C),
            ("difference in alpha", pair.rate, truths[1].alpha - truths[0].alpha),
        ):
            held.setdefault(name, []).append(estimate.low <= true <= estimate.high)
    seconds = (time.perf_counter() - began) / chosen.studies
    coverage = {name: float(np.mean(values)) for name, values in held.items()}
    error = (LEVEL * (1 - LEVEL) / chosen.studies) ** 0.5
    print(f"{chosen.studies} studies, {seconds:.2f} s each; one standard error {error:.1%}")
    for name, value in coverage.items():
        print(f"  {name:32} {value:.1%} of 90 % intervals hold the truth")
    table = reliability([pair for pairs in stated.values() for pair in pairs])
    print("stated probability   mean stated   was better   cases")
    for row in table:
        print(
            "  {low:.2f} to {high:.2f}       {stated:.2f}          {was:.2f}        {cases}".format(
                **row
            )
        )
    if chosen.json:
        chosen.json.write_text(json.dumps({"coverage": coverage, "reliability": table}, indent=1))


def reliability(pairs: list[tuple[float, bool]]) -> list[dict[str, float]]:
    """How often the likelier protocol was the better one, by bins of the stated probability."""
    probability, better = np.array([p for p, _ in pairs]), np.array([b for _, b in pairs])
    sure = np.maximum(probability, 1 - probability)
    right = np.where(probability >= 0.5, better, ~better)
    rows = []
    edges = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.001)
    for low, high in itertools.pairwise(edges):
        here = (sure >= low) & (sure < high)
        if here.any():
            rows.append(
                {
                    "low": low,
                    "high": min(high, 1.0),
                    "stated": float(sure[here].mean()),
                    "was": float(right[here].mean()),
                    "cases": int(here.sum()),
                }
            )
    return rows


if __name__ == "__main__":
    main()
