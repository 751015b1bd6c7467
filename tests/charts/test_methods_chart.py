from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from simlaw.charts import NARROW, WIDE, Layout, Look, plot_methods, svg
from simlaw.decide import compare_methods
from simlaw.errors import InputError
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_chart_names_each_line_and_tells_it_apart_without_colour(
    rivals: Curves, layout: Layout
) -> None:
    chart = plot_methods(rivals(), m=100, look=Look(layout=layout))
    chart.to_dict()  # validated against the schema of Vega-Lite
    root = ET.fromstring(svg.draw(chart))
    said = ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")]
    assert {"fine-tune", "head-only", "residual", "random-forest"} <= set(said)
    assert "direct" not in said  # the better one of those without computed data is shown
    assert float(root.get("width", "0")) <= layout.width + 75
    lines = [e for e in root.iter() if e.get("stroke-width") == "2.25"]
    dashes = {e.get("stroke-dasharray") for e in lines if e.tag.endswith("}path")}
    assert len(dashes) == 4
    points = [e for e in root.iter() if (e.get("aria-label") or "").startswith("residual, n = ")]
    assert len(points) == 6


def test_a_comparison_is_drawn_as_its_curve_is(rivals: Curves) -> None:
    curve = rivals(ms=(50, 100))
    look = Look(y_title="error")
    drawn = plot_methods(curve, m=50, look=look).to_dict()
    assert drawn == plot_methods(compare_methods(curve, 50), look=look).to_dict()
    assert drawn != plot_methods(curve, look=look).to_dict()  # the largest m


def test_without_a_transfer_there_is_nothing_to_draw(rivals: Curves) -> None:
    frame = rivals().frame
    alone = LearningCurve(frame[frame["method"].isin(["direct", "random-forest"])])
    with pytest.raises(InputError, match="no trial yet that learns from both"):
        plot_methods(alone)
    with pytest.raises(InputError, match="No method transfers at m = 100"):
        plot_methods(compare_methods(alone, 100))
