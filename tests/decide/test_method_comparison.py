from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simlaw.decide.method_comparison import Difference, compare_methods, several_methods
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


def test_the_difference_is_that_of_a_paired_t_interval(rivals: Curves) -> None:
    curve = rivals()
    compared = compare_methods(curve, 100, level=0.9)
    assert compared.reference is not None
    assert compared.reference.name == "random-forest"
    rows = curve.frame[curve.frame["m"] == 100].set_index(["method", "n", "replicate"])
    errors = rows["mae"].sort_index()
    left = errors["residual", 12_000] - errors["random-forest", 0]
    found = compared.differences["residual"]
    expected = stats.ttest_1samp(left, 0.0).confidence_interval(0.9)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.mean == pytest.approx(left.mean())
    assert found.pairs == 12


def test_only_shared_replicates_are_paired(rivals: Curves) -> None:
    frame = rivals().frame
    lost = (frame["method"] == "random-forest") & (frame["replicate"] >= 5)
    compared = compare_methods(LearningCurve(frame[~lost]), 100)
    assert {d.pairs for d in compared.differences.values()} == {5}


def test_methods_stand_in_order_and_the_smallest_is_found(rivals: Curves) -> None:
    compared = compare_methods(rivals(), 100, headline="residual")
    assert [entry.name for entry in compared.entries] == [
        "residual",
        "fine-tune",
        "head-only",
        "zero-shot",
        "direct",
        "random-forest",
    ]
    assert compared.sizes == [50, 150, 450, 1350, 4000, 12_000]
    assert compared.smallest(0) == "random-forest"
    assert compared.smallest(12_000) == "residual"
    assert compared.smallest(7) is None
    assert compared.best_transfer is compared.entries[0]


def test_zero_shot_counts_each_trial_once(rivals: Curves) -> None:
    entry = next(
        e for e in compare_methods(rivals(ms=(50, 100)), 50).entries if e.name == "zero-shot"
    )
    assert len(entry.points) == 12 * 6
    expected = rivals(ms=(50, 100)).zero_shot()
    assert entry.mean == pytest.approx(expected["error"].to_numpy())
    assert entry.stderr == pytest.approx(expected["stderr"].to_numpy())


def test_verdicts() -> None:
    found = [
        Difference(mean, mean - 1, mean + 1, 0.9, pairs).verdict
        for mean, pairs in ((-2.0, 5), (2.0, 5), (0.5, 5), (-2.0, 1))
    ]
    assert found == ["better", "worse", "no difference seen", "one replicate only"]


@settings(max_examples=20, deadline=None)
@given(st.floats(-5e-3, 5e-3), st.integers(2, 12))
def test_a_shift_of_one_method_shifts_its_difference(shift: float, replicates: int) -> None:
    rng = np.random.default_rng(replicates)
    rows = [
        (r, n, 10, method, error, error)
        for r in range(replicates)
        for n, method, error in (
            (0, "forest", rng.uniform(1, 2)),
            (90, "residual", rng.uniform(1, 2)),
        )
    ]
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae", "rmse"])
    moved = frame.assign(mae=frame["mae"] + shift * (frame["method"] == "residual"))
    one, other = (
        compare_methods(LearningCurve(f), 10).differences["residual"] for f in (frame, moved)
    )
    for end in ("mean", "low", "high"):
        assert getattr(other, end) == pytest.approx(getattr(one, end) + shift, abs=1e-12)


def test_a_single_replicate_has_no_interval(rivals: Curves) -> None:
    compared = compare_methods(rivals(replicates=1), 100)
    found = compared.differences["residual"]
    assert found.verdict == "one replicate only"
    assert np.isnan(found.low)
    assert "interval" not in found.text(0.02)


def test_without_a_method_of_the_measurements_alone(rivals: Curves) -> None:
    frame = rivals().frame
    compared = compare_methods(LearningCurve(frame[frame["n"] > 0]), 100)
    assert compared.reference is None
    assert compared.differences == {}


def test_the_standard_methods_are_not_several(make_curve: Curves, rivals: Curves) -> None:
    assert not several_methods(make_curve())
    assert several_methods(rivals())
