"""What a run says of candidates, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlaw.printed_numbers import count, level_text, percent, span, value, with_unit

if TYPE_CHECKING:
    from simlaw.decide.materials.candidates import CandidateVerdict

_EFFECTS = {"help": "simulations help", "harm": "simulations harm", "open": "not known"}

BEYOND = 0.25
"""Share of candidates far from the source from which they are called unlike the database."""


def candidate_text(found: CandidateVerdict, unit: str = "", name: str = "") -> str:
    """Return a verdict for candidates in lines.

    Parameters
    ----------
    found
        The verdict.
    unit
        Of the errors.
    name
        Of the file or table of candidates.
    """
    of = f" of {name}" if name else ""
    lines = [
        f"For the {count(found.candidates)} candidates{of}, by {found.effective:.0f} effective "
        f"measured materials of {count(found.measured)}:"
    ]
    if found.direct is not None:
        lines.append(f"  {_EFFECTS[found.effect]} at m = {count(found.m)}, n = {count(found.n)}")
    rows = [("with simulations", found.error, found.measured_error)]
    if found.direct is not None and found.measured_direct is not None:
        rows.append(("measurements alone", found.direct, found.measured_direct))
    for label, here, there in rows:
        wide = span(here.low, here.high, like=here.estimate)
        lines.append(
            f"  error {label}: {with_unit(value(here.estimate), unit)} "
            f"({level_text(here.level)} interval {wide}); on materials like the measured "
            f"{with_unit(value(there.estimate), unit)}"
        )
    if found.direct is not None and found.effect != found.measured_effect:
        lines.append(
            f"  For materials like the measured the answer is another: "
            f"{_EFFECTS[found.measured_effect]}."
        )
    if found.unlike:
        lines.append(
            "  The candidates are drawn otherwise than the measured: a random candidate is told "
            f"from a random measured material in {percent(found.area)} of pairs. Weights allow for "
            "what the descriptors tell, and for no more."
        )
    else:
        lines.append("  The candidates are not told from the measured materials.")
    if found.beyond is not None and found.beyond > BEYOND:
        lines.append(
            f"  {percent(found.beyond)} of the candidates lie farther from the computed materials "
            "than 95 % of the measured do: they are unlike the database, and the law is not "
            "extrapolated to them. More computed materials of the database's kind need not help."
        )
    return "\n".join(lines)
