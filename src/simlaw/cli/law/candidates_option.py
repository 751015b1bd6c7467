"""``--candidates FILE``: a verdict for materials that are drawn otherwise than the measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def candidates_option(command: Command) -> Command:
    """Add the option to a command; its argument is called `candidates`."""
    return click.option(
        "--candidates",
        type=click.Path(path_type=Path),
        help="A table of the materials you want predictions for, where they are drawn otherwise "
        "than the measured ones: their verdict stands beside the plain one.",
    )(command)


@dataclass(frozen=True)
class CandidatesAnswer:
    """A run's verdict for candidates.

    Attributes
    ----------
    text
        In lines.
    content
        As plain values for JSON.
    """

    text: str
    content: dict[str, Any]


def candidates_of(run: Path, candidates: Path, m: int | None = None) -> CandidatesAnswer:
    """Return the verdict of a run folder for a file of candidates.

    Raises
    ------
    InputError
        If run or file cannot be used, or too few measured materials are like the candidates.
    """
    from simlaw.decide.materials.candidate_sentences import candidate_text
    from simlaw.study.reread.candidates_of_run import candidates_of_run
    from simlaw.study.run_folder import load_result

    result = load_result(run)
    verdict = candidates_of_run(result, candidates, m=m)
    text = candidate_text(verdict, result.unit, candidates.name)
    return CandidatesAnswer(text, {"file": candidates.name, **asdict(verdict)})


def candidates_said(run: Path, candidates: Path, m: int | None = None) -> str:
    """Return the same in lines alone."""
    return candidates_of(run, candidates, m).text
