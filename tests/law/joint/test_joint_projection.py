import numpy as np
import pytest
from scipy import optimize

from simlaw.law.joint.joint_projection import absolute, project, solve_columns
from simlaw.law.joint.surface import predict_joint

N, M = (axis.ravel() for axis in np.meshgrid(np.geomspace(50, 50_000, 7), np.geomspace(10, 640, 5)))


@pytest.mark.parametrize("seed", range(20))
def test_columns_are_solved_like_nnls(seed):
    rng = np.random.default_rng(seed)
    columns, error = rng.uniform(0, 1, (3, 9)), rng.normal(0.3, 1, 9)
    weight = rng.uniform(0.5, 2, 9)
    found, loss = solve_columns(columns, error, weight)
    root = np.sqrt(weight)
    expected, residual = optimize.nnls(columns.T * root[:, None], error * root)
    assert found == pytest.approx(expected, abs=1e-6)
    assert loss == pytest.approx(residual**2, rel=1e-6)


@pytest.mark.parametrize("form", ["joint", "joint-sum"])
def test_a_known_law_comes_back_in_absolute_numbers(form):
    theta = np.array([3.0, 0.5, 0.4, 0.3, 0.05])
    error = predict_joint(theta, N, M, form)
    x, y = np.log(N / N.max()), np.log(M / M.max())
    found = project(x, y, error[None, :], 1 / error**2, form)
    assert absolute(found, N.max(), M.max(), form)[0] == pytest.approx(theta, rel=0.02)


def test_a_stack_is_fitted_like_its_parts():
    rng = np.random.default_rng(0)
    error = predict_joint(np.array([3.0, 0.5, 0.4, 0.3, 0.05]), N, M)
    errors = error * np.exp(0.02 * rng.standard_normal((70, N.size)))
    x, y = np.log(N / N.max()), np.log(M / M.max())
    together = project(x, y, errors, 1 / error**2)
    assert together.shape == (70, 5)
    alone = project(x, y, errors[3:4], 1 / error**2)
    shown = (predict_joint(theta, N / N.max(), M / M.max()) for theta in (together[3], alone[0]))
    assert next(shown) == pytest.approx(next(shown), rel=5e-3)
