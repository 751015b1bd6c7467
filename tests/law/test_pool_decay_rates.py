"""A pooled decay rate, against the mean and the limits it has."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law import Estimate, Law, fit, pool_alpha

N = np.geomspace(50, 3200, 7)


def law_of(alpha: float, width: float, level: float = 0.9) -> Law:
    """Return a law whose decay rate has a given estimate, and ends this factor away from it."""
    known = fit(N, 2 * N**-0.5 + 0.1, resamples=100)
    rate = Estimate(alpha, alpha / width, alpha * width, level)
    return dataclasses.replace(known, parameters={**known.parameters, "alpha": rate})


def test_equal_curves_pool_to_their_rate_more_surely_than_one_alone() -> None:
    pooled, following = pool_alpha([law_of(0.3, 1.5)] * 9)
    assert pooled.estimate == pytest.approx(0.3, rel=0.01), "the centre of the prior too"
    assert pooled.high / pooled.estimate == pytest.approx(pooled.estimate / pooled.low)
    assert pooled.high / pooled.estimate < 1.5 ** (1 / 2)
    assert following == pooled, "nothing is left that the intervals do not explain"


def test_the_surer_curve_counts_more() -> None:
    pooled, _ = pool_alpha([law_of(0.3, 1.05), law_of(0.4, 1.8)])
    assert 0.3 < pooled.estimate < 0.32


def test_curves_that_differ_say_so_of_the_next() -> None:
    laws = [law_of(alpha, 1.05) for alpha in (0.15, 0.3, 0.6)]
    pooled, following = pool_alpha(laws)
    assert pooled.estimate == pytest.approx(0.3, rel=0.02)
    assert following.low < 0.8 * pooled.low
    assert following.high > 1.25 * pooled.high
    assert following.estimate == pooled.estimate


def test_the_order_and_the_level_of_the_laws_change_nothing() -> None:
    z = {0.9: 1.6448536, 0.5: 0.6744898}
    laws = [law_of(0.2, 1.5), law_of(0.5, 1.3)]
    pooled, _ = pool_alpha(laws)
    assert pool_alpha(laws[::-1])[0].estimate == pytest.approx(pooled.estimate)
    half = [law_of(a, w ** (z[0.5] / z[0.9]), 0.5) for a, w in ((0.2, 1.5), (0.5, 1.3))]
    assert pool_alpha(half)[0].high == pytest.approx(pooled.high, rel=1e-4)
    wide, _ = pool_alpha(laws, level=0.99)
    assert wide.low < pooled.low < pooled.high < wide.high
    assert wide.level == 0.99


def test_laws_that_cannot_be_pooled() -> None:
    with pytest.raises(InputError, match="at least two laws, but got 1"):
        pool_alpha([law_of(0.3, 1.5)])
    flat = fit(N, 2 * N**-0.5 + 0.1, form="logarithmic", resamples=100)
    with pytest.raises(InputError, match="no parameter alpha"):
        pool_alpha([flat, flat])
