"""Decisions in plain sentences; the command line and the page say the same."""

from __future__ import annotations

import math

from simlaw.decide import (
    Advice,
    ErrorPlan,
    Exchange,
    MoneyPlan,
    NextRound,
    Slack,
    Spend,
    Step,
    Worth,
    requirement_sentence,
)
from simlaw.decide.money.without_simulations import SURE_ENOUGH
from simlaw.law import Estimate, Requirement
from simlaw.printed_numbers import (
    about,
    chance,
    count,
    level_text,
    money,
    rough,
    size_span,
    span,
    target,
    value,
    with_unit,
)

__all__ = [
    "REMEDY",
    "budget_sentences",
    "direct_sentence",
    "error_plan_sentences",
    "exchange_sentences",
    "joint_sentence",
    "least_cost_sentence",
    "money_plan_sentences",
    "reach_sentence",
    "round_sentence",
]

REMEDY = (
    "What can help instead: more measurements for fine-tuning, a source whose values lie closer to "
    "the measured ones (a better protocol), or a better descriptor."
)
"""What to do where more of the same simulations do not reach an error."""

FAR_APART = 3.0
"""Factor between two answers from which it is said that they are far apart."""

SURE = 0.95
"""Probability from which an error counts as reached without a word of doubt."""


def error_plan_sentences(plan: ErrorPlan, unit: str = "") -> list[str]:
    """Say what a wanted error takes, the next round last, and what to know of it.

    Parameters
    ----------
    plan
        From `simlaw.decide.plan_for_error`.
    unit
        Unit of the error.
    """
    wanted = plan.wanted
    said = []
    if plan.direct is not None:
        said.append(direct_sentence(plan.direct, wanted.error, wanted.m, unit))
        said += _alone_sentence(plan)
    said.append(requirement_sentence(plan.needed, unit, wanted.m))
    if plan.by_joint_law is not None:
        said.append(joint_sentence(plan.by_joint_law, plan.needed, wanted.m))
    if wanted.by_n is not None:
        said.append(reach_sentence(wanted.by_n, plan.needed.reached_by(wanted.by_n)))
    said.append(round_sentence(plan.step, plan.status))
    # That the points do not decide is said in the first sentence.
    notes = [note for note in plan.needed.notes if note.code != "reach_undetermined"]
    return said + [f"Note: {note.text}" for note in (*notes, *plan.notes)]


def money_plan_sentences(plan: MoneyPlan, unit: str = "") -> list[str]:
    """Say what a budget buys and what an error costs, and what to know of it.

    Parameters
    ----------
    plan
        From `simlaw.decide.money.plan_for_money`.
    unit
        Unit of the error.
    """
    said: list[str] = []
    notes: dict[str, None] = {}
    if plan.spend is not None:
        said += budget_sentences(plan.spend.step, plan.spend.room, unit, plan.spend.advice)
        notes |= {note.text: None for note in plan.spend.step.spend.notes}
    if plan.cheapest is not None and plan.error is not None:
        said.append(least_cost_sentence(plan.cheapest, plan.error, unit))
        notes |= {note.text: None for note in plan.cheapest.spend.notes}
    texts = (*notes, *(note.text for note in plan.law.notes))
    return said + [f"Note: {text}" for text in texts]


def exchange_sentences(found: Exchange) -> list[str]:
    """Say what a measurement is worth in simulations, as a manager asks it.

    Parameters
    ----------
    found
        From `simlaw.decide.exchange`.

    Returns
    -------
    list of str
        The rate first; then what going to `to_m` replaces, where it was asked.
    """
    level = level_text(found.level)
    rate = found.rate
    start = f"At {_some(found.n, 'simulation')} and {_some(found.m, 'measurement')}, "
    if math.isinf(rate.estimate):
        said = [
            f"{start}no number of simulations is worth one more measurement: more simulations do "
            "not lower the error."
        ]
    elif rate.estimate < 1:
        said = [
            f"{start}one more measurement is worth less than one simulation: "
            f"{rough(rate.estimate)} of it ({level} interval {_range(rate)})."
        ]
    else:
        said = [
            f"{start}one more measurement is worth about {rough(rate.estimate)} simulations "
            f"({level} interval {_range(rate)})."
        ]
    if found.replacing is not None and found.to_m is not None:
        said.append(_replaced(found, found.replacing, found.to_m, level))
    return said


