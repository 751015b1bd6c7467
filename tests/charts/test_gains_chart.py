from __future__ import annotations

import pytest
from tests.charts.drawn_texts import described, texts

from simlaw.charts import NARROW, WIDE, Layout, Look, plot_gains
from simlaw.errors import InputError
from simlaw.law import Estimate

GAINS = {
    "density": Estimate(0.03, 0.01, 0.05, 0.9),
    "a<b> & a name that is longer than an axis has room for": Estimate(-0.01, -0.02, 0.0, 0.9),
}


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_property_has_its_line_and_its_numbers(layout: Layout) -> None:
    chart = plot_gains(GAINS, 0.02, look=Look(layout=layout))
    chart.to_dict()  # validated against the schema of Vega-Lite
    said = texts(chart)
    assert "density" in said
    assert any(text.startswith("a<b> & a name") and "…" in text for text in said)
    assert described(chart, "density: ") == ["density: 3.0 % (1.0 to 5.0 %)"]


def test_without_a_gain_there_is_nothing_to_draw() -> None:
    with pytest.raises(InputError, match="no gain to draw"):
        plot_gains({}, 0.02)
