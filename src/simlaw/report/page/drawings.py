"""Charts as the page holds them: SVG for wide and for narrow screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from simlaw.charts import svg

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Figures", "drawing"]

Figures = dict[str, str]
"""Name of a figure to its SVG document; collected while a page is built."""


def drawing(
    name: str, charts: Mapping[str, alt.TopLevelMixin], text: str, figures: Figures | None
) -> dict[str, Markup]:
    """Return a chart's drawings for wide and narrow pages; leave the wide one in `figures`."""
    drawn = {size: svg.draw(chart) for size, chart in charts.items()}
    if figures is not None:
        figures[name] = drawn["wide"]
    # The drawings are ours: the cleaning in `svg.draw` leaves drawing elements and text only.
    return {size: Markup(svg.inline(one, f"{name}-{size}", text)) for size, one in drawn.items()}
