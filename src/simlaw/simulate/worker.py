"""One worker process: molecules in on standard input, results out on standard output.

Run as ``python -m simlaw.simulate.worker MODULE:ATTRIBUTE``; both streams are JSON lines. It is a
separate program, not a forked child, so that a molecule that hangs or crashes a library takes
nothing else with it, and so that scripts and notebooks can start workers without a main guard.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from simlaw.simulate.failure import SimulationFailure
from simlaw.simulate.simulator import Simulator, load_simulator


def answer(simulator: Simulator, smiles: str) -> dict[str, Any]:
    """Return what goes into the journal for one molecule: ``values`` or ``reason``."""
    try:
        return {"smiles": smiles, "values": simulator.compute(smiles)}
    except SimulationFailure as failure:
        return {"smiles": smiles, "reason": failure.reason}
    except Exception as error:  # a library's surprise must not end a run of a million molecules
        return {"smiles": smiles, "reason": f"unexpected {type(error).__name__}: {error}"}


def main(place: str) -> None:
    """Answer molecules until standard input closes."""
    # Ctrl-C reaches the whole process group; the parent decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Libraries that print must not write between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    simulator = load_simulator(place)
    print(json.dumps({"ready": simulator.recipe()}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(simulator, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
