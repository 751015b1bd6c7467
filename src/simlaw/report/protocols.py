"""A comparison of protocols as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simlaw.decide.standing import ProtocolComparison, Standing
    from simlaw.law import Estimate


def comparison_text(found: ProtocolComparison, *, unit: str = "", notes: Sequence[str] = ()) -> str:
    """Return the verdict, the tables, and what to know of them.

    Parameters
    ----------
    found
        The comparison.
    unit
        Unit of the errors; empty where they have none.
    notes
        Further sentences for the end.
    """
    from simlaw.decide.verdict import count, crossing_sentence, number, verdict

    names = found.names
    level = f"{100 * found.level:.0f} %"
    lines = [verdict(found, unit)]
    for pair in found.pairs:
        if found.headline.leader in (pair.first, pair.second):
            both = (names[pair.first], names[pair.second])
            crossing = pair.crossing_budget or pair.crossing_n
            lines.append(crossing_sentence(crossing, both, by_budget=found.by_budget))
    if not found.by_budget:
        lines.append("No costs were given (--cost): what a sample costs does not count here.")
    width = max(len(name) for name in names) + 2
    told = f" in {unit}" if unit else ""
    if found.at_budget:
        lines += ["", f"At equal budget (error{told}, {level} intervals)"]
        for standing in found.at_budget:
            lines += _block(f"budget {number(standing.at)}", standing, names, width)
    lines += ["", f"At equal n (error{told}, {level} intervals)"]
    for standing in found.at_n:
        lines += _block(f"n = {count(standing.at)}", standing, names, width)
    lines += ["", f"Laws ({level} intervals)"]
    lines.append(f"  {'':{width}}{'gap C':30}{'rate alpha':26}cost per sample")
    for protocol in found.protocols:
        cost = "not given" if protocol.cost is None else f"{protocol.cost:.4g}"
        lines.append(
            f"  {protocol.name:{width}}{protocol.law.C!s:30}{protocol.law.alpha!s:26}{cost}"
        )
    for pair in found.pairs:
        lines.append(
            f"  {names[pair.second]} minus {names[pair.first]}: C {_signed(pair.gap)}, "
            f"alpha {_signed(pair.rate)}"
        )
    for pair in found.pairs:
        both = (names[pair.first], names[pair.second])
        lines.append("  " + crossing_sentence(pair.crossing_n, both, by_budget=False))
    lines += ["", *(f"note: {text}" for text in _notes(found, notes))]
    return "\n".join(lines)


def _block(title: str, standing: Standing, names: Sequence[str], width: int) -> list[str]:
    from simlaw.decide.verdict import chance, count

    lines = [
        f"  {title}",
        f"    {'':{width}}{'n':>9}   {'error':28}{'minus the leader':36}best with probability",
    ]
    for i, name in enumerate(names):
        difference = "–" if i == standing.leader else _signed(standing.differences[i])
        lines.append(
            f"    {name:{width}}{count(standing.sizes[i]):>9}   {standing.errors[i]!s:28}"
            f"{difference:36}{chance(standing.best_probabilities[i])}"
        )
    return lines


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
            texts.append(f"{protocol.name}: the status of its law is {protocol.law.status}")
    outside = [note.text for standing in (*found.at_budget, *found.at_n) for note in standing.notes]
    return [*texts, *dict.fromkeys(outside)]
