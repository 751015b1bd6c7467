from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.charts.drawn_texts import texts

from simlaw.charts import plot_curve
from simlaw.charts.curve_and_law import draw_curve_and_law
from simlaw.charts.look import PLAIN, titled
from simlaw.decide import read_curve
from simlaw.errors import InputError
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]
LOOK = titled(PLAIN, "n", "error")


def drawn(curve: LearningCurve, *, law: bool = True) -> list[str]:
    reading = read_curve(curve)
    assert reading is not None
    return texts(draw_curve_and_law(reading, curve.fit(resamples=200) if law else None, None, LOOK))


def test_a_gap_that_is_not_known_is_called_so(make_curve: Curves) -> None:
    said = drawn(make_curve(alpha=0.1, gap=0.001, scatter=0.1, replicates=3))
    assert any(text.startswith("transfer gap C: not determined") for text in said) or any(
        text.startswith("transfer gap C lies below: ") for text in said
    )


def test_a_curve_that_does_not_fall_has_no_gap(make_curve: Curves) -> None:
    assert not [text for text in drawn(make_curve(amplitude=0.0)) if text.startswith("transfer")]


def test_zero_shot_far_off_is_left_out_and_does_not_press_the_curve(make_curve: Curves) -> None:
    curve = make_curve()
    near = plot_curve(curve).to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    frame = curve.frame
    far = frame["method"] == "zero-shot"
    moved = LearningCurve(frame.assign(mae=frame["mae"].where(~far, 30 * frame["mae"])))
    assert not [text for text in drawn(moved, law=False) if text.startswith("zero-shot")]
    domain = plot_curve(moved).to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert domain[1] <= near[1]


def test_the_key_names_what_is_drawn(make_curve: Curves) -> None:
    several, one = drawn(make_curve(), law=False), drawn(make_curve(replicates=1), law=False)
    assert {"mean ± standard error", "one replicate"} <= set(several)
    assert "measured error" in one
    assert "one replicate" not in one
    assert "law" not in several


def test_errors_that_are_all_zero_cannot_be_drawn(make_curve: Curves) -> None:
    frame = make_curve().frame
    with pytest.raises(InputError, match="Every error is zero"):
        plot_curve(LearningCurve(frame.assign(mae=0.0)))
