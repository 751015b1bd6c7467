"""The account of a study in words."""

from dataclasses import replace

import pytest

from simlaw.report.page.account import facts, studied
from simlaw.study.design.design import ORDERS, RANDOM
from simlaw.tables.finding import Finding


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_that_was_chosen_is_named(make_curve, make_study, order: str) -> None:
    result = make_study(make_curve())
    said = [
        sentence
        for sentence in studied(replace(result, design=replace(result.design, order=order)))[
            "sentences"
        ]
        if "order" in sentence
    ]
    if order == RANDOM:
        assert said == []
        return
    (sentence,) = said
    assert sentence.startswith("The source grows in a chosen order, with the molecules first")
    assert ("nearest to a measured one" in sentence) == (order == "nearest")
    assert "law holds for a source chosen in this way" in sentence


def test_a_run_in_random_order_says_nothing_of_it(make_curve, make_study) -> None:
    result = make_study(make_curve())
    assert result.design.order == RANDOM
    assert not any("order" in sentence for sentence in studied(result)["sentences"])


def test_draws_that_share_a_pretraining_are_told(make_curve, make_study) -> None:
    result = make_study(make_curve())
    several = replace(result, design=replace(result.design, draws=4))
    assert facts(several)[-1].endswith(" replicates of 4 draws")
    assert " draws" not in facts(result)[-1]
    (said,) = (text for text in studied(several)["sentences"] if "Each pretraining" in text)
    assert "serves 4 draws of test set and fine-tuning samples" in said
    assert not any("draws" in text for text in studied(result)["sentences"])


def test_notes_are_listed_and_warnings_are_not(make_curve, make_study) -> None:
    found = (
        Finding("conditions_lent", "The 30 computed values have no solvent."),
        Finding("outliers", "Row 7 is far off."),
    )
    said = studied(replace(make_study(make_curve()), findings=found))["sentences"]
    assert said[-1].startswith("The 30 computed values have no solvent. design.lacking says")
    assert not any("Row 7" in sentence for sentence in said)
