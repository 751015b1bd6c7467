"""Which study a user means: a file, one that comes with simlaw, or that of a run folder."""

from __future__ import annotations

from pathlib import Path

from simlaw.errors import InputError
from simlaw.predict.card import LawCard
from simlaw.study.file.read_study_file import StudyFile, read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run_folder import LAW, SPEC, load_result


def study_file_of(text: str, *, allow_code: bool = False) -> StudyFile:
    """Return the study file that a user means.

    Parameters
    ----------
    text
        A study file, the name of a study that comes with simlaw, or a run folder.
    allow_code
        As for `read_study_file`.

    Raises
    ------
    InputError
        If there is none of these.
    """
    folder = Path(text)
    if folder.is_dir():
        if not (folder / SPEC).is_file():
            raise InputError(
                f"{folder}: this folder holds no '{SPEC}', so it is no run. Give the folder of a "
                "run, or a study file."
            )
        return read_study_file(folder / SPEC, allow_code=allow_code)
    return read_study_file(find_study(text), allow_code=allow_code)


def law_of(text: str) -> LawCard | None:
    """Return the law of a run folder, None of a study that is none or has no law yet."""
    folder = Path(text)
    if not folder.is_dir() or not (folder / LAW).is_file():
        return None
    result = load_result(folder)
    if result.m not in result.laws:
        return None
    law = result.laws[result.m]
    return LawCard(repr(law), law.form, law.status, result.method, result.m)
