"""What a drawing says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from simlaw.charts import svg


def texts(chart: Any) -> list[str]:
    """Return every text of a chart, as it is drawn."""
    root = ET.fromstring(svg.draw(chart))
    return ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")]


def described(chart: Any, start: str) -> list[str]:
    """Return the descriptions of marks that begin so."""
    root = ET.fromstring(svg.draw(chart))
    labels = [element.get("aria-label") or "" for element in root.iter()]
    return [label for label in labels if label.startswith(start)]
