import time

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law import fit, fit_joint

N, M = (axis.ravel() for axis in np.meshgrid(np.geomspace(50, 50_000, 9), np.geomspace(10, 640, 7)))


def truth(n, m):
    return (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05


def study(replicates=16, spread=0.05, seed=0):
    rng = np.random.default_rng(seed)
    rows = truth(N, M) * (1 + spread * rng.standard_normal((replicates, N.size)))
    return (
        np.tile(N, replicates),
        np.tile(M, replicates),
        rows.ravel(),
        np.repeat(np.arange(replicates), N.size),
    )


def test_exact_grid_comes_back():
    law = fit_joint(N, M, truth(N, M), resamples=50)
    expected = {"A": 3, "alpha": 0.5, "B": 0.4, "beta": 0.3, "E": 0.05}
    for name, value in expected.items():
        assert law.parameters[name].estimate == pytest.approx(value, rel=5e-3)
    assert law.alpha.estimate == law.parameters["alpha"].estimate
    assert law.predict(2e5, 2e3) == pytest.approx(truth(2e5, 2e3), rel=5e-3)


def test_marginal_is_the_law_in_n_alone():
    n, m, error, replicate = study()
    joint = fit_joint(n, m, error, replicate=replicate, resamples=200)
    here = np.isclose(m, 640)
    alone = fit(n[here], error[here], replicate=replicate[here])
    marginal = joint.marginal(640)
    for name in ("D", "alpha", "C"):
        assert marginal[name].low < getattr(alone, name).high
        assert getattr(alone, name).low < marginal[name].high
    ahead = joint.forecast([1e5], [640], band="mean")
    assert ahead.mean[0] == pytest.approx(alone.predict([1e5])[0], rel=0.05)
    line = marginal["D"].estimate * 1e5 ** -marginal["alpha"].estimate + marginal["C"].estimate
    assert ahead.mean[0] == pytest.approx(line, rel=0.01)


def test_forecast_and_required_size():
    n, m, error, replicate = study()
    law = fit_joint(n, m, error, replicate=replicate, seed=3)
    assert law.status == "ok"
    mean, run = (law.forecast([1e5], [100], band=band) for band in ("mean", "new-run"))
    assert mean.low[0] < truth(1e5, 100) < mean.high[0]
    assert run.low[0] < mean.low[0]
    needed = law.required_n(truth(2e5, 100), 100)
    assert needed.low < 2e5 < needed.high
    assert law.required_n(0.1, 100).unreachable_probability > 0.9
    assert fit_joint(n, m, error, replicate=replicate, seed=3).to_dict() == law.to_dict()


def test_additive_form_gives_the_chinchilla_refit():
    # Besiroglu et al. 2024, arXiv 2404.10102: L = 482.01 N^-0.3478 + 2085.43 D^-0.3658 + 1.8172.
    size, tokens = (
        axis.ravel() for axis in np.meshgrid(np.geomspace(5e7, 1e10, 9), np.geomspace(1e9, 4e11, 7))
    )
    loss = np.round(482.01 * size**-0.3478 + 2085.43 * tokens**-0.3658 + 1.8172, 4)
    law = fit_joint(size, tokens, loss, form="joint-sum", resamples=50)
    assert law.E.estimate == pytest.approx(1.8172, rel=2e-3)
    assert law.alpha.estimate == pytest.approx(0.3478, rel=5e-3)
    assert law.beta.estimate == pytest.approx(0.3658, rel=5e-3)


def test_grid_of_63_cells_takes_less_than_five_seconds():
    n, m, error, replicate = study(8)
    begin = time.process_time()
    fit_joint(n, m, error, replicate=replicate, resamples=500)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (([1, 2, 3], [1, 1, 1], [1, 1, 1]), "at least 3 different m"),
        (([1, 1, 1], [1, 2, 3], [1, 1, 1]), "at least 3 different n"),
        (([1, 2, 3], [1, 2, 3], [1, 1, 1]), "at least 6 pairs"),
        (([1, 2, 3], [1, 2], [1, 1, 1]), "m has 2 entries"),
        (([1, 2, 3], [1, 2, 0], [1, 1, 1]), "m must be finite and above zero"),
        (([*N, N[0]], [*M, M[0]], [1] * 64), "Give a replicate"),
    ],
)
def test_bad_grids_are_refused(points, message):
    with pytest.raises(InputError, match=message):
        fit_joint(*points)
