"""Computing many molecules at once, in processes that outlive those which hang or crash."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Any

from simlaw.simulate.answer import answer_at
from simlaw.workers.patient_processes import PatientProcesses, TaskLostError
from simlaw.workers.task_loop import as_they_come
from simlaw.workers.tasks import Task


def compute_all(
    simulator: str, molecules: Iterable[str], *, workers: int, time_limit: float
) -> Generator[dict[str, Any], None, None]:
    """Yield one record per molecule, in the order in which they are finished.

    Parameters
    ----------
    simulator
        Where workers import it from, a value of `simlaw.simulate.SIMULATORS`.
    molecules
        As SMILES.
    workers
        Processes, each computing one molecule at a time on one thread.
    time_limit
        Seconds one molecule may take; then its worker is killed and replaced, and the record says
        so.

    Yields
    ------
    dict
        ``{"smiles": ..., "values": {...}}`` or ``{"smiles": ..., "reason": ...}``.

    Raises
    ------
    SimlawError
        If a worker cannot start.
    """
    tasks = (Task(answer_at, (simulator, smiles), label=smiles) for smiles in molecules)
    processes = PatientProcesses(
        workers,
        time_limit=time_limit,
        preparation=(f"{answer_at.__module__}:ready", simulator),
    )
    with closing(as_they_come(tasks, processes)) as landing:
        for task, future in landing:
            try:
                record = future.result()
            except TaskLostError as lost:
                record = {"smiles": task.label, "reason": str(lost)}
            yield record
