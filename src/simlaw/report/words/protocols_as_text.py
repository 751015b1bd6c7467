"""A comparison of protocols as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from simlaw.decide import ProtocolComparison, SideBySide, crossing_sentence, verdict
from simlaw.decide.protocols.protocol_sentences import size
from simlaw.law import Estimate, Law
from simlaw.law.answers.gain import percent_span
from simlaw.law.diagnose import doubts, rests_on_points
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import (
    chance,
    count,
    level_text,
    money,
    pretty_unit,
    span,
    value,
    with_unit,
)
from simlaw.report.words.sentences import STATUS

__all__ = ["comparison_text", "direct_lines"]


def comparison_text(
    found: ProtocolComparison,
    *,
    unit: str = "",
    further: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    """Return the verdict, the tables, and what to know of them.

    Parameters
    ----------
    found
        The comparison.
    unit
        Unit of the errors; empty where they have none.
    further
        Further sentences for right after the verdict.
    notes
        Further sentences for the end.
    """
    names = found.names
    level = level_text(found.level)
    lines = [verdict(found, unit), *further]
    for pair in found.pairs:
        if found.headline.leader in (pair.first, pair.second):
            both = (names[pair.first], names[pair.second])
            crossing = pair.crossing_budget or pair.crossing_n
            said = crossing_sentence(crossing, both, by_budget=found.by_budget, level=found.level)
            lines.append(said)
    if not found.by_budget:
        lines.append("No costs were given (--cost): what a sample costs does not count here.")
    width = max(len(name) for name in names) + 2
    told = f" in {pretty_unit(unit)}" if pretty_unit(unit) else ""
    if found.at_budget:
        lines += ["", f"At equal budget (error{told}, {level} intervals)"]
        for beside in found.at_budget:
            lines += _block(f"budget {money(beside.at)}", beside, names, width)
    lines += ["", f"At equal n (error{told}, {level} intervals)"]
    for beside in found.at_n:
        lines += _block(f"n = {size(beside.at)}", beside, names, width)
    lines += ["", f"Laws ({level} intervals)"]
    lines.append(
        f"  {'':{width}}{'gain from doubling n':24}{'gap C':30}{'rate alpha':26}cost per sample"
    )
    for protocol in found.protocols:
        cost = "not given" if protocol.cost is None else f"{protocol.cost:.4g}"
        gain = protocol.law.gain(level=found.level)
        middle, ends = percent_span(gain.estimate, gain.low, gain.high)
        gained = f"{middle} [{ends.removesuffix(' %')}]"
        lines.append(
            f"  {protocol.name:{width}}{gained:24}{_told(protocol.law, 'C'):30}"
            f"{_told(protocol.law, 'alpha'):26}{cost}"
        )
    for pair in found.pairs:
        both_laws = [found.protocols[i].law for i in (pair.first, pair.second)]
        differences = [
            f"{name} {_signed(difference)}"
            for name, difference in (("C", pair.gap), ("alpha", pair.rate))
            if all(rests_on_points(law, name) for law in both_laws)
        ]
        if differences:
            order = f"{names[pair.second]} minus {names[pair.first]}"
            lines.append(f"  {order}: {', '.join(differences)}")
    for pair in found.pairs:
        both = (names[pair.first], names[pair.second])
        said = crossing_sentence(pair.crossing_n, both, by_budget=False, level=found.level)
        lines.append(f"  {said}")
    lines += ["", *(f"note: {text}" for text in _notes(found, notes))]
    return "\n".join(lines)


def direct_lines(
    found: ProtocolComparison, directs: Sequence[Estimate | None], m: int, unit: str = ""
) -> list[str]:
    """Say where the protocol that leads is no better than no simulations at all.

    Parameters
    ----------
    found
        The comparison.
    directs
        Error of direct learning in each run, None where it was not measured.
    m
        Number of measurements.
    unit
        Unit of the errors.
    """
    leader = found.headline.leader
    direct, error = directs[leader], found.headline.errors[leader]
    if direct is None or error.high < direct.low:
        return []
    verb = "is worse than" if error.low > direct.high else "is not surely better than"
    without = with_unit(value(direct.estimate, 4), unit)
    ends = span(direct.low, direct.high, like=direct.estimate)
    return [
        f"But {found.names[leader]} {verb} direct learning, without any simulations: with m = "
        f"{count(m)} measurements alone the error is {without} "
        f"({level_text(direct.level)} interval {ends})."
    ]


def _block(title: str, beside: SideBySide, names: Sequence[str], width: int) -> list[str]:
    lines = [
        f"  {title}",
        f"    {'':{width}}{'n':>9}   {'error':28}{'minus the leader':36}best with probability",
    ]
    for i, name in enumerate(names):
        difference = "–" if i == beside.leader else _signed(beside.differences[i])
        lines.append(
            f"    {name:{width}}{size(beside.sizes[i]):>9}   {beside.errors[i]!s:28}"
            f"{difference:36}{chance(beside.best_probabilities[i])}"
        )
    return lines


def _told(law: Law, name: str) -> str:
    """A parameter, or the range that it is left open in."""
    if name == "C" and CAPACITY_LIMITED in doubts(law):
        return "limited by the network"
    found = law.C if name == "C" else law.alpha
    return str(found) if rests_on_points(law, name) else f"open [{found.low:.4g}, {found.high:.4g}]"


def _signed(estimate: Estimate) -> str:
    return f"{estimate.estimate:+.3g} [{estimate.low:+.3g}, {estimate.high:+.3g}]"


def _notes(found: ProtocolComparison, further: Sequence[str]) -> list[str]:
    shared = (
        "replicates are the same trials in all runs (test set and order of target samples), and "
        "differences are taken within them"
    )
    texts = [shared] if found.paired else []
    texts += further
    for protocol in found.protocols:
        if protocol.law.status != "ok":
            texts.append(f"{protocol.name}: {STATUS[protocol.law.status]}")
    outside = [note.text for beside in (*found.at_budget, *found.at_n) for note in beside.notes]
    return [*texts, *dict.fromkeys(outside)]
