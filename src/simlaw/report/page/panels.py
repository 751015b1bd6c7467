"""What the page shows of a curve and its law, as plain values that the templates print."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from simlaw.charts import axes, svg
from simlaw.charts.law_chart import REACH, X_TITLE, family_chart, law_chart
from simlaw.charts.layers import shown_replicates
from simlaw.decide.reading import FINE_TUNE, Reading, metric_words, of_method, read
from simlaw.law.diagnose import doubts
from simlaw.printed_numbers import about, count, pretty_unit, span, value
from simlaw.report.page.requirement import (
    STRIP,
    Stop,
    default_stop,
    places,
    requirement_chart,
    stops,
)
from simlaw.report.words.sentences import STATUS, formula, share_of_direct

if TYPE_CHECKING:
    import altair as alt

    from simlaw.law import Law, LearningCurve

__all__ = ["Figures", "drawing", "family", "panel", "tiles"]

Figures = dict[str, str]
"""Name of a figure to its SVG document; collected while a page is built."""

_MOST_ROWS = 40
_LOW = {"wide": axes.Layout(740, 280), "narrow": axes.Layout(296, 250, narrow=True)}
_MEANINGS = {
    "D": "Amplitude: the part of the error that n removes, scaled to n = 1",
    "alpha": "Decay rate: how fast that part falls with n",
    "C": "Transfer gap: the error that no n removes",
    "beta": "Decay rate with the number of measurements m",
}
_SYMBOLS = {"alpha": "α", "beta": "β", "gamma": "γ"}


def panel(
    curve: LearningCurve,
    law: Law | None,
    reading: Reading,
    *,
    things: str = "samples",
    x_title: str = X_TITLE,
    figures: Figures | None = None,
) -> dict[str, Any]:
    """Return everything the page shows for one m.

    Parameters
    ----------
    curve, law, reading
        The curve, the law of this m (or None), and what was read of the curve at this m.
    things
        What is counted by n, in the plural, as the start of a label: ``"computed polymers"``.
    x_title
        Title of the n axis.
    figures
        Where to leave the SVG documents.
    """
    name = f"m{reading.m}"
    charts = {
        size: law_chart(
            curve, law, m=reading.m, method=reading.method, x_title=x_title, layout=layout
        )
        for size, layout in (("wide", axes.WIDE), ("narrow", axes.NARROW))
    }
    text = _law_caption(reading, law, curve)
    falling = None if law is None or "no_decay" in doubts(law) else law
    return {
        "m": reading.m,
        "m_text": count(reading.m),
        "drawing": drawing(f"law-{name}", charts, text, figures),
        "caption": text,
        "law": _law(law, curve.unit) if law is not None else None,
        "ask": _ask(falling, reading, curve.unit, things, figures) if falling is not None else None,
        "no_ask": _no_ask(law, reading, things),
        "table": _sizes(reading, law, curve.unit),
    }


def drawing(
    name: str, charts: Mapping[str, alt.TopLevelMixin], text: str, figures: Figures | None
) -> dict[str, Markup]:
    """Return a chart's drawings for wide and narrow pages; leave the wide one in `figures`."""
    drawn = {size: svg.draw(chart) for size, chart in charts.items()}
    if figures is not None:
        figures[name] = drawn["wide"]
    # The drawings are ours: the cleaning in `svg.draw` leaves drawing elements and text only.
    return {size: Markup(svg.inline(one, f"{name}-{size}", text)) for size, one in drawn.items()}


def tiles(reading: Reading, law: Law | None, curve: LearningCurve) -> list[dict[str, str]]:
    """Return the four numbers under the headline."""
    unit = pretty_unit(curve.unit)
    under = "mean over " + _replicates(reading)
    if reading.direct:
        change = share_of_direct(reading) - 1
        sign = "−" if change < 0 else "+"
        under = f"direct learning {value(reading.direct.mean)}; {sign}{100 * abs(change):.0f} %"
    shown = [
        {
            "name": f"Error at n = {count(reading.largest)}",
            "value": value(reading.last),
            "unit": unit,
            "under": under,
        }
    ]
    if law is None or "no_decay" in doubts(law):
        return shown
    said = doubts(law)
    if "alpha_at_bound" not in said:
        shown.append(_twice(law, unit))
    for parameter, name, doubt in (
        ("alpha", "Decay rate α", "alpha_at_bound"),
        ("C", "Transfer gap C", "gap_unidentified"),
    ):
        found = law.parameters.get(parameter)
        if found is not None:
            sure = doubt not in said
            shown.append(
                {
                    "name": name,
                    "value": value(found.estimate) if sure else "open",
                    "unit": unit if parameter == "C" and sure else "",
                    "under": span(found.low, found.high, like=found.estimate or found.high),
                }
            )
    return shown


