"""What a law says, from a distribution of curves made here."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate, Note
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.law import AT_ONCE, LAW_VERSION, Law

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
        "fitted_by": "made up",
    }
    return Law(**{**settings, **changes})  # type: ignore[arg-type]


@given(n=st.floats(20, 20_000), level=st.floats(0.05, 0.99))
def test_a_band_holds_the_prediction_and_that_of_a_new_run_is_wider(n: float, level: float) -> None:
    law = made([0.08, 0.09, 0.1, 0.11, 0.12])
    mean, run = (law.forecast([n], level, band=band) for band in ("mean", "new-run"))
    assert mean.low[0] <= law.predict([n])[0] <= mean.high[0]
    assert law.curves([n]).min() * (1 - 1e-9) <= mean.low[0]
    assert run.high[0] > mean.high[0]
    assert (mean.level, mean.band, run.band) == (level, "mean", "new-run")


def test_a_prediction_is_the_median_of_the_curves_and_not_the_formula() -> None:
    law = made([0.05, 0.1, 0.3], theta=np.array([9.0, 0.9, 0.0]))
    n = np.array([[50.0, 1000.0], [400.0, 20_000.0]])
    assert law.predict(n) == pytest.approx(2 * n**-0.5 + 0.1, rel=3e-4)
    assert law.forecast(n, band="mean").mean == pytest.approx(law.predict(n).ravel())
    assert law.forecast(n, band="new-run").mean == pytest.approx(law.predict(n).ravel())
    assert law.formula(n) == pytest.approx(9 * n**-0.9)
    assert law.curves(n).shape == (3, 4)
    assert law.curves([777.0])[:, 0] == pytest.approx(
        2 * 777**-0.5 + np.array([0.05, 0.1, 0.3]), 3e-4
    )
    many = np.geomspace(50, 800, 2 * AT_ONCE + 3)
    assert law.predict(many) == pytest.approx(2 * many**-0.5 + 0.1, rel=3e-4)
    assert law.predict(np.empty(0)).shape == (0,)


def test_a_formula_is_printed_only_where_it_lies_within_the_band() -> None:
    law = made([0.09, 0.1, 0.11])
    assert law.formula_holds
    assert law.formula_text == "error = 2.00 n^−0.500 + 0.100"
    off = made([0.09, 0.1, 0.11], theta=np.array([2.0, 0.5, 0.3]))
    assert not off.formula_holds
    assert off.formula_text == "no short formula describes the curve"
    told = off.to_dict()["formula"]
    assert (told["holds"], told["parameters"]) == (False, None)
    assert law.to_dict()["formula"]["parameters"] == {"D": 2.0, "alpha": 0.5, "C": 0.1}
    for shown in (repr(off), off._repr_html_()):
        assert "no short formula describes the curve" in shown
        assert "n**-alpha" not in shown
        # Two times the largest size, with its interval, stands in for it.
        assert "800" in shown
        assert "4,000" in shown
    assert repr(off).index("4,000") < repr(off).index("There are few.")


def test_exact_curves_leave_a_formula_one_percent() -> None:
    assert made([0.1], theta=np.array([2.01, 0.5, 0.1])).formula_holds
    assert not made([0.1], theta=np.array([2.1, 0.5, 0.1])).formula_holds


def test_what_more_samples_gain_and_how_probably() -> None:
    law = made([0.0, 0.1, 0.3])
    gain = law.gain()
    falls = 1 - law.curves([800.0])[:, 0] / law.curves([400.0])[:, 0]
    assert gain.estimate == pytest.approx(np.median(falls))
    assert falls[0] == pytest.approx(1 - 0.5**0.5, rel=1e-3)
    assert gain.probability_above(0.2) == pytest.approx(1 / 3)
    assert law.gain(4, n=100.0).error == pytest.approx(0.2, rel=1e-3)
    with pytest.raises(InputError, match="factor must be"):
        law.gain(1.0)


@pytest.mark.parametrize("code", [None, "gap_unidentified", "no_decay", "too_few_sizes"])
def test_what_the_points_do_not_decide_is_not_said_to_be_unreachable(code: str | None) -> None:
    n = np.geomspace(50, 400, 7)
    notes = () if code is None else (Note(code, "It is so."),)
    law = made([0.1, 0.1, 0.2], n=n, mean=2 * n**-0.5 + 0.1, notes=notes)
    needed = law.required_n(0.05)
    assert needed.unreachable_probability == 1
    assert needed.determined == (code is None)
    assert ("not determined" in repr(needed)) == (code is not None)
    assert needed.to_dict()["determined"] == (code is None)
    assert not made([0.1]).required_n(0.05).determined


def test_scatter_follows_the_error_where_a_power_says_so() -> None:
    draws = made([0.1], scatter=0.1).draws
    falling = made([0.1], draws=Draws(X, draws.log_curve, draws.scatter, power=2.0))
    steady = made([0.1])
    assert (
        falling.forecast([20_000.0], band="new-run").high
        < steady.forecast([20_000.0], band="new-run").high
    )
    assert (
        falling.forecast([50.0], band="new-run").high > steady.forecast([50.0], band="new-run").high
    )
    assert falling.forecast(N[-1:], band="new-run").high == pytest.approx(
        steady.forecast(N[-1:], band="new-run").high
    )


def test_everything_is_json_and_the_text_names_all() -> None:
    law = made([0.1], skill={"rmsle": float("nan"), "forecasts": 3.0})
    told = json.loads(json.dumps(law.to_dict(), allow_nan=False))
    assert told["skill"] == {"rmsle": None, "forecasts": 3.0}
    assert told["law"]["C"]["estimate"] == pytest.approx(0.1)
    assert told["forecast"]["n"] == [800.0, 4000.0]
    assert (told["version"], told["band"], told["method"]) == (LAW_VERSION, "mean", None)
    assert told["forecast"]["band"] == "mean"
    assert told["fitted_by"] == "made up"
    text = repr(law)
    assert "D * n**-alpha + C    status: ok" in text
    assert "4 sizes n = 50 to 400, 1 replicate" in text
    assert "There are few." in text
    assert "There are few." in law._repr_html_()
