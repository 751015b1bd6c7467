"""`survey`: studies run or read, put beside each other, and written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError
from simlaw.study.result import StudyResult
from simlaw.study.study import Study
from simlaw.surveys.question import SurveyQuestion
from simlaw.surveys.row import Row, failed_row, row_of
from simlaw.surveys.run_or_read import Given, given_of
from simlaw.surveys.several import Survey, survey_of
from simlaw.workers.cores import usable_cores
from simlaw.workers.place import Place
from simlaw.workers.progress import SILENT, Console

__all__ = ["survey"]


def survey(
    studies: Sequence[str | Path | Study | StudyResult],
    folder: str | Path | None = None,
    question: SurveyQuestion | None = None,
    *,
    place: Place | None = None,
    progress: bool = True,
    allow_code: bool = False,
) -> Survey:
    """Put several studies beside each other: their errors, and what more of the database brings.

    Parameters
    ----------
    studies
        Study files, names of studies that come with simlaw, run folders, studies or results. A
        study is run in ``folder/NAME`` as ``simlaw run`` does, or goes on there; one that is
        finished is read. A run folder is only read.
    folder
        Where runs, ``survey.csv``, ``survey.json`` and ``survey.html`` are kept; needed where a
        study is to be run, and by default nothing is written.
    question
        What is asked; the defaults of `SurveyQuestion` where nothing is.
    place
        Who runs the trials, where things are kept, and who is told of progress.
    progress
        Whether progress is shown, where no place says it.
    allow_code
        Whether names in study files may be places of code, ``module:attribute``.

    Returns
    -------
    Survey
        A study whose input cannot be used has its problem in its row; the others are there.

    Raises
    ------
    InputError
        If there is no study, two have one name, a study has nowhere to be run, or a weight or a
        cost names none of them.
    StoppedError
        After Ctrl-C; what is finished is kept, and the same call goes on from there.
    """
    asked = SurveyQuestion() if question is None else question
    home = None if folder is None else Path(folder)
    if not studies:
        raise InputError("A survey needs at least one study.")
    if place is None:
        place = Place(usable_cores(), watcher=Console() if progress else SILENT)
    given = [given_of(one, home, allow_code=allow_code) for one in studies]
    names = _names(given)
    asked.check_names(names)
    rows = [_row(one, name, asked, place) for one, name in zip(given, names, strict=True)]
    found = survey_of(rows, asked)
    if home is not None:
        _write(found, home)
    return found


def _names(given: Sequence[Given]) -> list[str]:
    """What to call each study: its name, its place where a run folder shares the name.

    Raises
    ------
    InputError
        If two studies would be run in one folder.
    """
    homes = [one.folder for one in given if one.folder is not None]
    for home in homes:
        if homes.count(home) > 1:
            raise InputError(
                f"Two studies of the survey are named '{home.name}', so that both would be run in "
                f"{home}. Give one of them another name in its study file."
            )
    names = [one.name for one in given]
    if len(set(names)) == len(names):
        return names
    told = [one.where if names.count(one.name) > 1 and one.where else one.name for one in given]
    if len(set(told)) < len(told):
        twice = next(name for name in told if told.count(name) > 1)
        raise InputError(f"'{twice}' is given twice; a survey has each study once.")
    return told


def _row(one: Given, name: str, question: SurveyQuestion, place: Place) -> Row:
    try:
        result = one.result(place)
        return row_of(result, question.worth, question.level, name)
    except (InputError, ImportError) as refused:
        return failed_row(name, str(refused))


def _write(found: Survey, folder: Path) -> None:
    from simlaw.surveys.page import survey_page

    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "survey.csv", found.frame().to_csv(index=False))
    content = json.dumps(found.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(folder / "survey.json", content + "\n")
    write_text(folder / "survey.html", survey_page(found))
