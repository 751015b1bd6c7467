"""A material known only by a name: an opaque label."""

from __future__ import annotations

from simlaw.materials.refusal import RefusedMaterial, shown

MAX_CHARACTERS = 1_000
"""Longest label read."""


def canonical(text: str) -> str:
    """Return a label with blanks around it dropped and blanks inside it made single.

    Upper and lower case stay different: nothing is known of what the label means.

    Raises
    ------
    RefusedMaterial
        If nothing is left, or the label is longer than `MAX_CHARACTERS`.

    Examples
    --------
    >>> canonical("  sample  7 ")
    'sample 7'
    """
    key = " ".join(text.split())
    if not key:
        raise RefusedMaterial("the text is empty")
    if len(key) > MAX_CHARACTERS:
        raise RefusedMaterial(
            f"the label '{shown(key)}' has {len(key)} characters, "
            f"and at most {MAX_CHARACTERS} are read"
        )
    return key
