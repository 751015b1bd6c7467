from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.report.page.page import planner_page, policy_hash
from simlaw.report.planner.planner import SCRIPTS, planner_data, planner_script
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000)))


@pytest.fixture(scope="module")
def one_m(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve())


def test_it_holds_the_draws_that_the_command_line_uses(result: StudyResult) -> None:
    data = planner_data(result)
    assert data is not None
    law = joint_law(result.curve)
    draws = np.array(data["draws"])
    assert draws.shape == (500, 7)
    assert np.array_equal(draws[:, :5], law.draws.theta)
    assert np.array_equal(draws[:, 5:], law.draws.drift)
    assert data["theta"] == law.theta.tolist()


def test_answers_of_each_m_are_those_of_its_law(result: StudyResult) -> None:
    data = planner_data(result)
    assert data is not None
    stops = data["targets"]["stops"]
    assert list(data["alone"]) == ["25", "50", "100"]
    for i in (0, 1, len(stops) // 4, len(stops) // 2, len(stops) - 1):
        needed = result.laws[50].required_n(stops[i])
        found = [np.inf if x is None else x for x in data["alone"]["50"]["answers"][i]]
        assert found == pytest.approx(
            [needed.median, needed.low, needed.high, needed.unreachable_probability], rel=1e-9
        )


def test_a_view_is_what_the_page_opens_with(result: StudyResult) -> None:
    view = {"error": 0.02154321, "n": 77, "m": 60, "budget": 5.0, "batch_m": 8}
    data = planner_data(result, level=0.5, view=view)
    assert data is not None
    assert data["start"].items() >= view.items()
    needed = result.laws[50].required_n(0.02154321, level=0.5)
    at = data["targets"]["stops"].index(0.02154321)
    answer = data["alone"]["50"]["answers"][at]
    assert answer[:3] == pytest.approx([needed.median, needed.low, needed.high], rel=1e-9)


def test_targets_are_the_numbers_their_labels_read_as(result: StudyResult) -> None:
    data = planner_data(result)
    assert data is not None
    targets = data["targets"]
    assert len(targets["stops"]) > 50
    for stop in targets["stops"]:
        assert stop / targets["step"] == pytest.approx(round(stop / targets["step"]), abs=1e-6)
        assert float(f"{stop:.6g}") == stop
    assert data["start"]["error"] in targets["stops"]


def test_one_m_has_a_forecast_instead_of_draws(one_m: StudyResult) -> None:
    data = planner_data(one_m)
    assert data is not None
    assert data["kind"] == "alone"
    assert "draws" not in data
    rows = data["alone"]["100"]["forecast"]
    ahead = one_m.laws[100].forecast([row[0] for row in rows], band="mean")
    assert [row[3] for row in rows] == pytest.approx(ahead.high)


def test_no_law_no_planner(one_m: StudyResult) -> None:
    bare = replace(one_m, laws={})
    assert planner_data(bare) is None
    with pytest.raises(InputError, match="too few for a law") as raised:
        planner_page(bare)
    assert "simlaw run" in str(raised.value)


def test_the_page_allows_its_own_scripts_only(one_m: StudyResult) -> None:
    page = planner_page(one_m)
    assert f"'{policy_hash(planner_script())}'" in page
    assert page.count("<script>") == 2
    assert planner_script() in page
    assert len(page) < 3_000_000


def test_text_of_the_study_stays_text(one_m: StudyResult) -> None:
    bad = "</script><script>alert(1)</script><b>"
    page = planner_page(replace(one_m, title=bad, name=bad, unit=bad))
    assert bad not in page
    assert page.count("<script>") == 2


def test_data_hold_no_number_that_json_lacks(result: StudyResult) -> None:
    assert json.loads(json.dumps(planner_data(result), allow_nan=False))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_short_and_come_along(name: str) -> None:
    text = (resources.files("simlaw.report.planner") / name).read_text(encoding="utf-8")
    assert text.startswith('"use strict";\n')
    assert len(text.splitlines()) < 400
