"""The joint law of a study that was run over several n and m."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simlaw.errors import InputError
from simlaw.law import JointLaw, LearningCurve, fit_joint
from simlaw.law.curve import FINE_TUNE

LEAST_SIZES, LEAST_CELLS = 3, 6
"""What the joint law's five parameters need: different n and m, and pairs of them."""


def joint_law(
    curve: LearningCurve, *, method: str = FINE_TUNE, level: float = 0.9, seed: int = 0
) -> JointLaw:
    """Fit the joint law to all n and m of one method's trials.

    Parameters
    ----------
    curve
        A study's errors.
    method
        The method whose errors are fitted.
    level, seed
        Of `simlaw.law.fit_joint`.

    Raises
    ------
    InputError
        If there are too few different n or m, saying what can be answered without.
    """
    rows = curve.frame[(curve.frame["method"] == method)]
    rows = rows[(rows["n"] > 0) & (rows["m"] > 0)]
    pairs = rows[["n", "m"]].drop_duplicates()
    ns, ms = (np.unique(pairs[name].to_numpy()) for name in ("n", "m"))
    if min(ns.size, ms.size) < LEAST_SIZES or len(pairs) < LEAST_CELLS:
        raise InputError(
            f"What a measurement is worth, and how to split money between simulations and "
            f"measurements, needs trials with at least {LEAST_SIZES} different m and "
            f"{LEAST_SIZES} different n, but there are {_listed('m', ms)} and {_listed('n', ns)}. "
            "What can be answered from these is how many simulations an error needs, once three n "
            "are there: simlaw plan RUN --target-error E. For more, write several m into the "
            "study's [design], such as m = [25, 50, 100, 200], and run it again; one pretraining "
            "serves every m."
        )
    cells = [(method, int(m), int(n)) for m, n in sorted(zip(pairs["m"], pairs["n"], strict=True))]
    law = fit_joint(
        rows["n"].to_numpy(),
        rows["m"].to_numpy(),
        rows[curve.metric].to_numpy(),
        replicate=rows["replicate"].to_numpy(),
        level=level,
        seed=seed,
        noise=curve.noise(cells),
    )
    limited = curve.limited(method, [int(m) for m in ms])
    return replace(law, notes=(*law.notes, *limited))


def _listed(name: str, sizes: np.ndarray) -> str:
    if sizes.size == 0:
        return f"no {name} yet"
    return f"{name} = {', '.join(f'{size:g}' for size in sizes)}"
