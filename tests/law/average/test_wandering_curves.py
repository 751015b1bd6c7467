"""Curves under one departure: their bounds, how far they rise, and what is drawn of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from simlaw.law.average.candidate_shapes import power_grid
from simlaw.law.average.departures import Departure, departures
from simlaw.law.average.search_shapes import Component, Noise
from simlaw.law.average.wandering_curves import FALL_AT_MOST, Bounds, Paths, paths_of
from simlaw.law.distribution import grid_of

Floats = npt.NDArray[np.float64]

N = np.geomspace(50, 6400, 8)
X = np.log(N / N[-1])
GRID = grid_of(N)
NOISE = Noise(np.eye(8) * 0.01**2, 1.0, 20.0)


def paths(departure: Departure, *, wander: bool = True, error: Floats = 2 * N**-0.5) -> Paths:
    component = Component.build(departure, X, np.log(error), NOISE)
    shapes = power_grid(np.log(np.full(300, 0.5)) + np.linspace(-1e-6, 1e-6, 300))
    return paths_of(component, shapes, np.random.default_rng(0) if wander else None)


def of(outside: int = 0, ratio: float = 0.0, shared: float = 0.0) -> Departure:
    return Departure(outside, ratio, shared, 0.0)


def test_bounds_are_those_of_the_points() -> None:
    found = Bounds.build(X, np.log(2 * N**-0.5), NOISE)
    assert found.steepest == FALL_AT_MOST
    assert np.exp(found.highest) == pytest.approx(2 * N[0] ** -0.5 * np.exp(0.02))
    steep = Bounds.build(X, np.log(2 * N**-1.5), NOISE)
    assert steep.steepest == pytest.approx(3.0)


def test_held_curves_stay_between_the_bounds_and_are_left_alone_before() -> None:
    bounds = Bounds(2.0, 0.0, np.zeros(8))
    rising, falling = 0.5 * GRID, -5.0 * GRID
    held = bounds.hold(np.stack([rising, falling]), GRID)
    beyond = GRID >= 0
    assert held[:, ~beyond] == pytest.approx(np.stack([rising, falling])[:, ~beyond])
    assert held[0, beyond].max() <= 0.0
    assert held[1, beyond] == pytest.approx(-2.0 * GRID[beyond])


def test_exact_points_under_an_exact_form_leave_only_the_level_and_nothing_rises() -> None:
    found = paths(of())
    bounds = Bounds.build(X, np.log(2 * N**-0.5), NOISE)
    assert found.rises(bounds) == pytest.approx(np.zeros(300), abs=1e-9)
    mean, curve = found.curves(GRID, bounds)
    last = int(np.searchsorted(GRID, 0.0))
    assert np.exp(mean[:, last]) == pytest.approx(np.full(300, 2 * N[-1] ** -0.5), rel=1e-3)
    # The level of eight sizes with a noise of 1 %; scales below one, as the points are exact.
    assert 0 < curve[:, last].std() < 0.01 / np.sqrt(8)


def test_what_is_drawn_of_g_grows_with_the_reach() -> None:
    bent = 2 * N**-0.5 * np.exp(0.02 * np.sin(2 * X))
    found = paths(of(ratio=100.0), error=bent)
    _, curve = found.curves(GRID, Bounds.build(X, np.log(bent), NOISE))
    spread = [curve[:, np.argmin(np.abs(GRID - np.log(by)))].std() for by in (1, 2, 10)]
    assert spread[0] < spread[1] < spread[2]


def test_a_rise_after_a_size_outside_counts() -> None:
    """A curve that begins above a size before it has risen."""
    dip = 2 * N**-0.5
    dip[0] = 0.5 * dip[1]
    found = paths(of(outside=1), error=dip)
    bounds = Bounds.build(X, np.log(dip), NOISE)
    assert np.median(found.rises(bounds)) == pytest.approx(np.log(2.0), abs=0.05)


def test_what_neighbours_share_is_drawn_beside_g() -> None:
    found = paths(of(shared=0.7))
    assert found.run is not None
    assert paths(of()).run is None
    assert np.median(found.sigma) < np.median(paths(of()).sigma)
    taken = found.take(np.array([3, 5]))
    assert taken.run is not None
    assert taken.run.tolist() == found.run[[3, 5]].tolist()


def test_without_randomness_nothing_wanders() -> None:
    found = paths(next(iter(departures(8, False))), wander=False)
    assert not found.wander.any()
    assert not found.sigma.any()
