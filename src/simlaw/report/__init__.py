"""Reports: what a study found, as sentences and one self-contained HTML page.

`sentences` says it in words, `render` and `write_report` make the page with its figures,
`planner_page` the planner alone, and `curve_page` a smaller page for a curve alone. The page is
static: charts (`simlaw.charts`) are SVG drawn beforehand, and the one moving part, the requirement,
steps through answers computed beforehand, so that it prints, works offline and needs no library in
the browser.
"""

from typing import Any

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

_FORMER = ("family_chart", "law_chart", "requirement_chart", "stops")


def __getattr__(name: str) -> Any:
    """Return what lies elsewhere now: it warns when called, and goes with the next version."""
    if name in _FORMER:
        from simlaw.report import former_names

        return getattr(former_names, name)
    raise AttributeError(f"module 'simlaw.report' has no attribute '{name}'")
