"""Whether a short formula describes a law, its numbers, and its text.

A law is a distribution of curves. Its forecasts are the medians of these curves, at each size for
itself, and need not follow any formula. One is printed only where it lies within the band of the
mean error over the sizes measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate
from simlaw.law.forecast import quantiles_of
from simlaw.law.forms.protocol import Form
from simlaw.printed_numbers import MINUS, value

Floats = npt.NDArray[np.float64]

BAND_LEVEL = 0.9
"""Level of the band that a formula has to lie within, whatever the level of the law."""

TOLERANCE = 0.01
"""A formula this close to the band, relatively, counts as within: exact points leave no band."""


def lies_within(errors: Floats, draws: Draws, n: Floats) -> bool:
    """Whether errors (k,) at the sizes measured lie within the band of the mean error there.

    Parameters
    ----------
    errors
        Values of a formula at `n`.
    draws
        The law's curves.
    n
        Sizes measured, increasing, shape (k,).
    """
    curves = draws.errors_at(np.log(n / n[-1]))
    _, low, high = quantiles_of(curves, BAND_LEVEL)
    within = (errors >= low * (1 - TOLERANCE)) & (errors <= high * (1 + TOLERANCE))
    return bool(np.all(within))


def first_within(
    form: Form, candidates: Iterable[Floats], draws: Draws, n: Floats
) -> tuple[Floats, bool]:
    """Return the first parameters whose curve lies within the band, and whether there are any.

    Parameters
    ----------
    form
        The form of the formula.
    candidates
        Parameters, each of shape (p,), the most wanted first, and the nearest fit last.
    draws, n
        As for `lies_within`.

    Returns
    -------
    theta
        The parameters; the last ones where none lie within.
    holds
        Whether they lie within.
    """
    theta = np.empty(0)
    for theta in candidates:
        if lies_within(form.predict(theta, n), draws, n):
            return theta, True
    return theta, False


def power_formula(amplitude: float, alpha: float | None, gap: float) -> str:
    """Return ``error = D n^-alpha + C`` with its numbers, as plain text.

    Examples
    --------
    >>> power_formula(2.0, 0.5, 0.1)
    'error = 2.00 n^−0.500 + 0.100'
    """
    if amplitude == 0 or alpha is None:
        return f"error = {value(gap)}, whatever n"
    decay = f"{value(amplitude)} n^{MINUS}{value(alpha)}"
    return f"error = {decay}" + (f" + {value(gap)}" if gap else "")


def formula_text(form: Form, theta: Floats, parameters: Mapping[str, Estimate]) -> str:
    """Return a law's formula with its numbers, or the name and numbers of another form."""
    numbers = dict(zip(form.parameters, (float(x) for x in theta), strict=True))
    if "D" in parameters and "alpha" in parameters:
        return power_formula(numbers["D"], numbers["alpha"], numbers.get("C", 0.0))
    named = ", ".join(f"{name} = {value(number)}" for name, number in numbers.items())
    return f"{form.name} law with {named}"
