import math

import numpy as np
import pytest

from simlaw.decide.next_round_to_buy import Correction, Miss, learn_correction, next_round
from simlaw.errors import InputError
from simlaw.law import fit

N = np.geomspace(50, 6400, 8)


def curve(truth, replicates=12, spread=0.01, seed=0, n=N):
    rng = np.random.default_rng(seed)
    rows = truth(n) * (1 + spread * rng.standard_normal((replicates, n.size)))
    return (
        np.tile(n, replicates),
        rows.ravel(),
        np.repeat(np.arange(replicates), n.size),
    )


def law_like(n):
    return 2 * n**-0.5 + 0.1


@pytest.fixture(scope="module")
def law():
    n, error, replicate = curve(law_like)
    return fit(n, error, replicate=replicate)


def test_a_miss_is_a_ratio_of_distances():
    assert Miss(100, 400, 200).stretch == pytest.approx(2)
    assert Miss(100, 200, 400).stretch == pytest.approx(0.5)
    assert Miss(100, 400, math.inf).stretch == 0.25
    assert Miss(100, 400, 50).stretch == 4


def test_a_curve_that_follows_the_law_is_hardly_corrected():
    n, error, replicate = curve(law_like, spread=0.002)
    found = learn_correction(n, error, replicate=replicate)
    assert found.origins == 3 or found.origins == 4
    assert found.stretch == pytest.approx(1, abs=0.15)
    for miss in found.misses:
        assert miss.n > miss.seen


def test_a_curve_that_slows_down_stretches_requirements():
    def slowing(n):
        return 2 * n**-0.5 * np.maximum(n / 1600, 1.0) ** 0.3

    n, error, replicate = curve(slowing, spread=0.002)
    found = learn_correction(n, error, replicate=replicate)
    assert found.stretch > 1.1
    assert found.apply(12_800, 6400) == pytest.approx(6400 * 2**found.stretch)
    assert found.apply(3000, 6400) == 3000
    assert found.apply(math.inf, 6400) == math.inf


def test_too_few_sizes_teach_nothing():
    n, error, replicate = curve(law_like, n=N[:4])
    assert learn_correction(n, error, replicate=replicate) == Correction(1.0, 0)
    single = learn_correction(N, law_like(N))
    assert single.origins > 0


def test_what_is_reached_needs_no_round(law):
    found = next_round(law, 0.2)
    assert (found.reason, found.more) == ("reached", 0)


def test_near_errors_are_the_goal_and_far_ones_taken_in_parts(law):
    near, far = next_round(law, law_like(10_000)), next_round(law, law_like(100_000))
    assert near.reason == "goal"
    assert near.n == math.ceil(law.required_n(law_like(10_000)).median)
    assert 0.3 < near.probability < 0.7
    assert (far.reason, far.n) == ("part", 4 * 6400)
    assert next_round(law, law_like(100_000), reach=2).n == 2 * 6400


def test_the_correction_moves_the_goal(law):
    straight = next_round(law, law_like(10_000))
    stretched = next_round(law, law_like(10_000), Correction(1.5, 3))
    assert stretched.n > straight.n
    assert stretched.probability > straight.probability


def test_no_round_where_the_gap_is_in_the_way(law):
    found = next_round(law, 0.05)
    assert (found.reason, found.more) == ("out_of_reach", 0)
    assert found.to_dict()["corrected_n"] is None


def test_probability_of_reaching_rises_with_n(law):
    wanted = law_like(20_000)
    needed = law.required_n(wanted)
    shares = [needed.reached_by(n) for n in (100, 10_000, 20_000, 1e6)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    hard = law.required_n(0.09)
    assert 1 - hard.reached_by(1e150) == pytest.approx(hard.unreachable_probability, abs=0.02)


def test_bad_steps_and_sizes_are_refused(law):
    with pytest.raises(InputError, match="above 1"):
        next_round(law, 0.1, reach=1)
    with pytest.raises(InputError, match="n must be"):
        law.required_n(0.1).reached_by(0)
