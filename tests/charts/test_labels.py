from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.charts import NARROW, WIDE, Layout, Look, plot_curve, svg
from simlaw.charts.labels import LINE, Label, apart, moved_apart
from simlaw.law import LearningCurve

labels = st.builds(
    Label,
    text=st.text("abc", min_size=1, max_size=30),
    x=st.floats(0, WIDE.width),
    y=st.floats(0, WIDE.height),
    colour=st.just("#000000"),
    align=st.sampled_from(["left", "right"]),
)


@given(st.lists(labels, max_size=7))
def test_no_two_labels_lie_on_each_other(wanted: list[Label]) -> None:
    placed = moved_apart(wanted, WIDE)
    assert [label.text for label in placed] == [label.text for label in wanted]
    for one, other in combinations(placed, 2):
        (left, right), (left2, right2) = one.extent(WIDE), other.extent(WIDE)
        if max(left, left2) <= min(right, right2):
            assert abs(one.y - other.y) >= LINE - 1e-6


def test_labels_side_by_side_stay() -> None:
    wanted = [Label("left", 0, 50, "#000", "left"), Label("right", 740, 50, "#000")]
    assert moved_apart(wanted, WIDE) == wanted


@given(st.lists(st.floats(min_value=0, max_value=300), min_size=1, max_size=6))
def test_labels_keep_apart_and_in_order(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 0, 300)
    ordered = sorted(placed)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 300 + 1e-9
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == ordered


def rows(drawn: str) -> dict[str, float]:
    """Pixel row of each text, within its plot."""
    found = {}
    for element in ET.fromstring(drawn).iter():
        move = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", element.get("transform", ""))
        if element.tag.endswith("}text") and move:
            found["".join(element.itertext())] = float(move[2])
    return found


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_zero_shot_beside_direct_learning_is_readable(
    make_curve: Callable[..., LearningCurve], layout: Layout
) -> None:
    # Zero-shot comes down to 0.0331 at the largest n: where direct learning stands.
    curve = make_curve(direct=0.0331, scatter=1e-4)
    found = rows(svg.draw(plot_curve(curve, curve.fit(resamples=200), look=Look(layout=layout))))
    places = [row for text, row in found.items() if text.startswith(("direct", "zero-shot"))]
    assert len(places) == 2
    assert abs(places[0] - places[1]) >= LINE - 0.1
