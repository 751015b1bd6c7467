"""Simulators that misbehave, for workers to import."""

import os
import signal
import sys
import time

from simlaw.simulate import SimulationFailure, Simulator
from simlaw.simulate.simulator import Result


def _behave(smiles: str) -> Result:
    if smiles == "hang":
        time.sleep(600)
    if smiles == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if smiles == "exit":
        os._exit(3)
    if smiles == "print":
        print("noise from a library", flush=True)
        os.write(1, b"noise from C\n")
    if smiles == "refuse":
        raise SimulationFailure("it is refused")
    if smiles == "surprise":
        raise KeyError("surprise")
    return {"length": float(len(smiles)), "threads": os.environ["OMP_NUM_THREADS"]}


ODD = Simulator("odd", 1, {"length": "1", "threads": ""}, ("numpy",), _behave)

if sys.argv[-1] == "odd_simulators:BROKEN":
    raise RuntimeError("this worker cannot start")
