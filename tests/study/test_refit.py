"""A run in another metric: its laws are those of a run that asked for it."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw import Study
from simlaw.decide.materials.other_metrics import frame_of
from simlaw.errors import InputError
from simlaw.study.refit import refit


@pytest.fixture
def result(small: Callable[..., Study]) -> object:
    done = small(replicates=2).run()
    # Errors whose figures are known stand for those of the run.
    errors = made_up(0, replicates=6)
    curve = dataclasses.replace(done.curve, frame=frame_of(errors, "mae"), materials=errors)
    return dataclasses.replace(done, curve=curve, ms=(20,), m=20, unit="eV")


def test_curve_laws_and_unit_are_those_of_the_metric(result) -> None:
    found = refit(result, "outside-10")
    assert found.metric == found.curve.metric == "outside-10"
    assert found.unit == "1"
    assert found.law.mean == pytest.approx(np.full(4, 0.5), abs=0.15)
    again = refit(result, "rmse")
    assert again.law.mean == pytest.approx(np.full(4, 10), rel=0.1)


def test_a_run_without_errors_of_materials_says_so(result) -> None:
    bare = dataclasses.replace(result, curve=dataclasses.replace(result.curve, materials=None))
    with pytest.raises(InputError, match="none of single materials"):
        refit(bare, "median")
