"""The page in a real browser: it moves, it is quiet, it asks for nothing, it fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simlaw.decide import requirement_sentence
from simlaw.law import LearningCurve
from simlaw.printed_numbers import about
from simlaw.report import curve_page, write
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]

ARROW_LEFT, ARROW_RIGHT, HOME = "\ue012", "\ue014", "\ue011"
ANSWER = """
const ask = [...document.querySelectorAll('[data-ask]')].find((e) => e.offsetParent);
const read = (f) => ask.querySelector(`[data-field="${f}"]`).textContent;
const line = ask.querySelector('.wide svg line.mark');
return {
  error: read('error'), median: read('median'), interval: read('interval'),
  unreachable: read('unreachable'), sentence: read('sentence'),
  said: ask.querySelector('input').getAttribute('aria-valuetext'),
  x: line.x1.baseVal.value,
};
"""


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(50, 100), unit="g/cm^3"))


@pytest.fixture(scope="module")
def page(result: StudyResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(result, tmp_path_factory.mktemp("run"))


def test_it_is_quiet_and_asks_for_nothing(browser: Any, page: Path) -> None:
    browser.open(page)
    assert browser.log("browser") == []
    assert [a for a in browser.requested() if not a.startswith("data:")] == [page.as_uri()]


def test_the_slider_gives_the_answers_of_the_command(
    browser: Any, page: Path, result: StudyResult
) -> None:
    browser.open(page)
    before = browser.run(ANSWER)
    browser.press("#target-m100", ARROW_RIGHT * 3)
    after = browser.run(ANSWER)
    assert float(after["error"]) > float(before["error"])
    assert after["median"] != before["median"]
    assert after["x"] > before["x"]
    for shown in (before, after):
        needed = result.laws[100].required_n(float(shown["error"]))
        assert shown["median"] == about(needed.median)
        assert shown["interval"] == f"{about(needed.low)} to {about(needed.high)}"
        assert shown["sentence"] == requirement_sentence(needed, "g/cm³")
        assert shown["said"] == f"{shown['error']} g/cm³"
    browser.press("#target-m100", HOME)
    assert browser.run(ANSWER)["median"] == "out of reach"
    assert browser.log("browser") == []


def test_the_answer_follows_within_a_frame(browser: Any, page: Path) -> None:
    browser.open(page)
    took = browser.run(
        "const s = document.querySelector('#target-m100'); const start = performance.now();"
        "for (let i = 0; i <= +s.max; i++) { s.value = i; s.dispatchEvent(new Event('input')); }"
        "return (performance.now() - start) / (+s.max + 1);"
    )
    assert took < 16


def test_one_choice_of_m_for_the_whole_page(browser: Any, page: Path) -> None:
    browser.open(page)
    shown = (
        "return [...document.querySelectorAll('[data-m]')]"
        ".filter((e) => !e.hidden).map((e) => e.dataset.m)"
    )
    assert set(browser.run(shown)) == {"100"}
    browser.run("document.querySelector('.switch input[value=\"50\"]').click()")
    assert browser.run(shown) == ["50"] * 4
    checked = "return [...document.querySelectorAll('.switch input:checked')].map((e) => e.value)"
    assert set(browser.run(checked)) == {"50"}


@pytest.mark.parametrize("width", [400, 640, 900, 1400])
def test_it_fits_every_width(browser: Any, page: Path, width: int) -> None:
    browser.open(page, width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    drawings = (
        "return [...document.querySelectorAll('.{} svg')]"
        ".map((e) => e.getBoundingClientRect().width).filter((w) => w > 0)"
    )
    shown, other = ("narrow", "wide") if width <= 640 else ("wide", "narrow")
    widths = browser.run(drawings.format(shown))
    assert len(widths) == 3
    assert all(300 < w <= 860 for w in widths)
    assert browser.run(drawings.format(other)) == []


def test_a_point_says_its_numbers_under_the_pointer(browser: Any, page: Path) -> None:
    browser.open(page)
    browser.run(
        "document.querySelector('.wide path[aria-label^=\"n = 450\"]')"
        ".dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
    )
    assert browser.run("return document.querySelector('.tip').textContent").startswith(
        "n = 450: 0.0"
    )


def test_hostile_text_does_nothing(
    browser: Any, make_curve: Curves, make_study: Studies, tmp_path: Path
) -> None:
    bad = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    study = make_study(make_curve(unit=bad, name=bad), title=bad, name=bad, spec_toml=bad)
    browser.open(write(study, tmp_path))
    assert browser.run("return window.hacked ?? null") is None
    assert browser.run("return document.querySelector('h1').textContent") == bad
    assert browser.run("return document.querySelector('main').lastElementChild.tagName") == "FOOTER"
    assert browser.log("browser") == []


def test_the_page_of_a_curve(browser: Any, make_curve: Curves, tmp_path: Path) -> None:
    curve = make_curve(direct=None, ms=(0,), zero_shot=False)
    page = tmp_path / "curve.html"
    page.write_text(curve_page(curve, curve.fit(resamples=200)), encoding="utf-8")
    browser.open(page, width=400)
    before = browser.run(ANSWER)
    browser.press("#target-m0", ARROW_LEFT)
    assert browser.run(ANSWER)["median"] != before["median"]
    assert browser.log("browser") == []
    assert browser.run("return document.documentElement.scrollWidth") <= 400
