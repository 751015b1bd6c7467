"""What is read out of a curve, against sums written out here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from simlaw.decide.curve_reading import metric_words, no_trial, of_method, read_curve
from simlaw.law import LearningCurve
from simlaw.law.settings import METRICS

Make = Callable[..., LearningCurve]


def frame(*rows: tuple[int, int, int, str, float]) -> LearningCurve:
    table = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae"])
    return LearningCurve(table.assign(rmse=2 * table["mae"]))


def test_means_errors_and_the_paired_difference(make_curve: Make) -> None:
    curve = make_curve(replicates=5)
    found = read_curve(curve)
    assert found is not None
    rows = curve.frame[curve.frame["method"] == "fine-tune"]
    wide = rows.pivot_table(index="replicate", columns="n", values="mae")
    assert found.n.tolist() == wide.columns.tolist()
    assert found.mean == pytest.approx(wide.mean().to_numpy())
    assert found.replicates.tolist() == [5] * len(wide.columns)
    assert (found.largest, found.last) == (wide.columns[-1], found.mean[-1])
    direct = curve.frame[curve.frame["method"] == "direct"].set_index("replicate")["mae"]
    assert found.direct is not None
    assert found.direct.mean == pytest.approx(direct.mean())
    assert found.direct.stderr == pytest.approx(direct.std(ddof=1) / np.sqrt(5))
    difference = wide[found.largest] - direct
    assert found.paired == pytest.approx(difference.std(ddof=1) / np.sqrt(5))
    assert found.zero_shot["n"].tolist() == found.n.tolist()


def test_the_metric_of_the_curve_is_read(make_curve: Make) -> None:
    curve = make_curve()
    mae, rmse = read_curve(curve), read_curve(LearningCurve(curve.frame, metric="rmse"))
    assert mae is not None
    assert rmse is not None
    assert rmse.mean == pytest.approx(1.4 * mae.mean)


def test_the_largest_m_is_read_unless_another_is_named(make_curve: Make) -> None:
    curve = make_curve(ms=(25, 100))
    most, few = read_curve(curve), read_curve(curve, 25)
    assert most is not None
    assert few is not None
    assert (most.m, few.m) == (100, 25)
    assert few.last > most.last


def test_another_method_is_read_by_name(rivals: Make) -> None:
    curve = rivals()
    found = read_curve(curve, method="residual")
    assert found is not None
    assert found.method == "residual"
    assert found.direct is not None, "direct learning is what every method is put beside"


def test_a_curve_without_a_trial_of_it_reads_as_none(make_curve: Make) -> None:
    assert read_curve(make_curve(), method="residual") is None
    assert read_curve(frame((0, 0, 20, "direct", 0.5))) is None


def test_one_replicate_has_no_scatter_and_no_pair() -> None:
    found = read_curve(
        frame(
            (0, 50, 20, "fine-tune", 0.4),
            (0, 100, 20, "fine-tune", 0.3),
            (0, 200, 20, "fine-tune", 0.2),
            (0, 0, 20, "direct", 0.5),
        )
    )
    assert found is not None
    assert found.direct is not None
    assert np.isnan(found.direct.stderr)
    assert found.paired is None
    assert found.zero_shot.empty
    assert found.reach.tolist() == [0.4, 0.3, 0.2]


def test_only_replicates_with_both_are_paired() -> None:
    rows = [(r, n, 20, "fine-tune", 0.1 * r + 10 / n) for r in range(4) for n in (50, 100, 200)]
    directs = [(r, 0, 20, "direct", e) for r, e in ((0, 0.5), (1, 0.9), (7, 30.0))]
    found = read_curve(frame(*rows, *directs))
    assert found is not None
    differences = np.array([0.05 - 0.5, 0.15 - 0.9])
    assert found.paired == pytest.approx(differences.std(ddof=1) / np.sqrt(2))


def test_no_reach_ends_at_or_below_zero(make_curve: Make) -> None:
    found = read_curve(make_curve(replicates=2, scatter=1.5))
    assert found is not None
    assert (found.reach > 0).all()
    assert found.reach.max() >= found.mean.max()


def test_words() -> None:
    assert no_trial("ridge") == "no trial of the method ridge"
    assert of_method("ridge", " and") == " and the method ridge"
    curve = frame((0, 50, 20, "fine-tune", 0.4))
    assert metric_words(curve, 20) == METRICS["mae"].title == "mean absolute error"
    assert metric_words(curve, 0) == "error"
