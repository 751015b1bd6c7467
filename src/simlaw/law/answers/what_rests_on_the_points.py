"""Which numbers of a law rest on its points, and which on its prior or on too few sizes.

Only the former are said as findings. Where the gap is open, alpha and C go where their prior puts
them, and with them whether an error can be reached at all; the gain from doubling does not.
"""

from __future__ import annotations

from simlaw.law.law import OPEN, Law

__all__ = ["gain_is_open", "rests_on_points"]


def rests_on_points(law: Law, name: str) -> bool:
    """Whether a parameter, alpha or C, is determined by the points and not by the prior.

    Parameters
    ----------
    law
        The fitted law.
    name
        Name of the parameter.
    """
    codes = {law.status, *(note.code for note in law.notes)}
    if codes & {"gap_unidentified", "no_decay"} or (name == "alpha" and "alpha_at_bound" in codes):
        return False
    return law.prior is None or not law.prior.decides(name)


def gain_is_open(law: Law) -> bool:
    """Whether how much more samples bring should be told as a probability."""
    codes = {law.status, *(note.code for note in law.notes)}
    return bool(codes & set(OPEN))
