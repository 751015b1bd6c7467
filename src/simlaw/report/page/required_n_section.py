"""The requirement on the page: answers at round targets, their chart, and what is printed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simlaw.charts import Layout, plot_required_n, svg
from simlaw.charts.required_n_chart import STRIP, places_of_targets
from simlaw.decide import TargetAnswer, required_n_at_targets, requirement_sentence
from simlaw.decide.curve_reading import CurveReading
from simlaw.decide.required_n_at_targets import first_shown
from simlaw.law import Law, Requirement
from simlaw.printed_numbers import about, chance, count, pretty_unit, size_span
from simlaw.report.page.drawings import Figures, drawing

__all__ = ["no_requirement", "required_n_section", "texts_of"]

_LOW = {"wide": Layout(740, 280), "narrow": Layout(296, 250, narrow=True)}

MISSING_INTERVAL = "no n reaches it"


def required_n_section(
    law: Law, reading: CurveReading, unit: str, things: str, figures: Figures | None
) -> dict[str, Any]:
    """Return the requirement: every target of the slider, the chart, and a few rows to print."""
    answers = required_n_at_targets(law)
    printed = pretty_unit(unit)
    name = f"m{reading.m}"
    charts = {
        size: plot_required_n(law, answers=answers, unit=unit, things=things, layout=layout)
        for size, layout in _LOW.items()
    }
    level = f"{100 * answers[0].needed.level:g} %"
    text = (
        f"{things[0].upper() + things[1:]} needed for a target error: median and {level} interval, "
        "and below it the probability that no number of them is enough. Beyond the largest n "
        "studied the answer is a forecast."
    )
    drawn = drawing(f"requirement-{name}", charts, text, figures)
    start = first_shown(answers)
    texts = [texts_of(answer, printed) for answer in answers]
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


def no_requirement(law: Law | None, reading: CurveReading, things: str) -> str:
    """Return why there is no answer, where there is none."""
    at = f" at m = {count(reading.m)}" if reading.m > 0 else ""
    if law is None:
        return f"There is no law{at} to answer from."
    return (
        f"The points do not show that the error falls with n{at}, so no number of {things} can be "
        f"named for a target. {law.gain().text(things)}: {law.gain().chances_text()}."
    )


def _marks(drawn: str, answers: list[TargetAnswer], layout: Layout) -> dict[str, Any]:
    left, top = svg.origin(drawn, "concat_0_group")
    _, below = svg.origin(drawn, "concat_1_group")
    return {"x": places_of_targets(answers, layout, left), "top": top, "bottom": below + STRIP}


def _few(answers: list[TargetAnswer], start: int) -> list[int]:
    """Return which answers are printed as a table: about eight, from easy to hard.

    The one shown first is among them, in the place of its nearest neighbour.
    """
    even = np.linspace(0, len(answers) - 1, min(8, len(answers))).round().astype(int)
    even[np.argmin(np.abs(even - start))] = start
    return sorted({int(i) for i in even}, reverse=True)


def texts_of(answer: TargetAnswer, unit: str) -> dict[str, str]:
    """Return what the page prints for a target, ready to show."""
    needed = answer.needed
    interval = MISSING_INTERVAL if needed.determined else "not determined"
    if not math.isinf(needed.low):
        interval = size_span(needed.low, needed.high, needed.fewest)
    return {
        "error": answer.label,
        "median": median_text(needed),
        "interval": interval,
        "unreachable": chance(needed.unreachable_probability),
        "sentence": requirement_sentence(needed, unit),
    }


def median_text(needed: Requirement) -> str:
    """Return a median requirement; below the smallest n studied nothing is known."""
    if math.isinf(needed.median):
        return "out of reach" if needed.determined else "not determined"
    under = needed.median < needed.fewest
    return f"under {about(needed.fewest)}" if under else about(needed.median)
