"""The account of a study in words."""

from dataclasses import replace

import pytest

from simlaw.report.account import studied
from simlaw.study.design import ORDERS, RANDOM


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_that_was_chosen_is_named(make_curve, make_study, order: str) -> None:
    result = make_study(make_curve())
    said = [
        sentence
        for sentence in studied(replace(result, design={**result.design, "order": order}))[
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


def test_a_run_from_before_there_were_orders_says_nothing(make_curve, make_study) -> None:
    result = make_study(make_curve())
    assert "order" not in result.design
    assert not any("order" in sentence for sentence in studied(result)["sentences"])
