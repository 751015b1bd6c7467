"""Properties whose errors follow a known joint law."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from simlaw.decide import Price, SharedProperty, alone_of, joint_law
from simlaw.law import JointLaw, LearningCurve

NS, MS, REPLICATES = (50, 200, 800, 3200), (25, 50, 100, 200), 6


def curve_of(seed: int, amplitude: float = 3.0, alone: float | None = 2.0) -> LearningCurve:
    """Return ``(amplitude n**-0.5 + 0.4) m**-0.3 + 0.05``, and `alone` times ``m**-0.3``."""
    rng = np.random.default_rng(seed)
    rows = []
    for replicate in range(REPLICATES):
        for m in MS:
            trials = [(n, "fine-tune", (amplitude * n**-0.5 + 0.4) * m**-0.3 + 0.05) for n in NS]
            if alone is not None:
                trials.append((0, "direct", alone * m**-0.3))
            for n, method, error in trials:
                mae = error * np.exp(0.02 * rng.standard_normal())
                rows.append((replicate, n, m, method, mae, mae))
    columns = ["replicate", "n", "m", "method", "mae", "rmse"]
    return LearningCurve(pd.DataFrame(rows, columns=columns))


@cache
def joint_of(seed: int, amplitude: float = 3.0) -> JointLaw:
    """Return the joint law of such a curve."""
    return joint_law(curve_of(seed, amplitude))


def prop(
    name: str,
    seed: int,
    *,
    amplitude: float = 3.0,
    alone: float | None = 2.0,
    cost: float | None = None,
    weight: float = 1.0,
    share: float = 1.0,
) -> SharedProperty:
    """Return a property with m = 100 measurements, of which more cost `cost` each."""
    curve = curve_of(seed, amplitude, alone)
    return SharedProperty(
        name,
        curve.fit(100, resamples=200),
        100,
        weight=weight,
        alone=alone_of(curve),
        share=share,
        price=None if cost is None else Price(cost, owned=100),
        joint=None if cost is None else joint_of(seed, amplitude),
    )