def _replaced(found: Exchange, replacing: Worth, to_m: float, level: str) -> str:
    if to_m == found.m:
        return f"m = {count(to_m)} is what there is already: nothing is replaced."
    if to_m < found.m:
        return (
            f"With {count(to_m)} instead of {_some(found.m, 'measurement')}, the error is that of "
            f"only about {_some_rough(replacing.estimate)} with {count(found.m)} "
            f"({level} interval {_range(replacing)})."
        )
    gain = f"Going from {count(found.m)} to {count(to_m)} measurements"
    if math.isinf(replacing.estimate):
        limit = ""
        if math.isfinite(replacing.low):
            limit = (
                f"; if any number does, it is at least {rough(replacing.low)} (lower end of the "
                f"{level} interval)"
            )
        return (
            f"{gain} lowers the error further than simulations can with "
            f"{_some(found.m, 'measurement')} (probability "
            f"{chance(replacing.infinite_probability)}): the "
            f"{'network' if found.capacity_limited else 'transfer gap'} is in the way{limit}."
        )
    return (
        f"{gain} does what going from {count(found.n)} to about {rough(replacing.estimate)} "
        f"simulations would ({level} interval {_range(replacing)})."
    )


def budget_sentences(
    step: Step, room: Slack, unit: str = "", advice: Advice | None = None
) -> list[str]:
    """Say what to buy for a budget, what it brings, and what more money would.

    Parameters
    ----------
    step
        From `simlaw.decide.next_step`.
    room
        From `simlaw.decide.slack`.
    unit
        Unit of the error.
    advice
        The best purchase with simulations and that without; None where nothing was compared.
    """
    spend = step.spend
    said = [
        f"For {money(step.budget)}, {_purchase(spend)}; the error is then forecast to be "
        f"{_error(spend, unit)}."
    ]
    if advice is not None:
        said = _simulate_or_not(step.budget, advice, said[0], unit)
    if room.m_high > room.m_low:
        said.append(
            f"The split is not sharp: between {count(room.m_low)} and {count(room.m_high)} "
            f"measurements, the rest in simulations, the error is within {100 * room.share:g} % "
            "of that."
        )
    more = f"The next {money(step.next_money)} would"
    if step.next_fall <= 1e-12 * spend.error:
        said.append(f"{more} not lower it.")
    else:
        fall = with_unit(value(step.next_fall, 2), unit)
        said.append(f"{more} lower it by {fall} ({rough(100 * step.next_fall / spend.error)} %).")
    return said


def _simulate_or_not(budget: float, advice: Advice, bought: str, unit: str) -> list[str]:
    """Say first whether to simulate at all, and how surely that is better."""
    ours, theirs = advice.with_simulations, advice.without
    if theirs is None:
        return [
            bought,
            "Whether simulating is worth it is not known: nothing was learned from the "
            "measurements alone that it could be compared with.",
        ]
    if not advice.simulate:
        what = f"the same money in {_some(theirs.buy_m, 'measurement')} alone"
        if not theirs.buy_m:
            what = f"the {_some(theirs.m, 'measurement')} owned, alone,"
        total = f" (m = {count(theirs.m)})" if theirs.buy_m not in (0, theirs.m) else ""
        verb = "is" if theirs.buy_m else "are"
        first = (
            f"For {money(budget)}, do not buy simulations: {what}{total} {verb} worth an error of "
            f"{_error(theirs, unit)}"
        )
        if ours is None:
            return [f"{first}; it does not pay for simulations as well."]
        return [
            f"{first}. The best purchase with simulations, to n = {count(ours.n)} and "
            f"m = {count(ours.m)}, is forecast at {_error(ours, unit)}; it is better with "
            f"probability {chance(advice.probability or 0.0)}, and advised from "
            f"{chance(SURE_ENOUGH)} on."
        ]
    return [
        bought,
        f"Without simulations the same money goes to m = {count(theirs.m)} measurements, worth "
        f"{_error(theirs, unit)}: simulating is better with probability "
        f"{chance(advice.probability or 0.0)}.",
    ]


