import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simlaw.law import fit
from simlaw.law.average.scatter_of_errors import scatter_of
from simlaw.law.average.shared_offset import Offset, common_share
from simlaw.law.points import arrange

FOUR = np.array(
    [
        [0.19154, 0.12139, 0.11193, 0.11653],
        [0.12117, 0.04703, 0.03466, 0.03174],
        [0.07909, 0.06026, 0.04526, 0.04067],
        [0.13909, 0.04538, 0.03432, 0.03408],
    ]
)
"""Four replicates that differ threefold at the largest size, most of it at all sizes alike."""


def tabled(n, rows):
    replicates = rows.shape[0]
    return {
        "n": np.tile(n, replicates),
        "error": rows.ravel(),
        "replicate": np.repeat(np.arange(replicates), len(n)),
    }


def beside(law):
    """Least distance from the points, in standard errors, of a law on one side of them all."""
    aside = (law.predict(law.n) - law.mean) / law.stderr
    return max(float(aside.min()), -float(aside.max()), 0.0)


def test_four_unequal_replicates_do_not_lift_the_law_off_their_mean():
    law = fit(**tabled([20, 50, 120, 300], FOUR))
    assert law.predict(300) == pytest.approx(FOUR[:, 3].mean(), rel=0.1)
    assert beside(law) == 0.0
    ahead = law.forecast([300], band="mean")
    half = stats.t.ppf(0.95, 3) * stats.sem(FOUR[:, 3])
    # Four replicates know their mean no better than a t interval over them does.
    assert ahead.high[0] - ahead.low[0] > 1.5 * half


@settings(max_examples=30, deadline=None)
@given(
    replicates=st.integers(3, 8),
    sizes=st.integers(4, 8),
    span=st.sampled_from([15.0, 100.0, 400.0]),
    alpha=st.floats(0.1, 1.8),
    gap=st.floats(0.0, 0.9),
    spread=st.floats(0.02, 0.4),
    power=st.floats(-1.0, 0.5),
    shared=st.sampled_from([0.0, 0.5, 0.9, 0.98]),
    seed=st.integers(0, 2**31),
)
def test_the_law_stays_at_the_mean_of_its_replicates(
    replicates, sizes, span, alpha, gap, spread, power, shared, seed
):
    rng = np.random.default_rng(seed)
    n = np.round(20 * np.geomspace(1, span, sizes))
    mean = (1 - gap) * (n / n[-1]) ** -alpha + gap
    relative = np.minimum(spread * (mean / mean[0]) ** power, 0.6)
    common = np.sqrt(shared) * rng.standard_normal((replicates, 1))
    own = np.sqrt(1 - shared) * rng.standard_normal((replicates, sizes))
    rows = mean * np.exp(relative * (common + own) - relative**2 / 2)
    law = fit(**tabled(n, rows), resamples=100)
    predicted = law.predict(n)
    # Few replicates do not know their own scatter, so the room is that of the noise put in.
    room = 3 * mean * relative / np.sqrt(replicates)
    assert (predicted < (law.mean + room).max()).all()
    assert (predicted > (law.mean - room).min()).all()
    assert beside(law) < 0.5


@settings(max_examples=50, deadline=None)
@given(power=st.floats(-3, 3), by=st.floats(-5, 5))
def test_a_moved_curve_stays_positive_and_falls_where_it_fell(power, by):
    log_curve = -np.linspace(-3, 60, 80)[None, :]
    offset = Offset(0.1, power, 3.0)
    moved = offset.moved(log_curve, np.zeros(1), np.array([by]))
    assert np.isfinite(moved).all()
    assert (np.diff(moved) <= 1e-9).all()
    at_last = offset.moved(np.zeros((1, 1)), np.zeros(1), np.array([by]))
    assert at_last[0, 0] == pytest.approx(by)


def test_a_number_added_to_all_errors_is_an_offset_of_power_minus_one():
    curve = np.array([[4.0, 2.0, 1.0, 0.5]])
    moved = Offset(0.1, -1.0).moved(np.log(curve), np.zeros(1), np.array([np.log(1.3)]))
    assert np.exp(moved) == pytest.approx(curve + 0.3)
    factor = Offset(0.1, 0.0).moved(np.log(curve), np.zeros(1), np.array([np.log(0.7)]))
    assert np.exp(factor) == pytest.approx(curve * 0.7)


@settings(max_examples=50, deadline=None)
@given(sizes=st.integers(3, 9), rows=st.integers(2, 30), seed=st.integers(0, 2**31))
def test_what_is_left_without_the_offset_is_a_covariance(sizes, rows, seed):
    rng = np.random.default_rng(seed)
    loading = rng.standard_normal((rows, sizes)) + 2 * rng.standard_normal((rows, 1))
    matrix = loading.T @ loading + 0.05 * np.eye(sizes)
    scale = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(scale, scale)
    left = correlation - common_share(correlation)
    assert np.linalg.eigvalsh(left).min() > 0


def test_replicates_with_gaps_have_a_covariance_too():
    rng = np.random.default_rng(5)
    n = np.array([50.0, 100, 200, 400, 800, 1600])
    rows = n**-0.4 * np.exp(0.3 * rng.standard_normal((6, 1)) + 0.05 * rng.standard_normal((6, 6)))
    table = tabled(n, rows)
    keep = rng.uniform(size=36) > 0.3
    points = arrange(
        *(table[name][keep] for name in ("n", "error")), replicate=table["replicate"][keep]
    )
    scatter = scatter_of(points)
    assert np.linalg.eigvalsh(scatter.noise.covariance).min() > 0
    whole = np.sqrt(np.diag(scatter.covariance(points.mean)))
    assert whole == pytest.approx(points.stderr / points.mean, rel=0.6)
    assert scatter.offset.scale > 0


def test_points_without_replicates_have_no_offset():
    offset = scatter_of(arrange([1, 2, 4, 8], [4.0, 3, 2, 1])).offset
    assert offset.scale == 0
    assert (offset.draw(5, np.random.default_rng(0)) == 0).all()


def test_two_replicates_are_forecast_at_any_size():
    rng = np.random.default_rng(0)
    n = np.array([50.0, 150, 450, 1350, 4050])
    noise = 0.1 * rng.standard_normal((2, 1)) + 0.05 * rng.standard_normal((2, 5))
    rows = (n / n[-1]) ** -1.5 + noise
    law = fit(**tabled(n, np.maximum(rows, 0.1)), resamples=200)
    ahead = law.forecast([1e4, 1e30, 1e200], band="new-run")
    assert (ahead.low >= 0).all()
    assert np.isfinite(ahead.high).all()
    assert law.required_n(0.5).high > law.required_n(0.5).low
