from __future__ import annotations

import altair as alt
import pandas as pd

from simlaw.charts import svg
from simlaw.report.page.drawings import Figures, drawing


def chart(width: int) -> alt.Chart:
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [1.0, 2.0]})
    line = alt.Chart(frame).mark_line(clip=True).encode(x="x:Q", y="y:Q")
    return line.properties(width=width)


def test_the_wide_drawing_is_kept_as_a_figure_and_both_go_into_the_page() -> None:
    figures: Figures = {}
    drawn = drawing("law", {"wide": chart(500), "narrow": chart(200)}, "A line.", figures)
    assert set(drawn) == {"wide", "narrow"}
    assert list(figures) == ["law"]
    assert figures["law"].startswith("<svg")
    assert 'aria-label="A line."' in drawn["wide"]
    assert "law-wide-" in drawn["wide"]
    assert "law-narrow-" in drawn["narrow"]
    assert "law-wide-" not in figures["law"]


def test_a_page_without_figures_has_its_drawings_all_the_same() -> None:
    drawn = drawing("law", {"wide": chart(500)}, "A line.", None)
    assert str(drawn["wide"]).startswith("<svg")
    assert svg.draw(chart(500)).count("<path") == str(drawn["wide"]).count("<path")
