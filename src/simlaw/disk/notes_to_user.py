"""Notes to the user about what is kept on disk, on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress

_said: set[str] = set()


def note(text: str, *, once: bool = False) -> None:
    """Say something to the user.

    Parameters
    ----------
    text
        A sentence without its stop.
    once
        Whether to be silent where this process has said it before.
    """
    if once and text in _said:
        return
    _said.add(text)
    with suppress(OSError, ValueError):  # a log on a full disk, a stream that was closed
        print(f"note: {text}", file=sys.stderr)
