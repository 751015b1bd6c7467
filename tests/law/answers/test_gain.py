"""What more samples gain, in words and numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law import Estimate, Gain, fit
from simlaw.law.answers.gain import gain_of, percent_span

N = np.geomspace(100, 6400, 7)


def test_a_gain_is_median_and_quantiles_of_the_curves_ratios() -> None:
    rng = np.random.default_rng(0)
    before, share = rng.uniform(1, 2, 1000), rng.uniform(-0.1, 0.3, 1000)
    gain = gain_of(np.stack([before, before * (1 - share)], axis=1), 100.0, 2.0, 0.9)
    assert isinstance(gain, Estimate)
    assert gain.estimate == pytest.approx(np.median(share))
    assert (gain.low, gain.high) == pytest.approx(tuple(np.quantile(share, [0.05, 0.95])))
    assert gain.probability_above(0.1) == np.mean(share > 0.1)
    with pytest.raises(InputError, match="share must be finite"):
        gain.probability_above(float("nan"))


def test_doubling_a_power_law_gains_what_its_exponent_says() -> None:
    gain = fit(N, 2 * N**-0.5).gain()
    assert gain.estimate == pytest.approx(1 - 2**-0.5, rel=0.01)
    assert gain.low <= gain.estimate <= gain.high


def test_a_flat_curve_tells_how_probably_doubling_gains() -> None:
    rng = np.random.default_rng(4)
    gain = fit(N, 0.3 * np.exp(0.005 * rng.standard_normal(7))).gain()
    assert gain.probability_above(0.05) < 0.1
    said = repr(gain)
    assert said.startswith("Doubling n to 12,800 source samples is forecast to lower the error by")
    assert "more than 1 % with probability" in said
    assert "and 5 % with probability" in said
    assert said.replace("&", "&amp;") in gain._repr_html_()


def test_a_gain_is_json() -> None:
    gain = Gain(0.02, 0.0, 0.04, 0.9, 100.0, 3.0, 0.1, np.array([0.0, 0.01, 0.03, 0.04]))
    told = json.loads(json.dumps(gain.to_dict(), allow_nan=False))
    assert told["probability_above"] == {"0.01": 0.5, "0.02": 0.5, "0.05": 0.0}
    assert (told["factor"], told["low"]) == (3.0, 0.0)
    assert repr(gain).startswith("Taking n times 3 to 300")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((0.0002, -0.0001, 0.0004), ("0.02 %", "−0.01 to 0.04 %")),
        ((0.0, -0.00001, 0.002), ("0.00 %", "0.00 to 0.20 %")),
        ((0.5, 0.1, 0.9), ("50 %", "10 to 90 %")),
    ],
)
def test_shares_have_the_decimals_that_their_interval_asks_for(
    given: tuple[float, float, float], said: tuple[str, str]
) -> None:
    assert percent_span(*given) == said
