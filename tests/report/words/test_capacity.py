from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simlaw.decide import CapacityFall
from simlaw.law import Estimate, LearningCurve
from simlaw.report import render, sentences
from simlaw.report.answers.answer_exchange import answer_exchange
from simlaw.report.answers.answer_plan import PlanQuestion, answer_plan
from simlaw.report.words.capacity import capacity_sentences
from simlaw.study.capacity.account import CapacityAccount
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


def with_capacity(result: StudyResult, low: float, high: float) -> StudyResult:
    """Return a study whose larger network brought so much at its headline m."""
    middle = (low + high) / 2
    fall = CapacityFall(result.m, 12_000, 1, 1 - middle, Estimate(middle, low, high, 0.9), 12)
    account = CapacityAccount(12_000, result.method, (256, 128), (fall,), 12, 12, 50.0)
    limits = {(result.method, one.m): one.note() for one in account.limited}
    curve = replace(result.curve, limits=limits)
    laws = {m: curve.fit(m, resamples=200) for m in result.laws}
    return replace(result, capacity=account, curve=curve, laws=laws)


@pytest.fixture
def limited(make_study: Studies, make_curve: Curves) -> StudyResult:
    return with_capacity(make_study(make_curve(ms=(25, 50, 100, 200))), 0.05, 0.11)


def test_the_run_says_that_the_network_limits_it(limited: StudyResult) -> None:
    said = " ".join(sentences(limited))
    assert "The network, and not the database, limits the error (capacity_limited)" in said
    assert "lower it by 8.0 % at n = 12,000 (90 % interval 5.0 to 11.0 %)" in said
    assert "The transfer gap, the error that no number" not in said
    assert "No transfer gap is named" in said


def test_without_a_larger_network_nothing_is_said(make_study: Studies, make_curve: Curves) -> None:
    result = make_study(make_curve())
    assert capacity_sentences(result) == []
    assert "The transfer gap, the error that no number" in " ".join(sentences(result))


def test_a_fall_that_is_not_sure_leaves_the_gap(make_study: Studies, make_curve: Curves) -> None:
    result = with_capacity(make_study(make_curve()), 0.01, 0.05)
    said = " ".join(sentences(result))
    assert "It is not shown that the network limits the error by more than 2 %" in said
    assert "The transfer gap, the error that no number" in said


def test_unfinished_trials_are_said(limited: StudyResult) -> None:
    assert limited.capacity is not None
    part = replace(limited, capacity=replace(limited.capacity, trials_done=5))
    assert "5 of 12 are done" in capacity_sentences(part)[0]


def test_the_plan_calls_nothing_out_of_reach(limited: StudyResult) -> None:
    said = " ".join(answer_plan(limited, PlanQuestion(error=0.005)).sentences())
    assert "not determined, as the network, and not the source, limits the error" in said
    assert "out of reach by adding" not in said
    content = answer_plan(limited, PlanQuestion(error=0.005)).to_dict()
    assert content["verdict"]["capacity_limited_at_m"] == [100]


def test_the_exchange_blames_the_network(limited: StudyResult) -> None:
    said = " ".join(answer_exchange(limited, n=12_000, m=100, to_m=5_000).sentences())
    assert "the transfer gap is in the way" not in said
    assert "the network is in the way" in said


def test_the_page_prints_no_gap_at_that_m(
    limited: StudyResult, make_study: Studies, make_curve: Curves
) -> None:
    free = render(make_study(make_curve()))
    page = render(with_capacity(make_study(make_curve()), 0.05, 0.11))
    for text in ("Transfer gap C", "Transfer gap: the error that no n removes"):
        assert text in free
        assert text not in page
    assert "capacity_limited" in page
