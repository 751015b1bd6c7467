"""Points checked and arranged, and put together where there are too many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law.points import MAX_SIZES, arrange, condense

N = np.array([50.0, 100, 200, 400])


def grid(replicates: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = (2 * N**-0.5 + 0.1) * np.exp(0.05 * rng.standard_normal((replicates, N.size)))
    return np.tile(N, replicates), rows.ravel(), np.repeat(np.arange(replicates), N.size)


@given(replicates=st.integers(2, 6), seed=st.integers(0, 99), missing=st.integers(0, 3))
def test_every_point_stands_at_its_replicate_and_size(
    replicates: int, seed: int, missing: int
) -> None:
    n, error, replicate = grid(replicates, seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(n.size)[missing:]
    points = arrange(n[order], error[order], replicate=replicate[order])
    held = sorted(points.rows[~np.isnan(points.rows)].tolist())
    assert held == sorted(error[order].tolist())
    labels = np.unique(replicate[order])
    for at in order:
        row, column = np.searchsorted(labels, replicate[at]), np.searchsorted(points.n, n[at])
        assert points.rows[row, column] == error[at]


def test_labels_of_replicates_may_be_anything() -> None:
    n, error, replicate = grid(3)
    numbered = arrange(n, error, replicate=replicate)
    names = np.array(["a", "b", "c"])[replicate]
    for labels in (names, list(names), pd.Series(names, index=range(5, 5 + names.size))):
        assert arrange(n, error, replicate=labels).rows.tolist() == numbered.rows.tolist()
    assert numbered.replicated
    assert numbered.replicates == 3


def test_points_without_replicates_are_one_row_in_the_order_of_size() -> None:
    order = [2, 0, 3, 1]
    points = arrange(N[order], np.array([4.0, 3, 2, 1])[order], stderr=np.arange(4.0)[order])
    assert points.n.tolist() == N.tolist()
    assert points.rows.tolist() == [[4, 3, 2, 1]]
    assert points.stderr is not None
    assert points.stderr.tolist() == [0, 1, 2, 3]
    assert not points.replicated
    assert arrange(N, N, stderr=np.zeros(4)).stderr is None, "no error anywhere says nothing"


def test_one_replicate_counts_as_single_points() -> None:
    points = arrange(N, N, stderr=N / 10, replicate=["only"] * 4)
    assert not points.replicated
    assert points.stderr is not None
    assert points.stderr.tolist() == (N / 10).tolist()


def test_scatter_of_replicates_is_near_the_plain_standard_error() -> None:
    n, error, replicate = grid(400)
    points = arrange(n, error, replicate=replicate)
    assert points.stderr == pytest.approx(points.rows.std(axis=0, ddof=1) / 20, rel=0.03)
    same = arrange(n, np.tile(N, 400), replicate=replicate)
    assert same.stderr is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n": [[1, 2], [3, 4]]}, r"flat list of numbers, but has shape \(2, 2\)"),
        ({"stderr": [1.0]}, "stderr has 1 entries, but n has 4"),
        ({"replicate": [0, 1]}, "replicate has 2 entries, but n has 4"),
        ({"error": [0, 0, 0, 1]}, "3 of 4 entries are not .entry 1: 0, entry 2: 0, entry 3: 0"),
    ],
)
def test_what_cannot_be_arranged(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        arrange(**{"n": N, "error": N, **change})


def test_fewer_sizes_may_be_asked_for() -> None:
    assert arrange([1, 2], [2, 1], least=2).n.tolist() == [1, 2]
    with pytest.raises(InputError, match=r"at least 3 different sizes n, but there are 2 \(1, 2\)"):
        arrange([1, 2], [2, 1])


def test_a_column_that_is_no_replicate_is_noticed_before_it_fills_the_memory() -> None:
    count = 20_000
    with pytest.raises(InputError, match="Is the replicate column right"):
        arrange(np.arange(1.0, count + 1), np.ones(count), replicate=np.arange(count))


def test_few_sizes_are_left_alone() -> None:
    points = arrange(*grid(2)[:2], replicate=grid(2)[2])
    assert condense(points) == (points, 0)


@given(count=st.integers(MAX_SIZES + 1, 2000), seed=st.integers(0, 99))
def test_neighbours_are_put_together_by_their_means(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = np.unique(rng.uniform(10, 1e5, count))
    if n.size <= MAX_SIZES:
        return
    error = rng.uniform(0.5, 2, n.size)
    points, before = condense(arrange(n, error, stderr=np.ones(n.size)))
    assert before == n.size
    assert 3 <= points.n.size <= MAX_SIZES
    assert (np.diff(points.n) > 0).all()
    assert n[0] * (1 - 1e-12) <= points.n[0] <= points.n[-1] <= n[-1] * (1 + 1e-12)
    assert error.min() * (1 - 1e-12) <= points.rows.min()
    assert points.rows.max() <= error.max() * (1 + 1e-12)
    assert points.stderr is not None
    groups = np.round(points.stderr**-2)
    assert groups.sum() == n.size, "each size is in one group"
    assert points.rows[0] @ groups == pytest.approx(error.sum())
    assert np.log(points.n) @ groups == pytest.approx(np.log(n).sum())


def test_a_group_that_a_replicate_lacks_stays_empty() -> None:
    n = np.geomspace(10, 1e4, 400)
    both = np.concatenate([n, n[:200]])
    points = arrange(both, np.ones(600), replicate=np.repeat([0, 1], [400, 200]))
    small, count = condense(points)
    assert count == 400
    assert np.isnan(small.rows[1, -1])
    assert np.isfinite(small.rows[0]).all()
    assert np.isfinite(small.rows[1, 0])
