"""A size far off the others: found, said, and left out by a robust fit."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.law import Law, fit
from simlaw.law.answers.outlying_size import outlying_size, trusted_sizes
from simlaw.law.points import arrange

N = 100.0 * 2.0 ** np.arange(8)
TRUTH = 2 * N**-0.5 + 0.05


def codes(law: Law) -> set[str]:
    return {law.status, *(note.code for note in law.notes)}


def off(at: int, factor: float) -> np.ndarray:
    error = TRUTH.copy()
    error[at] *= factor
    return error


@pytest.mark.parametrize(("at", "factor"), [(0, 20.0), (4, 8.0), (4, 0.5), (7, 3.0)])
def test_one_size_far_off_is_named_with_what_to_do(at: int, factor: float) -> None:
    note = next(note for note in fit(N, off(at, factor)).notes if note.code == "outlying_size")
    assert f"n = {N[at]:,.0f} lies" in note.text
    assert ("above" if factor > 1 else "below") in note.text
    assert "--robust" in note.text
    assert "robust=True" in note.text


@pytest.mark.parametrize(("at", "factor"), [(0, 20.0), (0, 3.0), (4, 8.0), (7, 3.0)])
def test_a_robust_fit_finds_the_law_of_the_others(at: int, factor: float) -> None:
    error = off(at, factor)
    robust = fit(N, error, robust=True)
    assert robust.status in ("ok", "gap_unidentified")
    assert not {"outlying_size", "non_monotone", "no_decay"} & codes(robust)
    assert "sizes_count_less" in codes(robust)
    assert robust.predict(N) == pytest.approx(TRUTH, rel=0.02)
    assert robust.alpha.low < 0.5 < robust.alpha.high
    # What was measured stays with the law.
    assert robust.n.size == robust.mean.size == 8


def test_a_first_size_before_the_window_is_not_followed_either() -> None:
    n = np.geomspace(10, 100_000, 20)
    error = 2 * n**-0.5 + 0.05
    error[0] *= 10
    robust = fit(n, error, robust=True)
    assert robust.predict(n[0]) == pytest.approx(error[0] / 10, rel=0.1)
    assert robust.n[0] == n[0]


def test_replicates_may_scatter_that_much() -> None:
    rng = np.random.default_rng(3)
    rows = TRUTH * np.exp(0.3 * rng.standard_normal((4, 8)))
    points = arrange(np.tile(N, 4), rows.ravel(), replicate=np.repeat(np.arange(4), 8))
    assert outlying_size(points) is None


@pytest.mark.parametrize(
    "error",
    [
        TRUTH,
        TRUTH * np.exp(0.05 * np.random.default_rng(0).standard_normal(8)),
        # A plateau before the decay, and one that it ends at.
        np.minimum(TRUTH, TRUTH[2]),
        np.maximum(TRUTH, TRUTH[5]),
        0.3 * np.exp(-N / 2000),
        0.3 * N**0.1,
    ],
)
def test_curves_that_bend_are_not_outlying(error: np.ndarray) -> None:
    assert outlying_size(arrange(N, error)) is None


def test_few_sizes_and_few_trusted_ones_are_left_alone() -> None:
    assert outlying_size(arrange(N[:5], off(2, 9.0)[:5])) is None
    points = arrange(N, TRUTH)
    assert trusted_sizes(points, np.where(N > 200, 0.01, 1.0)) is points
    assert trusted_sizes(points, np.where(N > 400, 0.01, 1.0)).n.tolist() == [100, 200, 400]
