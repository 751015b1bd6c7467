"""How near the recommended (n, m) comes to the least possible error of the truth.

Studies are simulated from known joint laws with the scatter of a real study (simulated.py). Each is
fitted once and asked for the best use of random budgets at random prices, batches, fixed costs and
owned samples; the truth's error at the answer is compared with the least that any purchase gives.
Run: python benchmarks/decide/spend.py [--settings 200] [--seed 0]
"""

from __future__ import annotations

import argparse
import dataclasses
import warnings

import numpy as np
from simulated import designs, simulate

from simlaw.decide.money.budget import best_spend
from simlaw.decide.money.costs import Costs, Price

PER_STUDY = 4


def random_costs(rng: np.random.Generator) -> Costs:
    """Measurements 10 to 3,000 times as dear as simulations."""

    def price(each: float, batches: tuple[int, ...], owned: tuple[int, ...]) -> Price:
        fixed = each * float(rng.choice([0, 0, 20]))
        return Price(each, fixed, int(rng.choice(batches)), int(rng.choice(owned)))

    simulation = price(1.0, (1, 1, 100), (0, 2000))
    return Costs(simulation, price(float(10 ** rng.uniform(1, 3.5)), (1, 1, 10), (0, 50)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("error")
    grid = designs()
    rng = np.random.default_rng(options.seed)
    over, far = [], []
    while len(over) < options.settings:
        study = simulate(grid[rng.integers(len(grid))], rng)
        law = study.fit(int(rng.integers(2**31)), resamples=50)
        known = dataclasses.replace(law, theta=study.theta)
        for _ in range(PER_STUDY):
            costs = random_costs(rng)
            # What a study as large as this one, or a tenth or thirty times of it, would cost.
            size = float(10 ** rng.uniform(-1, 1.5))
            budget = size * (12_000 * costs.simulation.each + 200 * costs.experiment.each)
            found, best = best_spend(law, costs, budget), best_spend(known, costs, budget)
            over.append(float(study.error(found.n, found.m)) / best.error - 1)
            far.append(max(found.n / law.n.max(), found.m / law.m.max()))
    over_array, far_array = np.array(over[: options.settings]), np.array(far[: options.settings])
    print(f"{over_array.size} cost settings, {over_array.size // PER_STUDY} simulated studies")
    for name, chosen in (
        ("all", far_array > 0),
        ("within the sizes studied", far_array <= 1),
        ("up to 10 times beyond", (far_array > 1) & (far_array <= 10)),
        ("further", far_array > 10),
    ):
        part = over_array[chosen]
        if part.size:
            print(
                f"{name:26s} {part.size:4d} settings: error above the least possible by "
                f"{np.median(part):.2%} (median), {np.quantile(part, 0.95):.2%} (95 %), "
                f"{part.max():.2%} (most); within 2 %: {np.mean(part <= 0.02):.1%}"
            )


if __name__ == "__main__":
    main()
