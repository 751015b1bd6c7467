"""The planner of a study with one m, and the planner inside a report, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.planner.planner_view import SHOWN, at

from simlaw.law import LearningCurve
from simlaw.printed_numbers import about, count, span, value
from simlaw.report import planner_page, write
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


@pytest.fixture(scope="module")
def alone(
    make_curve: Curves, make_study: Studies, tmp_path_factory: pytest.TempPathFactory
) -> tuple[StudyResult, Path]:
    study = make_study(make_curve(unit="g/cm^3"))
    path = tmp_path_factory.mktemp("alone") / "planner.html"
    path.write_text(planner_page(study), encoding="utf-8")
    return study, path


def test_one_m_plans_over_n_alone_and_says_why(
    browser: Any, alone: tuple[StudyResult, Path]
) -> None:
    study, page = alone
    law = study.laws[100]
    browser.open(at(page, e=0.0179, n=25_000, cs=2, b=9000, on=12_000, bs=100))
    shown = browser.run(SHOWN)
    needed = law.required_n(0.0179)
    here = law.forecast([25_000], band="mean")
    assert shown["needed"] == about(needed.median)
    assert shown["needed-span"] == f"{about(needed.low)} to {about(needed.high)}"
    assert shown["here"] == value(float(here.mean[0]))
    assert shown["here-span"] == span(
        float(here.low[0]), float(here.high[0]), like=float(here.mean[0])
    )
    assert shown["best"] == "n = 16,500"
    lacking = -(-(needed.median - 12_000) // 100)
    assert shown["cheapest"] == f"n = {count(12_000 + 100 * lacking)}"
    assert shown["cheapest-buy"].endswith(f"for {count(200 * lacking)}")
    assert "worth" not in shown
    assert shown["cheapest-error"].startswith("error at least as likely below the target as above")
    direct = study.curve.direct(100)
    assert direct is not None
    said = browser.run("return document.querySelector('[data-says]').textContent")
    assert (
        f"Without simulations, m = 100 measurements have an error of {value(direct.estimate)}"
        in (said)
    )
    assert browser.run("return document.querySelectorAll('#pl-map .direct').length") == 1
    assert "at least three of each" in browser.run(
        "return document.querySelector('.why').innerText"
    )
    assert browser.run("return document.querySelectorAll('#pl-map .target').length") == 1
    assert browser.log("browser") == []


def test_a_purchase_that_does_not_help_is_called_so(
    browser: Any, make_curve: Curves, make_study: Studies, tmp_path: Path
) -> None:
    page = tmp_path / "planner.html"
    study = make_study(make_curve(amplitude=0.02, gap=0.02, direct=0.015))
    page.write_text(planner_page(study), encoding="utf-8")
    browser.open(page)
    said = browser.run("return document.querySelector('[data-says]').textContent")
    assert said.endswith("That is not below the error without simulations.")


def test_the_report_holds_the_planner(
    browser: Any, alone: tuple[StudyResult, Path], tmp_path: Path
) -> None:
    page = write(alone[0], tmp_path)
    assert page.stat().st_size < 3_000_000
    browser.open(at(page, e=0.018), width=400)
    assert browser.run("return document.documentElement.scrollWidth") <= 400
    assert browser.run("return document.querySelector('#pl-e').value") == "0.0180"
    top = "return document.querySelector('#planner').getBoundingClientRect().top"
    assert -50 < browser.run(top) < 100
    assert browser.log("browser") == []
