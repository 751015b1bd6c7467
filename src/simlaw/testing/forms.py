"""What every form of the law must do, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simlaw.law import Form, fit
from simlaw.law.forms.registry import choose_form

__all__ = ["check_form"]

Floats = npt.NDArray[np.float64]

SIZES = np.geomspace(50.0, 20_000.0, 9)


def check_form(form: Form, theta: Sequence[float] | None = None) -> None:
    """Raise AssertionError, with the reason, where a form does not do what simlaw relies on.

    Parameters
    ----------
    form
        The form.
    theta
        Parameters of a curve of the form that falls over n = 50 to 20,000; with them it is also
        checked that the form fits its own curve.

    Examples
    --------
    >>> from simlaw.law import FORMS
    >>> check_form(FORMS["power"], [3.0, 0.3])
    """
    _check_names(form)
    falling = 2.0 * SIZES**-0.4 + 0.1
    fitted = _fitted(form, falling)
    _check_predictions(form, fitted)
    _check_stacks(form, falling)
    _check_scale(form, falling)
    if theta is not None:
        own = form.predict(np.asarray(theta, dtype=np.float64), SIZES)
        again = form.predict(_fitted(form, own), SIZES)
        _must(_near(again, own, 0.02), "fits a curve of its own no better than to 2 %")
    _check_law(form, falling)


def _check_names(form: Form) -> None:
    choose_form(form)
    _must(bool(form.name) and form.name == form.name.strip(), f"is named {form.name!r}")
    _must(bool(form.formula), "has an empty formula")
    names, units = form.parameters, form.units
    _must(len(names) > 0, "has no parameters")
    _must(len(set(names)) == len(names), f"names a parameter twice: {', '.join(names)}")
    _must(
        len(units) == len(names), f"has {len(names)} parameters, but units for {len(units)} of them"
    )


def _check_predictions(form: Form, theta: Floats) -> None:
    far = np.concatenate([SIZES, [1e6, 1e9]])
    errors = form.predict(theta, far)
    _must(errors.shape == far.shape, f"predicts shape {errors.shape} at {far.size} sizes")
    _must(errors.dtype == np.float64, f"predicts {errors.dtype} instead of float64")
    _must(bool(np.isfinite(errors).all()), "predicts errors that are not finite")
    _must(bool((errors > 0).all()), "predicts errors that are not above zero")


def _check_stacks(form: Form, falling: Floats) -> None:
    """Resampling hands over a stack of curves, and gets a stack of parameters."""
    rng = np.random.default_rng(0)
    curves = falling * np.exp(0.01 * rng.standard_normal((2, 3, SIZES.size)))
    kept = curves.copy()
    thetas = _fitted(form, curves)
    _must(np.array_equal(kept, curves), "changes the errors it is given")
    wanted = (2, 3, len(form.parameters))
    _must(thetas.shape == wanted, f"fits a stack of 2 x 3 curves with shape {thetas.shape}")
    errors = form.predict(thetas, SIZES)
    _must(errors.shape == curves.shape, f"predicts a stack of 2 x 3 curves as {errors.shape}")
    alone = form.predict(_fitted(form, falling), SIZES)
    _must(_near(errors, alone, 0.1), "fits a stack of curves otherwise than one alone")
    _must(np.array_equal(thetas, _fitted(form, curves)), "fits the same curves otherwise next time")


def _check_scale(form: Form, falling: Floats) -> None:
    """Errors may be in any unit, and weights count against each other alone."""
    alone = form.predict(_fitted(form, falling), SIZES)
    larger = form.predict(_fitted(form, 1000.0 * falling), SIZES)
    _must(_near(larger, 1000.0 * alone, 1e-3), "fits otherwise in another unit of the errors")
    weight = 1.0 / falling**2
    heavier = form.predict(form.fit(SIZES, falling, 7.0 * weight), SIZES)
    _must(_near(heavier, alone, 1e-3), "fits otherwise when all weights are doubled")


def _check_law(form: Form, falling: Floats) -> None:
    law = fit(SIZES, falling, form=form, resamples=100)
    _must(law.form == form.name, f"gives a law of the form {law.form!r}")
    _must(form.formula in repr(law), "is not shown by its law")
    json.dumps(law.to_dict(), allow_nan=False)
    ahead = law.forecast([1e3, 1e5])
    _must(bool((ahead.low <= ahead.mean).all()), "forecasts above its own interval")
    _must(bool((ahead.mean <= ahead.high).all()), "forecasts below its own interval")
    easy, hard = (law.required_n(error).median for error in (falling[1], falling[-2]))
    _must(easy <= hard, "needs fewer samples for a smaller error")


def _fitted(form: Form, errors: Floats) -> Floats:
    reference = errors.reshape(-1, errors.shape[-1]).mean(axis=0)
    theta = form.fit(SIZES, errors, 1.0 / reference**2)
    _must(theta.dtype == np.float64, f"fits {theta.dtype} instead of float64")
    _must(bool(np.isfinite(theta).all()), "fits parameters that are not finite")
    return theta


def _near(found: Floats, wanted: Floats, share: float) -> bool:
    return bool((np.abs(found - wanted) <= share * np.abs(wanted)).all())


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"The form {otherwise}.")
