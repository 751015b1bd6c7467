"""Materials that stay wrong however many simulations are learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlaw.decide.materials.mean_errors import MeanErrors
from simlaw.law.new_materials.material_errors import MaterialErrors

WORST = 0.1
"""Share of the tested materials that counts as the worst at an n."""

TESTS = 2
"""Fewest tests of a material that is judged."""


@dataclass(frozen=True)
class StaysWrong:
    """A material whose error is among the worst at every n.

    Attributes
    ----------
    key
        Its canonical key: the structure.
    measured, predicted
        Its value, and the mean prediction at the largest n.
    errors
        Mean absolute error at each n.
    times
        How often it was tested.
    one_sided
        Whether nearly all of its error has one sign at every n: a systematic miss, as of a doubtful
        measurement or of physics that the simulation lacks.
    """

    key: str
    measured: float
    predicted: float
    errors: tuple[float, ...]
    times: int
    one_sided: bool


def stay_wrong(
    errors: MaterialErrors, found: MeanErrors, *, worst: float = WORST
) -> tuple[StaysWrong, ...]:
    """Return the materials that are among the worst at every n, the worst first.

    Parameters
    ----------
    errors
        What is known of the materials.
    found
        Their mean errors at each n.
    worst
        Share of the tested materials that counts as the worst.
    """
    judged = found.times >= TESTS
    if not judged.any():
        return ()
    bounds = np.quantile(found.size[:, judged], 1 - worst, axis=1)
    with np.errstate(invalid="ignore"):
        bad = judged & (found.size >= bounds[:, None]).all(axis=0)
        sided = np.asarray((np.abs(found.signed) >= 0.95 * found.size).all(axis=0))
    size = np.where(bad, found.size.mean(axis=0), -np.inf)
    order = np.argsort(-size, kind="stable")[: int(bad.sum())].tolist()
    return tuple(
        StaysWrong(
            errors.keys[i],
            float(errors.measured[i]),
            float(errors.measured[i] + found.signed[-1, i]),
            tuple(found.size[:, i].tolist()),
            int(found.times[i]),
            bool(sided[i]),
        )
        for i in order
    )