def _alone_sentence(plan: ErrorPlan) -> list[str]:
    """Say how many measurements reach the error without simulations, where more of them do."""
    needed = plan.alone_m
    if needed is None or plan.alone is None or needed <= plan.wanted.m:
        return []
    if math.isinf(needed):
        return ["No number of measurements alone is known to reach it."]
    where = ", beyond the m measured" if plan.alone.beyond(needed) else ""
    return [f"About m = {about(needed)} measurements alone would reach it{where}."]


def least_cost_sentence(found: Advice | Spend, error: float, unit: str = "") -> str:
    """Say what reaches an error at least cost, and what it costs without simulations."""
    if isinstance(found, Spend):
        return _cheapest(found, error, unit)
    said = _cheapest(found.spend, error, unit)
    if found.simulate and found.without is not None:
        said += (
            f" Without simulations it takes m = {count(found.without.m)} measurements, for "
            f"{money(found.without.cost)}."
        )
    elif not found.simulate:
        if found.with_simulations is None:
            return f"{said} With simulations nothing is forecast to reach it."
        said += (
            f" With simulations it costs {money(found.with_simulations.cost)} at least, for "
            f"n = {count(found.with_simulations.n)} and m = {count(found.with_simulations.m)}."
        )
    return said


def _cheapest(spend: Spend, error: float, unit: str) -> str:
    wanted = with_unit(target(error), unit)
    if spend.n == 0 and spend.buy_m == 0:
        return (
            f"The {_some(spend.m, 'measurement')} owned reach an error of {wanted} without "
            f"simulations: {_error(spend, unit)}."
        )
    if spend.n == 0:
        return (
            f"The cheapest way to an error of {wanted} needs no simulations and costs "
            f"{money(spend.cost)}: {_purchase(spend)}; the error is then forecast to be "
            f"{_error(spend, unit)}."
        )
    if spend.buy_n == spend.buy_m == 0:
        return (
            f"By the joint law, what is owned reaches an error of {wanted} already: it is forecast "
            f"to be {_error(spend, unit)}."
        )
    return (
        f"The cheapest way to an error of {wanted} costs {money(spend.cost)}: {_purchase(spend)}; "
        f"the error is then forecast to be {_error(spend, unit)}."
    )


def direct_sentence(direct: Estimate, error: float, m: int, unit: str = "") -> str:
    """Say whether an error needs simulations at all: what the measurements reach without them.

    Parameters
    ----------
    direct
        Mean error of direct learning with `m` measurements.
    error
        The wanted error.
    m
        Number of measurements.
    unit
        Unit of the errors.
    """
    ends = span(direct.low, direct.high, like=direct.estimate)
    said = (
        f"Without simulations (direct learning), m = {count(m)} measurements have an error of "
        f"{with_unit(value(direct.estimate), unit)} ({level_text(direct.level)} interval {ends})"
    )
    return said + (": they reach it on their own." if direct.high <= error else ".")


def joint_sentence(joint: Requirement, alone: Requirement, m: int) -> str:
    """Say what the joint law of all m answers where the law of one m was asked first.

    Parameters
    ----------
    joint
        From `simlaw.law.JointLaw.required_n`.
    alone
        What the law of `m` alone answers.
    m
        Number of measurements.
    """
    ends = (
        "no n reaches it"
        if math.isinf(joint.low)
        else f"{level_text(joint.level)} interval {size_span(joint.low, joint.high, alone.fewest)}"
    )
    if math.isinf(joint.median):
        doubt = chance(joint.unreachable_probability)
        needs = f"it is probably out of reach (probability {doubt}; {ends})"
        if not alone.determined:
            # The joint law sees no further along n than the law of one m.
            needs = f"that is not determined either (P(unreachable) = {doubt}; {ends})"
    elif joint.median < alone.fewest:
        needs = f"it is reached under n = {about(alone.fewest)} ({ends})"
    else:
        needs = f"it needs about n = {about(joint.median)} ({ends})"
    said = f"That is by the law of m = {count(m)} alone; by the joint law of all m {needs}."
    if joint.low > alone.high or alone.low > joint.high:
        said += (
            " The two differ by more than their intervals allow: do not buy by either before more "
            "n or m are studied."
        )
    elif (
        alone.fewest
        <= min(joint.median, alone.median)
        <= max(joint.median, alone.median)
        < math.inf
    ):
        apart = max(joint.median, alone.median) / min(joint.median, alone.median)
        if apart > FAR_APART:
            said += (
                f" That is a factor of {rough(apart)} apart, though within their intervals: buy a "
                "part, run the study with it and plan anew."
            )
    return said


