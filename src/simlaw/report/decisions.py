"""Decisions in plain sentences; the command line and the page say the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simlaw.report.numbers import about, count, percent, span, value, with_unit

if TYPE_CHECKING:
    from simlaw.decide.budget import Spend
    from simlaw.decide.exchange import Exchange, Worth
    from simlaw.decide.rounds import NextRound
    from simlaw.decide.tradeoff import Slack, Step

__all__ = [
    "REMEDY",
    "budget_sentences",
    "exchange_sentences",
    "least_cost_sentence",
    "money",
    "reach_sentence",
    "round_sentence",
]

REMEDY = (
    "What can help instead: more measurements for fine-tuning, a source whose values lie closer to "
    "the measured ones (a better protocol), or a better descriptor."
)
"""What to do where more of the same simulations do not reach an error."""


def exchange_sentences(found: Exchange) -> list[str]:
    """Say what a measurement is worth in simulations, as a manager asks it.

    Parameters
    ----------
    found
        From `simlaw.decide.exchange.exchange`.

    Returns
    -------
    list of str
        The rate first; then what going to `to_m` replaces, where it was asked.
    """
    level = f"{100 * found.level:.3g} %"
    rate = found.rate
    start = f"At {count(found.n)} simulations and {count(found.m)} measurements, "
    if math.isinf(rate.estimate):
        said = [
            f"{start}no number of simulations is worth one more measurement: more simulations do "
            "not lower the error."
        ]
    elif rate.estimate < 1:
        worth = math.inf if rate.estimate == 0 else 1 / rate.estimate
        said = [
            f"{start}one more measurement is worth less than one simulation: "
            f"{_about(worth)} measurements do what one simulation does."
        ]
    else:
        said = [
            f"{start}one more measurement is worth about {_about(rate.estimate)} simulations "
            f"({level}: {_range(rate)})."
        ]
    if found.replacing is not None and found.to_m is not None:
        said.append(_replaced(found, found.replacing, found.to_m, level))
    return said


def _replaced(found: Exchange, replacing: Worth, to_m: float, level: str) -> str:
    if to_m == found.m:
        return f"{count(to_m)} measurements are those there are: nothing is replaced."
    if to_m < found.m:
        return (
            f"With {count(to_m)} instead of {count(found.m)} measurements, the error is that of "
            f"only {_about(replacing.estimate)} simulations with {count(found.m)} "
            f"({level}: {_range(replacing)})."
        )
    gain = f"Going from {count(found.m)} to {count(to_m)} measurements"
    if math.isinf(replacing.estimate):
        limit = ""
        if math.isfinite(replacing.low):
            limit = f"; if any does, it takes at least {_about(replacing.low)} ({level} limit)"
        return (
            f"{gain} lowers the error further than simulations can with {count(found.m)} "
            f"measurements (probability {percent(replacing.infinite_probability)}): the transfer "
            f"gap is in the way{limit}."
        )
    return (
        f"{gain} does what going from {count(found.n)} to about {_about(replacing.estimate)} "
        f"simulations would ({level}: {_range(replacing)})."
    )


def budget_sentences(step: Step, room: Slack, unit: str = "") -> list[str]:
    """Say what to buy for a budget, what it brings, and what more money would.

    Parameters
    ----------
    step
        From `simlaw.decide.tradeoff.next_step`.
    room
        From `simlaw.decide.tradeoff.slack`.
    unit
        Unit of the error.
    """
    spend = step.spend
    said = [
        f"For {money(step.budget)}, {_purchase(spend)}; the error is then forecast to be "
        f"{_error(spend, unit)}."
    ]
    if room.m_high > room.m_low:
        said.append(
            f"The split is not sharp: between {count(room.m_low)} and {count(room.m_high)} "
            f"measurements, the rest in simulations, the error is within {100 * room.share:g} % "
            "of that."
        )
    said.append(
        f"The next {money(step.next_money)} would lower it by "
        f"{with_unit(value(step.next_fall, 2), unit)} "
        f"({100 * step.next_fall / spend.error:.2g} %)."
    )
    return said


def least_cost_sentence(spend: Spend, error: float, unit: str = "") -> str:
    """Say what reaches an error at least cost."""
    wanted = with_unit(value(error), unit)
    if spend.buy_n == spend.buy_m == 0:
        return f"By the law, what is owned reaches an error of {wanted} already."
    return (
        f"The cheapest way to an error of {wanted} costs {money(spend.cost)}: "
        f"{_purchase(spend)} ({_interval(spend, unit)})."
    )


def round_sentence(found: NextRound) -> str:
    """Say how far to go next towards an error."""
    if found.reason == "reached":
        return "No further simulations are needed for it."
    if found.reason == "out_of_reach":
        return f"No further round of simulations is advised. {REMEDY}"
    sure = f"the error is reached by then with probability {_percent(found.probability)}"
    step = f"Next round: {count(found.more)} more simulations, to n = {count(found.n)}; {sure}."
    stretch = found.correction.stretch
    if stretch > 1.05:
        step += (
            " On this curve earlier requirements turned out to lie further than the law said, by "
            f"{100 * (stretch - 1):.0f} % in log n, and this one is corrected for it."
        )
    if found.reason == "part":
        step += " That is a part of the way: run the study with it and plan anew."
    if found.required.unreachable_probability > 0.5:
        step += f" {REMEDY}"
    return step


def reach_sentence(n: float, probability: float) -> str:
    """Say how probable it is that the error is reached by n."""
    return f"By n = {count(n)} it is reached with probability {_percent(probability)}."


def money(amount: float) -> str:
    """Return an amount of money without its unit, which only the user knows.

    Examples
    --------
    >>> money(10000.0), money(12.5), money(0.375)
    ('10,000', '12.50', '0.38')
    """
    if amount == round(amount) or amount >= 10_000:
        return count(amount)
    return f"{amount:,.2f}" if amount >= 0.01 else f"{amount:.2g}"


def _purchase(spend: Spend) -> str:
    kinds = ((spend.buy_n, "simulation"), (spend.buy_m, "measurement"))
    bought = [f"{count(size)} {name}{'' if size == 1 else 's'}" for size, name in kinds if size]
    if not bought:
        return f"buy nothing (n = {count(spend.n)}, m = {count(spend.m)} are owned)"
    owned = spend.buy_n != spend.n or spend.buy_m != spend.m
    total = f", to have n = {count(spend.n)} and m = {count(spend.m)}" if owned else ""
    return f"buy {' and '.join(bought)}{total}"


def _error(spend: Spend, unit: str) -> str:
    return f"{with_unit(value(spend.error), unit)} ({_interval(spend, unit)})"


def _interval(spend: Spend, unit: str) -> str:
    ends = span(spend.low, spend.high, like=spend.error)
    return f"{100 * spend.level:.3g} %: {with_unit(ends, unit)}"


def _range(worth: Worth) -> str:
    if math.isinf(worth.low):
        return "no number is enough"
    high = "no limit" if math.isinf(worth.high) else _about(worth.high)
    return f"{_about(worth.low)} to {high}"


def _percent(share: float) -> str:
    """A share of draws, of which there are too few for 0 or 100 %."""
    return percent(min(max(share, 1e-4), 1 - 1e-4))


def _about(size: float) -> str:
    """A size to two figures, where it is a rough one."""
    if size < 9.95:
        return value(size, 2)
    return about(size, 2)
