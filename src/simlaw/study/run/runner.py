"""Running trials on any workers, each recorded the moment it is finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simlaw.disk.entries_in_use import note_use
from simlaw.disk.places import cache_folder
from simlaw.study.design.design import Trial
from simlaw.study.run.compiled_programs import (
    check_programs,
    keep_programs,
    programs_folder,
    seal_programs,
)
from simlaw.study.run.executors import EXECUTORS
from simlaw.study.run.given_parts import NO_PARTS, GivenParts
from simlaw.study.run.record import Journal
from simlaw.study.run.trial import Cell, Finished, InputsFolder, run_trial
from simlaw.workers.executors import workers_of
from simlaw.workers.interrupts import StoppedError
from simlaw.workers.place import Place
from simlaw.workers.processes import Processes
from simlaw.workers.protocol import Preparation, Workers
from simlaw.workers.task_loop import Done, run_tasks
from simlaw.workers.tasks import Task


@dataclass(frozen=True)
class Wanted:
    """What of trials is wanted.

    Attributes
    ----------
    errors
        Whether the error of each tested material is.
    skip
        Rows of trials that are recorded already, by method and m.
    """

    errors: bool = False
    skip: Mapping[Trial, tuple[Cell, ...]] = field(default_factory=dict)


ALL = Wanted()


def run_trials(
    trials: Sequence[Trial],
    journal: Journal,
    inputs: Path,
    place: Place,
    *,
    parts: GivenParts = NO_PARTS,
    wanted: Wanted = ALL,
    watch: Callable[[Finished], None] = lambda _: None,
) -> None:
    """Run trials and record each; returns when all are recorded.

    Parameters
    ----------
    trials
        What is still to do, in the order to start it, but for the last: see
        `simlaw.workers.protocol.ending_together`.
    journal
        Open for writing; only this process writes it.
    inputs
        Folder of the study's inputs, readable by every worker under the same path, or by this
        process alone where workers can be sent what is in it.
    place
        Who runs them, by default processes, and where these keep compiled programs.
    parts
        Those of the study that were given as objects.
    wanted
        What of each trial.
    watch
        Called with every finished trial, as it is recorded.

    Raises
    ------
    StoppedError
        After Ctrl-C, or a request to end (SIGTERM): trials in flight are finished and recorded
        first; a second one leaves at once.
    WorkerLostError
        If workers keep dying, and no trial is finished in between.
    """

    def record(done: Sequence[Done[Finished]]) -> None:
        for finished in journal.add_all(finished for _, finished in done):
            watch(finished)

    folder = InputsFolder(str(inputs.absolute()), parts)
    tasks = [trial_task(trial, folder, wanted) for trial in trials]
    programs = programs_folder(place.home)
    note_use(programs)
    workers = trial_workers(place, most=len(tasks), packages=parts.packages)
    if isinstance(workers, Processes):
        parts.check_travel()
    try:
        left = run_tasks(tasks, workers, record)
    finally:
        seal_programs(programs)
    if left:
        raise StoppedError(f"Stopped. {len(left)} trials are left; run the same command to go on.")


def trial_task(trial: Trial, folder: InputsFolder, wanted: Wanted = ALL) -> Task[Finished]:
    """Return what a worker is given of a trial."""
    return Task(
        run_trial,
        (trial.replicate, trial.n, tuple(wanted.skip.get(trial, ())), wanted.errors),
        label=trial,
        shared=folder,
        size=trial.n,
        what="trial",
    )


def trial_workers(
    place: Place, *, most: int | None = None, packages: tuple[str, ...] = (), **options: Any
) -> Workers:
    """Return who runs the trials of a study at a place.

    Parameters
    ----------
    place
        Where.
    most
        No more processes than this are started.
    packages
        Distributions that workers elsewhere must have in the same version.
    **options
        For an executor that is named, see `simlaw.workers.ExecutorKind`.
    """
    if place.executor is None and most is not None:
        place = replace(place, workers=max(1, min(place.workers, most)))
    if not isinstance(place.executor, Workers):
        check_programs(place.home)
    workers = workers_of(place, EXECUTORS, **options)
    workers.prepare(trial_preparation(place.home, packages))
    return workers


def trial_preparation(home: Path | None, packages: tuple[str, ...] = ()) -> Preparation:
    """Return what workers do before their first trial.

    Parameters
    ----------
    home
        The cache folder where processes of this machine keep compiled programs; None to keep none.
    packages
        Distributions of what is plugged in, which other machines must have in the same version.
    """
    # A kept program might be what kills workers: after a death, all are compiled.
    return Preparation(
        first=Task(get_ready, (home,)),
        after_death=Task(get_ready, (None,)),
        elsewhere=Task(keep_own_programs),
        packages=packages,
    )


def get_ready(home: Path | None) -> None:
    """Do what every first trial would wait for: import the engine, and start the library."""
    if home is not None:
        keep_programs(home)
    with suppress(Exception):  # the first trial says what is wrong
        import jax

        jax.devices()


def keep_own_programs() -> None:
    """Keep compiled programs in the cache folder of the machine that this runs on."""
    check_programs(cache_folder())
    keep_programs(cache_folder())
