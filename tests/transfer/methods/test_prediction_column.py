"""A regressor that also reads the pretrained prediction."""

from dataclasses import replace

import numpy as np
import pytest

from simlaw.testing.methods import SmallStudy, check_method
from simlaw.transfer import METHODS, Attempt, Engine, Pretrained, Samples, TrainingRecipe
from simlaw.transfer.methods import transfers
from simlaw.transfer.methods.prediction_column import PredictionColumn
from simlaw.transfer.scaler import Float64, Scaler

pytest.importorskip("sklearn")


class LastColumn:
    """Least squares on the last column alone."""

    def fit(self, descriptors: Float64, values: Float64) -> "LastColumn":
        self.line = np.polyfit(descriptors[:, -1], values, 1)
        return self

    def predict(self, descriptors: Float64) -> Float64:
        return np.polyval(self.line, descriptors[:, -1])


LINE = PredictionColumn("line-column", "a line", lambda attempt, width: LastColumn())


def problem() -> tuple[Attempt, np.ndarray]:
    """Return an attempt whose pretrained prediction says all, and descriptors nothing."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 4)).astype(np.float32)
    predicted = rng.standard_normal(200)
    engine = Engine(
        Samples(x[:3], np.zeros(3)), Samples(x, 5.0 + 2.0 * predicted),
        recipe=TrainingRecipe(), largest_n=3,
    )  # fmt: skip
    pretrained = Pretrained(
        np.arange(3, dtype=np.int32), [], Scaler.unchanged(4), 0.0, 1.0, predicted
    )
    generator = SmallStudy.of().attempt(METHODS["direct"]).generator
    return Attempt(engine, pretrained, np.arange(60, dtype=np.int32), generator), 2 * predicted + 5


def test_any_regressor_gets_the_prediction_as_its_last_column() -> None:
    attempt, truth = problem()
    np.testing.assert_allclose(LINE.predict(attempt), truth, rtol=1e-9)
    assert transfers(LINE)


def test_trees_use_it_and_are_told_nothing_by_the_descriptors() -> None:
    attempt, truth = problem()
    column, alone = (
        METHODS[name].predict(attempt) for name in ("extra-trees-column", "extra-trees")
    )
    missed = [np.abs(one - truth)[60:].mean() for one in (column, alone)]
    assert missed[0] < 0.4 * missed[1]


def test_neither_unit_nor_zero_of_the_prediction_matters() -> None:
    attempt, _ = problem()
    moved = replace(attempt.source, on_target=1e-6 * attempt.source.on_target + 300.0)
    for method in (LINE, METHODS["extra-trees-column"]):
        there = method.predict(replace(attempt, pretrained=moved))
        np.testing.assert_allclose(there, method.predict(attempt), rtol=1e-3, atol=2e-2)


def test_a_constant_prediction_is_left_out() -> None:
    attempt, _ = problem()
    flat = replace(attempt.source, on_target=np.full(200, 3.0))
    found = METHODS["extra-trees-column"].predict(replace(attempt, pretrained=flat))
    np.testing.assert_array_equal(found, METHODS["extra-trees"].predict(attempt))


def test_one_of_a_users_regressors_is_a_method() -> None:
    check_method(PredictionColumn("line-column", "a line", lambda *_: LastColumn()))
