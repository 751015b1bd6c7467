"""The floor in words."""

from __future__ import annotations

from simlaw.decide.materials.floor import ABOVE, BELOW, Floor
from simlaw.metrics import title_of
from simlaw.printed_numbers import count, level_text, pretty_unit, span, value, with_unit


def floor_sentences(floor: Floor) -> list[str]:
    """Return what a floor is and rests on, in sentences."""
    estimate = floor.estimate
    wide = span(estimate.low, estimate.high, like=estimate.estimate)
    unit = pretty_unit(floor.unit)
    said = [
        f"Noise of measurement: {count(floor.materials)} materials were measured more than once "
        f"({count(floor.rows)} rows). By their spread a perfect predictor would have a "
        f"{title_of(floor.metric)} of {with_unit(value(estimate.estimate), floor.unit)} "
        f"({level_text(estimate.level)} interval {wide}{' ' + unit if unit else ''}) on values as "
        "noisy as these; no error falls below that, and the transfer gap C contains it."
    ]
    if floor.alike:
        apart = with_unit(value(floor.apart), floor.unit)
        said.append(
            f"The rows of {count(floor.alike)} of these agree exactly, as rounded or copied values "
            f"do; without them the floor would be {apart}."
        )
    return said


def below_noise(floor: Floor, target: float) -> str:
    r"""Return what is to be said of a wanted error by the floor; empty where it is above it.

    Parameters
    ----------
    floor
        Of the same metric and unit as the error.
    target
        The wanted error.

    Examples
    --------
    >>> import numpy as np
    >>> from simlaw.decide.materials.floor import Repeats, measurement_floor
    >>> repeats = Repeats(np.full(100, 0.5), np.full(100, 2))
    >>> floor = measurement_floor(repeats, unit="eV")
    >>> below_noise(floor, 0.01).partition(":")[0]
    'An error of 0.0100\xa0eV is below measurement noise'
    >>> below_noise(floor, 1.0)
    ''
    """
    found = floor.verdict(target)
    if found == ABOVE:
        return ""
    wanted = with_unit(value(target), floor.unit)
    middle = with_unit(value(floor.estimate.estimate), floor.unit)
    if found == BELOW:
        return (
            f"An error of {wanted} is below measurement noise: by {count(floor.materials)} "
            f"materials that were measured again, a perfect predictor would err by {middle}. No "
            "number of simulations reaches it on such measurements; better or repeated "
            "measurements would lower the floor."
        )
    return (
        f"An error of {wanted} may be below measurement noise: by {count(floor.materials)} "
        f"materials that were measured again, a perfect predictor would err by about {middle}."
    )
