"""Does the advice lose to not simulating, or to another simple policy?

200 true surfaces (true_surfaces.py) are studied once each; the study's n and largest m are owned,
and 4 budgets at random prices are spent by the advice and by simple policies, which are judged by
the true error. Three measured grids are replayed as well (measured_grids.py). Results are kept in
benchmarks/results/not_simulating.json as they come, so that an interrupted call goes on.
Run: python -m benchmarks.decide.not_simulating [--surfaces 200] [--fresh 100] [--page]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.decide.measured_grids import replayed
from benchmarks.decide.not_simulating_page import write_page
from benchmarks.decide.true_surfaces import Truth, draw, studied

from simlaw.decide import Costs, Price, advise, alone_of, joint_law
from simlaw.disk.whole_files import write_text

RESULTS = Path("benchmarks/results/not_simulating.json")
BUDGETS = 4


def spent(truth: Truth, index: int) -> list[dict[str, Any]]:
    """Study one truth and spend its budgets."""
    curve = studied(truth, index)
    law, alone = joint_law(curve), alone_of(curve)
    rng = np.random.default_rng([index, 2])
    rows = []
    own_n, own_m = int(truth.n[-1]), int(truth.m[-1])
    for _ in range(BUDGETS):
        # All of the money buys a quarter to three times the owned measurements, or a half to five
        # times the owned simulations.
        more_m = max(int(own_m * np.exp(rng.uniform(np.log(0.25), np.log(3)))), 2)
        more_n = max(int(own_n * np.exp(rng.uniform(np.log(0.5), np.log(5)))), 2)
        each = more_n / more_m
        costs = Costs(Price(1.0, owned=own_n), Price(each, owned=own_m))
        advice = advise(law, costs, float(more_n), alone)
        chosen = advice.spend
        policies = {
            "no simulations": truth.without(own_m + more_m),
            "all measurements": truth.error(own_n, own_m + more_m),
            "all simulations": truth.error(own_n + more_n, own_m),
            "half and half": truth.error(own_n + more_n // 2, own_m + more_m // 2),
        }
        error = truth.error(chosen.n, chosen.m) if chosen.n else truth.without(chosen.m)
        rows.append(
            {
                "surface": index,
                "kind": truth.kind,
                "materials": truth.materials,
                "replicates": truth.replicates,
                "advice": error,
                "simulate": advice.simulate,
                "probability": advice.probability,
                "with": truth.error(advice.with_simulations.n, advice.with_simulations.m),
                "policies": policies,
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surfaces", type=int, default=200)
    parser.add_argument("--fresh", type=int, default=100, help="further surfaces, to check by")
    parser.add_argument("--anew", action="store_true", help="forget what was recorded")
    parser.add_argument("--page", action="store_true", help="write docs/decision-benchmarks.md")
    options = parser.parse_args()
    found: dict[str, Any] = {"surfaces": {}, "grids": None}
    if RESULTS.exists() and not options.anew:
        found = json.loads(RESULTS.read_text())
    for index in range(options.surfaces + options.fresh):
        if str(index) in found["surfaces"]:
            continue
        found["surfaces"][str(index)] = spent(draw(index), index)
        if index % 10 == 9:
            write_text(RESULTS, json.dumps(found) + "\n")
    if found["grids"] is None:
        found["grids"] = replayed()
    write_text(RESULTS, json.dumps(found) + "\n")
    every = [found["surfaces"][str(i)] for i in range(options.surfaces + options.fresh)]
    rows = [row for one in every[: options.surfaces] for row in one]
    fresh = [row for one in every[options.surfaces :] for row in one]
    print(summary(rows).to_string())
    if fresh:
        print(summary(fresh).to_string())
    print(pd.DataFrame(found["grids"]).to_string())
    if options.page:
        write_page(rows, fresh, found["grids"])


def summary(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Losses of the advice by the size of the table."""
    from benchmarks.decide.not_simulating_page import losses

    table = losses(rows)
    groups = {"N >= 400": table["materials"] >= 400, "N < 400": table["materials"] < 400}
    out = {}
    for name, there in groups.items():
        part = table[there]
        out[name] = {
            "spends": len(part),
            "loses > 2 %": float((part["loss"] > 0.02).mean()),
            "loses > 5 %": float((part["loss"] > 0.05).mean()),
            "most lost to not simulating": float(part["to none"].max()),
            "mean regret": float(part["loss"].clip(lower=0).mean()),
            **{f"regret: {p}": float(part[f"regret {p}"].mean()) for p in rows[0]["policies"]},
        }
    return pd.DataFrame(out)


if __name__ == "__main__":
    main()
