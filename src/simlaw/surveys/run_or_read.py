"""What a survey is given: a study to run where it is not finished, or a run to read."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simlaw.errors import InputError
from simlaw.study.file.read_study_file import StudyFile, read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.origin import Origin
from simlaw.study.resolved_file import resolved_toml
from simlaw.study.result import StudyResult
from simlaw.study.run_folder import PLAN, RESULT, load_result
from simlaw.study.study import Study
from simlaw.tables.files.read_rows import checksum
from simlaw.workers.place import Place

__all__ = ["Given", "given_of"]

Run = Callable[[Place], StudyResult]


@dataclass(frozen=True)
class Given:
    """One study of a survey, before it is run or read.

    Attributes
    ----------
    name
        Of the study; what the user wrote where its file cannot be read.
    where
        What the user wrote; empty for an object.
    folder
        Where it is run; None for one that is only read.
    run
        What runs it; None for one that is only read.
    read
        What reads it; None for one that is run.
    problem
        Why neither is possible.
    """

    name: str
    where: str = ""
    folder: Path | None = None
    run: Run | None = None
    read: Callable[[], StudyResult] | None = None
    problem: str = ""

    def result(self, place: Place) -> StudyResult:
        """Run or read it.

        Raises
        ------
        InputError
            If it cannot be used.
        """
        if self.problem:
            raise InputError(self.problem)
        if self.read is not None:
            return self.read()
        assert self.run is not None
        return self.run(place)


def given_of(
    one: str | Path | Study | StudyResult, home: Path | None, *, allow_code: bool = False
) -> Given:
    """Return what a survey is given, looked at but not run.

    Parameters
    ----------
    one
        A study file, the name of a study that comes with simlaw, a run folder, a study, a result.
    home
        Folder of the survey.
    allow_code
        Whether names in a study file may be places of code.

    Raises
    ------
    InputError
        If a study would have to be run and there is no folder for it.
    """
    if isinstance(one, StudyResult):
        return Given(one.name, "", read=lambda: one)
    if isinstance(one, Study):
        place = _home(home, one.name)
        return Given(one.name, "", place, run=partial(_run_study, one, place))
    text = str(one)
    path = Path(text)
    if path.is_dir():
        return _run_folder(path, text)
    try:
        file = read_study_file(find_study(text), allow_code=allow_code)
        name = file.settings.name
    except InputError as refused:
        return Given(path.stem or text, text, problem=str(refused))
    place = _home(home, name)
    return Given(name, text, place, run=partial(_run_file, file, place))


def _home(home: Path | None, name: str) -> Path:
    if home is None:
        raise InputError(
            f"The study '{name}' may have to be run: name a folder for the survey, in which it "
            "has its own."
        )
    return home / name


def _run_folder(path: Path, text: str) -> Given:
    """A run folder, named as its study is."""
    if not (path / PLAN).exists() and not (path / RESULT).exists():
        return Given(
            path.name or text,
            text,
            problem=f"{text}: neither a study file nor a run folder, which simlaw run makes.",
        )
    try:
        result = load_result(path)
    except InputError as refused:
        return Given(path.name, text, problem=str(refused))
    return Given(result.name, text, read=lambda: result)


def _run_study(study: Study, folder: Path, place: Place) -> StudyResult:
    from simlaw.report import write_report

    result = study.run(folder, place=place)
    write_report(result)
    return result


def _run_file(file: StudyFile, folder: Path, place: Place) -> StudyResult:
    """Run a study file in its folder as ``simlaw run`` does; what is finished by it is read."""
    file = file.by_rules_of(folder)
    toml = resolved_toml(file.settings, file.folder)
    if (kept := _finished(folder, toml, file)) is not None:
        return kept
    from simlaw.report import write_report
    from simlaw.study.file.load_study import load_study
    from simlaw.study.prepare import prepare

    with place.watcher.stage(f"{file.settings.name}: reading the tables"):
        ready = load_study(file.settings, file.folder)
    prepared = prepare(ready.source, ready.target, ready, place)
    again = ["simlaw", "run", str(folder / "study.toml"), "--output", str(folder)]
    result = ready.without_numbers().run(
        folder, place=place, prepared=prepared, origin=Origin(toml, shlex.join(again))
    )
    write_report(result)
    return result


def _finished(folder: Path, toml: str, file: StudyFile) -> StudyResult | None:
    """The result of a folder in which this very study is finished; None where it is not.

    A table that holds other bytes than the run has read is another study's.
    """
    try:
        if (folder / "study.toml").read_text(encoding="utf-8") != toml:
            return None
        kept = load_result(folder)
        for account, tables in (
            (kept.source, file.settings.sources),
            (kept.target, (file.settings.target,)),
        ):
            read = (account.origin.sha256 or "").split()
            paths = [file.folder / one.path for one in tables if one.path is not None]
            if any(path.is_file() and checksum(path) not in read for path in paths):
                return None
    except (OSError, InputError):
        return None
    return kept if kept.finished else None
