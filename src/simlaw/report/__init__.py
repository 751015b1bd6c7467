"""Reports: what a study found, as sentences and one self-contained HTML page.

`sentences` says it in words, `render` and `write_report` make the page with its figures,
`planner_page` the planner alone, and `curve_page` a smaller page for a curve alone. The page is
static: charts (`simlaw.charts`) are SVG drawn beforehand, and the one moving part, the requirement,
steps through answers computed beforehand, so that it prints, works offline and needs no library in
the browser.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.report.page.page import curve_page, planner_page, render, write, write_report
    from simlaw.report.words.sentences import curve_sentences, formula, sentences

__all__ = [
    "curve_page",
    "curve_sentences",
    "formula",
    "planner_page",
    "render",
    "sentences",
    "write",
    "write_report",
]

_HOMES = {
    "curve_page": "page.page",
    "curve_sentences": "words.sentences",
    "formula": "words.sentences",
    "planner_page": "page.page",
    "render": "page.page",
    "sentences": "words.sentences",
    "write": "page.page",
    "write_report": "page.page",
}

_FORMER = ("family_chart", "law_chart", "requirement_chart", "stops")


def __getattr__(name: str) -> Any:
    """Import a public name on first use; a former name warns, and goes with the next version."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.report.{_HOMES[name]}"), name)
    if name in _FORMER:
        from simlaw.report import former_names

        return getattr(former_names, name)
    raise AttributeError(f"module 'simlaw.report' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
