"""Computing properties of molecules, to make a source table where none is at hand.

A simulator turns one SMILES into numbers (`SIMULATORS` holds all of them); `produce` sends many
molecules through one of them, in parallel and resumable, into a Parquet table that
`simlaw.read_table` reads. ``python -m simlaw.simulate.embedded`` built the source table that comes
with the package.
"""

from simlaw.simulate.failure import SimulationFailure
from simlaw.simulate.produce import Production, produce
from simlaw.simulate.simulator import SIMULATORS, Simulator, find_simulator

__all__ = [
    "SIMULATORS",
    "Production",
    "SimulationFailure",
    "Simulator",
    "find_simulator",
    "produce",
]
