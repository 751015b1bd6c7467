from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from simlaw.charts import plot_curve, plot_family
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.law.diagnose import STATUSES
from simlaw.printed_numbers import value
from simlaw.report import curve_page, render, sentences
from simlaw.report.page.methods_section import methods
from simlaw.report.words.sentences import SHORT_STATUS, curve_sentences
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


def text_of(page: str) -> str:
    page = re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", words)


@pytest.fixture(scope="module")
def result(rivals: Curves, make_study: Studies) -> StudyResult:
    return make_study(rivals(ms=(50, 100), sizes=(50, 400, 3000)))


def test_a_study_of_the_standard_methods_has_no_such_section(
    make_curve: Curves, make_study: Studies
) -> None:
    plain = make_study(make_curve())
    assert methods(plain, x_title="n") is None
    page = render(plain)
    assert 'id="methods"' not in page
    assert "the method" not in text_of(page)


def test_the_tables_give_every_method(result: StudyResult) -> None:
    found = methods(result, x_title="n")
    assert found is not None
    assert [block["m"] for block in found["blocks"]] == [100, 50]
    block = found["blocks"][0]
    assert block["columns"] == ["0", "50", "400", "3,000"]
    for row in block["rows"]:
        if row["role"] == "transfer":
            means = result.curve.mean(100, row["name"])["error"]
            assert [cell["mean"] for cell in row["cells"]] == ["", *map(value, means)]
    best = {n: [row["name"] for row in block["rows"] if row["cells"][n]["best"]] for n in range(4)}
    assert best == {0: ["random-forest"], 1: ["residual"], 2: ["residual"], 3: ["residual"]}
    laws = {row["name"]: row for row in block["laws"]}
    assert list(laws) == ["fine-tune", "head-only", "residual"]
    assert laws["residual"]["verdict"] == "better"
    assert laws["head-only"]["verdict"] == "worse"
    assert laws["head-only"]["status"] in SHORT_STATUS.values()


def test_the_page_shows_them_and_marks_the_smallest_without_colour(result: StudyResult) -> None:
    page = render(result)
    words = text_of(page)
    last = result.curve.mean(100, "residual")["error"].iloc[-1]
    assert f"* {value(last)}" in words
    assert "Difference to random-forest at n = 3,000" in words
    assert "90 % t interval" in words
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert '<a href="#methods">' in page


def test_many_sizes_are_thinned(rivals: Curves, make_study: Studies) -> None:
    sizes = tuple(50 * 2**k for k in range(12))
    found = methods(make_study(rivals(sizes=sizes)), x_title="n")
    assert found is not None
    columns = found["blocks"][0]["columns"]
    assert columns[:2] == ["0", "50"]
    assert columns[-1] == "102,400"
    assert len(columns) <= 9
    assert found["blocks"][0]["left_out"].endswith("of 12 sizes are listed.")


def test_two_sizes_have_no_law(rivals: Curves, make_study: Studies) -> None:
    found = methods(make_study(rivals(sizes=(50, 500)), trials_done=9), x_title="n")
    assert found is not None
    assert {row["status"] for row in found["blocks"][0]["laws"]} == {
        "no law: fewer than three sizes"
    }


def test_the_sentences_end_with_the_comparison(result: StudyResult) -> None:
    last = sentences(result)[-2]
    assert last.startswith("Of the 3 transfer methods compared, residual has the smallest mean")
    assert "at n = 3,000" in last
    assert "That is better than" in last
    assert "of random-forest, the best method that learns from the measurements alone" in last


def test_a_headline_method_is_named_everywhere(result: StudyResult) -> None:
    laws = {m: result.curve.fit(m, method="head-only", resamples=200) for m in (50, 100)}
    other = replace(result, method="head-only", laws=laws)
    assert sentences(other)[0].startswith("By the method head-only, simulations do harm at every")
    assert sentences(other)[1].startswith(
        "With m = 100 measured molecules and the method head-only, pretraining on n = 3,000"
    )
    words = text_of(render(other))
    for said in (
        "· method head-only",
        "Learning curve of the method head-only",
        "The law of the method head-only",
        "head-only: mean ± standard error",
        "Mean error of the method head-only for every number of measurements m learned from",
        "m = 100, by the method head-only.",
    ):
        assert said in words, said
    assert "fine-tuning" not in words
    error = value(result.curve.mean(100, "head-only")["error"].iloc[-1])
    assert f"Error at n = 3,000 {error}" in words


def test_a_curve_alone_can_be_of_any_method(rivals: Curves, make_curve: Curves) -> None:
    curve = rivals()
    assert (
        "With m = 100 measurements and the method residual, pretraining"
        in (curve_sentences(curve, None, method="residual")[0])
    )
    assert "by the method residual" in text_of(curve_page(curve, None, method="residual"))
    with pytest.raises(InputError, match="no trial of the method residual"):
        curve_page(make_curve(), None, method="residual")
    for draw in (plot_curve, plot_family):
        with pytest.raises(InputError, match="no trial of the method residual"):
            draw(make_curve(), {}, method="residual")  # type: ignore[arg-type]


def test_every_status_has_a_few_words() -> None:
    assert set(SHORT_STATUS) == set(STATUSES)
