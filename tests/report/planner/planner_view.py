"""How tests open a view of the planner, and read what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHOWN = """
const shown = {};
for (const e of document.querySelectorAll('[data-shown]')) shown[e.dataset.shown] = e.textContent;
return shown;
"""


def at(page: Path, **settings: float) -> Any:
    """Return the address of a view, in a shape that `Browser.open` takes."""
    query = "&".join(f"{name}={number!r}" for name, number in settings.items())

    class Address:
        def as_uri(self) -> str:
            # A change of what follows # alone would not load the page anew.
            return f"{page.as_uri()}?{query}#planner?{query}"

    return Address()
