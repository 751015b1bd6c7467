"""Why a property could not be computed."""

from __future__ import annotations

from simlaw.errors import MaterialFailure


class SimulationFailure(MaterialFailure):
    """A molecule whose property could not be computed, with the reason."""
