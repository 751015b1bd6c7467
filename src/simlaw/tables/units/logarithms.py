"""Logarithms with a unit inside: another unit shifts them, and does not scale them."""

from __future__ import annotations

import math
import re

SCALES = {"log10": math.log(10.0), "ln": 1.0}
"""Natural logarithm of the base of each scale."""

_LOG = re.compile(r"\s*(log10|log|lg|ln)\s*\((.*)\)\s*\Z", re.DOTALL)


def split_log(unit: str) -> tuple[str, str]:
    """Return the scale of a unit, ``"log10"``, ``"ln"`` or ``""``, and the unit inside.

    Examples
    --------
    >>> split_log("log10(S/cm)"), split_log("ln(1/s)"), split_log("S/cm")
    (('log10', 'S/cm'), ('ln', '1/s'), ('', 'S/cm'))
    """
    found = _LOG.match(unit)
    if found is None:
        return "", unit
    return ("ln" if found[1] == "ln" else "log10"), found[2].strip()
