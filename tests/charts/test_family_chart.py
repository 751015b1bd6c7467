from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.charts.drawn_texts import texts

from simlaw.charts import Look, plot_family
from simlaw.errors import InputError
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


def test_every_m_is_named_once_with_its_law(make_curve: Curves) -> None:
    curve = make_curve(ms=(25, 50, 100))
    laws = {m: curve.fit(m, resamples=200) for m in (25, 100)}
    chart = plot_family(curve, laws)
    assert {"m = 25", "m = 50", "m = 100"} <= set(texts(chart))
    lines = [layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == "line"]
    # A law is a line through the data and a dashed one beyond; an m without one has points alone.
    assert len(lines) == 4


def test_reach_is_the_callers_and_none_is_needed_without_laws(make_curve: Curves) -> None:
    curve = make_curve(ms=(50, 100))
    laws = {m: curve.fit(m, resamples=200) for m in (50, 100)}

    def ends(chart: object) -> list[float]:
        return chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]  # type: ignore

    far, near = plot_family(curve, laws), plot_family(curve, laws, look=Look(reach=2.0))
    assert ends(far)[1] > 3 * ends(near)[1] > 3 * ends(plot_family(curve, {}))[1]


def test_without_a_trial_there_is_nothing_to_draw(make_curve: Curves) -> None:
    with pytest.raises(InputError, match="no trial of the method residual yet"):
        plot_family(make_curve(), {}, method="residual")
