from __future__ import annotations

import altair as alt
import pytest
from tests.charts.drawn_texts import texts

from simlaw.charts import NARROW, WIDE, Layout
from simlaw.charts.key import Key, key_layers

ENTRIES = [
    Key("point", "#0072B2", "mean"),
    Key("dot", "#24292F", "one replicate"),
    Key("line", "#0072B2", "law"),
    Key("dash", "#0072B2", "beyond the data"),
    Key("area", "#9CC9E3", "90 % band, mean"),
    Key("area", "#DCEBF5", "90 % band, new run"),
]


def heights(layout: Layout) -> list[float]:
    """The rows of the texts, from the first entry to the last."""
    chart = alt.layer(*key_layers(ENTRIES, layout)).to_dict()
    texts = [layer for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    wanted = {entry.text: i for i, entry in enumerate(ENTRIES)}
    texts.sort(key=lambda layer: wanted[layer["encoding"]["text"]["value"]])
    return [layer["encoding"]["y"]["value"] for layer in texts]


def test_every_entry_has_its_text_and_its_symbol() -> None:
    chart = alt.layer(*key_layers(ENTRIES, WIDE))
    assert texts(chart) == [entry.text for entry in ENTRIES]
    marks = [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    assert marks[::2] == ["point", "circle", "rule", "rule", "rect", "rect"]


@pytest.mark.parametrize(("layout", "rows"), [(WIDE, 1), (NARROW, 3)], ids=["wide", "narrow"])
def test_rows_stand_above_the_plot_and_read_downwards(layout: Layout, rows: int) -> None:
    found = heights(layout)
    assert len(set(found)) == rows
    assert found == sorted(found)
    assert max(found) < 0
