"""Why a text is not a material."""

from __future__ import annotations


class RefusedMaterial(ValueError):
    """A text that names no material; ``reason`` is one clear sentence for the user.

    Parameters
    ----------
    reason
        What was found and what is wrong with it, as a sentence without the row number:
        whoever reads the table knows the row.

    Examples
    --------
    >>> RefusedMaterial("the text is empty").reason
    'the text is empty'
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shown(text: str, limit: int = 60) -> str:
    """Return `text` fit for a message: control characters escaped, the middle cut out.

    Parameters
    ----------
    text
        Anything that came from a table.
    limit
        Longest result wanted, in characters.

    Examples
    --------
    >>> shown("CCO")
    'CCO'
    >>> shown("C" * 100, limit=12)
    'CCCCC...CCCC'
    """
    if len(text) > limit:
        head = (limit - 2) // 2
        text = f"{text[:head]}...{text[len(text) - (limit - 3 - head) :]}"
    return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
