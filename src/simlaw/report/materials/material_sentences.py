"""What a run shows of its materials, in sentences that the report and the command line share."""

from __future__ import annotations

from simlaw.decide.materials.classes import HARM, HELP, LEAST, OPEN, ClassErrors
from simlaw.decide.materials.distance import ErrorByDistance
from simlaw.decide.materials.twins import FEWEST, NEAR, TwinAudit
from simlaw.printed_numbers import count, level_text, percent, span, value, with_unit

EFFECTS = {HELP: "simulations help", HARM: "simulations harm", OPEN: "not known"}

NAMED = 5
"""Most classes that a sentence names."""


def class_sentences(found: ClassErrors) -> list[str]:
    """Return what the classes show: where simulations help, and how they are shrunk."""
    said = []
    if found.whole_ratio is not None:
        parts = []
        for effect, words in ((HELP, "help"), (HARM, "harm")):
            names = [one.name for one in found.of_effect(effect)]
            if names:
                parts.append(f"{words} in {_listed(names)}")
        left = len(found.of_effect(OPEN))
        if parts:
            rest = f"; in {_many(left, 'other')} that is not known" if left else ""
            said.append(f"Simulations {' and '.join(parts)}{rest}.")
        elif found.classes:
            said.append(
                f"In none of {_many(len(found.classes), '')} is it known whether simulations help "
                "or harm."
            )
    if found.small:
        said.append(
            f"{_many(found.small, 'smaller').capitalize()} of fewer than {LEAST} tested materials, "
            f"{count(found.small_materials)} materials in all, are not shown."
        )
    if len(found.classes) > 3:
        said.append(
            "Each class is drawn towards the whole, the more the fewer materials it has (empirical "
            f"Bayes); intervals, at {level_text(found.level)}, are for new materials of the class."
        )
    elif found.classes:
        said.append(
            "So few classes do not tell how classes differ, and are shown as they are; intervals, "
            f"at {level_text(found.level)}, are for new materials of the class."
        )
    return said


def _many(number: int, what: str) -> str:
    word = "class" if number == 1 else "classes"
    return f"{count(number)} {what} {word}" if what else f"{count(number)} {word}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def distance_sentence(found: ErrorByDistance, unit: str) -> str:
    """Return how the error changes with the distance to the source."""
    near, far = found.bins[0], found.bins[-1]
    wide = span(found.low, found.high, 2, like=found.rank)
    known = "" if found.low <= 0 <= found.high else " Distance matters."
    return (
        f"From the {count(near.materials)} materials nearest to a computed one to the "
        f"{count(far.materials)} farthest the mean error goes from "
        f"{with_unit(value(near.error), unit)} to {with_unit(value(far.error), unit)} (rank "
        f"correlation of distance and error {value(found.rank, 2)}, 90 % interval {wide}).{known} "
        "The distance is the root mean square difference of descriptors, in their standard "
        "deviations over the source."
    )


def twin_sentences(found: TwinAudit, unit: str, level: float) -> list[str]:
    """Return what the audit of near twins shows."""
    said = [
        f"Of {count(found.tested)} tested materials the source holds {count(found.same)} "
        f"themselves; while they are tested, {_used(found.same_used)} learned from. "
        f"{count(found.near)} have another, near-identical material in the source (within "
        f"{NEAR:g} standard deviations in scaled descriptors), and {_used(found.near_used)} "
        "learned from."
    ]
    rest, twins = found.without, found.with_twin
    if twins is None:
        said.append("No test material has a twin that is learned from.")
        return said
    if rest is None:
        said.append("Every test material has a twin that is learned from.")
        return said
    alone = ""
    if rest.direct is not None and twins.direct is not None:
        alone = (
            f"; from measurements alone {with_unit(value(twins.direct), unit)} and "
            f"{with_unit(value(rest.direct), unit)}"
        )
    said.append(
        f"The error is {with_unit(value(twins.error), unit)} on the {count(twins.materials)} with "
        f"a twin, {with_unit(value(rest.error), unit)} on the {count(rest.materials)} without"
        f"{alone}."
    )
    judged = found.ratio_change or found.change
    if judged is None:
        said.append(f"One of the two has fewer than {FEWEST} materials: too few to compare.")
        return said
    wide = f"{percent_change(judged.low)} to {percent_change(judged.high)}"
    what = (
        "the ratio of the error to that of direct learning"
        if found.ratio_change is not None
        else "the error"
    )
    if judged.high < 0:
        said.append(
            f"Twins flatter the result: with them {what} is {percent_change(judged.estimate)} "
            f"({level_text(level)} interval {wide}) against materials without."
        )
    else:
        said.append(
            f"Twins do not make {what} lower by more than chance: "
            f"{percent_change(judged.estimate)} ({level_text(level)} interval {wide})."
        )
    return said


def _used(number: int) -> str:
    return "none is" if number == 0 else "1 is" if number == 1 else f"{count(number)} are"


def percent_change(share: float) -> str:
    """Return a relative change in percent, with its sign.

    Examples
    --------
    >>> percent_change(-0.123), percent_change(0.05)
    ('−12.3 %', '+5.0 %')
    """
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.1f} %"


def wrong_sentence(number: int, sided: int, tested: int, share: float) -> str:
    """Return how many materials stay wrong at every n."""
    if number == 0:
        return "No material is among the worst at every n."
    return (
        f"{count(number)} of {count(tested)} tested materials "
        f"{'is' if number == 1 else 'are'} among the worst {percent(share)} at every n; "
        f"{count(sided)} of them always to the same side, as a doubtful measurement or physics "
        "that the simulation lacks would have it."
    )
