"""The scale on which values are learned and errors are counted.

``linear`` takes values as they are. ``log10`` takes the decimal logarithm of the value in the
target's unit, of computed and measured values alike: for properties that span orders of magnitude.
An error of 0.3 is then a factor of two.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

LINEAR = "linear"
LOG10 = "log10"

SCALES: Mapping[str, str] = MappingProxyType(
    {
        LINEAR: "values as they are",
        LOG10: (
            "their decimal logarithm in the target's unit, so that errors are in decades; "
            "materials whose value is not positive are left out"
        ),
    }
)
"""Every scale, and what it takes."""

_NO_UNIT = frozenset({"", "1"})


def on_scale(values: npt.NDArray[np.float64], scale: str) -> npt.NDArray[np.float64]:
    """Return values on a scale; NaN where a value has no place on it.

    Parameters
    ----------
    values
        float64, in the target's unit, any shape.
    scale
        A name in `SCALES`.

    Examples
    --------
    >>> on_scale(np.array([0.1, 1000.0, -1.0, 0.0]), "log10")
    array([-1.,  3., nan, nan])
    """
    if scale == LINEAR:
        return np.array(values, dtype=np.float64)
    return np.log10(values, out=np.full(values.shape, np.nan), where=values > 0)


def unit_on_scale(unit: str, scale: str) -> str:
    """Return the unit of values, and so of errors, on a scale.

    Examples
    --------
    >>> unit_on_scale("W/(m K)", "log10"), unit_on_scale("1", "log10")
    ('log10(W/(m K))', 'log10')
    """
    if scale == LINEAR:
        return unit
    return "log10" if unit.strip() in _NO_UNIT else f"log10({unit.strip()})"


def why_off_scale(value: float, unit: str) -> str:
    """Return the reason why a value has no place on the logarithmic scale.

    Examples
    --------
    >>> why_off_scale(-0.5, "eV")
    'a value of -0.5 eV is not positive, so it has no logarithm'
    """
    shown = f"{value:g}" if unit.strip() in _NO_UNIT else f"{value:g} {unit.strip()}"
    return f"a value of {shown} is not positive, so it has no logarithm"
