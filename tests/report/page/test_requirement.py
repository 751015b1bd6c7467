from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from simlaw.charts import svg
from simlaw.charts.axes import WIDE
from simlaw.decide.requirement import required_n
from simlaw.law import Law, LearningCurve
from simlaw.printed_numbers import about, chance
from simlaw.report.page.requirement import default_stop, places, requirement_chart, stops

Curves = Callable[..., LearningCurve]


@pytest.fixture(scope="module")
def law(make_curve: Curves) -> Law:
    return make_curve().fit(resamples=200)


def test_each_stop_is_what_the_command_answers_for_its_label(law: Law) -> None:
    for stop in stops(law, most=20):
        asked = float(stop.label)
        assert asked == stop.error
        needed = required_n(law, asked)
        shown = stop.texts("g/cm³")
        assert shown["sentence"] == needed.sentence("g/cm³")
        assert shown["unreachable"] == chance(needed.unreachable_probability)
        if math.isfinite(needed.median):
            under = needed.median < needed.fewest
            assert shown["median"] == ("under 50" if under else about(needed.median))
            assert (
                needed.median >= 1e9 or shown["median"].removeprefix("under ") in shown["sentence"]
            )
        else:
            assert shown["median"] == "out of reach"


def test_stops_reach_from_out_of_reach_to_long_met(law: Law) -> None:
    answers = stops(law)
    errors = [stop.error for stop in answers]
    assert 30 <= len(answers) <= 90
    assert errors == sorted(errors)
    assert answers[0].needed.unreachable_probability > 0.5
    assert answers[-1].needed.median < law.n[-1] / 10
    start = answers[default_stop(answers)]
    assert law.n[-1] < start.needed.median < math.inf


@pytest.mark.parametrize(
    "shape",
    [{"amplitude": 0.0}, {"gap": 0.0}, {"amplitude": 5e3, "alpha": 0.9, "gap": 40.0}],
    ids=["flat", "no gap", "large numbers"],
)
def test_stops_of_laws_of_any_shape(make_curve: Curves, shape: dict[str, float]) -> None:
    law = make_curve(direct=None, zero_shot=False, **shape).fit(resamples=200)
    answers = stops(law, most=15)
    assert 2 <= len(answers) <= 15
    assert all(float(stop.label) == stop.error > 0 for stop in answers)
    assert 0 <= default_stop(answers) < len(answers)
    svg.draw(requirement_chart(answers))


def test_marks_lie_where_the_axis_has_their_targets(law: Law) -> None:
    answers = stops(law, most=20)
    drawn = svg.draw(requirement_chart(answers))
    left, top = svg.origin(drawn, "concat_0_group")
    below = svg.origin(drawn, "concat_1_group")
    x = places(answers, WIDE, left)
    assert below[0] == left
    assert below[1] > top + WIDE.height
    assert x[0] == left
    assert x[-1] == left + WIDE.width
    assert np.allclose(np.diff(x), np.diff(x)[0], atol=0.02)
