"""What a run will take, before it is run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simlaw
from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.planned_run import PlannedRun, plan_run
from simlaw.transfer.training_recipe import TrainingRecipe
from simlaw.workers.place import Place


def table(rows: int, name: str) -> simlaw.PropertyTable:
    rng = np.random.default_rng(rows)
    frame = pd.DataFrame(
        {"id": [f"{name} {row}" for row in range(rows)], "a": rng.normal(size=rows)}
    )
    return simlaw.read_table(
        frame.assign(y=frame["a"] ** 2), kind="label", material="id", value="y", columns=["a"]
    )


def small(**settings: object) -> Study:
    keywords = {"descriptor": "columns", "n": [40, 80, 160], "m": [5, 10], "replicates": 3}
    return Study(table(300, "computed"), table(60, "measured"), **{**keywords, **settings})


def test_trials_are_counted_without_a_timing(tmp_path: Path) -> None:
    plan = plan_run(small(), Place(2, tmp_path), timed=False)
    assert plan == PlannedRun(12, 9, (40, 80, 160), (5, 10), 2)
    assert str(plan) == "plan: 12 trials, 9 with a pretraining, n = 40, 80, 160"
    assert plan.to_dict()["n"] == [40, 80, 160]


@pytest.mark.heavy
def test_more_steps_take_longer(tmp_path: Path) -> None:
    plans = [
        plan_run(small(recipe=TrainingRecipe(least_steps=steps)), Place(1, tmp_path))
        for steps in (1_000, 40_000)
    ]
    minutes = [plan.minutes for plan in plans if plan.minutes is not None]
    assert 0 < minutes[0] < minutes[1] / 2
    assert "minutes on 1 process," in str(plans[0])


def test_what_the_tables_cannot_carry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="m = 500"):
        plan_run(small(m=[500]), Place(1, tmp_path), timed=False)
