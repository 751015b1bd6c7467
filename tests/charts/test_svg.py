from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest

from simlaw.charts import svg
from simlaw.charts.axes import NARROW, WIDE, Layout
from simlaw.charts.law_chart import family_chart, law_chart
from simlaw.law import LearningCurve
from simlaw.report.page.requirement import requirement_chart, stops

Curves = Callable[..., LearningCurve]

HOSTILE = '</text><script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">&'


def names(drawn: str) -> set[str]:
    return {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn).iter()}


def texts(drawn: str) -> list[str]:
    root = ET.fromstring(drawn)
    return ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")]


def test_text_of_the_data_stays_text() -> None:
    frame = pd.DataFrame({"x": [1.0], "label": [HOSTILE]})
    chart = alt.Chart(frame, title=HOSTILE).mark_text().encode(x="x:Q", text="label:N")
    drawn = svg.draw(chart)
    assert texts(drawn).count(HOSTILE) == 2
    assert not names(drawn) & {"script", "a", "foreignObject"}


def test_only_drawing_is_kept() -> None:
    drawn = svg.clean(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<script>alert(1)</script><style>@import "https://example.org/x.css"</style>'
        '<a xlink:href="javascript:alert(1)"><path d="M0,0"/></a>'
        '<image href="https://example.org/x.png"/><foreignObject><b/></foreignObject>'
        '<g onclick="alert(1)" xlink:href="https://example.org"><path d="M1.23456,2h3"/></g>'
        '<path d=""/><text/></svg>'
    )
    assert names(drawn) == {"svg", "g", "path"}
    assert 'd="M1.23,2h3"' in drawn
    for word in ("alert", "example.org", "javascript"):
        assert word not in drawn


def test_two_figures_of_a_page_share_no_id() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [1.0, 2.0]})
    drawn = svg.draw(alt.Chart(frame).mark_line(clip=True).encode(x="x:Q", y="y:Q"))
    one, two = (svg.inline(drawn, name, "A line.") for name in ("one", "two"))
    ids = [
        {e.get("id") for e in ET.fromstring(s).iter() if e.get("id") is not None}
        for s in (one, two)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert all(f"url(#{name})" in one for name in ids[0])
    assert ET.fromstring(one).get("aria-label") == "A line."


def test_origin_names_what_is_missing() -> None:
    with pytest.raises(LookupError, match="concat_7_group"):
        svg.origin('<svg xmlns="http://www.w3.org/2000/svg"/>', "concat_7_group")


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_charts_are_valid_and_fit_their_page(make_curve: Curves, layout: Layout) -> None:
    curve = make_curve(ms=(50, 100), unit="g/cm^3")
    laws = {m: curve.fit(m, resamples=200) for m in (50, 100)}
    answers = stops(laws[100], most=12)
    for chart in (
        law_chart(curve, laws[100], m=100, layout=layout),
        law_chart(curve, None, m=100, layout=layout),
        family_chart(curve, laws, layout=layout),
        requirement_chart(answers, unit="g/cm^3", now=0.0187, layout=layout),
    ):
        chart.to_dict()  # validated against the schema of Vega-Lite
        root = ET.fromstring(svg.draw(chart))
        assert float(root.get("width", "0")) <= layout.width + 75


def test_the_law_chart_says_what_its_levels_are(make_curve: Curves) -> None:
    curve = make_curve(scatter=1e-4, unit="g/cm^3")
    said = texts(svg.draw(law_chart(curve, curve.fit(resamples=200))))
    assert "direct learning, n = 0: 0.0250" in said
    assert "transfer gap C: 0.0165" in said
    assert "zero-shot: 0.0331" in said
    assert "mean absolute error (g/cm³)" in said
    assert {"90 % band, mean", "90 % band, new run", "beyond the data"} <= set(said)


def test_many_sizes_are_thinned(make_curve: Curves) -> None:
    curve = make_curve(sizes=tuple(range(50, 3050, 5)), replicates=3, zero_shot=False)
    root = ET.fromstring(svg.draw(law_chart(curve, None)))
    described = [e for e in root.iter() if (e.get("aria-label") or "").startswith("n = ")]
    assert 20 < len(described) <= 60
    assert described[-1].get("aria-label", "").startswith("n = 3,045:")
