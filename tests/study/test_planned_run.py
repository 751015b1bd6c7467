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
    sizes = {"record": plan.record, "errors": plan.errors}
    assert plan == PlannedRun(12, 9, (40, 80, 160), (5, 10), 2, **sizes)
    assert str(plan) == "plan: 12 trials, 9 with a pretraining, n = 40, 80, 160"
    assert plan.to_dict()["n"] == [40, 80, 160]


def test_what_is_recorded_takes_what_was_said(tmp_path: Path) -> None:
    study = small(replicates=12)
    for record in ("materials", "summary"):
        one = study.with_settings(record=record)
        plan = plan_run(one, Place(2, tmp_path), timed=False)
        folder = tmp_path / record
        one.run(folder, executor="threads", workers=1, cache=tmp_path / "cache", progress=False)
        took = {path.name: path.stat().st_size for path in folder.iterdir()}
        trials = took["trials.jsonl"] + took.get("errors.bin", 0)
        assert 0.6 < plan.record / trials < 1.6
        if record == "summary":
            assert plan.errors == 0
            assert not {"errors.bin", "errors.parquet"} & set(took)
        else:
            assert 0.3 < plan.errors / took["errors.parquet"] < 3


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
