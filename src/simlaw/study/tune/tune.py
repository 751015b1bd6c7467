"""Tuning: training settings chosen on validation materials, never on the test set.

The study's test materials are fixed and taken out first (`tune_inner`); the search
(`tune_search`) goes over what `tune_space` allows; the best settings and the study's own are
measured again on fresh splits, and `tune_choice` says whether the best is more than luck.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from hashlib import blake2b
from pathlib import Path

import numpy as np

from simlaw.descriptors import featurise
from simlaw.disk.places import INPUTS, kind_folder
from simlaw.disk.store import using
from simlaw.errors import InputError
from simlaw.study.design.design import FIXED
from simlaw.study.prepare import prepare
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.runner import trial_workers
from simlaw.study.study import Study
from simlaw.study.tune.paired_gain import Gain, paired_gain
from simlaw.study.tune.search import Search, SearchSettings, Tried, open_search
from simlaw.study.tune.space import Choice, Space, joined
from simlaw.study.tune.validation_problem import Inner, inner_problem, validation_error
from simlaw.workers.interrupts import stop_on_interrupt
from simlaw.workers.place import Place
from simlaw.workers.protocol import WorkerLostError
from simlaw.workers.tasks import Task

SEARCH_VERSION = 1
"""Raised when the same search would propose or measure otherwise; old records are then left."""

CANDIDATES = 3
"""How many settings are compared with the study's own on fresh splits."""


@dataclass(frozen=True)
class Tuning:
    """What tuning found.

    Attributes
    ----------
    study
        The study with the settings to use and one test set for all replicates.
    taken
        Whether the settings are new; else they are the study's own.
    tried, given_up
        Settings tried, and those of them that were given up before the last split.
    n, m, splits, fresh
        Sample sizes, and numbers of inner splits in the search and in the comparison after it.
    pool, validation
        Target materials outside the test set, and those of them held out in a split.
    own, best
        Mean validation error of the study's own settings and of the best, in the comparison on
        fresh splits, in the target's unit; where none was better in the search, ``best`` is None
        and ``own`` is that of the search.
    searched
        The best setting's validation error in the search, over that of the study's own.
    gain
        Of the best setting over the study's own, on fresh splits.
    descriptors
        Descriptors there were to choose from, the study's own first.
    notes
        What had to differ from the study, in sentences.
    """

    study: Study
    taken: bool
    tried: int
    given_up: int
    n: int
    m: int
    splits: int
    fresh: int
    pool: int
    validation: int
    own: float
    best: float | None
    searched: float | None
    gain: Gain | None
    descriptors: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Say what was found."""
        tried = (
            f"{self.tried} settings tried ({self.given_up} given up early) on {self.splits} inner "
            f"splits of the {self.pool} target materials outside the test set, {self.validation} "
            f"of them held out in turn; n = {self.n:,}, m = {self.m}, {self.study.method}."
        )
        if self.best is None or self.gain is None:
            verdict = "No setting was better than the study's own, which are kept."
        else:
            gain = self.gain
            errors = (
                f"Validation {self.study.metric} on {self.fresh} fresh splits: {self.own:.4g} with "
                f"the study's own settings, {self.best:.4g} with the best: a gain of "
                f"{_percent(gain.mean)}, interval {_percent(gain.low)} to {_percent(gain.high)}."
            )
            verdict = f"{errors} {_verdict(gain, self.taken)}"
        return [tried, verdict, *self.notes]


@using()
def tune(
    study: Study,
    folder: Path,
    settings: SearchSettings | None = None,
    place: Place | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Tuning:
    """Search training settings that lower the validation error of a study.

    Parameters
    ----------
    study
        The study; its test materials are those of ``test="fixed"``, and are not looked at.
    folder
        Keeps the record of the search; a search that is there is gone on with.
    settings
        What is tried, and how much of it.
    place
        Who measures, and who is told; one process by default. With one, the same seed gives the
        same result.
    tell
        Called with lines of progress.

    Raises
    ------
    InputError
        An unknown descriptor, one that describes other materials than the study's own, or too few
        materials.
    MissingExtraError
        If Optuna is not installed.
    StoppedError
        After Ctrl-C; what is finished is kept.
    """
    settings = settings or SearchSettings()
    place = place or Place(1)
    seed = study.seed if settings.seed is None else settings.seed
    ready = _prepared(replace(study, test=FIXED), settings, seed, place)
    inner, space = ready.problems[0], ready.space
    name = _name(ready, seed, settings.splits, study.metric)
    home = kind_folder(place.home, INPUTS)
    folders = [
        str(one.inputs.save(home / f"inner-{one.inputs.digest()}-{inner.n}"))
        for one in ready.problems
    ]
    longest = space.longest(inner.n)
    with (
        open_search(folder, name, space, seed) as search,
        stop_on_interrupt() as stopped,
        trial_workers(place) as workers,
    ):

        def submit(choice: Choice, split: int) -> Future[float]:
            where = folders[space.descriptor_of(choice)]
            recipe = space.recipe_of(choice)
            return workers.start(
                Task(validation_error, (where, recipe, longest, split, study.metric), what="trial")
            )

        try:
            search.run(submit, settings, workers=place.workers, stopped=stopped, tell=tell)
            own = search.own()
            assert own is not None
            candidates = [one for one in search.complete() if one.value < 1][:CANDIDATES]
            if candidates:
                tell(f"comparing the best {len(candidates)} on {settings.fresh} fresh splits")
            compared = [own, *candidates] if candidates else []
            splits = range(settings.splits, settings.splits + settings.fresh)
            errors = search.fresh_errors(compared, submit, splits, stopped)
        except BrokenExecutor:
            raise WorkerLostError(
                "A worker process died; most often the machine ran out of memory. What is "
                "finished is kept: run again with fewer workers (--workers)."
            ) from None
    return _concluded(ready, search, _Compared(own, tuple(candidates), errors), settings)


@dataclass(frozen=True)
class _Ready:
    """A study with each choice of descriptors, the problems inside it, and what is searched."""

    studies: tuple[Study, ...]
    problems: tuple[Inner, ...]
    space: Space


@dataclass(frozen=True)
class _Compared:
    """The study's own settings and the best of a search, with errors by number of the trial."""

    own: Tried
    candidates: tuple[Tried, ...]
    errors: dict[int, list[float]]


