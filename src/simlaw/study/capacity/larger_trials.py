"""Running the trials at the largest n with a larger network, in a record of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from simlaw.disk.places import INPUTS, kind_folder
from simlaw.study.design.design import Trial
from simlaw.study.run.given_parts import GivenParts
from simlaw.study.run.inputs import LAYOUT_VERSION, StudyInputs
from simlaw.study.run.record import BLOCKS, Beginning, Journal, read_journal
from simlaw.study.run.record_lines import TableVersion
from simlaw.study.run.recorded_errors import ErrorsFile
from simlaw.study.run.runner import Wanted, run_trials
from simlaw.study.run.trial import Finished, cells_of
from simlaw.study.run.trial_progress import watched
from simlaw.transfer import TrainingRecipe
from simlaw.workers.place import Place

__all__ = [
    "CAPACITY",
    "LargerTrials",
    "added_minutes",
    "larger_inputs",
    "read_larger",
    "run_larger",
]

CAPACITY = "capacity"
"""Folder of these trials in the run folder."""

RECORD = "trials.jsonl"


@dataclass(frozen=True)
class LargerTrials:
    """Trials that were repeated with a larger network.

    Attributes
    ----------
    finished
        Of every n that was the largest once.
    errors
        Where the errors of the materials are that they tested; None where these were not kept.
    """

    finished: tuple[Finished, ...]
    errors: ErrorsFile | None


def read_larger(folder: Path, table: int) -> LargerTrials | None:
    """Return what a run folder has of these trials on a version of its table; None without any.

    Raises
    ------
    InputError
        If the record is damaged.
    """
    path = folder / CAPACITY / RECORD
    if not path.exists():
        return None
    record = read_journal(path)
    errors = None
    if record.target is not None:
        errors = ErrorsFile(path.with_name(BLOCKS), record.target)
    return LargerTrials(tuple(one for one in record.finished if one.table == table), errors)


def larger_inputs(inputs: StudyInputs, method: str) -> StudyInputs:
    """Return the inputs of the larger network: the largest n and one method, all else the same."""
    design = replace(inputs.design, n=inputs.design.n[-1:], methods=(method,))
    return replace(inputs, design=design, recipe=inputs.recipe.with_twice_the_capacity())


def added_minutes(larger: TrainingRecipe, width: int, seconds: float) -> float:
    """Return the minutes that the larger network takes at most, by multiplications and steps.

    Small networks take less: much of their time is none of multiplying.

    Parameters
    ----------
    larger
        Recipe of the larger network.
    width
        Numbers in a descriptor.
    seconds
        What the same trials take with the study's network.
    """

    def weights(hidden: Sequence[float]) -> float:
        layers = [width, *hidden, 1]
        return sum(a * b for a, b in pairwise(layers))

    half = [one / 2 for one in larger.hidden]
    return 2 * seconds * weights(larger.hidden) / weights(half) / 60


def run_larger(
    home: Path,
    inputs: StudyInputs,
    replicates: Sequence[int],
    place: Place,
    *,
    beginning: Beginning,
    table: TableVersion,
    seconds: float,
) -> None:
    """Run the trials of some replicates that are not finished yet.

    Parameters
    ----------
    home
        The run folder.
    inputs
        From `larger_inputs`.
    replicates
        Those that have a trial at the largest n.
    place
        Who runs them, where things are kept, and who is told of progress.
    beginning, table
        What the record says of itself, as the study's own does.
    seconds
        What a trial at the largest n of the study took.

    Raises
    ------
    InputError
        If the record is of another study, in use, or cannot be written.
    StoppedError
        After Ctrl-C; what is finished is kept.
    """
    n = inputs.design.n[-1]
    wanted = set(cells_of(inputs.design, n))
    digest = inputs.digest()
    folder = home / CAPACITY
    with Journal(folder / RECORD, inputs.design_digest, also=inputs.digests()) as journal:
        journal.begin(beginning)
        journal.use_table(table)
        trials = [Trial(replicate, n) for replicate in replicates]
        there = {
            one.trial: one
            for one in journal.record.finished
            if one.table == table.number and one.trial.n == n
        }
        done = [one for trial in trials if (one := there.get(trial)) and wanted <= set(one.cells)]
        skip = {trial: one.cells for trial, one in there.items() if not wanted <= set(one.cells)}
        finished = {one.trial for one in done}
        kept = kind_folder(place.home, INPUTS) / f"{digest}-{n}-{LAYOUT_VERSION}"
        mapped = inputs.save(kept)
        if left := len(trials) - len(finished):
            width = int(inputs.source_descriptors.shape[1])
            most = added_minutes(inputs.recipe, width, left * seconds / place.workers)
            with place.watcher.stage(
                f"{left} trials with twice the width and steps, {most:.1f} minutes at most, about"
            ):
                pass
        with watched(place.watcher, trials, done, torn=journal.record.torn > 0) as tell:
            run_trials(
                [trial for trial in trials if trial not in finished],
                journal,
                mapped,
                place,
                parts=GivenParts.of(inputs.design, inputs.recipe),
                wanted=Wanted(beginning.target is not None, skip),
                watch=tell,
            )
