"""Where a study runs and when it has enough, given together or one by one."""

from pathlib import Path

import pytest

from simlaw.study.allocate.until_goal import Goal
from simlaw.study.named_arguments import gathered
from simlaw.workers import Place, usable_cores


def test_parts_make_the_whole() -> None:
    named = {"workers": 3, "cache": Path("c"), "time_budget": 9.0}
    place, goal = gathered(None, None, named)
    assert place == Place(3, Path("c"))
    assert goal == Goal(time_budget=9.0)


def test_nothing_named_is_this_machine_and_the_plan() -> None:
    assert gathered(None, None, {}) == (Place(usable_cores()), None)
    assert gathered(None, None, {"workers": None})[0] == Place(usable_cores())


def test_what_is_given_twice_or_unknown_is_refused() -> None:
    with pytest.raises(TypeError, match="workers, cache: given beside place"):
        gathered(Place(2), None, {"workers": 3, "cache": None})
    with pytest.raises(TypeError, match="until_width: given beside goal"):
        gathered(None, Goal(time_budget=1.0), {"until_width": 0.1})
    with pytest.raises(TypeError, match="unexpected keyword arguments: worker"):
        gathered(None, None, {"worker": 3})
