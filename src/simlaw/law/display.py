"""How laws and their answers show themselves: as text, and as an HTML table for notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from simlaw.law.estimate import Estimate, Note
from simlaw.printed_numbers import level_text

MOST_ROWS = 8
"""A table in a terminal or a notebook has no more rows than this; the others are counted."""


class ShownAsText:
    """Shows itself in a notebook as the lines of its text."""

    def _repr_html_(self) -> str:
        return html_lines(repr(self).splitlines())


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
    rows = [
        (name, f"{value.estimate:.4g}", f"{value.low:.4g} to {value.high:.4g}")
        for name, value in parameters.items()
    ]
    table = html_table(heading, ("", "estimate", f"{level_text(level)} interval"), rows)
    return table + html_notes(notes)


def text_table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a heading and the first rows of a table, each column as wide as it has to be."""
    shown = [columns, *rows[:MOST_ROWS]]
    widths = [max(len(row[i]) for row in shown) for i in range(len(columns))]
    lines = [heading]
    lines += [
        "  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        for row in shown
    ]
    if len(rows) > MOST_ROWS:
        lines.append(f"  and {len(rows) - MOST_ROWS:,} more")
    return "\n".join(lines)


def html_table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a heading and the first rows of a table as HTML; every text is escaped."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr><th>{html.escape(row[0])}</th>"
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    more = f"<p>and {len(rows) - MOST_ROWS:,} more</p>" if len(rows) > MOST_ROWS else ""
    return f"<p>{html.escape(heading)}</p><table><tr>{head}</tr>{body}</table>{more}"


def html_notes(notes: Iterable[Note]) -> str:
    """Return a list of notes as HTML, empty where there are none; every text is escaped."""
    listed = "".join(f"<li>{html.escape(note.text)}</li>" for note in notes)
    return f"<ul>{listed}</ul>" if listed else ""


def html_lines(lines: Iterable[str]) -> str:
    """Return sentences as paragraphs of HTML; every text is escaped."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def replicates_text(count: int) -> str:
    """Return ``1 replicate`` or, for instance, ``16 replicates``."""
    return f"{count} replicate{'s' if count > 1 else ''}"
