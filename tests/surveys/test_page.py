from __future__ import annotations

from dataclasses import replace

from tests.surveys.surveyed import Curves, Studies, studied

from simlaw.surveys import SurveyQuestion
from simlaw.surveys.page import survey_page
from simlaw.surveys.row import failed_row, row_of
from simlaw.surveys.several import survey_of

HOSTILE = "</script><img src=x onerror=hacked()>&'\""


def test_the_page_shows_every_row_and_escapes_what_comes_from_data(
    make_study: Studies, make_curve: Curves
) -> None:
    result = studied(make_study, make_curve(), "first")
    result = replace(result, source=replace(result.source, name=HOSTILE))
    rows = [row_of(result, 0.02, 0.9, HOSTILE), failed_row("gone", HOSTILE)]
    page = survey_page(survey_of(rows, SurveyQuestion()))
    assert "onerror" in page
    assert "<img" not in page
    assert page.count("</script>") == 1
    assert page.count("<svg") == 2
    assert "Content-Security-Policy" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_without_a_law_there_is_no_chart() -> None:
    page = survey_page(survey_of([failed_row("gone", "no file")], SurveyQuestion()))
    assert "<svg" not in page
    assert "gone could not be run or read: no file" in page
