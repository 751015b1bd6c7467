"""What a worker process answers for one molecule."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from simlaw.simulate.failure import SimulationFailure
from simlaw.simulate.simulator import Simulator, load_simulator


def answer(simulator: Simulator, smiles: str) -> dict[str, Any]:
    """Return what goes into the journal for one molecule: ``values`` or ``reason``."""
    try:
        record = {"smiles": smiles, "values": simulator.compute(smiles)}
        json.dumps(record)  # a value that no record can hold is this molecule's failure
    except SimulationFailure as failure:
        return {"smiles": smiles, "reason": failure.reason}
    except Exception as error:  # a library's surprise must not end a run of a million molecules
        return {"smiles": smiles, "reason": f"unexpected {type(error).__name__}: {error}"}
    return record


@lru_cache(maxsize=1)
def ready(place: str) -> Simulator:
    """Return the simulator at ``module:attribute``, with its libraries imported."""
    simulator = load_simulator(place)
    simulator.recipe()
    return simulator


def answer_at(place: str, smiles: str) -> dict[str, Any]:
    """Return what the simulator at ``module:attribute`` answers."""
    return answer(ready(place), smiles)
