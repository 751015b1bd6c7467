"""A run's curve in another metric: as if it had been recorded, and refused where it cannot be."""

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.decide.materials.other_metrics import frame_of, in_metric
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.metrics import METRICS


def test_every_replicate_has_the_metric_of_its_own_test_set() -> None:
    errors = made_up(0, replicates=4)
    frame = frame_of(errors, "q90")
    assert len(frame) == 4 * len(errors.cells)
    row = frame[(frame["replicate"] == 2) & (frame["n"] == 400)].iloc[0]
    measured = errors.measured[errors.test[2]]
    predicted = measured + errors.errors["fine-tune", 20, 400][2]
    for name in ("mae", "rmse", "q90"):
        assert row[name] == pytest.approx(METRICS[name].of(predicted, measured), rel=1e-6)


def test_a_replicate_of_several_draws_has_their_mean() -> None:
    errors = made_up(1, replicates=4)
    errors.replicate[:] = [0, 0, 1, 1]
    frame = frame_of(errors, "median")
    assert sorted(frame["replicate"].unique()) == [0, 1]
    alone = [np.median(np.abs(errors.errors["direct", 20, 0][row])) for row in (0, 1)]
    found = frame[(frame["replicate"] == 0) & (frame["method"] == "direct")]["median"]
    assert found.item() == pytest.approx(np.mean(alone), rel=1e-6)


def test_a_curve_is_fitted_in_another_metric_with_the_unit_it_has() -> None:
    errors = made_up(2)
    curve = LearningCurve(frame_of(errors, "mae"), unit="eV", materials=errors)
    law = in_metric(curve, "median").fit()
    assert law.mean == pytest.approx(np.full(4, 10), rel=0.1)
    assert in_metric(curve, "median").unit == "eV"
    assert in_metric(curve, "spearman").unit == "1"
    assert in_metric(curve, "rmse").frame is curve.frame


def test_what_there_is_nothing_to_make_of_is_refused() -> None:
    curve = LearningCurve(frame_of(made_up(3), "mae"))
    with pytest.raises(InputError, match="none of single materials"):
        in_metric(curve, "median")
    with pytest.raises(InputError, match=r"no metric 'medain'.*median"):
        in_metric(curve, "medain")
