"""When a formula is told, and how."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.law import FORMS, Estimate, fit
from simlaw.law.answers.short_formula import first_within, formula_text, lies_within, power_formula
from simlaw.law.distribution import Draws
from simlaw.law.forms.power_offset import PowerOffset

N = np.geomspace(100, 6400, 7)
X = np.linspace(-5, 5, 201)


def draws(*gaps: float) -> Draws:
    curves = np.stack([np.log(2 * (N[-1] * np.exp(X)) ** -0.5 + gap) for gap in gaps])
    return Draws(X, curves, np.zeros(len(gaps)))


def test_one_size_outside_the_band_is_enough() -> None:
    wide = draws(*np.linspace(0.09, 0.11, 21))
    inside = 2 * N**-0.5 + 0.1
    assert lies_within(inside, wide, N)
    outside = inside.copy()
    outside[3] *= 1.1
    assert not lies_within(outside, wide, N)


def test_the_first_that_lies_within_is_taken_and_else_the_last() -> None:
    wide = draws(*np.linspace(0.09, 0.11, 21))
    good, bad, worse = (np.array([2.0, 0.5, gap]) for gap in (0.1, 0.2, 0.4))
    assert first_within(PowerOffset(), (bad, good, worse), wide, N) == (good, True)
    assert first_within(PowerOffset(), (bad, worse), wide, N) == (worse, False)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2.0, 0.5, 0.1), "error = 2.00 n^−0.500 + 0.100"),
        ((2.0, 0.5, 0.0), "error = 2.00 n^−0.500"),
        ((0.0, 0.5, 0.3), "error = 0.300, whatever n"),
    ],
)
def test_formulas_are_written_without_what_is_not_there(
    numbers: tuple[float, float, float], said: str
) -> None:
    assert power_formula(*numbers) == said


@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_has_a_text(name: str) -> None:
    form = FORMS[name]
    theta = np.full(len(form.parameters), 0.5)
    parameters = {one: Estimate(0.5, 0.4, 0.6, 0.9) for one in form.parameters}
    text = formula_text(form, theta, parameters)
    assert text.startswith("error = ") or text.startswith(f"{name} law with")


def test_a_formula_has_the_numbers_that_are_printed_beside_it() -> None:
    rng = np.random.default_rng(0)
    rows = (2 * N**-0.5 + 0.1) * np.exp(0.03 * rng.standard_normal((12, 7)))
    law = fit(np.tile(N, 12), rows.ravel(), replicate=np.repeat(np.arange(12), 7))
    assert law.formula_holds
    assert law.theta[1] == law.alpha.estimate
    assert law.theta[2] == law.C.estimate


def test_a_named_form_is_told_by_the_medians_of_its_resamples() -> None:
    rng = np.random.default_rng(0)
    error = (2 * N**-0.5 + 0.1) * np.exp(0.03 * rng.standard_normal((8, 7)))
    law = fit(
        np.tile(N, 8), error.ravel(), replicate=np.repeat(np.arange(8), 7), form="power+offset"
    )
    assert [law.parameters[name].estimate for name in ("D", "alpha", "C")] == law.theta.tolist()
    for found in law.parameters.values():
        assert found.low < found.estimate < found.high
