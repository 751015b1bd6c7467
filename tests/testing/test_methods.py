"""The suite for methods finds what is wrong with one that breaks a rule."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.testing.methods import SmallStudy, check_method
from simlaw.transfer import Attempt, FunctionMethod

CALLS = itertools.count()


def mean(attempt: Attempt) -> np.ndarray:
    return np.full(len(attempt.target_descriptors), attempt.target_values.mean())


def peeking(attempt: Attempt) -> np.ndarray:
    return mean(attempt) + attempt.engine.target.values.mean()


def greedy(attempt: Attempt) -> np.ndarray:
    return mean(attempt) + attempt.engine.source.values.mean()


def restless(attempt: Attempt) -> np.ndarray:
    return mean(attempt) + next(CALLS)


def writing(attempt: Attempt) -> np.ndarray:
    attempt.engine.target.descriptors[:] = 0
    return mean(attempt)


def demanding(attempt: Attempt) -> np.ndarray:
    return mean(attempt) * (np.nan if len(attempt.rows) < 3 else 1)


MEAN = FunctionMethod("mean", "the mean of the training values", True, True, mean)


def test_a_method_that_keeps_every_rule_passes() -> None:
    check_method(MEAN)
    check_method(replace(MEAN, uses_source=False))


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        (peeking, "values of target materials that it may not train on"),
        (greedy, "values of source materials that are not among"),
        (restless, "two equal attempts gave different numbers"),
        (writing, "changes the target descriptors in place"),
        (demanding, "35 of its 35 predictions are not finite"),
        (lambda attempt: mean(attempt)[:3], r"shape \(3,\), but \(35,\) is needed"),
        (lambda attempt: mean(attempt).astype(np.float32), "float32, but float64"),
        (lambda attempt: list(mean(attempt)), "list, but no array"),
    ],
)
def test_a_method_that_breaks_a_rule_is_told_which(
    predict: Callable[[Attempt], np.ndarray], message: str
) -> None:
    with pytest.raises(AssertionError, match=message):
        check_method(replace(MEAN, predict=predict))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "The Mean"}, "small letters"),
        ({"title": " "}, "one line"),
        ({"uses_source": 1}, "True or False"),
        ({"uses_source": False, "uses_target": False}, "nothing to learn from"),
    ],
)
def test_names_titles_and_flags_are_looked_at(changes: dict[str, object], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_method(replace(MEAN, **changes))


def test_an_object_that_is_no_method_is_refused() -> None:
    with pytest.raises(InputError, match="object is no method"):
        check_method(object())  # type: ignore[arg-type]


def test_a_study_of_other_materials_may_be_given() -> None:
    study = SmallStudy.of([f"s{i}" for i in range(90)], "label")
    assert study.materials.kind == "label"
    assert len(study.materials.source) == len(study.source.values) == 60
    check_method(MEAN, study)
