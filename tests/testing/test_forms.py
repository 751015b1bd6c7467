"""The contract of forms: every shipped one keeps it, and what breaks it is named."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law import FORMS
from simlaw.law.forms.power import Power
from simlaw.testing.forms import FORM_CHECKS, check_form, fits_a_curve_of_its_own

OWN = {
    "power+offset": [2.0, 0.4, 0.1],
    "power": [3.0, 0.3],
    "exponential": [0.5, 900.0, 0.2],
    "logarithmic": [2.0, 0.1],
    "m4": [3.0, 0.5, 0.05, 0.8, 0.7],
    "broken": [3.0, 0.1, 0.01, 0.5, 700.0, 0.4],
}


def test_every_shipped_form_has_a_curve_to_be_checked_with():
    assert set(OWN) == set(FORMS)


@pytest.mark.parametrize("check", FORM_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", list(FORMS))
def test_shipped_forms_keep_the_contract(name, check):
    check(FORMS[name])


@pytest.mark.parametrize("name", list(OWN))
def test_shipped_forms_fit_curves_of_their_own(name):
    fits_a_curve_of_its_own(FORMS[name], OWN[name])


@dataclass(frozen=True)
class Named(Power):
    name: str = "named"


class Integers(Named):
    def predict(self, theta, n):
        return np.ones(np.broadcast_shapes(theta.shape[:-1] + (1,), n.shape), dtype=np.int64)


class Flat(Named):
    def fit(self, n, error, weight):
        return super().fit(n, error.reshape(-1, n.size)[0], weight)


class Crossing(Named):
    def predict(self, theta, n):
        return super().predict(theta, n) - 0.05


class Fixed(Named):
    def fit(self, n, error, weight):
        return np.broadcast_to(np.array([2.0, 0.4]), (*error.shape[:-1], 2)).copy()


class Changing(Named):
    def fit(self, n, error, weight):
        theta = super().fit(n, error, weight)
        error *= 2
        return theta


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (Integers(), "predicts int64"),
        (Flat(), "stack of 2 x 3 curves"),
        (Crossing(), "not above zero"),
        (Fixed(), "another unit"),
        (Changing(), "changes the errors"),
        (replace(Named(), units=("1",)), "units for 1"),
        (replace(Named(), parameters=("a", "a")), "twice"),
        (replace(Named(), formula=""), "formula is empty"),
    ],
)
def test_what_breaks_the_contract_is_named(form, reason):
    with pytest.raises(AssertionError, match=reason):
        check_form(form)


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(InputError, match="which is taken"):
        check_form(replace(Named(), name="exponential"))
