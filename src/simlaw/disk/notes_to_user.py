"""Notes to the user about what is kept on disk: on standard error, each once."""

from __future__ import annotations

import sys
from contextlib import suppress

_said: set[str] = set()


def note(text: str) -> None:
    """Say something to the user, unless this process has said it before."""
    if text in _said:
        return
    _said.add(text)
    with suppress(OSError, ValueError):  # a log on a full disk, a stream that was closed
        print(f"note: {text}", file=sys.stderr)
