"""Draws of several laws paired by what their replicates share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.decide.protocols.paired_draws import (
    CLOSEST,
    WIDER,
    coupled_rows,
    gaps,
    joint_fits,
    rates,
    resampled_logs,
)
from simlaw.law import Law, fit
from simlaw.law.points import Points, arrange

Floats = npt.NDArray[np.float64]
N = np.array([50.0, 100, 200, 400, 800])


def rows_of(seed: int, shared: Floats, floor: float) -> Floats:
    rng = np.random.default_rng(seed)
    own = 0.01 * rng.standard_normal((shared.size, N.size))
    return np.asarray((2 * N**-0.5 + floor) * np.exp(shared[:, None] + own))


def points_of(rows: Floats) -> Points:
    count = rows.shape[0]
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


@pytest.fixture(scope="module")
def pair() -> list[Points]:
    """Return two runs whose replicates share most of their noise."""
    shared = 0.05 * np.random.default_rng(0).standard_normal(24)
    return [points_of(rows_of(1, shared, 0.1)), points_of(rows_of(2, shared, 0.2))]


def law_of(points: Points) -> Law:
    count = points.replicates
    return fit(
        np.tile(points.n, count),
        points.rows.ravel(),
        replicate=np.repeat(np.arange(count), points.n.size),
    )


def correlation(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def test_paired_resamples_move_together_and_others_do_not(pair: list[Points]) -> None:
    together = resampled_logs(joint_fits(pair, paired=True, resamples=400, seed=3), pair, [200] * 2)
    apart = resampled_logs(joint_fits(pair, paired=False, resamples=400, seed=3), pair, [200] * 2)
    assert correlation(*together) > 0.8
    assert abs(correlation(*apart)) < 0.2
    for part, points in zip(together, pair, strict=True):
        assert np.median(part) == pytest.approx(np.log(points.mean[2]), abs=0.02)


def test_a_size_beyond_those_measured_is_taken_at_the_nearest(pair: list[Points]) -> None:
    fits = joint_fits(pair, paired=True, resamples=50, seed=3)
    far, last = (resampled_logs(fits, pair, [n, n]) for n in (1e9, N[-1]))
    near, first = (resampled_logs(fits, pair, [n, n]) for n in (1.0, N[0]))
    for a, b in zip([*far, *near], [*last, *first], strict=True):
        assert a.tolist() == b.tolist()


def test_gap_and_rate_of_the_draws_are_those_of_the_law(pair: list[Points]) -> None:
    law = law_of(pair[0])
    left = gaps(law)
    assert left.shape == (law.draws.log_curve.shape[0],)
    assert np.quantile(left, [0.05, 0.95]) == pytest.approx([law.C.low, law.C.high], abs=0.02)
    alpha = rates(law)
    assert (np.diff(alpha) > 0).all()
    ends = np.quantile(alpha, [(1 - law.alpha.level) / 2, 0.5, (1 + law.alpha.level) / 2])
    assert ends == pytest.approx([law.alpha.low, law.alpha.estimate, law.alpha.high], rel=0.01)


@settings(deadline=None, max_examples=40)
@given(
    sizes=st.lists(st.integers(40, 300), min_size=2, max_size=4),
    shared=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_each_law_keeps_its_own_distribution(sizes: list[int], shared: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = [rng.standard_normal(size) for size in sizes]
    common = rng.standard_normal(200)
    samples = [common + 0.3 * rng.standard_normal(200) for _ in sizes]
    share = np.full((len(sizes), len(sizes)), shared)
    rows = coupled_rows(scores, samples, share, seed)
    assert rows.shape == (max(sizes), len(sizes))
    for column, size in enumerate(sizes):
        used = np.bincount(rows[:, column], minlength=size)
        assert used.size == size
        assert used.max() - used.min() <= 1, "every draw is used equally often, but for a remainder"


def test_draws_have_the_correlation_of_the_resamples() -> None:
    rng = np.random.default_rng(4)
    scores = [rng.standard_normal(4000), rng.gamma(2.0, size=4000)]
    common = rng.standard_normal(4000)
    samples = [
        np.asarray(score.std() * (0.8 * common + 0.6 * rng.standard_normal(4000)))
        for score in scores
    ]
    both = np.ones((2, 2))
    rows = coupled_rows(scores, samples, both, seed=5)
    assert correlation(scores[0][rows[:, 0]], scores[1][rows[:, 1]]) == pytest.approx(
        0.64, abs=0.06
    )
    alone = coupled_rows(scores, samples, np.zeros((2, 2)), seed=5)
    assert abs(correlation(scores[0][alone[:, 0]], scores[1][alone[:, 1]])) < 0.05


def test_what_a_law_doubts_beyond_its_replicates_it_doubts_alone() -> None:
    rng = np.random.default_rng(6)
    sample = rng.standard_normal(4000)
    wide = [4.0 * rng.standard_normal(4000) for _ in range(2)]
    rows = coupled_rows(wide, [sample, sample], np.ones((2, 2)), seed=7)
    found = correlation(wide[0][rows[:, 0]], wide[1][rows[:, 1]])
    assert found == pytest.approx(CLOSEST * (WIDER / 4) ** 2, abs=0.05)


def test_runs_that_do_not_vary_are_not_paired() -> None:
    rng = np.random.default_rng(8)
    scores = [rng.standard_normal(500), rng.standard_normal(500)]
    rows = coupled_rows(scores, [np.ones(50), np.ones(50)], np.ones((2, 2)), seed=9)
    assert abs(correlation(scores[0][rows[:, 0]], scores[1][rows[:, 1]])) < 0.12


def test_the_seed_decides() -> None:
    rng = np.random.default_rng(10)
    scores = [rng.standard_normal(100), rng.standard_normal(100)]
    share = np.ones((2, 2))
    one, again, other = (coupled_rows(scores, scores, share, seed) for seed in (1, 1, 2))
    assert one.tolist() == again.tolist()
    assert one.tolist() != other.tolist()
