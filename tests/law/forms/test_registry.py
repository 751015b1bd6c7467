"""Forms by name and forms of the user's own, from the fit to what a law tells."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.law import FORMS, LearningCurve, fit
from simlaw.law.forms.power import Power
from simlaw.law.forms.registry import choose_form

N = np.geomspace(50, 6400, 8)


@dataclass(frozen=True)
class SquareRoot:
    """``error(n) = D / sqrt(n) + C``: a form that does not come with simlaw."""

    name: str = "square-root"
    formula: str = "D / sqrt(n) + C"
    parameters: tuple[str, ...] = ("D", "C")
    units: tuple[str, ...] = ("error * n**0.5", "error")

    def predict(self, theta, n):
        return np.asarray(theta[..., 0:1] / np.sqrt(n) + theta[..., 1:2])

    def fit(self, n, error, weight):
        columns = np.stack([n**-0.5, np.ones(n.size)], axis=1) * np.sqrt(weight)[:, None]
        flat = (error * np.sqrt(weight)).reshape(-1, n.size)
        return np.linalg.lstsq(columns, flat.T)[0].T.reshape(*error.shape[:-1], 2)


def replicated(seed=0, replicates=12):
    rng = np.random.default_rng(seed)
    rows = (2 * N**-0.5 + 0.1) * (1 + 0.02 * rng.standard_normal((replicates, N.size)))
    return np.tile(N, replicates), rows.ravel(), np.repeat(np.arange(replicates), N.size)


def test_a_form_of_ones_own_goes_all_the_way():
    n, error, replicate = replicated()
    law = fit(n, error, replicate=replicate, form=SquareRoot())
    assert law.form == "square-root"
    assert law.family == SquareRoot()
    assert law.D.low < 2 < law.D.high
    assert law.C.low < 0.1 < law.C.high
    assert "D / sqrt(n) + C" in repr(law)
    assert "D / sqrt(n) + C" in law._repr_html_()
    told = json.loads(json.dumps(law.to_dict(), allow_nan=False))
    assert told["law"]["form"] == "square-root"
    assert set(told["law"]) == {"form", "D", "C"}
    ahead = law.forecast([25_600], band="mean")
    assert ahead.low[0] < 2 * 25_600**-0.5 + 0.1 < ahead.high[0]
    needed = law.required_n(2 * 25_600**-0.5 + 0.1)
    assert needed.low < 25_600 < needed.high
    again = pickle.loads(pickle.dumps(law))
    assert again.to_dict() == law.to_dict()


def test_a_curve_takes_it_as_well():
    n, error, replicate = replicated()
    frame = pd.DataFrame({"replicate": replicate, "n": n.astype(int), "m": 50})
    frame = frame.assign(method="fine-tune", mae=error, rmse=error)
    curve = LearningCurve(frame)
    assert curve.fit(form=SquareRoot()).form == "square-root"
    assert curve.fit(form="power").form == "power"


def test_a_name_and_its_object_are_one():
    n, error, replicate = replicated()
    by_name = fit(n, error, replicate=replicate, form="power")
    assert by_name.to_dict() == fit(n, error, replicate=replicate, form=Power()).to_dict()
    assert by_name.family is FORMS["power"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("pwer", "Did you mean 'power'"),
        ("auto", "There is no form 'auto'"),
        ("os:system", "There is no form 'os:system'"),
        (SquareRoot, "is a class where a form of the law is needed"),
        (object(), "object is no form of the law: it has no `name`, `formula`"),
        (SquareRoot(name="m4"), "named 'm4', which is taken"),
        (SquareRoot(name="auto"), "named 'auto', which is taken"),
    ],
)
def test_what_is_no_form_is_refused(form, message):
    with pytest.raises(InputError, match=message):
        choose_form(form)