def _twice(law: Law, unit: str) -> dict[str, str]:
    """Return the forecast for a database of twice the size."""
    ahead = law.forecast([2 * float(law.n[-1])], band="mean")
    mean = float(ahead.mean[0])
    return {
        "name": f"Forecast at n = {count(2 * float(law.n[-1]))}",
        "value": value(mean),
        "unit": unit,
        "under": span(float(ahead.low[0]), float(ahead.high[0]), like=mean),
    }


def family(
    curve: LearningCurve,
    laws: Mapping[int, Law],
    *,
    method: str = FINE_TUNE,
    x_title: str = X_TITLE,
    figures: Figures | None = None,
) -> dict[str, Any] | None:
    """Return the chart and the table of every m together; None where there is one m only."""
    readings = [r for m in curve.ms if (r := read(curve, int(m), method)) is not None]
    if len(readings) < 2:
        return None
    charts = {
        size: family_chart(curve, laws, method=method, x_title=x_title, layout=layout)
        for size, layout in (("wide", axes.WIDE), ("narrow", axes.NARROW))
    }
    used = "used for fine-tuning" if method == FINE_TUNE else "learned from"
    text = (
        f"Mean error{of_method(method)} for every number of measurements m {used}, with standard "
        "errors and the law of each, dashed beyond the data."
    )
    rows = []
    for reading in readings:
        law = laws.get(reading.m)
        row = {
            "m": count(reading.m),
            "direct": value(reading.direct.mean) if reading.direct else "–",
            "last": value(reading.last),
            "ratio": value(share_of_direct(reading)),
            "status": law.status.replace("_", " ") if law is not None else "no law",
        }
        for name, parameter in (("alpha", "alpha"), ("gap", "C")):
            found = law.parameters.get(parameter) if law is not None else None
            row[name] = value(found.estimate) if found else "–"
            row[f"{name}_interval"] = (
                span(found.low, found.high, like=found.estimate or found.high) if found else ""
            )
        rows.append(row)
    return {"drawing": drawing("law-every-m", charts, text, figures), "caption": text, "rows": rows}


def _replicates(reading: Reading) -> str:
    most = int(reading.replicates.max())
    fewest = int(reading.replicates.min())
    if most == fewest:
        return f"{most} replicate" + ("s" if most != 1 else "")
    return f"{fewest} to {most} replicates"


def _law_caption(reading: Reading, law: Law | None, curve: LearningCurve) -> str:
    """Return what the law chart shows, with what it leaves out."""
    several = int(reading.replicates.max()) > 1
    metric = metric_words(curve, reading.m)
    parts = [f"Test {metric} against n, both on logarithmic axes"]
    if reading.m > 0:
        parts[0] += f", m = {count(reading.m)}"
    parts[0] += f"{of_method(reading.method, ', by')}."
    if several:
        parts.append(
            f"Circles are means over {_replicates(reading)} with one standard error (often smaller "
            "than the circle); dots are single replicates."
        )
        drawn = len(shown_replicates(reading))
        if drawn < int(reading.replicates.max()):
            parts.append(f"Of the replicates the first {drawn} are drawn.")
    if law is not None:
        parts.append(
            f"The dark band holds the law's mean curve and the light band one new "
            f"{'replicate' if several else 'point'}, each with {100 * law.level:g} % probability; "
            f"dashes go on to {REACH:g} times the largest n."
        )
        if "C" in law.parameters and "no_decay" not in doubts(law):
            parts.append("A bar at the right edge is the interval of C.")
    zero = reading.zero_shot["error"].to_numpy(np.float64)
    levels = [*reading.mean.tolist(), reading.direct.mean if reading.direct else reading.last]
    if zero.size and not min(levels) / 1.6 < zero[-1] < 1.6 * max(levels):
        parts.append(
            f"Zero-shot prediction (pretrained, not fine-tuned) has an error of {value(zero[-1])} "
            "at the largest n."
        )
    return " ".join(parts)


def _law(law: Law, unit: str) -> dict[str, Any]:
    printed = pretty_unit(unit)
    rows = []
    for name, found in law.parameters.items():
        meaning = _MEANINGS.get(name, "")
        if name in {"D", "C"} and printed:
            meaning += f" ({printed})"
        rows.append(
            {
                "symbol": _SYMBOLS.get(name, name),
                "estimate": value(found.estimate),
                "interval": span(found.low, found.high, like=found.estimate or found.high),
                "meaning": meaning,
            }
        )
    return {
        "formula": formula(law),
        "level": f"{100 * law.level:g} %",
        "rows": rows,
        "status": law.status,
        "status_words": STATUS.get(law.status, ""),
        "notes": [note.text for note in law.notes],
    }


