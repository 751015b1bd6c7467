"""Parts given one by one, or together, but not both."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw.study.allocate.until_goal import Goal
from simlaw.study.named_arguments import Named, Origin, gathered
from simlaw.workers import Place


def test_parts_become_wholes() -> None:
    named: Named = {
        "workers": 3,
        "cache": Path("kept"),
        "until_width": 0.05,
        "command": "simlaw run x.toml",
    }
    place, goal, origin = gathered(None, None, None, named)
    assert (place.workers, place.cache, place.executor) == (3, Path("kept"), None)
    assert goal == Goal(0.05, None, None)
    assert origin == Origin("", "simlaw run x.toml")


def test_nothing_given_is_what_a_study_does_by_itself() -> None:
    place, goal, origin = gathered(None, None, None, {})
    assert place == Place()
    assert goal is None
    assert origin == Origin()


def test_wholes_are_taken_as_they_are() -> None:
    place, goal, origin = Place(1), Goal(time_budget=60.0), Origin("x = 1\n")
    assert gathered(place, goal, origin, {}) == (place, goal, origin)
    mixed = gathered(place, None, None, {"time_budget": 5.0, "spec_toml": "y = 1\n"})
    assert mixed == (place, Goal(time_budget=5.0), Origin("y = 1\n"))


@pytest.mark.parametrize(
    ("given", "named", "said"),
    [
        ((Place(1), None, None), {"workers": 2}, "workers: given beside place, which says it"),
        ((Place(1), None, None), {"cache": None, "watcher": 0}, "cache, watcher: given beside"),
        ((None, Goal(0.1), None), {"time_budget": 1.0}, "time_budget: given beside goal"),
        ((None, None, Origin()), {"command": ""}, "command: given beside origin"),
        ((None, None, None), {"worker": 2, "colour": 1}, "unexpected .*: colour, worker"),
    ],
)
def test_a_part_beside_its_whole_and_unknown_names_are_refused(
    given: tuple[Place | None, Goal | None, Origin | None], named: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        gathered(*given, named)  # type: ignore[arg-type]
