from __future__ import annotations

from dataclasses import replace

import pytest
from tests.surveys.surveyed import Curves, Studies, studied

from simlaw.errors import InputError
from simlaw.surveys import SurveyQuestion
from simlaw.surveys.row import Row, failed_row, row_of
from simlaw.surveys.several import Survey, survey_of

MONEY = {"budget": 1000.0, "cost_simulation": 0.1}


@pytest.fixture
def rows(make_study: Studies, make_curve: Curves) -> list[Row]:
    """Return two studies of one source, the second steeper, over three m."""
    ms = (50, 100, 200)
    slow = studied(make_study, make_curve(ms=ms), "slow")
    steep = studied(make_study, make_curve(ms=ms, amplitude=0.5, direct=0.1), "steep")
    return [row_of(one, 0.02, 0.9) for one in (slow, steep)]


def test_together_they_gain_what_lies_between(rows: list[Row]) -> None:
    found = survey_of(rows, SurveyQuestion())
    (both,) = found.together
    gains = [row.gain.estimate for row in rows if row.gain is not None]
    assert min(gains) < both.gain.estimate < max(gains)
    assert both.gain.n == 12_000
    heavier = survey_of(rows, SurveyQuestion(weights={"steep": 5.0})).together[0]
    assert heavier.gain.estimate > both.gain.estimate
    assert heavier.stop.median >= both.stop.median


def test_one_n_is_bought_for_all(rows: list[Row]) -> None:
    plan = survey_of(rows, SurveyQuestion(**MONEY)).plan
    assert plan is not None
    assert plan.best.buy_n == 10_000
    assert plan.best.n == 22_000
    assert [one.buy_m for one in plan.best.properties] == [0, 0]
    bought = survey_of(rows, SurveyQuestion(**MONEY, cost_experiments={"slow": 1.0})).plan
    assert bought is not None
    assert bought.best.properties[0].buy_m > 0
    assert bought.best.properties[1].buy_m == 0
    assert bought.best.cost <= 1000


def test_simulations_owned_can_be_told(rows: list[Row]) -> None:
    plan = survey_of(rows, SurveyQuestion(**MONEY, owned_simulations=500)).plan
    assert plan is not None
    assert plan.best.n == 10_500


def test_different_sources_share_no_simulation(
    make_study: Studies, make_curve: Curves, rows: list[Row]
) -> None:
    other = row_of(studied(make_study, make_curve(), "other", "two"), 0.02, 0.9)
    found = survey_of([*rows, other], SurveyQuestion(**MONEY))
    assert found.plan is None
    assert "a simulation for one yields nothing for another" in found.no_plan
    assert "source-one (slow, steep); source-two (other)" in found.no_plan
    assert found.failed
    assert [one.source.name for one in found.together] == ["source-one"]
    assert any("different source tables" in text for text in found.notes)


def test_without_three_m_no_measurement_can_be_bought(
    make_study: Studies, make_curve: Curves
) -> None:
    row = row_of(studied(make_study, make_curve(), "one"), 0.02, 0.9)
    found = survey_of([row], SurveyQuestion(**MONEY, cost_experiments={"one": 1.0}))
    assert found.plan is None
    assert found.no_plan.startswith("one, of which measurements may be bought:")


def test_without_a_law_a_study_is_left_out_and_said(
    make_study: Studies, make_curve: Curves, rows: list[Row]
) -> None:
    short = studied(make_study, make_curve(sizes=(50, 150)), "short")
    few = row_of(short, 0.02, 0.9)
    found = survey_of([*rows, few], SurveyQuestion(**MONEY))
    assert found.together[0].left_out == ("short",)
    assert any("split without short" in text for text in found.notes)
    alone = survey_of([few], SurveyQuestion(**MONEY))
    assert alone.no_plan == "No study of the survey has a law, which needs three sizes n."


def test_a_share_that_differs_is_said(make_study: Studies, make_curve: Curves) -> None:
    results = [studied(make_study, make_curve(), name) for name in "ab"]
    results[1] = replace(results[1], design=replace(results[1].design, source_rows=24_000))
    found = survey_of([row_of(one, 0.02, 0.9) for one in results], SurveyQuestion())
    assert any("a 12,000, b 24,000" in text for text in found.notes)


def test_an_unknown_name_is_refused(rows: list[Row]) -> None:
    with pytest.raises(InputError, match="no study of the survey is named 'fast'"):
        survey_of(rows, SurveyQuestion(weights={"fast": 1.0}))


def test_the_table_has_a_row_for_each_study(rows: list[Row]) -> None:
    found = survey_of([*rows, failed_row("gone", "no such file")], SurveyQuestion())
    assert isinstance(found, Survey)
    frame = found.frame()
    assert frame["study"].tolist() == ["slow", "steep", "gone"]
    assert frame["problem"].tolist() == ["", "", "no such file"]
    assert frame.loc[0, "without_method"] == "direct"
    assert frame.loc[1, "error_low"] < frame.loc[1, "error"] < frame.loc[1, "error_high"]
    assert found.failed
