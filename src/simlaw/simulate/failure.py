"""Why a property could not be computed."""

from __future__ import annotations


class SimulationFailure(ValueError):
    """A molecule whose property could not be computed.

    Parameters
    ----------
    reason
        One clear sentence for the user, without the row number.

    Examples
    --------
    >>> SimulationFailure("it has no atoms").reason
    'it has no atoms'
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
