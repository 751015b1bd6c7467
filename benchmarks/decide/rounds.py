"""Requirements in hindsight, with and without the correction learnt on the same curve; and rounds.

Measured curves (LCDB and CG-transfer, in $SIMLAW_DATA_DIR/curves): the law sees the sizes up to an
eighth of the largest, learns its correction on these, and is asked for the n of the errors that
were measured later. Simulated curves: purchases are made round by round until the truth has
reached the wanted error.
Run: python benchmarks/decide/rounds.py [--curves 150] [--studies 150] [--seed 0]
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from pathlib import Path

import numpy as np

from simlaw.decide.next_round_to_buy import Correction, learn_correction, next_round
from simlaw.law import fit

sys.path.insert(0, str(Path(__file__).parents[1] / "law"))
from curves import cg_transfer, lcdb

SEEN = 8.0
CAP = math.log(30.0)


def hindsight(n: np.ndarray, error: np.ndarray) -> list[tuple[float, float, float]]:
    """Logs of required over true n, straight and corrected, and the stretch, for later errors."""
    seen = n <= n[-1] / SEEN * 1.0001
    later = np.flatnonzero(~seen & (error < error[seen].min()))
    if seen.sum() < 6 or later.size == 0:
        return []
    law = fit(n[seen], error[seen], resamples=500)
    correction = learn_correction(n[seen], error[seen])
    last = float(n[seen][-1])
    out = []
    for j in later[[later.size // 2, -1]] if later.size > 1 else later:
        median = law.required_n(float(error[j])).median
        straight = math.log(max(median, last) / n[j])
        corrected = math.log(correction.apply(max(median, last), last) / n[j])
        out.append((straight, corrected, correction.stretch))
    return out


def report(name: str, found: list[tuple[float, float, float]]) -> None:
    values = np.clip(np.array(found)[:, :2], -CAP, CAP)
    print(
        f"{name}: {len(found)} requirements, median stretch {np.median(np.array(found)[:, 2]):.2f}"
    )
    for label, column in zip(("straight", "corrected"), values.T, strict=True):
        print(
            f"  {label:10s} required / true n: median {np.exp(np.median(column)):.2f}, "
            f"too small in {np.mean(column < 0):.0%}, typical factor off "
            f"{np.exp(np.median(np.abs(column))):.2f}, mean |log| {np.mean(np.abs(column)):.2f}"
        )


def buy(rng: np.random.Generator, *, corrected: bool, slowing: float) -> tuple[float, int, bool]:
    """Rounds until the truth reaches the error: n bought over n needed, rounds, whether it did."""
    alpha, gap = rng.choice([0.2, 0.35, 0.5]), rng.choice([0.0, 0.3])
    replicates, spread = 8, 0.05
    bend = 3000.0

    def truth(n: np.ndarray) -> np.ndarray:
        slower = np.maximum(n / bend, 1.0) ** (slowing * alpha)
        return (n / 50.0) ** -alpha * slower + gap

    start = 50 * 2.0 ** np.arange(6)
    needed = start[-1] * rng.choice([3.0, 6.0, 12.0])
    wanted = float(truth(np.array([needed]))[0])
    shared = rng.standard_normal((replicates, 1))
    n = start
    own = rng.standard_normal((replicates, n.size))
    for count in range(1, 9):
        noise = spread * (np.sqrt(0.8) * shared + np.sqrt(0.2) * own)
        rows = truth(n) * np.exp(noise - spread**2 / 2)
        flat = (np.tile(n, replicates), rows.ravel())
        replicate = np.repeat(np.arange(replicates), n.size)
        law = fit(*flat, replicate=replicate, resamples=500)
        lesson = Correction(1.0, 0)
        if corrected:
            lesson = learn_correction(*flat, replicate=replicate, resamples=300)
        step = next_round(law, wanted, lesson)
        if step.more == 0:
            return n[-1] / needed, count - 1, step.reason == "reached"
        n = np.append(n, float(step.n))
        own = np.hstack([own, rng.standard_normal((replicates, 1))])
    return n[-1] / needed, 8, False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curves", type=int, default=150)
    parser.add_argument("--studies", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("error")
    rng = np.random.default_rng(options.seed)
    for name, curves in (("LCDB", lcdb()), ("CG-transfer", cg_transfer())):
        picked = [curves[i] for i in rng.permutation(len(curves))]
        found: list[tuple[float, float, float]] = []
        used = 0
        for curve in picked:
            part = hindsight(curve.n, curve.error) if (curve.error > 0).all() else []
            found += part
            used += bool(part)
            if used == options.curves:
                break
        if found:
            report(f"{name}, {used} measured curves", found)
    for slowing in (0.0, 0.5) if options.studies else ():
        for corrected in (False, True):
            seeds = np.random.default_rng(options.seed).integers(2**31, size=options.studies)
            runs = [
                buy(np.random.default_rng(seed), corrected=corrected, slowing=slowing)
                for seed in seeds
            ]
            share, rounds, done = (
                np.array(column, dtype=float) for column in zip(*runs, strict=True)
            )
            print(
                f"simulated, slowing down by {slowing:.0%}, "
                f"{'corrected' if corrected else 'straight'}: planned to the end in "
                f"{done.mean():.0%}, rounds {rounds.mean():.1f}, bought / needed n median "
                f"{np.median(share):.2f}, 90 % {np.quantile(share, 0.05):.2f} to "
                f"{np.quantile(share, 0.95):.2f}, short of it in {np.mean(share < 0.99):.0%}"
            )


if __name__ == "__main__":
    main()
