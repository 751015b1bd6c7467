"""The search for training settings: Optuna proposes, worker processes measure, a file remembers.

Only the main process writes the record. What Optuna proposes depends on the seed and on what is
finished, and not on how often the search was interrupted: with one worker the same seed gives the
same search, in one go or in several.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from simlaw.disk.journal import cut_torn_line, only_writer
from simlaw.errors import InputError, require
from simlaw.study.tune.space import SHAPES, Choice, Space
from simlaw.workers.interrupts import StoppedError

if TYPE_CHECKING:
    import optuna

Submit: TypeAlias = Callable[[Choice, int], "Future[float]"]
"""Starts the measurement of a choice on one inner split."""

RECORD = "optuna.jsonl"
STARTERS = 8
"""Settings drawn at random before the sampler learns from them."""


@dataclass(frozen=True)
class SearchSettings:
    """What a search tries, and how much of it.

    Attributes
    ----------
    trials
        Settings to try in all, the study's own among them.
    seconds
        After so many no further setting is tried.
    seed
        Of the search and its inner splits; the study's by default.
    n
        Source samples to tune at; the study's largest n by default.
    splits
        Inner splits in the search; twice as many fresh ones compare the best with the study's own.
    descriptors
        Choices beside the study's own, each one or several names to be joined.
    shapes
        Hidden layers to choose from beside the study's own.
    take_best
        Take the best settings also where they are no better than noise would give, if only they
        are better on the fresh splits.

    Raises
    ------
    InputError
        Numbers that are too small.
    """

    trials: int = 30
    seconds: float | None = None
    seed: int | None = None
    n: int | None = None
    splits: int = 5
    descriptors: Sequence[Sequence[str]] = ()
    shapes: Sequence[tuple[int, ...]] = SHAPES
    take_best: bool = False

    def __post_init__(self) -> None:
        for name, number, least in (
            ("trials", self.trials, 1),
            ("splits", self.splits, 2),
            ("n", self.n or 2, 2),
        ):
            if number < least:
                raise InputError(f"{name} must be at least {least}, but is {number}.")

    @property
    def fresh(self) -> int:
        """Splits on which the best settings are compared with the study's own."""
        return 2 * self.splits


@dataclass(frozen=True)
class Tried:
    """A setting measured on all inner splits.

    Attributes
    ----------
    number
        Of the trial in the record.
    choice
        The setting.
    value
        Its mean validation error over that of the study's own settings.
    """

    number: int
    choice: dict[str, Any]
    value: float


