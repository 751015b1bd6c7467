from __future__ import annotations

from dataclasses import replace

import pytest
from tests.surveys.surveyed import Curves, Studies, studied

from simlaw.surveys import SurveyQuestion, survey_text
from simlaw.surveys.row import failed_row, row_of
from simlaw.surveys.several import survey_of


def said(
    make_study: Studies, make_curve: Curves, question: SurveyQuestion, **of_curve: object
) -> str:
    results = [studied(make_study, make_curve(**of_curve), name) for name in ("first", "second")]
    return survey_text(survey_of([row_of(one, question.worth, 0.9) for one in results], question))


def test_every_study_has_a_line_with_its_rival(make_study: Studies, make_curve: Curves) -> None:
    text = said(make_study, make_curve, SurveyQuestion())
    header, first, second = text.splitlines()[:3]
    assert header.split()[:3] == ["study", "m", "n"]
    assert "P(> 2 %)" in header
    assert "best without simulations" in header
    assert first.startswith("first ")
    assert second.startswith("second ")
    assert ", direct " in first
    assert first.rstrip().endswith("go on")
    assert "All properties of source-one together (first, second): doubling the database" in text


def test_harm_is_said_in_words(make_study: Studies, make_curve: Curves) -> None:
    text = said(make_study, make_curve, SurveyQuestion(), direct=0.015)
    assert "do not simulate" in text
    assert "first: simulations do harm here. direct learns from the m = 100 measurements" in text


def test_what_is_not_known_is_not_determined(make_study: Studies, make_curve: Curves) -> None:
    text = said(make_study, make_curve, SurveyQuestion(), sizes=(50, 150), direct=None)
    assert "not determined" in text.splitlines()[1]
    assert "no law yet, which needs three sizes n" in text
    assert "what simulations are worth beside not simulating is not known" in text


def test_a_flat_curve_is_not_called_falling(make_study: Studies, make_curve: Curves) -> None:
    text = said(make_study, make_curve, SurveyQuestion(), amplitude=0.0)
    assert "first: the points do not show that the error falls with n." in text


def test_a_budget_says_what_is_bought_and_what_not_simulating_brings(
    make_study: Studies, make_curve: Curves
) -> None:
    question = SurveyQuestion(budget=600.0, cost_simulation=0.1)
    text = said(make_study, make_curve, question)
    assert "For 600, buy 6,000 simulations (n = 18,000 of all), for 600: the weighted" in text
    assert "  first: m = 100, error" in text
    bought = replace(question, cost_simulation=0.01, cost_experiments={"first": 5.0})
    text = said(make_study, make_curve, bought, ms=(50, 100, 200))
    assert "measurements for first" in text
    assert "probability" in text.partition("For 600")[2]


def test_a_problem_comes_first_under_the_table(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(studied(make_study, make_curve(), "first", trials_done=80), 0.02, 0.9)
    text = survey_text(survey_of([failed_row("gone", "no file"), row], SurveyQuestion()))
    under = text.partition("Intervals in brackets")[2].splitlines()[1:]
    assert under[0] == "gone could not be run or read: no file"
    assert under[1].startswith("first: the run is not finished, 80 of 84 trainings are done")


@pytest.mark.parametrize("worth", [0.02, 0.005])
def test_the_share_asked_for_is_in_the_header(
    make_study: Studies, make_curve: Curves, worth: float
) -> None:
    text = said(make_study, make_curve, SurveyQuestion(worth=worth))
    assert f"P(> {100 * worth:g} %)" in text.splitlines()[0]
