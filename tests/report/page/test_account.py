"""The account of a study in words."""

import re
from dataclasses import replace

import pytest

from simlaw.report.page.account import facts, studied
from simlaw.study.accounts import OverlapAccount
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


@pytest.mark.parametrize("shared", [0, 40])
@pytest.mark.parametrize(
    ("policy", "near", "said"),
    [
        (
            "exclude",
            12,
            "12 measured compositions have a near neighbour .*; it stays in the source",
        ),
        ("exclude-near", 12, "12 measured compositions .*, which is taken out with them"),
        ("exclude-near", 0, "No measured composition has a near neighbour"),
        ("include", 12, "12 measured compositions .*; it stays in the source"),
    ],
)
def test_near_neighbours_are_counted_under_every_policy(
    make_curve, make_study, shared: int, policy: str, near: int, said: str
) -> None:
    overlap = OverlapAccount(policy, shared, 4, near=near)
    told = " ".join(studied(make_study(make_curve(), overlap=overlap))["sentences"])
    assert re.search(said, told)
    if policy == "exclude-near" and near:
        assert "all of the source may be used" not in told


def test_materials_that_are_the_same_but_for_their_spelling_are_counted(
    make_curve, make_study
) -> None:
    overlap = OverlapAccount("exclude", 40, 8, match="constitution", by_match=6)
    told = " ".join(studied(make_study(make_curve(), overlap=overlap))["sentences"])
    assert "6 of them are written in both with other stereochemistry only" in told
    plain = make_study(make_curve(), overlap=replace(overlap, by_match=0))
    assert "stereochemistry" not in " ".join(studied(plain)["sentences"])


def test_notes_are_listed_and_warnings_are_not(make_curve, make_study) -> None:
    found = (
        Finding("conditions_lent", "The 30 computed values have no solvent."),
        Finding("outliers", "Row 7 is far off."),
    )
    said = studied(replace(make_study(make_curve()), findings=found))["sentences"]
    assert said[-1].startswith("The 30 computed values have no solvent. design.lacking says")
    assert not any("Row 7" in sentence for sentence in said)
