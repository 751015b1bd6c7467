"""Who can run the trials of a study, by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.run.executors import EXECUTORS
from simlaw.workers import EXECUTORS as FOR_ANY_TASK

Make = Callable[..., Study]


def test_a_study_has_all_that_other_tasks_have_and_a_graphics_processor() -> None:
    assert {*FOR_ANY_TASK, "gpu"} == set(EXECUTORS)
    assert EXECUTORS["gpu"].options == ("together",)


def test_a_study_runs_on_an_executor_by_its_name(small: Make, tmp_path: Path) -> None:
    by_name = small().run(tmp_path / "threads", executor="threads", workers=1, progress=False)
    result = small().run(tmp_path / "processes", workers=1, progress=False)
    assert by_name.frame.equals(result.curve.frame)


def test_an_unknown_executor_is_refused_with_those_there_are(small: Make, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no executor 'cloud'.*processes, .*gpu"):
        small().run(tmp_path / "run", executor="cloud", progress=False)
