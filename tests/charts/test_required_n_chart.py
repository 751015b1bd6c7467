from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simlaw.charts import WIDE, plot_required_n, svg
from simlaw.charts.required_n_chart import places_of_targets
from simlaw.decide import required_n_at_targets
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


def test_marks_lie_where_the_axis_has_their_targets(make_curve: Curves) -> None:
    law = make_curve().fit(resamples=200)
    answers = required_n_at_targets(law, most=20)
    drawn = svg.draw(plot_required_n(law, answers=answers))
    left, top = svg.origin(drawn, "concat_0_group")
    below = svg.origin(drawn, "concat_1_group")
    x = places_of_targets(answers, WIDE, left)
    assert below[0] == left
    assert below[1] > top + WIDE.height
    assert x[0] == left
    assert x[-1] == left + WIDE.width
    assert np.allclose(np.diff(x), np.diff(x)[0], atol=0.02)


@pytest.mark.parametrize(
    "shape",
    [{"amplitude": 0.0}, {"gap": 0.0}, {"amplitude": 5e3, "alpha": 0.9, "gap": 40.0}],
    ids=["flat", "no gap", "large numbers"],
)
def test_laws_of_any_shape_are_drawn(make_curve: Curves, shape: dict[str, float]) -> None:
    law = make_curve(direct=None, zero_shot=False, **shape).fit(resamples=200)
    assert "<svg" in svg.draw(plot_required_n(law))
