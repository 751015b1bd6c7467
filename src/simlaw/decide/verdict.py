"""What a comparison of protocols says, in sentences."""

from __future__ import annotations

import math

from simlaw.decide.standing import Crossing, ProtocolComparison

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
    standing, names = found.headline, found.names
    leader = standing.leader
    others = [i for i in range(len(names)) if i != leader]
    second = min(
        others, key=lambda i: (-standing.best_probabilities[i], standing.errors[i].estimate)
    )
    probability = standing.best_probabilities[leader]
    unit = f" {unit}" if unit else ""
    gain = standing.differences[second]
    level = f"{100 * found.level:.0f} %"
    where = (
        f"For a budget of {number(standing.at)}"
        if found.by_budget
        else f"At n = {count(standing.at)} source samples each"
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
        bought = [count(standing.sizes[i]) for i in (leader, second)]
        pays = f", with n = {bought[0]} against {bought[1]}"
    subject = "its error" if probability >= LIKELY else f"the error of {name}"
    return (
        f"{head}: {subject} is {standing.errors[leader].estimate:.4g}{unit} and that of "
        f"{names[second]} {standing.errors[second].estimate:.4g}{unit}{pays}; the difference is "
        f"{gain.estimate:.2g} ({level} interval {gain.low:.2g} to {gain.high:.2g})."
    )


def crossing_sentence(crossing: Crossing, names: tuple[str, str], *, by_budget: bool) -> str:
    """Where two protocols change places, in plain words."""
    what, show = ("a budget of ", number) if by_budget else ("n = ", count)
    span = f"{what}{show(crossing.first)} and {show(crossing.last)}"
    both = f"{names[0]} and {names[1]}"
    never = crossing.never_probability
    if math.isinf(crossing.median):
        text = f"{both} keep their order between {span} with probability {chance(never)}"
        if not math.isinf(crossing.low):
            text += f"; if they change places, then not before {what}{show(crossing.low)}"
        return text + "."
    high = "never" if math.isinf(crossing.high) else show(crossing.high)
    return (
        f"{both} change places at about {what}{show(crossing.median)} "
        f"(interval {show(crossing.low)} to {high}); with probability {chance(never)} they keep "
        f"their order between {span}."
    )


def count(value: float) -> str:
    """A number of samples to three figures, with thousands separated; below ten to two figures."""
    if value < 10:
        return f"{value:.2g}"
    if value >= 1e9:
        return f"{value:.1e}"
    return f"{round(value, -max(len(str(int(value))) - 3, 0)):,.0f}"


def number(value: float) -> str:
    """A budget to four figures."""
    return f"{value:,.0f}" if 1e3 <= value < 1e9 else f"{value:.4g}"


def chance(value: float) -> str:
    """A probability in percent; never 0 or 100 where it is not surely so."""
    if value > 0.99:
        return "over 99 %"
    return "under 1 %" if value < 0.01 else f"{100 * value:.0f} %"