def _prepared(study: Study, settings: SearchSettings, seed: int, place: Place) -> _Ready:
    """Return the study with every choice of descriptors, its inner problems and the space."""
    others = (tuple(one) for one in settings.descriptors)
    if study.beside:
        raise InputError(
            "Settings are not tuned on several sources that are kept apart. Tune on the first "
            "alone, and write what is found into the study file."
        )
    choices = tuple(dict.fromkeys([study.descriptors, *others]))
    studies = tuple(_described(study, names) for names in choices)
    problems: list[Inner] = []
    reference: StudyInputs | None = None
    for one in studies:
        inputs = prepare(one.source, one.target, one, place).inputs
        reference = reference or inputs
        _check_same_materials(reference, inputs, one)
        problems.append(
            inner_problem(
                inputs,
                method=study.method,
                m=study.headline_m or max(study.ms),
                n=settings.n or max(inputs.design.n),
                splits=settings.splits + settings.fresh,
                seed=seed,
            )
        )
    space = Space.of(study.recipe, study.method, settings.shapes, choices)
    return _Ready(studies, tuple(problems), space)


def _concluded(
    ready: _Ready, search: Search, compared: _Compared, settings: SearchSettings
) -> Tuning:
    """Return what was found: the best on fresh splits, if it is more than luck."""
    study, inner, errors = ready.studies[0], ready.problems[0], compared.errors
    best, gain, taken = None, None, False
    before = np.array(errors.get(compared.own.number, search.errors(compared.own)))
    if compared.candidates:
        best = min(compared.candidates, key=lambda one: _mean(errors[one.number]))
        gain = paired_gain(
            before,
            np.array(errors[best.number]),
            validation_share=inner.validation / inner.pool,
            candidates=len(compared.candidates),
        )
        taken = gain.real or (settings.take_best and gain.mean > 0)
        if taken:
            chosen = ready.studies[ready.space.descriptor_of(best.choice)]
            study = replace(chosen, recipe=ready.space.recipe_of(best.choice))
    over = search.finished()
    return Tuning(
        study=study,
        taken=taken,
        tried=len(over),
        given_up=sum(trial.state.name == "PRUNED" for trial in over),
        n=inner.n,
        m=inner.m,
        splits=settings.splits,
        fresh=settings.fresh,
        pool=inner.pool,
        validation=inner.validation,
        own=float(before.mean()),
        best=None if best is None else float(np.mean(errors[best.number])),
        searched=None if best is None else best.value,
        gain=gain,
        descriptors=ready.space.descriptors,
        notes=inner.notes,
    )


def _verdict(gain: Gain, taken: bool) -> str:
    if gain.real:
        return "The best settings are taken."
    what = (
        "the best settings are taken all the same, as asked for"
        if taken
        else "the study's own settings are kept"
    )
    return f"That is no more than noise would give: {what}."


def _percent(share: float) -> str:
    """Return a share as people read it.

    Examples
    --------
    >>> _percent(0.043), _percent(-np.inf)
    ('4.3 %', '-inf %')
    """
    return f"{100 * share:.1f} %"


def _mean(errors: Sequence[float]) -> float:
    """Return the mean, or infinity where a training diverged."""
    mean = float(np.mean(errors))
    return mean if np.isfinite(mean) else np.inf


def _described(study: Study, names: tuple[str, ...]) -> Study:
    """Return the study with other descriptors, and the columns to leave out that they have."""
    if names == study.descriptors:
        return study
    columns = featurise(study.target.take(np.arange(min(20, len(study.target)))), names).names
    kept = [
        pattern
        for pattern in study.leave_out
        if any(fnmatchcase(column, pattern) for column in columns)
    ]
    return replace(study, descriptor=names, leave_out=tuple(kept))


def _check_same_materials(reference: StudyInputs, inputs: StudyInputs, study: Study) -> None:
    """Refuse a descriptor that refuses other materials: its test set would be another one."""
    for role in ("source", "target"):
        first = getattr(reference, f"{role}_values")
        other = getattr(inputs, f"{role}_values")
        if not np.array_equal(first, other):
            raise InputError(
                f"The descriptor '{joined(study.descriptors)}' does not describe the same {role} "
                f"materials as the study's own ({len(other):,} and {len(first):,}), so the test "
                "materials would not be the same. Leave it out of --descriptors, or remove the "
                "materials that one of them cannot describe from the tables."
            )


def _name(ready: _Ready, seed: int, splits: int, metric: str) -> str:
    """Return a fingerprint of everything that decides what a trial of the search means."""
    head = {
        "version": SEARCH_VERSION,
        "inputs": [one.inputs.digest() for one in ready.problems],
        "n": ready.problems[0].n,
        "shapes": ready.space.shapes,
        "descriptors": [joined(names) for names in ready.space.descriptors],
        "seed": seed,
        "splits": splits,
        "metric": metric,
    }
    return blake2b(json.dumps(head, sort_keys=True).encode(), digest_size=16).hexdigest()
