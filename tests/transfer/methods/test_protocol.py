"""What a method may use, and that every method that comes with simlaw keeps the contract."""

import pickle

import numpy as np
import pytest

from simlaw.testing.methods import METHOD_CHECKS, Check, SmallStudy
from simlaw.transfer import METHODS, Attempt, FunctionMethod


@pytest.fixture(scope="module")
def study() -> SmallStudy:
    return SmallStudy.of()


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("check", METHOD_CHECKS, ids=lambda check: check.__name__)
def test_a_method_keeps_the_contract(name: str, check: Check, study: SmallStudy) -> None:
    METHODS[name].ready()
    check(METHODS[name], study)


def test_an_attempt_gives_what_is_allowed_and_no_more(study: SmallStudy) -> None:
    attempt = study.attempt(METHODS["fine-tune"], n=7, m=4)
    rows = attempt.source_rows
    assert attempt.target_values.shape == (4,)
    assert attempt.target_descriptors.shape == (35, 4)
    assert attempt.source_values.shape == rows.shape == (7,)
    np.testing.assert_array_equal(attempt.source_values, study.source.values[rows])
    np.testing.assert_array_equal(attempt.source_descriptors, study.source.descriptors[rows])
    np.testing.assert_array_equal(attempt.target_values, study.target.values[attempt.rows])
    assert attempt.materials.target[attempt.rows[0]] in study.materials.target
    assert attempt.materials.kind == "molecule"
    assert attempt.seed("a") == attempt.seed("a") != attempt.seed("b")


def test_without_source_there_are_no_source_rows(study: SmallStudy) -> None:
    attempt = study.attempt(METHODS["direct"])
    assert attempt.source_rows.shape == attempt.source_values.shape == (0,)
    assert attempt.source_descriptors.shape == (0, 4)
    with pytest.raises(ValueError, match="n is 0"):
        _ = attempt.source


def longest(attempt: Attempt) -> np.ndarray:
    """Predict by the length of a material's key: a method that reads the materials themselves."""
    lengths = np.array([len(key) for key in attempt.materials.target], dtype=np.float64)
    return lengths + attempt.target_values.mean()


LONGEST = FunctionMethod("longest", "by length", False, True, longest)


@pytest.mark.parametrize("check", METHOD_CHECKS, ids=lambda check: check.__name__)
def test_a_method_may_read_the_materials(check: Check, study: SmallStudy) -> None:
    check(LONGEST, study)


def test_a_function_is_a_method_of_its_author() -> None:
    assert METHODS.provenance(METHODS["direct"]) is None
    found = METHODS.provenance(LONGEST)
    assert found is not None
    assert found.place.endswith("test_protocol:longest")
    assert not found.distribution
    assert pickle.loads(pickle.dumps(METHODS["direct"])) == METHODS["direct"]
