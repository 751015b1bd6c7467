from __future__ import annotations

from typing import Any

import pytest

from simlaw.errors import InputError
from simlaw.surveys import SurveyQuestion


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"worth": 2.0}, "Write 2 % as 0.02"),
        ({"worth": 0.0}, "between 0 and 1"),
        ({"level": 1.0}, "level must lie"),
        ({"budget": 10.0}, "needs the cost of a simulation"),
        ({"cost_simulation": 1.0}, "give --budget as well"),
        ({"budget": -1.0, "cost_simulation": 1.0}, "not negative"),
        ({"weights": {"a": -1.0}}, "weight of 'a'"),
        ({"budget": 1.0, "cost_simulation": 1.0, "cost_experiments": {"a": 0.0}}, "for 'a'"),
        ({"owned_simulations": -1}, "simulations owned"),
    ],
)
def test_what_is_out_of_range_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        SurveyQuestion(**given)


def test_a_name_that_is_not_there_is_refused_with_the_nearest() -> None:
    question = SurveyQuestion(weights={"densty": 2.0})
    with pytest.raises(InputError, match="Did you mean 'density'"):
        question.check_names(["density", "heat"])
    question.check_names(["densty"])
    with pytest.raises(InputError, match="above zero"):
        SurveyQuestion(weights={"a": 0.0}).check_names(["a"])
