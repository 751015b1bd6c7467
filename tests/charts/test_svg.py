from __future__ import annotations

import xml.etree.ElementTree as ET

import altair as alt
import pandas as pd
import pytest

from simlaw.charts import svg

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
