"""What simlaw asks of a form of the law, for its author to run.

In a test::

    from simlaw.testing.forms import check_form

    def test_mine():
        check_form(MyForm(), theta=[2.0, 0.5, 0.1])

or one by one, with the checks of `FORM_CHECKS` as a parameter. Each raises an AssertionError that
says what it found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simlaw.law import Form, fit
from simlaw.law.forms.registry import choose_form

__all__ = ["FORM_CHECKS", "check_form", "fits_a_curve_of_its_own"]

Floats = npt.NDArray[np.float64]
Check = Callable[[Form], None]

SIZES = np.geomspace(50.0, 20_000.0, 9)
FALLING = 2.0 * SIZES**-0.4 + 0.1
"""Errors at `SIZES` that forms are fitted to."""


def check_form(form: Form, theta: Sequence[float] | None = None) -> None:
    """Make all checks.

    Parameters
    ----------
    form
        The form.
    theta
        Parameters of a curve of the form that falls over n = 50 to 20,000; with them it is also
        checked that the form fits its own curve.

    Raises
    ------
    AssertionError
        By the first check that fails.

    Examples
    --------
    >>> from simlaw.law import FORMS
    >>> check_form(FORMS["power"], [3.0, 0.3])
    """
    for check in FORM_CHECKS:
        check(form)
    if theta is not None:
        fits_a_curve_of_its_own(form, theta)


def has_what_a_form_needs(form: Form) -> None:
    """It has every attribute, a name of its own, and a unit for each parameter."""
    choose_form(form)
    _require(bool(form.name) and form.name == form.name.strip(), f"its name is {form.name!r}")
    _require(bool(form.formula), "its formula is empty")
    names, units = form.parameters, form.units
    _require(len(names) > 0, "it has no parameters")
    _require(len(set(names)) == len(names), f"it names a parameter twice: {', '.join(names)}")
    _require(
        len(units) == len(names),
        f"it has {len(names)} parameters, but units for {len(units)} of them",
    )


def predicts_errors_above_zero(form: Form) -> None:
    """It predicts a finite double above zero at every size, also far beyond the data."""
    far = np.concatenate([SIZES, [1e6, 1e9]])
    errors = form.predict(_fitted(form, FALLING), far)
    _require(errors.shape == far.shape, f"it predicts shape {errors.shape} at {far.size} sizes")
    _require(errors.dtype == np.float64, f"it predicts {errors.dtype} instead of float64")
    _require(bool(np.isfinite(errors).all()), "it predicts errors that are not finite")
    _require(bool((errors > 0).all()), "it predicts errors that are not above zero")


def takes_stacks_of_curves(form: Form) -> None:
    """It fits stacks as resampling hands them over, each curve about as one alone, every time."""
    rng = np.random.default_rng(0)
    curves = FALLING * np.exp(0.01 * rng.standard_normal((2, 3, SIZES.size)))
    kept = curves.copy()
    thetas = _fitted(form, curves)
    _require(np.array_equal(kept, curves), "it changes the errors it is given")
    wanted = (2, 3, len(form.parameters))
    _require(thetas.shape == wanted, f"it fits a stack of 2 x 3 curves with shape {thetas.shape}")
    errors = form.predict(thetas, SIZES)
    _require(errors.shape == curves.shape, f"it predicts a stack of 2 x 3 curves as {errors.shape}")
    alone = form.predict(_fitted(form, FALLING), SIZES)
    _require(_near(errors, alone, 0.1), "it fits a stack of curves otherwise than one alone")
    again = _fitted(form, curves)
    _require(np.array_equal(thetas, again), "it fits the same curves otherwise the next time")


def does_not_hang_on_units(form: Form) -> None:
    """Errors may be in any unit, and weights count against each other alone."""
    alone = form.predict(_fitted(form, FALLING), SIZES)
    larger = form.predict(_fitted(form, 1000.0 * FALLING), SIZES)
    _require(_near(larger, 1000.0 * alone, 1e-3), "it fits otherwise in another unit of the errors")
    heavier = form.predict(form.fit(SIZES, FALLING, 7.0 / FALLING**2), SIZES)
    _require(_near(heavier, alone, 1e-3), "it fits otherwise when all weights are larger alike")


def gives_a_law(form: Form) -> None:
    """A law of it has its name and formula, can be written, forecasts, and answers."""
    law = fit(SIZES, FALLING, form=form, resamples=100)
    _require(law.form == form.name, f"its law is called one of the form {law.form!r}")
    shown = form.formula in repr(law) or not law.formula_holds
    _require(shown, "its law does not show the formula")
    json.dumps(law.to_dict(), allow_nan=False)
    ahead = law.forecast([1e3, 1e5], band="mean")
    _require(bool((ahead.low <= ahead.mean).all()), "its law forecasts below its own interval")
    _require(bool((ahead.mean <= ahead.high).all()), "its law forecasts above its own interval")
    easy, hard = (law.required_n(error).median for error in (FALLING[1], FALLING[-2]))
    _require(easy <= hard, "its law needs fewer samples for a smaller error")


FORM_CHECKS: tuple[Check, ...] = (
    has_what_a_form_needs,
    predicts_errors_above_zero,
    takes_stacks_of_curves,
    does_not_hang_on_units,
    gives_a_law,
)
"""What every form has to pass."""


def fits_a_curve_of_its_own(form: Form, theta: Sequence[float]) -> None:
    """It finds a curve again that it predicted for parameters `theta`."""
    own = form.predict(np.asarray(theta, dtype=np.float64), SIZES)
    again = form.predict(_fitted(form, own), SIZES)
    _require(_near(again, own, 0.02), "it fits a curve of its own no better than to 2 %")


def _fitted(form: Form, errors: Floats) -> Floats:
    reference = errors.reshape(-1, errors.shape[-1]).mean(axis=0)
    theta = form.fit(SIZES, errors, 1.0 / reference**2)
    _require(theta.dtype == np.float64, f"it fits {theta.dtype} instead of float64")
    _require(bool(np.isfinite(theta).all()), "it fits parameters that are not finite")
    return theta


def _near(found: Floats, wanted: Floats, share: float) -> bool:
    return bool((np.abs(found - wanted) <= share * np.abs(wanted)).all())


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"The form does not do what one must: {otherwise}.")
