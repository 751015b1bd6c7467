"""Metrics are found by names, with numbers in them too; settings take all of them."""

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law.settings import LawSettings
from simlaw.metrics import METRICS, ShareOutside, title_of, unit_of


def test_names_and_known_answers() -> None:
    assert tuple(METRICS)[:2] == ("mae", "rmse")
    predicted, measured = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 2.0])
    assert METRICS["mae"].of(predicted, measured) == 2.0
    assert METRICS["rmse"].of(predicted, measured) == pytest.approx(np.sqrt(20 / 3))
    assert METRICS.find(METRICS["mae"]).title == "mean absolute error"


@pytest.mark.parametrize("name", ["q75", "outside-0.05", "missed-best-25", "missed-lowest-3"])
def test_a_name_with_a_number_is_a_metric_of_simlaw(name: str) -> None:
    assert METRICS[name].name == name
    assert METRICS.provenance(name) is None
    assert METRICS.adopt(name) == name
    assert LawSettings(metric=name).metric == name


@pytest.mark.parametrize("name", ["q0", "q100", "outside-", "outside--1", "missed-best-0", "nrmse"])
def test_other_names_are_refused_with_those_there_are(name: str) -> None:
    assert name not in METRICS
    with pytest.raises(KeyError):
        METRICS[name]
    with pytest.raises(InputError, match="median"):
        METRICS.find(name)


def test_an_object_of_a_metric_with_a_number_is_known_by_its_name() -> None:
    given = ShareOutside(0.2)
    assert METRICS.checked(given) is given
    assert METRICS.adopt(given) == "outside-0.2"


def test_shares_and_ranks_have_no_unit() -> None:
    assert unit_of("spearman", "eV") == unit_of("missed-best-10", "eV") == "1"
    assert unit_of("median", "eV") == unit_of("mine", "eV") == "eV"
    assert title_of("outside-0.1") == "share of errors above 0.1"
