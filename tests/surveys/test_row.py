from __future__ import annotations

import json

import pytest
from tests.surveys.surveyed import Curves, Studies

from simlaw.surveys.row import failed_row, row_of


def test_a_row_says_the_error_its_rival_and_what_doubling_brings(
    make_study: Studies, make_curve: Curves
) -> None:
    result = make_study(make_curve())
    row = row_of(result, 0.02, 0.9)
    assert row.n == 12_000
    assert row.error is not None
    assert row.error.estimate == pytest.approx(result.mean()["error"].iloc[-1])
    assert row.error.low < row.error.estimate < row.error.high
    assert (row.reference, row.effect) == ("direct", "helps")
    assert row.without is not None
    assert row.without.estimate == pytest.approx(0.025, rel=0.05)
    assert row.gain is not None
    assert result.law is not None
    assert row.gain.estimate == result.law.gain().estimate
    assert row.probability == row.gain.probability_above(0.02)
    assert row.advice == "go on"
    assert row.law is result.law
    json.dumps(row.to_dict(), allow_nan=False)


def test_what_is_not_worth_it_is_to_be_stopped(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(make_study(make_curve()), 0.5, 0.9)
    assert row.advice == "stop"
    assert row.stop is not None
    assert row.stop.now


@pytest.mark.parametrize(
    ("direct", "advice"), [(0.015, "harms"), (0.0187, "not shown to help"), (None, "go on")]
)
def test_negative_transfer_is_no_reason_to_go_on(
    make_study: Studies, make_curve: Curves, direct: float | None, advice: str
) -> None:
    row = row_of(make_study(make_curve(direct=direct)), 0.02, 0.9)
    assert row.advice == advice
    if direct is None:
        assert row.reference is None
        assert row.without is None


def test_a_flat_curve_is_said_to_stop(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(make_study(make_curve(amplitude=0.0, direct=0.05)), 0.02, 0.9)
    assert row.law is not None
    assert row.law.status == "no_decay"
    assert row.advice == "stop"


def test_without_a_law_nothing_is_determined(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(make_study(make_curve(sizes=(50, 150), direct=0.05)), 0.02, 0.9)
    assert row.advice == "not determined"
    assert row.gain is None
    assert row.stop is None
    assert row.error is not None


def test_one_replicate_has_no_interval(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(make_study(make_curve(replicates=1)), 0.02, 0.9)
    assert row.to_dict()["error"]["low"] is None


def test_a_headline_m_without_trials_has_no_error(make_study: Studies, make_curve: Curves) -> None:
    row = row_of(make_study(make_curve(), m=55), 0.02, 0.9)
    assert row.error is None
    assert repr(row).endswith("no trial yet")


def test_a_problem_stands_in_its_row() -> None:
    row = failed_row("density", "no such file")
    assert row.to_dict()["problem"] == "no such file"
    assert repr(row) == "density: no such file"
    assert row.law is None
    assert row.folder is None