@dataclass
class Search:
    """A search and its record on disk; made by `open_search`."""

    study: optuna.Study
    space: Space
    seed: int
    _own: list[float] = field(default_factory=list)

    def finished(self) -> list[optuna.trial.FrozenTrial]:
        """Return the trials that are over: measured on all splits, or given up early."""
        over = ("COMPLETE", "PRUNED")
        return [t for t in self.study.get_trials(deepcopy=False) if t.state.name in over]

    def complete(self) -> list[Tried]:
        """Return the settings measured on all inner splits, the best first."""
        done = [t for t in self.finished() if t.state.name == "COMPLETE" and t.value is not None]
        tried = [Tried(t.number, dict(t.params), float(t.value or 0.0)) for t in done]
        return sorted(tried, key=lambda one: (one.value, one.number))

    def own(self) -> Tried | None:
        """Return the study's own settings, once they are measured."""
        mine = self.space.own()
        return next((one for one in self.complete() if one.choice == mine), None)

    def run(
        self,
        submit: Submit,
        settings: SearchSettings,
        *,
        workers: int,
        stopped: threading.Event,
        tell: Callable[[str], None],
    ) -> None:
        """Go on until so many settings are tried, or the seconds are over.

        The study's own settings come first. A setting is measured split by split, and given up
        when its mean so far is above the median of those before it.

        Raises
        ------
        InputError
            If the study's own settings diverge.
        StoppedError
            After Ctrl-C.
        """
        trials, splits, seconds = settings.trials, settings.splits, settings.seconds
        began = time.monotonic()
        self._measure_own(submit, splits, stopped, tell)
        before = len(self.finished())
        if before > 1:
            tell(f"{before} of {trials} settings are tried already")
        flying: dict[Future[float], tuple[optuna.Trial, list[float]]] = {}

        def due() -> bool:
            late = seconds is not None and time.monotonic() - began > seconds
            return not late and len(self.finished()) + len(flying) < trials

        while not stopped.is_set():
            while len(flying) < workers and due():
                trial = self._ask(len(self.finished()) + len(flying))
                flying[submit(trial.params, 0)] = (trial, [])
            if not flying:
                return
            for future in wait(flying, timeout=0.5, return_when=FIRST_COMPLETED).done:
                trial, errors = flying.pop(future)
                errors.append(future.result())
                if self._goes_on(trial, errors, splits):
                    flying[submit(trial.params, len(errors))] = (trial, errors)
                else:
                    tell(self._line(trials))
        for future in flying:
            future.cancel()
        raise StoppedError(
            f"Stopped. {len(self.finished())} of {trials} settings are tried; run the same command "
            "to go on."
        )

    def _measure_own(
        self, submit: Submit, splits: int, stopped: threading.Event, tell: Callable[[str], None]
    ) -> None:
        own = self.own()
        if own is None:
            if not any(t.state.name == "WAITING" for t in self.study.get_trials(deepcopy=False)):
                self.study.enqueue_trial(self.space.own())
            trial = self._ask(0)
            futures = [submit(trial.params, split) for split in range(splits)]
            while wait(futures, timeout=0.5).not_done:
                if stopped.is_set():
                    raise StoppedError("Stopped. Run the same command to go on.")
            errors = [future.result() for future in futures]
            if not np.isfinite(errors).all():
                raise InputError(
                    "A training diverged with the study's own settings: its predictions are not "
                    "finite. Lower the learning rates in [training] first."
                )
            trial.set_user_attr("errors", errors)
            for split in range(splits):
                trial.report(1.0, split)
            self.study.tell(trial, 1.0)
            own = self.own()
            tell(f"the study's own settings: validation error {np.mean(errors):.4g}")
        assert own is not None
        self._own = list(self.study.get_trials(deepcopy=False)[own.number].user_attrs["errors"])

    def _ask(self, asked: int) -> optuna.Trial:
        import optuna

        # A sampler of its own for each trial: nothing has to be kept to go on as if uninterrupted.
        words = np.random.SeedSequence([self.seed, asked]).generate_state(1, np.uint32)
        self.study.sampler = optuna.samplers.TPESampler(
            seed=int(words[0]), n_startup_trials=STARTERS
        )
        return self.study.ask(self.space.distributions())

    def _goes_on(self, trial: optuna.Trial, errors: list[float], splits: int) -> bool:
        """Record the error on one more split; return whether another split is to be measured."""
        from optuna.trial import TrialState

        ratio = float(np.mean(errors) / np.mean(self._own[: len(errors)]))
        if not np.isfinite(ratio):
            self.study.tell(trial, state=TrialState.PRUNED)
            return False
        trial.report(ratio, len(errors) - 1)
        if len(errors) == splits:
            trial.set_user_attr("errors", errors)
            self.study.tell(trial, ratio)
            return False
        if trial.should_prune():
            self.study.tell(trial, state=TrialState.PRUNED)
            return False
        return True

    def _line(self, trials: int) -> str:
        best = self.complete()[0]
        count = len(self.finished())
        if best.choice == self.space.own():
            return f"{count}/{trials} settings tried, none better than the study's own so far"
        return (
            f"{count}/{trials} settings tried, best so far {best.value:.1%} of the validation "
            f"error of the study's own (setting {best.number})"
        )

    def errors(self, tried: Tried) -> list[float]:
        """Return the errors of a setting on the inner splits of the search."""
        trial = self.study.get_trials(deepcopy=False)[tried.number]
        return [float(error) for error in trial.user_attrs["errors"]]

    def fresh_errors(
        self,
        candidates: list[Tried],
        submit: Submit,
        splits: range,
        stopped: threading.Event,
    ) -> dict[int, list[float]]:
        """Return the errors of settings on further splits, by the number of the trial.

        Raises
        ------
        StoppedError
            After Ctrl-C; what is measured is kept.
        """
        kept = self.study.user_attrs
        missing = {
            submit(one.choice, split): f"fresh {one.number} {split}"
            for one in candidates
            for split in splits
            if f"fresh {one.number} {split}" not in kept
        }
        while missing and not stopped.is_set():
            for future in wait(missing, timeout=0.5, return_when=FIRST_COMPLETED).done:
                self.study.set_user_attr(missing.pop(future), future.result())
        if missing:
            for future in missing:
                future.cancel()
            raise StoppedError(
                "Stopped while the best settings were compared; run the same command to go on."
            )
        kept = self.study.user_attrs
        return {
            one.number: [float(kept[f"fresh {one.number} {split}"]) for split in splits]
            for one in candidates
        }


@contextlib.contextmanager
def open_search(folder: Path, name: str, space: Space, seed: int) -> Iterator[Search]:
    """Open the record of a search in a folder, for this process alone.

    Parameters
    ----------
    folder
        Made if it is not there.
    name
        What belongs together: searches of other names in the same record are left alone.
    space, seed
        What is searched, and with which random numbers.

    Raises
    ------
    InputError
        If the folder cannot be written, is in use, or holds a record that cannot be read.
    MissingExtraError
        If Optuna is not installed.
    """
    optuna_ = require("optuna", extra="tune", purpose="Searches for training settings")
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

    optuna_.logging.set_verbosity(optuna_.logging.WARNING)
    path = folder / RECORD
    busy = f"{folder}: another process is tuning there. Wait for it, or choose another --folder."
    lock = folder / f".{RECORD}.lock"
    with only_writer(lock, busy=busy, otherwise="choose another --folder"):
        _mend(path)
        try:
            study = optuna_.create_study(
                study_name=name,
                storage=JournalStorage(
                    JournalFileBackend(str(path), JournalFileOpenLock(str(path)))
                ),
                pruner=optuna_.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=1),
                load_if_exists=True,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}: not a record of a search, or a damaged one ({error}). Remove it, or "
                "choose another --folder."
            ) from None
        for trial in study.get_trials(deepcopy=False):
            if trial.state.name == "RUNNING":
                # Left behind by a run that was stopped; it is proposed again.
                study.tell(trial.number, state=optuna_.trial.TrialState.FAIL)
        yield Search(study, space, seed)


def _mend(path: Path) -> None:
    """Drop what a crash left: the last line where it is torn, and the library's own lock."""
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
    cut_torn_line(path)
