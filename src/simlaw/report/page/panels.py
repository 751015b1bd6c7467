"""What the page shows of a curve and its law, as plain values that the templates print."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simlaw.charts import NARROW, WIDE, Look, plot_curve, plot_family
from simlaw.charts.layers import shown_replicates
from simlaw.charts.look import REACH, X_TITLE
from simlaw.decide.curve_reading import CurveReading, metric_words, of_method, read_curve
from simlaw.law import Law, LearningCurve
from simlaw.law.answers.gain import percent_span
from simlaw.law.curve import FINE_TUNE
from simlaw.law.diagnose import doubts, rests_on_points
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import about, count, pretty_unit, span, value
from simlaw.report.page.drawings import Figures, drawing
from simlaw.report.page.required_n_section import no_requirement, required_n_section
from simlaw.report.words.sentences import STATUS, formula, share_of_direct

__all__ = ["family", "panel", "tiles"]

_MOST_ROWS = 40
_LAYOUTS = {"wide": WIDE, "narrow": NARROW}
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
    reading: CurveReading,
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
        size: plot_curve(
            curve, law, m=reading.m, method=reading.method, look=Look(x_title, layout=layout)
        )
        for size, layout in _LAYOUTS.items()
    }
    text = _law_caption(reading, law, curve)
    falling = None if law is None or "no_decay" in doubts(law) else law
    return {
        "m": reading.m,
        "m_text": count(reading.m),
        "drawing": drawing(f"law-{name}", charts, text, figures),
        "caption": text,
        "law": _law(law, curve.unit) if law is not None else None,
        "ask": (
            None
            if falling is None
            else required_n_section(falling, reading, curve.unit, things, figures)
        ),
        "no_ask": no_requirement(law, reading, things),
        "table": _sizes(reading, law, curve.unit),
    }


def tiles(reading: CurveReading, law: Law | None, curve: LearningCurve) -> list[dict[str, str]]:
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
    if law is None:
        return shown
    shown.append(_twice(law, unit))
    shown.append(_gain(law))
    if "no_decay" in doubts(law):
        return shown
    for parameter, name in (("alpha", "Decay rate α"), ("C", "Transfer gap C")):
        found = law.parameters.get(parameter)
        sure = rests_on_points(law, parameter)
        if CAPACITY_LIMITED in doubts(law) and parameter == "C":
            continue
        # Four numbers are shown: a decay rate that the points leave open is none of them.
        if found is not None and (sure or parameter == "C"):
            shown.append(
                {
                    "name": name,
                    "value": value(found.estimate) if sure else "open",
                    "unit": unit if parameter == "C" and sure else "",
                    "under": span(found.low, found.high, like=found.estimate or found.high),
                }
            )
    return shown[:3] + shown[-1:] if len(shown) > 4 else shown


def _gain(law: Law) -> dict[str, str]:
    """Return what doubling the database gains."""
    gain = law.gain()
    middle, ends = percent_span(gain.estimate, gain.low, gain.high)
    return {"name": "Gain from doubling n", "value": middle, "unit": "", "under": ends}


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
    readings = [r for m in curve.ms if (r := read_curve(curve, int(m), method)) is not None]
    if len(readings) < 2:
        return None
    charts = {
        size: plot_family(curve, laws, method=method, look=Look(x_title, layout=layout))
        for size, layout in _LAYOUTS.items()
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
            if parameter == "C" and law is not None and CAPACITY_LIMITED in doubts(law):
                found = None
            row[name] = value(found.estimate) if found else "–"
            row[f"{name}_interval"] = (
                span(found.low, found.high, like=found.estimate or found.high) if found else ""
            )
        rows.append(row)
    return {"drawing": drawing("law-every-m", charts, text, figures), "caption": text, "rows": rows}


def _replicates(reading: CurveReading) -> str:
    most = int(reading.replicates.max())
    fewest = int(reading.replicates.min())
    if most == fewest:
        return f"{most} replicate" + ("s" if most != 1 else "")
    return f"{fewest} to {most} replicates"


def _law_caption(reading: CurveReading, law: Law | None, curve: LearningCurve) -> str:
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
        if "C" in law.parameters and not doubts(law) & {"no_decay", CAPACITY_LIMITED}:
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
        if name == "C" and CAPACITY_LIMITED in doubts(law):
            continue
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
        "prior": "" if law.prior is None else law.prior.text(),
        "ahead": _ahead(law, printed),
    }


def _ahead(law: Law, unit: str) -> dict[str, Any] | None:
    """Return the forecasts that stand in for a formula; None where there is one."""
    if law.formula_holds:
        return None
    table = law.table()
    rows = [
        {
            "n": count(float(n)),
            "mean": value(float(mean)),
            "interval": span(float(low), float(high), like=float(mean)),
        }
        for n, mean, low, high in zip(table.n, table.mean, table.low, table.high, strict=True)
    ]
    return {"unit": unit, "rows": rows}


def _sizes(reading: CurveReading, law: Law | None, unit: str) -> dict[str, Any]:
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
