"""What a law requires for a whole range of wanted errors, from out of reach to long met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simlaw.law import Law, Requirement
from simlaw.law.display import ShownAsText
from simlaw.printed_numbers import round_steps

__all__ = ["TargetAnswer", "first_shown", "required_n_at_targets"]

MOST_TARGETS = 90

BEYOND = 1e3
"""The hardest target is about the error at this many times the largest n studied."""

_BACK = 50.0
_EASIEST = 1.6


@dataclass(frozen=True)
class TargetAnswer(ShownAsText):
    """One target error and what it needs.

    Attributes
    ----------
    error
        The target: exactly the number that its label reads as.
    label
        The target as text, without unit.
    needed
        What `simlaw.law.Law.required_n` answers for it.
    """

    error: float
    label: str
    needed: Requirement

    def __repr__(self) -> str:
        return repr(self.needed)


def required_n_at_targets(law: Law, most: int = MOST_TARGETS) -> list[TargetAnswer]:
    """Return answers at equally spaced round targets, from hard to easy.

    The targets run from an error that is hardly reachable, if at all, to that of a small n
    studied. Each is the float of its own label, so that the command line, asked for the label,
    gives the same answer.

    Parameters
    ----------
    law
        The fitted law.
    most
        Most targets.

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600, 3200]
    >>> answers = required_n_at_targets(fit(n, [2.0 * size**-0.5 + 0.1 for size in n]), most=6)
    >>> [answer.label for answer in answers]
    ['0.10', '0.15', '0.20']
    """
    # Targets met long ago are of no interest and would press the rest of a chart together.
    now = float(law.predict(law.n[-1]))
    back = float(law.predict(max(law.n[0], law.n[-1] / _BACK)))
    high = min(max(back, 1.12 * now), _EASIEST * now)
    far = float(law.predict(law.n[-1] * BEYOND))
    gap = law.parameters.get("C")
    floor = gap.low if gap is not None else 0.0
    low = max(min(floor, far) * 0.98, 0.6 * far)
    if high < 1.05 * low:
        low, high = 0.9 * min(low, high), 1.1 * max(low, high)
    targets = round_steps(low, high, most)
    places = _decimals(targets)
    return [TargetAnswer(t, f"{t:.{places}f}", law.required_n(t)) for t in targets if t > 0]


def first_shown(answers: Sequence[TargetAnswer]) -> int:
    """Return which answer to show first: the easiest that needs more than was measured.

    Where none can be reached beyond the data, it is the middle one.
    """
    for i in reversed(range(len(answers))):
        needed = answers[i].needed
        if 1.5 * needed.measured < needed.median < math.inf:
            return i
    return len(answers) // 2


def _decimals(targets: Sequence[float]) -> int:
    """Return the decimals that tell neighbouring targets apart and keep each one exact."""
    return max(len(f"{t:.12f}".rstrip("0").partition(".")[2]) for t in targets)
