"""How a fitted law shows itself: as text, and as an HTML table for notebooks."""

from __future__ import annotations

import html
from collections.abc import Mapping

from simlaw.law.estimate import Estimate, Note


def as_text(
    heading: str,
    parameters: Mapping[str, Estimate],
    level: float,
    fitted_to: str,
    notes: tuple[Note, ...],
) -> str:
    """Return heading, one line a parameter, what was fitted, and one line a note."""
    lines = [heading]
    lines += [
        f"  {name:>6} = {value.estimate:.4g}   {100 * level:.0f} % interval "
        f"{value.low:.4g} to {value.high:.4g}"
        for name, value in parameters.items()
    ]
    lines.append(f"  fitted to {fitted_to}")
    lines += [f"  note: {note.text}" for note in notes]
    return "\n".join(lines)


def as_html(
    heading: str, parameters: Mapping[str, Estimate], level: float, notes: tuple[Note, ...]
) -> str:
    """Return heading, a table of parameters and a list of notes; every text is escaped."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{value.estimate:.4g}</td>"
        f"<td>{value.low:.4g} to {value.high:.4g}</td></tr>"
        for name, value in parameters.items()
    )
    listed = "".join(f"<li>{html.escape(note.text)}</li>" for note in notes)
    return (
        f"<p>{html.escape(heading)}</p><table><tr><th></th><th>estimate</th>"
        f"<th>{100 * level:.0f} % interval</th></tr>{rows}</table><ul>{listed}</ul>"
    )


def replicates_text(count: int) -> str:
    """Return ``1 replicate`` or, for instance, ``16 replicates``."""
    return f"{count} replicate{'s' if count > 1 else ''}"
