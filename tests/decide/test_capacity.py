from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simlaw.decide import capacity_fall, exchange, joint_law, requirement_sentence, verdict_of
from simlaw.decide.capacity import LIMIT
from simlaw.law import LearningCurve
from simlaw.law.diagnose import rests_on_points
from simlaw.law.new_materials.material_errors import MaterialErrors

Curves = Callable[..., LearningCurve]
CELL = ("fine-tune", 100, 12_000)


def scaled(curve: LearningCurve, factor: float) -> LearningCurve:
    """Return the same trials with errors that are so many times as large."""
    frame = curve.frame.assign(mae=factor * curve.frame["mae"], rmse=factor * curve.frame["rmse"])
    return replace(curve, frame=frame)


def limited(curve: LearningCurve, method: str = "fine-tune") -> LearningCurve:
    """Return a curve whose network is shown to limit the error at every m."""
    falls = {
        int(m): capacity_fall(curve, scaled(curve, 0.9), (method, int(m), 12_000)) for m in curve.ms
    }
    notes = {(method, m): fall.note() for m, fall in falls.items() if fall is not None}
    return replace(curve, limits=notes)


def of_materials(factor: float, seed: int = 0) -> LearningCurve:
    """Return a curve of 8 replicates with the errors of 30 tested materials each."""
    rng = np.random.default_rng(seed)
    base = np.random.default_rng(5).normal(0, 1, (8, 30))
    errors = factor * (base + 0.05 * rng.normal(size=base.shape))
    drawn = [np.random.default_rng(r).permutation(60).astype(np.int32) for r in range(8)]
    held = MaterialErrors(
        [f"s{i}" for i in range(60)],
        np.zeros(60),
        np.arange(8),
        np.zeros(8, dtype=np.int64),
        [one[:30] for one in drawn],
        [one[30:] for one in drawn],
        {("fine-tune", 10, 50): [one.astype(np.float32) for one in errors]},
    )
    mae, rmse = np.abs(errors).mean(axis=1), np.sqrt((errors**2).mean(axis=1))
    rows = [
        {"replicate": r, "n": 50, "m": 10, "method": "fine-tune", "mae": mae[r], "rmse": rmse[r]}
        for r in range(8)
    ]
    return replace(LearningCurve.from_rows(rows), materials=held)


def test_the_fall_is_that_of_paired_replicates(make_curve: Curves) -> None:
    curve = make_curve()
    found = capacity_fall(curve, scaled(curve, 0.9), CELL)
    assert found is not None
    assert found.fall.estimate == pytest.approx(0.1)
    assert found.fall.high - found.fall.low < 1e-9  # what replicates share cancels
    assert found.limited
    assert found.replicates == 12
    assert "lower it by 10" in found.text()


@pytest.mark.parametrize(("factor", "shown"), [(1 - LIMIT / 2, False), (1.1, False), (0.9, True)])
def test_only_a_fall_whose_whole_interval_is_above_the_limit_counts(
    make_curve: Curves, factor: float, shown: bool
) -> None:
    curve = make_curve()
    found = capacity_fall(curve, scaled(curve, factor), CELL)
    assert found is not None
    assert found.limited is shown
    assert ("raise it by 10" in found.text()) is (factor > 1)


def test_a_wide_interval_shows_nothing(make_curve: Curves) -> None:
    curve = make_curve()
    noise = np.exp(0.3 * np.random.default_rng(1).standard_normal(len(curve.frame)))
    noisy = replace(curve, frame=curve.frame.assign(mae=0.95 * curve.frame["mae"] * noise))
    found = capacity_fall(curve, noisy, CELL)
    assert found is not None
    assert found.fall.low < LIMIT < found.fall.high
    assert not found.limited


def test_without_two_replicates_of_both_there_is_none(make_curve: Curves) -> None:
    curve = make_curve()
    other = replace(curve, frame=curve.frame[curve.frame["replicate"] == 3])
    assert capacity_fall(curve, other, CELL) is None


def test_where_errors_of_materials_are_known_it_is_for_new_materials() -> None:
    ours, theirs = of_materials(1.0), of_materials(0.8, 1)
    found = capacity_fall(ours, theirs, ("fine-tune", 10, 50))
    assert found is not None
    assert found.fall.estimate == pytest.approx(0.2, abs=0.02)
    alone = capacity_fall(
        replace(ours, materials=None), replace(theirs, materials=None), ("fine-tune", 10, 50)
    )
    assert alone is not None
    assert alone.fall.estimate == pytest.approx(found.fall.estimate)
    widths = [one.fall.high - one.fall.low for one in (found, alone)]
    assert widths[0] != pytest.approx(widths[1])


def test_a_row_that_tests_others_is_left_out() -> None:
    ours, theirs = of_materials(1.0), of_materials(0.8, 1)
    assert theirs.materials is not None
    moved = [test[::-1] for test in theirs.materials.test]
    other = replace(theirs, materials=replace(theirs.materials, test=moved))
    found = capacity_fall(ours, other, ("fine-tune", 10, 50))
    plain = capacity_fall(replace(ours, materials=None), theirs, ("fine-tune", 10, 50))
    assert found is not None
    assert plain is not None
    assert found.fall == plain.fall


def test_a_law_that_the_network_limits_names_no_gap(make_curve: Curves) -> None:
    curve = make_curve()
    free, held = curve.fit(100), limited(curve).fit(100)
    assert rests_on_points(free, "C")
    assert not rests_on_points(held, "C")
    assert "capacity_limited" in {note.code for note in held.notes}
    assert " C = " in repr(free)
    assert " C = " not in repr(held)
    below = 0.9 * free.C.low
    assert "out of reach" in requirement_sentence(free.required_n(below))
    said = requirement_sentence(held.required_n(below))
    assert "not determined, as the network, and not the source, limits the error" in said
    assert held.required_n(below).to_dict()["determined"] is False


def test_of_another_method_or_m_nothing_is_said(make_curve: Curves) -> None:
    curve = make_curve(ms=(50, 100))
    one = replace(curve, limits={("fine-tune", 50): limited(curve).limits["fine-tune", 50]})
    assert "capacity_limited" in {note.code for note in one.fit(50).notes}
    assert "capacity_limited" not in {note.code for note in one.fit(100).notes}


def test_the_verdict_says_so_at_its_m(make_curve: Curves) -> None:
    curve = limited(make_curve())
    fall = capacity_fall(curve, scaled(curve, 0.9), CELL)
    assert fall is not None
    found = verdict_of(curve, {100: curve.fit(100)}, capacity={100: fall})
    assert [one.m for one in found.capacity_limited] == [100]
    assert found.by_m[0].gap is None
    content = found.to_dict()
    assert content["capacity_limited_at_m"] == [100]
    assert content["by_m"][0]["capacity"]["limited"] is True
    plain = verdict_of(curve, {100: make_curve().fit(100)})
    assert plain.by_m[0].gap is not None
    assert "capacity" not in plain.to_dict()["by_m"][0]


def test_the_joint_law_and_the_exchange_say_so(make_curve: Curves) -> None:
    curve = make_curve(ms=(25, 50, 100, 200))
    free, held = joint_law(curve), joint_law(limited(curve))
    assert "capacity_limited" in {note.code for note in held.notes}
    assert free.required_n(0.001, 100).determined
    assert not held.required_n(0.001, 100).determined
    assert exchange(held, 12_000, 100).capacity_limited
    assert not exchange(free, 12_000, 100).capacity_limited
