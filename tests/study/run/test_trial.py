"""One trial: its rows, in the study's order, with whatever network and method it names."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.small_study import SHORT

from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench
from simlaw.transfer import METHODS


def test_rows_come_in_the_order_of_the_methods(small: Callable[..., Study]) -> None:
    bench = Bench(small(methods=("residual", "zero-shot", "fine-tune", "direct")).prepare().inputs)
    finished = bench.run(Trial(0, 60))
    assert [(row.method, row.m) for row in finished.rows] == [
        ("fine-tune", 10), ("fine-tune", 20), ("zero-shot", 0), ("residual", 10), ("residual", 20),
    ]  # fmt: skip
    assert all(0 < row.mae <= row.rmse for row in finished.rows)
    assert [row.method for row in bench.run(Trial(0, 0)).rows] == ["direct", "direct"]


def test_a_study_of_another_network_is_another_study(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    usual = small().prepare().inputs
    other = small(recipe=replace(SHORT, network="residual-mlp")).prepare().inputs
    assert other.digest() != usual.digest()
    loaded = StudyInputs.load(other.save(tmp_path / "inputs"))
    assert loaded.recipe == other.recipe
    ours, theirs = (Bench(inputs).run(Trial(0, 60)).rows for inputs in (usual, loaded))
    assert [row.method for row in ours] == [row.method for row in theirs]
    assert all(one.mae != another.mae for one, another in zip(ours, theirs, strict=True))


def test_a_method_that_returns_another_shape_is_named(
    small: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(METHODS["direct"], predict=lambda attempt: np.zeros(3))
    monkeypatch.setitem(METHODS._shipped, "direct", short)
    bench = Bench(small().prepare().inputs)
    with pytest.raises(InputError, match=r"'direct' returned .* shape \(3,\), but \(80,\)"):
        bench.run(Trial(0, 0))
