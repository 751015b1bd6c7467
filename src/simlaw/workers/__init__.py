"""Who works, and how it is told.

Workers take tasks, each a function with its arguments, as many at a time as they have slots:
processes of this machine, threads, any executor of yours, processes that outlive tasks which hang
or crash, or the workers of a Dask cluster. `run_tasks` keeps them busy, collects results and
replaces workers that die. `Place` says where work is done, and is handed from call to call. What is
worked on (trials, simulations, descriptors) is known in the rooms above this one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.workers.any_executor import AnyExecutor
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.dask_cluster import DaskWorkers, SchedulerLostError
    from simlaw.workers.executors import EXECUTORS, ExecutorKind, workers_of
    from simlaw.workers.interrupts import StoppedError
    from simlaw.workers.patient_processes import PatientProcesses, TaskLostError
    from simlaw.workers.place import Place
    from simlaw.workers.processes import Processes
    from simlaw.workers.progress import SILENT, Console, Watcher, Work
    from simlaw.workers.protocol import Preparation, WorkerLostError, Workers
    from simlaw.workers.task_loop import as_they_come, in_order, run_tasks
    from simlaw.workers.tasks import SharedFolder, Task
    from simlaw.workers.threads import Threads

__all__ = [
    "EXECUTORS",
    "SILENT",
    "AnyExecutor",
    "Console",
    "DaskWorkers",
    "ExecutorKind",
    "PatientProcesses",
    "Place",
    "Preparation",
    "Processes",
    "SchedulerLostError",
    "SharedFolder",
    "StoppedError",
    "Task",
    "TaskLostError",
    "Threads",
    "Watcher",
    "Work",
    "WorkerLostError",
    "Workers",
    "as_they_come",
    "in_order",
    "run_tasks",
    "usable_cores",
    "workers_of",
]

_HOMES = {
    "any_executor": ("AnyExecutor",),
    "cores": ("usable_cores",),
    "dask_cluster": ("DaskWorkers", "SchedulerLostError"),
    "executors": ("EXECUTORS", "ExecutorKind", "workers_of"),
    "interrupts": ("StoppedError",),
    "patient_processes": ("PatientProcesses", "TaskLostError"),
    "place": ("Place",),
    "processes": ("Processes",),
    "progress": ("SILENT", "Console", "Watcher", "Work"),
    "protocol": ("Preparation", "WorkerLostError", "Workers"),
    "task_loop": ("as_they_come", "in_order", "run_tasks"),
    "tasks": ("SharedFolder", "Task"),
    "threads": ("Threads",),
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: a worker needs few of them, and starts faster."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"simlaw.workers.{home}"), name)
    raise AttributeError(f"module 'simlaw.workers' has no attribute '{name}'")
