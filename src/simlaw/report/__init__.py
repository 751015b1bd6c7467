"""Reports: what a study found, as sentences, charts and one self-contained HTML page.

`sentences` says it in words, `law_chart` and `family_chart` draw it (Altair), `render` and `write`
make the page with its figures, and `curve_page` makes a smaller page for a curve alone. The page
is static: charts are SVG drawn beforehand, and the one moving part, the requirement, steps through
answers computed beforehand, so that it prints, works offline and needs no library in the browser.
"""

from simlaw.charts.law_chart import family_chart, law_chart
from simlaw.report.page.page import curve_page, planner_page, render, write
from simlaw.report.page.requirement import requirement_chart, stops
from simlaw.report.words.sentences import curve_sentences, formula, sentences

__all__ = [
    "curve_page",
    "curve_sentences",
    "family_chart",
    "formula",
    "law_chart",
    "planner_page",
    "render",
    "requirement_chart",
    "sentences",
    "stops",
    "write",
]
