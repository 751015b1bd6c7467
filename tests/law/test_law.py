"""What a law says, from a distribution of curves made here."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate, Note
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.law import Law

N = np.array([50.0, 100, 200, 400])
X = np.linspace(-3, 5, 81)


def made(gaps: list[float], scatter: float = 0.1, **changes: object) -> Law:
    """Return a law whose draws are ``2 n^-0.5 + gap``, and which prints the middle one."""
    curves = [np.log(2 * (N[-1] * np.exp(X)) ** -0.5 + gap) for gap in gaps]
    middle = sorted(gaps)[len(gaps) // 2]
    theta = np.array([2.0, 0.5, middle])
    settings: dict[str, object] = {
        "family": PowerOffset(),
        "theta": theta,
        "parameters": {
            name: Estimate(value, value / 2, value * 2, 0.9)
            for name, value in zip(("D", "alpha", "C"), theta, strict=True)
        },
        "status": "ok",
        "notes": (Note("few", "There are few."),),
        "n": N,
        "mean": 2 * N**-0.5 + middle,
        "stderr": None,
        "replicates": 1,
        "draws": Draws(X, np.array(curves), np.full(len(gaps), scatter)),
        "level": 0.9,
    }
    return Law(**{**settings, **changes})  # type: ignore[arg-type]


@given(n=st.floats(20, 20_000), level=st.floats(0.05, 0.99))
def test_a_band_holds_the_prediction_and_that_of_a_new_run_is_wider(n: float, level: float) -> None:
    law = made([0.08, 0.09, 0.1, 0.11, 0.12])
    mean, run = law.forecast([n], level, band="mean"), law.forecast([n], level)
    assert mean.low[0] <= law.predict([n])[0] <= mean.high[0]
    assert law.curves([n]).min() * (1 - 1e-9) <= mean.low[0]
    assert run.high[0] > mean.high[0]
    assert (mean.level, mean.band, run.band) == (level, "mean", "new-run")


def test_curves_and_prediction_are_those_of_the_formula() -> None:
    law = made([0.05, 0.1, 0.3])
    n = np.array([[50.0, 1000.0], [400.0, 20_000.0]])
    assert law.predict(n) == pytest.approx(2 * n**-0.5 + 0.1)
    assert law.curves(n).shape == (3, 4)
    assert law.curves([777.0])[:, 0] == pytest.approx(
        2 * 777**-0.5 + np.array([0.05, 0.1, 0.3]), 3e-4
    )


def test_scatter_follows_the_error_where_a_power_says_so() -> None:
    draws = made([0.1], scatter=0.1).draws
    falling = made([0.1], draws=Draws(X, draws.log_curve, draws.scatter, power=2.0))
    steady = made([0.1])
    assert falling.forecast([20_000.0]).high < steady.forecast([20_000.0]).high
    assert falling.forecast([50.0]).high > steady.forecast([50.0]).high
    assert falling.forecast(N[-1:]).high == pytest.approx(steady.forecast(N[-1:]).high)


def test_everything_is_json_and_the_text_names_all() -> None:
    law = made([0.1], skill={"rmsle": float("nan"), "forecasts": 3.0})
    told = json.loads(json.dumps(law.to_dict(), allow_nan=False))
    assert told["skill"] == {"rmsle": None, "forecasts": 3.0}
    assert told["law"]["C"]["estimate"] == pytest.approx(0.1)
    assert told["forecast"]["n"] == [800.0, 4000.0]
    text = repr(law)
    assert "D * n**-alpha + C    status: ok" in text
    assert "4 sizes n = 50 to 400, 1 replicate" in text
    assert "There are few." in text
    assert "There are few." in law._repr_html_()
