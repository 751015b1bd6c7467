"""Equally likely curves on a grid, and the grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.law.distribution import HORIZON, Draws, grid_of

X = np.linspace(-3, 5, 81)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=5), st.integers(0, 80))
def test_draws_go_through_their_grid(gaps: list[float], at: int) -> None:
    curves = np.array([np.log(2 * (400 * np.exp(X)) ** -0.5 + gap) for gap in gaps])
    draws = Draws(X, curves, np.zeros(len(gaps)))
    assert draws.at(X[[at]])[:, 0] == pytest.approx(curves[:, at])


def test_between_and_beyond_the_grid_curves_are_straight() -> None:
    draws = Draws(np.array([0.0, 1.0, 3.0]), np.array([[2.0, 1.0, 0.0]]), np.zeros(1))
    assert draws.at(np.array([0.25, 2.0, 5.0, -1.0])).tolist() == [[1.75, 0.5, -1.0, 3.0]]


@given(st.floats(1, 1e6), st.floats(1.5, 1e6))
def test_the_grid_reaches_from_the_first_size_to_the_horizon(first: float, ratio: float) -> None:
    n = np.geomspace(first, first * ratio, 5)
    grid = grid_of(n)
    assert (np.diff(grid) > 0).all()
    assert grid[0] < np.log(n[0] / n[-1])
    assert grid[-1] == pytest.approx(np.log(HORIZON))
    # The ends of the measured range are nodes: nothing is interpolated across them.
    assert np.abs(grid).min() < 1e-12
    assert np.abs(grid - np.log(n[0] / n[-1])).min() < 1e-9
