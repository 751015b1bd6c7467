"""Check the first line of a commit's message: under 72 characters, then a blank line."""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST = 71


def wrong(message: str) -> str:
    """Return what is wrong with a message, or nothing."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0] if lines else ""
    if not subject.strip():
        return "The first line says nothing."
    if len(subject) > LONGEST:
        return f"The first line has {len(subject)} characters, {LONGEST} are allowed: {subject}"
    if len(lines) > 1 and lines[1].strip():
        return "The second line has to be blank: the reason goes below it."
    return ""


if __name__ == "__main__":
    said = wrong(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(said, end="\n" if said else "")
    sys.exit(1 if said else 0)