def round_sentence(found: NextRound, status: str = "ok") -> str:
    """Say how far to go next towards an error, by a law of some status."""
    if found.reason == "reached":
        have = f"the largest n studied, {count(found.n)}, reaches it"
        sure = chance(found.probability)
        if found.probability >= SURE:
            return f"No further simulations are needed: {have} (probability {sure})."
        return (
            f"No further round is advised: {have} with probability {sure}. "
            "For more certainty, ask for a lower error."
        )
    if found.reason == "not_needed":
        return "No simulations are needed: the measurements reach it on their own."
    if found.reason == "not_shown":
        return (
            "No round of simulations is advised: it is not shown that the error falls with n at "
            f"this m. {REMEDY}"
        )
    if found.reason == "out_of_reach":
        return f"No further round of simulations is advised. {REMEDY}"
    sure = f"the error is reached by then with probability {chance(found.probability)}"
    more = "simulation" if found.more == 1 else "simulations"
    step = f"Next round: about {about(found.more)} more {more}, to n = {about(found.n)}; {sure}."
    stretch = found.correction.stretch
    if stretch > 1.05:
        step += (
            " On this curve earlier requirements turned out to lie further than the law said, by "
            f"{100 * (stretch - 1):.0f} % in log n, and this one is corrected for it."
        )
    if found.reason == "part":
        step += " That is a part of the way: run the study with it and plan anew."
    if status in ("no_decay", "negative_transfer"):
        step += " Doubt it: so far the points do not show that simulations of this kind help."
    if found.required.unreachable_probability > 0.5:
        step += f" {REMEDY}"
    return step


def reach_sentence(n: float, probability: float) -> str:
    """Say how probable it is that the error is reached by n."""
    return f"By n = {count(n)} it is reached with probability {chance(probability)}."


def _purchase(spend: Spend) -> str:
    kinds = ((spend.buy_n, "simulation"), (spend.buy_m, "measurement"))
    bought = [_some(size, name) for size, name in kinds if size]
    if not bought:
        return f"buy nothing (n = {count(spend.n)}, m = {count(spend.m)} are owned)"
    if spend.n == 0:
        more = f", to have m = {count(spend.m)}" if spend.buy_m != spend.m else ""
        return f"buy {_some(spend.buy_m, 'measurement')} and no simulations{more}"
    owned = spend.buy_n != spend.n or spend.buy_m != spend.m
    total = f", to have n = {count(spend.n)} and m = {count(spend.m)}" if owned else ""
    return f"buy {' and '.join(bought)}{total}"


def _error(spend: Spend, unit: str) -> str:
    return f"{with_unit(value(spend.error), unit)} ({_interval(spend, unit)})"


def _interval(spend: Spend, unit: str) -> str:
    ends = span(spend.low, spend.high, like=spend.error)
    return f"{level_text(spend.level)} interval {ends}"


def _range(worth: Worth) -> str:
    if math.isinf(worth.low):
        return "no number is enough"
    return f"{rough(worth.low)} to {'no limit' if math.isinf(worth.high) else rough(worth.high)}"


def _some(size: float, what: str) -> str:
    return f"{count(size)} {what}{'' if size == 1 else 's'}"


def _some_rough(size: float) -> str:
    return "1 simulation" if rough(size) in ("1", "1.0") else f"{rough(size)} simulations"
