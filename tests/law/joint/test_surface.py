import numpy as np
import pytest

from simlaw.law.joint.surface import FORMULAS, JointDraws, predict_joint, surfaces

EDGE = (1000.0, 100.0)


def draws(count=200, seed=0):
    """Draws of every kind: without decay, floor or rest, and with departures far too large."""
    rng = np.random.default_rng(seed)
    theta = np.stack(
        [
            rng.uniform(0, 5, count) * (rng.random(count) > 0.1),
            rng.uniform(0.05, 1.5, count),
            rng.uniform(0.01, 1, count) * (rng.random(count) > 0.2),
            rng.uniform(0.05, 1, count),
            rng.uniform(0.01, 0.3, count) * (rng.random(count) > 0.2),
        ],
        axis=-1,
    )
    return JointDraws(theta, 0.4 * rng.standard_t(3, (count, 2)), rng.standard_normal(count))


@pytest.mark.parametrize("form", FORMULAS)
def test_no_draw_rises_with_n_or_m(form):
    n, m = np.geomspace(50, 1e8, 40), np.geomspace(5, 1e6, 40)
    flat = (axis.ravel() for axis in np.meshgrid(n, m, indexing="ij"))
    found = surfaces(draws(), *flat, EDGE, form).reshape(-1, 40, 40)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    for axis in (1, 2):
        assert (np.diff(found, axis=axis) <= 1e-12 * found.max()).all()


@pytest.mark.parametrize("form", FORMULAS)
def test_no_draw_beyond_lies_above_the_edge_of_the_data_or_the_smallest_sizes(form):
    some = draws(seed=1)
    n, m = (axis.ravel() for axis in np.meshgrid([1e3, 1e4, 1e6], [1e2, 1e3, 1e5]))
    beyond = surfaces(some, n, m, EDGE, form)
    edge, smallest = (
        surfaces(some, np.array([a]), np.array([b]), EDGE, form) for a, b in (EDGE, (50.0, 5.0))
    )
    assert (beyond <= edge * (1 + 1e-12)).all()
    assert (beyond <= smallest * (1 + 1e-12)).all()
    assert (some.theta[:, 4] <= edge[:, 0] * (1 + 1e-12)).all()


@pytest.mark.parametrize("form", FORMULAS)
def test_the_least_over_the_rectangle_is_that_of_trying_many_pairs(form):
    some = draws(60, seed=2)
    x, y = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 3, 150), np.linspace(0, 2, 150)))
    along = some.drift[:, :1] * x + some.drift[:, 1:] * y
    tried = predict_joint(some.theta, EDGE[0] * np.exp(x), EDGE[1] * np.exp(y), form)
    tried = (tried * np.exp(along)).min(axis=1)
    at = [np.array([edge * np.exp(far)]) for edge, far in zip(EDGE, (3.0, 2.0), strict=True)]
    found = surfaces(some, *at, EDGE, form)[:, 0]
    assert (found <= tried * (1 + 1e-12)).all()
    assert found == pytest.approx(tried, rel=1e-3, abs=1e-12)


def test_inside_the_data_a_draw_is_its_formula():
    some = draws(seed=3)
    n, m = np.array([50.0, 1000]), np.array([100.0, 5])
    assert (surfaces(some, n, m, EDGE) == predict_joint(some.theta, n, m)).all()
