"""A survey as the terminal shows it, and the sentences that its page repeats."""

from __future__ import annotations

import math

from simlaw.decide.money.shared_budget import SharedPlan, SharedSpend
from simlaw.decide.money.without_simulations import SURE_ENOUGH
from simlaw.law import Estimate
from simlaw.law.answers.gain import percent_span
from simlaw.law.diagnose import doubts
from simlaw.printed_numbers import (
    MISSING,
    chance,
    count,
    level_text,
    money,
    span,
    value,
    with_unit,
)
from simlaw.report.words.unfinished import unfinished_note
from simlaw.surveys.row import Row
from simlaw.surveys.several import SharedGain, Survey

__all__ = ["header", "cells", "further", "survey_text"]

ADVICE = {
    "go on": "go on",
    "stop": "stop",
    "not shown to help": "not shown to help",
    "harms": "do not simulate",
    "not determined": "not determined",
}
"""What to do with the database, in the last column."""


def header(survey: Survey) -> list[str]:
    """Return the titles of the columns."""
    worth = f"{100 * survey.question.worth:g} %"
    return [
        "study",
        "m",
        "n",
        "error now",
        "best without simulations",
        "doubling brings",
        f"P(> {worth})",
        "stop at n",
        "advice",
    ]


def cells(row: Row) -> list[str]:
    """Return a row as texts; one with a problem has its name alone."""
    if row.result is None or row.error is None:
        return [row.name, *[MISSING] * 7, ADVICE["not determined"]]
    unit = row.result.unit
    without = MISSING
    if row.without is not None:
        without = f"{with_unit(_spanned(row.without), unit)}, {row.reference or 'direct learning'}"
    doubling = stop = "not determined"
    if row.gain is not None:
        middle, around = percent_span(row.gain.estimate, row.gain.low, row.gain.high)
        doubling = f"{middle} ({around})"
    if row.stop is not None:
        stop = row.stop.text()
    return [
        row.name,
        count(row.result.m),
        count(row.n),
        with_unit(_spanned(row.error), unit),
        without,
        doubling,
        MISSING if row.probability is None else chance(row.probability),
        stop,
        ADVICE[row.advice],
    ]


def further(survey: Survey) -> list[str]:
    """Return the sentences that stand under the table, the gravest first."""
    said = [
        f"{row.name} could not be run or read: {row.problem}" for row in survey.rows if row.problem
    ]
    said += [sentence for row in survey.rows for sentence in _of_row(row)]
    said += [_together(one, survey.question.worth) for one in survey.together]
    if survey.no_plan:
        said.append(f"No budget is split. {survey.no_plan}")
    if survey.plan is not None:
        said += _plan(survey.plan, survey)
    return said + [f"Note: {text}" for text in survey.notes]


def survey_text(survey: Survey) -> str:
    """Return the table and what to know of it."""
    lines = [header(survey), *(cells(row) for row in survey.rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    table = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    level = level_text(survey.question.level)
    under = [f"Intervals in brackets: {level}.", *further(survey)]
    return "\n".join([*table, "", *under])


def _of_row(row: Row) -> list[str]:
    """What a row cannot say in a cell."""
    result, law = row.result, row.law
    if result is None:
        return []
    if row.error is None:
        return [f"{row.name}: no trial with m = {count(result.m)} is finished yet."]
    said = [
        f"{row.name}: {text.removeprefix('Note: ')}"
        for text in unfinished_note(result, "its row is")
    ]
    if row.effect == "harms":
        said.append(
            f"{row.name}: simulations do harm here. {row.reference} learns from the m = "
            f"{count(result.m)} measurements alone and is better."
        )
    elif row.effect == "no difference":
        said.append(
            f"{row.name}: it is not shown that simulations help beside {row.reference}, which "
            "learns from the measurements alone."
        )
    elif row.effect == "unknown":
        said.append(f"{row.name}: what simulations are worth beside not simulating is not known.")
    if row.capacity_limited:
        said.append(
            f"{row.name}: the network limits the error here (capacity_limited). What doubling "
            "brings, and where to stop, are those of this network, not of the database."
        )
    if law is None:
        said.append(f"{row.name}: no law yet, which needs three sizes n.")
    elif "no_decay" in doubts(law):
        said.append(f"{row.name}: the points do not show that the error falls with n.")
    elif row.stop is not None and not row.stop.determined:
        said.append(
            f"{row.name}: where to stop lies further than these points can tell; run the study "
            "again when the database has grown."
        )
    return said


def _together(one: SharedGain, worth: float) -> str:
    middle, around = percent_span(one.gain.estimate, one.gain.low, one.gain.high)
    names = [row.name for row in one.source.rows if row.name not in one.left_out]
    text = (
        f"All properties of {one.source.name} together ({', '.join(names)}): doubling the database "
        f"to {count(2 * one.gain.n)} simulations is forecast to lower the weighted geometric mean "
        f"of the errors by {middle} ({around}), by more than {100 * worth:g} % with probability "
        f"{chance(one.probability)}; stop at n: {one.stop.text()}."
    )
    if one.left_out:
        text += f" Without a law: {', '.join(one.left_out)}."
    return text


def _plan(plan: SharedPlan, survey: Survey) -> list[str]:
    """What the budget buys, and what not simulating further buys."""
    units = {row.name: row.result.unit for row in survey.rows if row.result is not None}
    idle = plan.without
    chosen = plan.best if plan.simulate or idle is None else idle
    said = [f"For {money(plan.budget)}, {_bought(chosen)}{_fall(chosen)}"]
    if chosen is idle and idle is not plan.best and plan.probability is not None:
        said.append(
            f"With simulations as well, {_bought(plan.best)}{_fall(plan.best)} That is better with "
            f"probability {chance(plan.probability)}, and advised from {chance(SURE_ENOUGH)} on."
        )
    elif idle is not None and plan.probability is not None and idle.cost > 0:
        said.append(
            f"Without another simulation, {_bought(idle)}{_fall(idle)} Simulating is better with "
            f"probability {chance(plan.probability)}."
        )
    for one in chosen.properties:
        told = with_unit(_spanned(one.error), units.get(one.name, ""))
        beside = "without simulations not known"
        if one.without is not None:
            beside = f"{value(one.without, like=one.error.estimate)} without simulations"
        how = "" if one.uses_simulations else ", by the measurements alone"
        said.append(f"  {one.name}: m = {count(one.m)}, error {told}{how}; {beside}")
    return said + [f"Note: {note.text}" for note in plan.notes]


def _bought(spend: SharedSpend) -> str:
    parts = [f"{count(spend.buy_n)} simulations (n = {count(spend.n)} of all)"] * (spend.buy_n > 0)
    parts += [
        f"{count(one.buy_m)} measurements for {one.name}" for one in spend.properties if one.buy_m
    ]
    if not parts:
        return "buy nothing: more does not lower the errors"
    return f"buy {', '.join(parts)}, for {money(spend.cost)}"


def _fall(spend: SharedSpend) -> str:
    fall = spend.fall
    if not math.isfinite(fall.estimate) or not (
        spend.buy_n or any(p.buy_m for p in spend.properties)
    ):
        return "."
    middle, around = percent_span(fall.estimate, fall.low, fall.high)
    return f": the weighted geometric mean of the errors falls by {middle} ({around})."


def _spanned(found: Estimate) -> str:
    if not math.isfinite(found.low):
        return value(found.estimate)
    return f"{value(found.estimate)} ({span(found.low, found.high, like=found.estimate)})"
