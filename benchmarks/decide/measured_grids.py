"""Measured grids replayed: the advice from the smaller n and m, judged by the larger ones.

The grids of benchmarks/results/law/joint_trials.json hold errors of fine-tuning and direct learning
over n and m. The study is cut to its first m and n; the budget buys all further measurements, or
all further simulations, that were measured. What lies between cells is interpolated straight in
logarithms.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlaw.decide import Costs, Price, advise, alone_of, joint_law
from simlaw.law import LearningCurve

TRIALS = Path("benchmarks/results/law/joint_trials.json")
GRIDS = ("density", "refractive", "heat")
KEPT_OUT = ((1, 1), (1, 2), (1, 4), (2, 2), (2, 4))
"""Sizes of m and of n that are kept out, as far as three of each stay."""


def replayed() -> list[dict[str, Any]]:
    """Every cut of every grid: the true error of the advice, and of simple policies."""
    trials = json.loads(TRIALS.read_text())
    rows = []
    for name in GRIDS:
        frame = pd.concat(
            [pd.DataFrame(part).assign(method=method) for method, part in trials[name].items()]
        ).astype({"replicate": int, "n": int, "m": int})
        whole = LearningCurve(frame.assign(rmse=frame["mae"]))
        for less_m, less_n in KEPT_OUT:
            ms, ns = whole.ms, whole.sizes()
            if ms.size - less_m < 3:
                continue
            rows.append({"grid": name} | _cut(whole, int(ms[-1 - less_m]), int(ns[-1 - less_n])))
    return rows


def _cut(whole: LearningCurve, m: int, n: int) -> dict[str, Any]:
    frame = whole.frame
    seen = LearningCurve(frame[(frame["m"] <= m) & (frame["n"] <= n)].reset_index(drop=True))
    most_m, most_n = int(whole.ms[-1]), int(whole.sizes()[-1])
    costs = Costs(Price(1.0, owned=n), Price((most_n - n) / (most_m - m), owned=m))
    advice = advise(joint_law(seen), costs, float(most_n - n), alone_of(seen))
    chosen = advice.spend
    half_n, half_m = n + (most_n - n) // 2, m + (most_m - m) // 2
    policies = {
        "no simulations": _at(whole, 0, most_m),
        "all measurements": _at(whole, n, most_m),
        "all simulations": _at(whole, most_n, m),
        "half and half": _at(whole, half_n, half_m),
    }
    return {
        "owned n": n,
        "owned m": m,
        "advised n": chosen.n,
        "advised m": chosen.m,
        "probability": advice.probability,
        "advice": _at(whole, chosen.n, chosen.m),
        **policies,
    }


def _at(curve: LearningCurve, n: int, m: int) -> float:
    """Measured mean error at (n, m), straight in logarithms between the cells."""
    logs = []
    for size in curve.ms:
        if n == 0:
            found = curve.direct(int(size))
            assert found is not None
            logs.append(np.log(found.estimate))
        else:
            mean = curve.mean(int(size))
            logs.append(np.interp(np.log(n), np.log(mean["n"]), np.log(mean["error"])))
    return float(np.exp(np.interp(np.log(m), np.log(curve.ms), logs)))
