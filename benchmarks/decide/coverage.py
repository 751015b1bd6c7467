"""Coverage of the intervals of exchange rates and of the n that an error needs at one m.

Studies are simulated from known joint laws with the scatter of a real study (simulated.py); what
is nominally 90 % should hold in 87 to 93 % of them.
Run: python benchmarks/decide/coverage.py [--studies 400] [--seed 0]
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
import pandas as pd
from simulated import Study, designs, simulate

from simlaw.decide.equal_error_lines import rates, replacing_n
from simlaw.decide.exchange import exchange
from simlaw.law import fit

NAMES = ("alpha", "beta", "floor", "rest", "replicates", "sizes", "spread")


def measure(study: Study, seed: int, *, alone: bool) -> dict[str, float]:
    begin = time.perf_counter()
    law = study.fit(seed)
    out: dict[str, float] = {"fit seconds": time.perf_counter() - begin}
    n_max, m_max = study.n.max(), study.m.max()
    places = {"middle": (1000.0, 75.0), "corner": (n_max, m_max)}
    for name, (n, m) in places.items():
        answer = exchange(law, n, m, 1.25 * m)
        truth = float(rates(study.theta, n, m))
        out[f"rate, {name} in"] = answer.rate.low <= truth <= answer.rate.high
        out[f"rate, {name} high/low"] = np.log(answer.rate.high / answer.rate.low)
        truth = float(replacing_n(study.theta, n, m, 1.25 * m))
        swap = answer.replacing
        out[f"n' for 1.25 m, {name} in"] = swap.low <= truth <= swap.high
    for factor in (0.5, 3.0, 10.0):
        wanted = factor * n_max
        error = float(study.error(wanted, 100.0))
        needed = law.required_n(error, 100.0)
        out[f"joint n {factor:g}x in"] = needed.low <= wanted <= needed.high
    if alone:
        here = study.m == 100.0
        rows = study.rows[:, here]
        count, sizes = rows.shape
        single = fit(
            np.tile(study.n[here], count), rows.ravel(), replicate=np.repeat(range(count), sizes)
        )
        for factor in (0.5, 3.0, 10.0):
            wanted = factor * n_max
            needed = single.required_n(float(study.error(wanted, 100.0)))
            out[f"law of one m, n {factor:g}x in"] = needed.low <= wanted <= needed.high
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alone", action="store_true", help="the laws of single m as well")
    parser.add_argument("--by", action="store_true", help="coverage of rates by factor as well")
    options = parser.parse_args()
    warnings.simplefilter("error")
    grid = designs()
    rng = np.random.default_rng(options.seed)
    rows = []
    for index in rng.choice(len(grid), options.studies, replace=options.studies > len(grid)):
        study = simulate(grid[index], rng)
        found = measure(study, int(rng.integers(2**31)), alone=options.alone)
        rows.append(dict(zip(NAMES, grid[index], strict=True)) | found)
    table = pd.DataFrame(rows)
    print(f"{len(table)} studies, {table['fit seconds'].mean():.2f} s a joint fit")
    for name in [column for column in table.columns if column.endswith(" in")]:
        share = table[name].astype(float).mean()
        print(f"{name:32s} {share:.3f} +- {np.sqrt(share * (1 - share) / len(table)):.3f}")
    for name in [column for column in table.columns if column.endswith("high/low")]:
        print(f"{name:32s} median factor {np.exp(table[name].median()):.2f}")
    if options.by:
        columns = [column for column in table.columns if column.endswith(" in")]
        for factor in NAMES:
            print(table.groupby(factor)[columns].mean().round(2).T.to_string())


if __name__ == "__main__":
    main()
