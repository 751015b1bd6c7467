"""Extra trees: the centre of what the trees say."""

import numpy as np
import pytest

from simlaw.errors import InputError

pytest.importorskip("sklearn")

from simlaw.transfer.methods.extra_trees import ExtraTrees


def half_zero() -> tuple[np.ndarray, np.ndarray]:
    """Like band gaps: three in four values are zero, the others far off, and rows tell little."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((400, 6))
    y = np.where(rng.random(400) < 0.75, 0.0, 3.0 + 0.3 * x[:, 0])
    return x, y


def test_the_median_serves_absolute_errors_and_the_mean_squared_ones() -> None:
    x, y = half_zero()
    found = {
        centre: ExtraTrees(3, centre=centre).fit(x[:200], y[:200]).predict(x[200:])
        for centre in ("median", "mean")
    }
    missed = {centre: one - y[200:] for centre, one in found.items()}
    assert np.abs(missed["median"]).mean() < 0.9 * np.abs(missed["mean"]).mean()
    assert (missed["mean"] ** 2).mean() < 0.9 * (missed["median"] ** 2).mean()


def test_it_predicts_the_centre_of_its_trees() -> None:
    x, y = half_zero()
    forest = ExtraTrees(3, trees=21).fit(x[:50], y[:50])
    answers = forest.answers(x[50:])
    assert answers.shape == (21, 350)
    np.testing.assert_array_equal(forest.predict(x[50:]), np.sort(answers, axis=0)[10])


def test_trees_see_every_training_row() -> None:
    x, y = half_zero()
    np.testing.assert_allclose(ExtraTrees(3).fit(x[:50], y[:50]).predict(x[:50]), y[:50])


def test_another_centre_is_refused() -> None:
    with pytest.raises(InputError, match=r"centre of extra trees is 'mode'.*median, mean"):
        ExtraTrees(0, centre="mode")
