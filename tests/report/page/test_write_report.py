"""`simlaw.write_report`: where it writes, and by which names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import simlaw
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.report import render, write
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve())


def plain(page: str) -> str:
    """A page without the numbers that the drawing program counts up from figure to figure."""
    return re.sub(r"(clip|gradient_)\d+", r"\1", page)


def text(page: Path) -> str:
    return plain(page.read_text(encoding="utf-8"))


def test_it_writes_the_page_and_its_figures(result: StudyResult, tmp_path: Path) -> None:
    page = simlaw.write_report(result, tmp_path / "run")
    assert page == tmp_path / "run/report.html"
    assert text(page) == plain(render(result))
    figures = sorted(path.name for path in (tmp_path / "run/figures").iterdir())
    assert figures == ["law-m100.svg", "requirement-m100.svg"]
    assert text(write(result, tmp_path / "other")) == text(page)


def test_a_result_without_a_folder_asks_for_one(result: StudyResult) -> None:
    with pytest.raises(InputError, match=r"Name the one to write the report into"):
        simlaw.write_report(result)