def _ask(
    law: Law, reading: Reading, unit: str, things: str, figures: Figures | None
) -> dict[str, Any]:
    """Return the requirement: every stop of the slider, the chart, and a few rows to print."""
    answers = stops(law)
    printed = pretty_unit(unit)
    name = f"m{reading.m}"
    charts = {
        size: requirement_chart(
            answers, unit=unit, now=float(law.predict(law.n[-1])), things=things, layout=layout
        )
        for size, layout in _LOW.items()
    }
    level = f"{100 * answers[0].needed.level:g} %"
    text = (
        f"{things[0].upper() + things[1:]} needed for a target error: median and {level} interval, "
        "and below it the probability that no number of them is enough. Beyond the largest n "
        "studied the answer is a forecast."
    )
    drawn = drawing(f"requirement-{name}", charts, text, figures)
    start = default_stop(answers)
    texts = [stop.texts(printed) for stop in answers]
    return {
        "name": name,
        "unit": printed,
        "things": things[0].upper() + things[1:],
        "level": level,
        "drawing": drawn,
        "caption": text,
        "start": texts[start],
        "first": answers[0].label,
        "last": answers[-1].label,
        "rows": [texts[i] for i in _few(answers, start)],
        "data": {
            "unit": printed,
            "start": start,
            "stops": texts,
            "places": {
                size: _marks(str(drawn[size]), answers, layout) for size, layout in _LOW.items()
            },
        },
    }


def _no_ask(law: Law | None, reading: Reading, things: str) -> str:
    """Return why there is no answer, where there is none."""
    at = f" at m = {count(reading.m)}" if reading.m > 0 else ""
    if law is None:
        return f"There is no law{at} to answer from."
    return (
        f"The error does not fall with n{at}, so no number of {things} can be named for a target."
    )


def _marks(drawn: str, answers: list[Stop], layout: axes.Layout) -> dict[str, Any]:
    left, top = svg.origin(drawn, "concat_0_group")
    _, below = svg.origin(drawn, "concat_1_group")
    return {"x": places(answers, layout, left), "top": top, "bottom": below + STRIP}


def _few(answers: list[Stop], start: int) -> list[int]:
    """Return which answers are printed as a table: about eight, from easy to hard.

    The one shown first is among them, in the place of its nearest neighbour.
    """
    even = np.linspace(0, len(answers) - 1, min(8, len(answers))).round().astype(int)
    even[np.argmin(np.abs(even - start))] = start
    return sorted({int(i) for i in even}, reverse=True)


def _sizes(reading: Reading, law: Law | None, unit: str) -> dict[str, Any]:
    """Return the table of the curve by n; direct learning is its first row."""
    k = len(reading.n)
    kept = np.arange(k)
    left_out = ""
    if k > _MOST_ROWS:
        kept = np.unique(np.geomspace(1, k, _MOST_ROWS).round().astype(int) - 1)
        left_out = f"{len(kept)} of {count(k)} sizes are listed."
    zero = dict(
        zip(reading.zero_shot["n"].tolist(), reading.zero_shot["error"].tolist(), strict=True)
    )
    rows = []
    if reading.direct:
        direct = reading.direct
        rows.append(_row("0 (direct)", direct.mean, direct.stderr, direct.replicates, "", 1.0, ""))
        rows[0]["direct"] = True
    predicted = law.predict(reading.n) if law is not None else None
    for i in kept:
        mean = float(reading.mean[i])
        rows.append(
            _row(
                count(reading.n[i]),
                mean,
                float(reading.stderr[i]),
                int(reading.replicates[i]),
                value(float(predicted[i]), like=mean) if predicted is not None else "",
                mean / reading.direct.mean if reading.direct else math.nan,
                value(zero.get(float(reading.n[i]))),
            )
        )
    return {
        "unit": pretty_unit(unit),
        "law": law is not None,
        "ratio": reading.direct is not None,
        "zero": bool(zero),
        "rows": rows,
        "left_out": left_out,
    }


def _row(
    n: str, mean: float, stderr: float, replicates: int, law: str, ratio: float, zero: str
) -> dict[str, Any]:
    return {
        "n": n,
        "mean": value(mean),
        "stderr": value(stderr, 4, like=mean),
        "replicates": about(replicates, 9),
        "law": law,
        "ratio": value(ratio),
        "zero": zero,
        "direct": False,
    }
