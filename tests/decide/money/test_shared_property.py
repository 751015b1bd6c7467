from __future__ import annotations

import numpy as np
import pytest
from tests.decide.money.shared_curves import prop

from simlaw.errors import InputError


def test_simulations_that_harm_are_left_aside() -> None:
    harmed = prop("a", 0, alone=0.5)
    alone = harmed.without([100])[0]
    assert alone < harmed.with_simulations([3200], [100])[0]
    assert harmed.error([3200], [100])[0] == alone
    assert not harmed.uses_simulations(3200, 100)
    helped = prop("a", 0, alone=2.0)
    assert helped.uses_simulations(3200, 100)
    assert helped.error([3200], [100])[0] == pytest.approx(helped.law.predict(3200.0))


def test_what_is_measured_counts_before_the_law_in_m() -> None:
    one = prop("a", 0)
    assert one.alone is not None
    assert one.without([100])[0] == one.alone.direct.measured[100.0].estimate


def test_a_share_of_the_simulations_yields_the_property() -> None:
    whole, half = prop("a", 0), prop("a", 0, share=0.5)
    assert half.with_simulations([3200], [100]) == whole.with_simulations([1600], [100])
    assert np.isinf(whole.with_simulations([0], [100])[0])
    assert np.array_equal(half.draws(3200, 100, 1), whole.draws(1600, 100, 1))


def test_draws_at_two_sizes_belong_together() -> None:
    one = prop("a", 0)
    here, there = (one.draws(n, 100, 3) for n in (3200, 6400))
    assert np.corrcoef(here, there)[0, 1] > 0.4
    assert abs(np.corrcoef(here, one.draws(6400, 100, 4))[0, 1]) < 0.2
    assert not np.array_equal(here, one.draws(3200, 100, 4))


def test_a_thinned_grid_lies_close_to_the_whole() -> None:
    one = prop("a", 0, cost=20.0)
    n, m = np.array([3200.0, 9000.0]), np.array([100.0, 180.0, 400.0])
    whole = [[one.error([x], [y])[0] for y in m] for x in n]
    assert one.grid(n, m) == pytest.approx(np.array(whole), rel=0.01)


def test_a_weight_below_zero_is_refused() -> None:
    with pytest.raises(InputError, match="weight of 'a'"):
        prop("a", 0, weight=-1.0)
