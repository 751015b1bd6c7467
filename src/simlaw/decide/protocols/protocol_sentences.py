"""What a comparison of protocols says, in sentences."""

from __future__ import annotations

import math

from simlaw.decide.protocols.protocol_comparison import Crossing, ProtocolComparison
from simlaw.printed_numbers import about, chance, level_text, money, rough, span, value, with_unit

SURE, LIKELY = 0.95, 0.8
"""Probabilities of being the best from which a protocol is recommended, or called likely better."""


def verdict(found: ProtocolComparison, unit: str = "") -> str:
    """The answer in plain words: which protocol, by how much, how surely.

    Parameters
    ----------
    found
        The comparison.
    unit
        Unit of the errors, printed after them.
    """
    beside, names = found.headline, found.names
    leader = beside.leader
    others = [i for i in range(len(names)) if i != leader]
    second = min(others, key=lambda i: (-beside.best_probabilities[i], beside.errors[i].estimate))
    probability = beside.best_probabilities[leader]
    gain = beside.differences[second]
    where = (
        f"For a budget of {money(beside.at)}"
        if found.by_budget
        else f"At n = {size(beside.at)} source samples each"
    )
    name, sure = names[leader], chance(probability)
    if probability >= SURE:
        head = f"{where}, {name} is the protocol to spend on (probability {sure} that it is best)"
    elif probability >= LIKELY:
        head = f"{where}, {name} is probably the best protocol (probability {sure})"
    else:
        head = (
            f"{where}, the protocols cannot be told apart yet ({name} is best with probability "
            f"{sure})"
        )
    pays = ""
    if found.by_budget:
        bought = [size(beside.sizes[i]) for i in (leader, second)]
        pays = f", with n = {bought[0]} against {bought[1]}"
    subject = "its error" if probability >= LIKELY else f"the error of {name}"
    errors = [with_unit(value(beside.errors[i].estimate, 4), unit) for i in (leader, second)]
    ends = span(gain.low, gain.high, 2, like=gain.estimate)
    return (
        f"{head}: {subject} is {errors[0]} and that of {names[second]} {errors[1]}{pays}; the "
        f"difference is {with_unit(value(gain.estimate, 2), unit)} ({level_text(found.level)} "
        f"interval {ends})."
    )


def crossing_sentence(
    crossing: Crossing, names: tuple[str, str], *, by_budget: bool, level: float = 0.9
) -> str:
    """Where two protocols change places, in plain words; `level` is that of the interval."""
    what = "a budget of " if by_budget else "n = "
    looked_at = f"{what}{size(crossing.first)} and {size(crossing.last)}"
    both = f"{names[0]} and {names[1]}"
    never = crossing.never_probability
    if math.isinf(crossing.median):
        text = f"{both} keep their order between {looked_at} with probability {chance(never)}"
        if not math.isinf(crossing.low):
            text += f"; if they change places, then not before {what}{size(crossing.low)}"
            text += f" (lower end of the {level_text(level)} interval)"
        return text + "."
    high = "never" if math.isinf(crossing.high) else size(crossing.high)
    return (
        f"{both} change places at about {what}{size(crossing.median)} "
        f"({level_text(level)} interval {size(crossing.low)} to {high}); with probability "
        f"{chance(never)} they keep their order between {looked_at}."
    )


def size(x: float) -> str:
    """A number of samples, or money at which something happens, to three figures at most."""
    return rough(x) if x < 9.95 else about(x)
