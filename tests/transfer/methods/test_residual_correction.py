"""A Gaussian process on top of a map: known answers, and what must not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.transfer.methods import residual_correction
from simlaw.transfer.methods.residual_correction import correct, correction


def problem(seed: int, rows: int = 60, width: int = 5) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((rows, width))
    computed = x @ rng.standard_normal(width)
    measured = 1.5 * computed + 3 + np.sin(x[:, 0]) + 0.05 * rng.standard_normal(rows)
    return x, computed, measured


def test_correction_learns_map_and_rest() -> None:
    x, computed, measured = problem(0, rows=400)
    rows = np.arange(80, dtype=np.int32)
    found = correct(computed, x, measured[rows], rows, spread=float(computed.std()))
    slope, offset = np.polyfit(computed[rows], measured[rows], 1)
    affine = np.abs(slope * computed + offset - measured)[80:].mean()
    assert np.abs(found - measured)[80:].mean() < 0.5 * affine


def test_correction_of_a_perfect_prediction_is_none() -> None:
    x, computed, _ = problem(1)
    rows = np.arange(20, dtype=np.int32)
    np.testing.assert_allclose(correct(computed, x, computed[rows], rows, spread=1.0), computed)


def test_correction_works_with_two_samples_and_a_constant_prediction() -> None:
    x, _, measured = problem(2)
    rows = np.arange(2, dtype=np.int32)
    found = correct(np.full(60, 7.0), x, measured[rows], rows, spread=1.0)
    assert np.isfinite(found).all()
    same = correct(np.zeros(60), np.ones((60, 3)), measured[rows], rows, spread=1.0)
    assert np.ptp(same) == pytest.approx(0, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 50), st.floats(1e-4, 1e4))
def test_units_do_not_matter(seed: int, unit: float) -> None:
    x, computed, measured = problem(seed)
    rows = np.arange(25, dtype=np.int32)
    here = correct(computed, x, measured[rows], rows, spread=2.0)
    there = correct(unit * computed, x, unit * measured[rows], rows, spread=2.0 * unit)
    np.testing.assert_allclose(there, unit * here, rtol=1e-6, atol=1e-6 * unit)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_matter(seed: int, shuffle) -> None:
    x, computed, measured = problem(seed)
    rows = list(range(25))
    here = correct(computed, x, measured[rows], np.array(rows, np.int32), spread=2.0)
    shuffle.shuffle(rows)
    there = correct(computed, x, measured[rows], np.array(rows, np.int32), spread=2.0)
    np.testing.assert_allclose(there, here, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("signal", [True, False])
def test_a_left_out_sample_is_predicted_as_if_it_had_not_been_there(
    monkeypatch: pytest.MonkeyPatch, signal: bool
) -> None:
    """With the settings held fixed, the closed form is what fitting again without it says."""
    monkeypatch.setattr(residual_correction, "LENGTHS", (1.0,) if signal else ())
    monkeypatch.setattr(residual_correction, "SIGNALS", (10.0,))
    monkeypatch.setattr(residual_correction, "SLOPES", (10.0,))
    x, computed, measured = problem(3, rows=40)
    rows = np.arange(30, dtype=np.int32)
    folds = [np.arange(30)[k::3] for k in range(3)]
    fitted = correction(computed, x, measured[rows], rows, spread=2.0)
    found = fitted.left_out(folds)
    np.testing.assert_array_equal(
        fitted.predicted, correct(computed, x, measured[rows], rows, spread=2.0)
    )
    # The same process in one piece: two basis columns of known variance, kernel, noise.
    scaled = (computed - computed[rows].mean()) / 2.0
    basis = np.column_stack([np.ones(40), scaled])
    covariance = (basis * [residual_correction.INTERCEPT, 10.0]) @ basis.T
    among = residual_correction._distances(x[rows], x[rows])
    typical = float(np.median(among[np.triu_indices(30, 1)]))
    if (
        fitted.weights is not None
        and signal
        and not np.allclose(fitted.covariance(), covariance[:30, :30] + np.eye(30))
    ):
        covariance += 10.0 * residual_correction._matern(
            residual_correction._distances(x, x) / typical
        )
    left = measured - computed
    for fold in folds:
        kept = np.setdiff1d(rows, fold)
        known = covariance[np.ix_(kept, kept)] + np.eye(len(kept))
        expected = computed[fold] + covariance[np.ix_(fold, kept)] @ np.linalg.solve(
            known, left[kept]
        )
        np.testing.assert_allclose(found[fold], expected, rtol=1e-6)
