"""The best mean of replicates that lack sizes."""

import numpy as np
import pytest

from simlaw.law import LearningCurve
from simlaw.law.points import arrange
from simlaw.law.replicate_spread import best_mean, spread_of, weighed

N = np.array([50.0, 200.0, 800.0, 3200.0])
TRUTH = np.array([1.0, 0.8, 0.65, 0.6])
COVARIANCE = 0.08**2 * (
    0.1 * np.eye(4) + 0.9 * 0.9 ** np.abs(np.subtract.outer(range(4), range(4)))
)


def replicates(seed: int, count: int = 40) -> np.ndarray:
    noise = np.random.default_rng(seed).multivariate_normal(np.zeros(4), COVARIANCE, count)
    return TRUTH * np.exp(noise)


def lacking(seed: int) -> np.ndarray:
    rows = replicates(seed)
    rows[10:, 3] = np.nan
    rows[20:, 2] = np.nan
    return rows


def test_complete_replicates_have_the_plain_mean() -> None:
    rows = replicates(0)
    np.testing.assert_array_equal(best_mean(rows), rows.mean(axis=0))
    assert not weighed(np.isfinite(rows))


def test_replicates_of_one_size_each_have_the_plain_mean() -> None:
    rows = np.full((12, 4), np.nan)
    rows[np.arange(12), np.arange(12) % 4] = replicates(0, 12)[np.arange(12), np.arange(12) % 4]
    np.testing.assert_array_equal(best_mean(rows), np.nanmean(rows, axis=0))


def test_weighing_is_nearer_the_truth_than_plain_means_and_knows_how_near() -> None:
    best, plain, told = [], [], []
    for seed in range(150):
        rows = lacking(seed)
        mean = best_mean(rows)
        spread = spread_of(rows, mean)
        best.append(np.log(mean / TRUTH))
        plain.append(np.log(np.nanmean(rows, axis=0) / TRUTH))
        told.append(spread.scale * np.sqrt(np.diag(spread.of_means())))
    off, off_plain = np.std(best, axis=0), np.std(plain, axis=0)
    assert off[3] < 0.85 * off_plain[3]
    np.testing.assert_allclose(np.mean(told, axis=0), off, rtol=0.2)


def test_the_unit_of_errors_changes_nothing() -> None:
    rows = lacking(3)
    np.testing.assert_allclose(best_mean(1e6 * rows), 1e6 * best_mean(rows), rtol=1e-12)


@pytest.mark.parametrize("form", ["auto", "power+offset"])
def test_curve_and_law_agree_on_the_means(form: str) -> None:
    rows = lacking(1)
    replicate, size = np.nonzero(np.isfinite(rows))
    records = [
        {
            "replicate": r,
            "n": int(N[j]),
            "m": 9,
            "method": "fine-tune",
            "mae": rows[r, j],
            "rmse": 1,
        }
        for r, j in zip(replicate, size, strict=True)
    ]
    curve = LearningCurve.from_rows(records)
    law = curve.fit(form=form, resamples=200)
    np.testing.assert_allclose(curve.mean()["error"], law.mean, rtol=1e-12)
    points = arrange(N[size], rows[replicate, size], replicate=replicate)
    np.testing.assert_array_equal(points.mean, law.mean)
    assert "incomplete_replicates" in {note.code for note in law.notes}
