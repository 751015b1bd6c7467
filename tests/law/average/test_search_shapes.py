"""Scores of shapes under a departure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_t

from simlaw.law.average.candidate_shapes import POWER, values
from simlaw.law.average.departures import departures
from simlaw.law.average.search_shapes import Component, Grids, Noise, first_scores, search

N = np.geomspace(50, 6400, 8)
X = np.log(N / N[-1])


def known(trust: float = 1.0) -> Noise:
    return Noise(np.eye(N.size) * 0.01**2, 1.0, 20.0, trust)


def exact() -> Component:
    first = next(iter(departures(N.size, False)))
    return Component.build(first, X, np.log(2 * N**-0.5), known())


def test_scores_are_those_of_a_student_t_with_a_free_level() -> None:
    """Differences from the first size have no level: their density is a multivariate t's."""
    error = 2 * N**-0.5 * np.exp(0.01 * np.sin(np.arange(8)))
    departure = next(iter(departures(N.size, False)))
    component = Component.build(departure, X, np.log(error), known())
    shapes = Grids.build(N, error).singles[0][2]
    scored = component.score(shapes)
    contrast = np.hstack([-np.ones((7, 1)), np.eye(7)])
    scale = contrast @ (np.eye(8) * 0.01**2) @ contrast.T
    told = [
        multivariate_t.logpdf(contrast @ (np.log(error) - shape), np.zeros(7), scale, df=20)
        for shape in values(shapes, X)
    ]
    ours = scored.score - shapes.log_prior - departure.log_prior
    apart = ours - np.array(told)
    assert apart == pytest.approx(np.full(apart.size, apart[0]), abs=1e-6)


def test_sizes_inside_are_compared_by_their_densities() -> None:
    """What one size more adds to a score is its density, whatever the noise's freedom."""
    error = 2 * N**-0.5
    constant = {}
    for departure in departures(N.size, False):
        if departure.ratio == 0:
            component = Component.build(departure, X, np.log(error), known())
            grids = Grids.build(N[departure.outside :], error[departure.outside :])
            found = first_scores(component, grids)[1]
            best = float((found.score - found.shapes.log_prior).max()) - departure.log_prior
            constant[departure.outside] = best
    per_size = -np.diff([constant[k] for k in sorted(constant)])
    assert per_size == pytest.approx(np.full(4, -np.log(0.01 * np.sqrt(2 * np.pi))), abs=0.25)


def test_the_search_closes_in_on_exact_points() -> None:
    component = exact()
    grids = Grids.build(N, 2 * N**-0.5)
    found = search(component, grids, first_scores(component, grids))
    power = next(part for part in found if (part.shapes.family == POWER).all())
    best = int(np.argmax(power.score))
    assert power.shapes.first[best] == pytest.approx(0.5, abs=1e-3)


def test_points_of_unknown_noise_count_less_against_the_prior() -> None:
    departure = next(iter(departures(N.size, False)))
    spread = []
    for trust in (1.0, 0.5):
        component = Component.build(departure, X, np.log(2 * N**-0.5), known(trust))
        grids = Grids.build(N, 2 * N**-0.5)
        power = search(component, grids, first_scores(component, grids))[1]
        weight = np.exp(power.score - power.score.max())
        middle = np.average(power.shapes.first, weights=weight)
        spread.append(np.sqrt(np.average((power.shapes.first - middle) ** 2, weights=weight)))
    assert spread[1] == pytest.approx(spread[0] * np.sqrt(2), rel=0.1)


def test_one_size_alone_leaves_shapes_to_their_prior() -> None:
    grids = Grids.build(N[-1:], np.array([0.1]))
    departure = next(one for one in departures(2, False) if one.outside == 1)
    small = Noise(np.eye(2) * 1e-4, 1.0, 20.0)
    component = Component.build(departure, X[-2:], np.log([0.2, 0.1]), small)
    for part in search(component, grids, first_scores(component, grids)):
        apart = part.score - part.shapes.log_prior
        assert apart == pytest.approx(np.full(apart.size, apart[0]))
