from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.study.accounts import (
    DescriptorAccount,
    DesignAccount,
    OverlapAccount,
    ScaleAccount,
    TrainingAccount,
)
from simlaw.study.comparable_runs import find_rivals
from simlaw.study.result import StudyResult
from simlaw.tables.account import Origin, TableAccount, ValueSpan
from simlaw.transfer import TrainingRecipe

SIZES = (10, 40, 160)


def an_account(name: str, origin: Origin = Origin()) -> TableAccount:  # noqa: B008
    return TableAccount(
        name,
        "label",
        "stiffness",
        "GPa",
        30,
        0,
        (),
        0,
        30,
        value=ValueSpan(0.0, 1.0, 2.0),
        origin=origin,
    )


def a_result(name="a", *, replicates=4, factor=1.0) -> StudyResult:
    rng = np.random.default_rng(0)
    rows = []
    for r in range(replicates):
        test_set = float(np.exp(0.1 * rng.standard_normal()))
        rows.append((r, 0, 8, "direct", 0.9 * test_set, 1.0))
        rows += [(r, n, 8, "fine-tune", factor * test_set * (n**-0.5 + 0.3), 1.0) for n in SIZES]
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae", "rmse"])
    curve = LearningCurve(frame)
    target = an_account("measured", Origin(sha256="ab" * 32))
    return StudyResult(
        name=name,
        title=name,
        property="stiffness",
        unit="GPa",
        kind="label",
        metric="mae",
        m=8,
        ms=(8,),
        replicates=replicates,
        source=an_account(name),
        target=target,
        overlap=OverlapAccount("exclude", 0),
        descriptor=DescriptorAccount(("columns",)),
        design=DesignAccount(
            n=SIZES, m=(8,), replicates=replicates, test_size=6, pool_size=24, seed=0
        ),
        training=TrainingAccount(TrainingRecipe(epochs=1.0), "words"),
        curve=curve,
        laws={8: curve.fit(m=8, resamples=100)},
        spec_toml="",
        command="simlaw run x.toml",
        versions={},
        seconds=1.0,
        trials_done=1,
        trials_total=1,
    )


@pytest.fixture(scope="module")
def ours() -> StudyResult:
    return a_result()


@pytest.fixture(scope="module")
def theirs() -> StudyResult:
    return a_result("b", factor=0.9)


def test_the_same_trials_are_paired(ours, theirs):
    rivals = find_rivals([ours, theirs], ["a", "b"], None)
    assert (rivals.m, rivals.paired, rivals.notes) == (8, True, ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "MPa"}, "unit"),
        ({"metric": "rmse"}, "metric"),
        ({"property": "density"}, "property"),
        ({"scale": ScaleAccount("log10")}, "scale"),
        ({"method": "residual"}, "method"),
    ],
)
def test_other_questions_are_refused(ours, theirs, change, said):
    with pytest.raises(InputError, match=f"same {said}, but a has .* and b has"):
        find_rivals([ours, replace(theirs, **change)], ["a", "b"], None)


@pytest.mark.parametrize("change", [{"name": "other"}, {"origin": Origin(sha256="cd" * 32)}])
def test_another_target_is_refused(ours, theirs, change):
    other = replace(theirs, target=replace(theirs.target, **change))
    with pytest.raises(InputError, match="same target"):
        find_rivals([ours, other], ["a", "b"], None)


def test_a_target_without_a_checksum_is_known_by_its_numbers(ours, theirs):
    bare = replace(ours.target, origin=Origin())
    other = replace(bare, materials=31)
    first = replace(ours, target=bare)
    assert find_rivals([first, replace(theirs, target=bare)], ["a", "b"], None).paired
    with pytest.raises(InputError, match="other measurements"):
        find_rivals([first, replace(theirs, target=other)], ["a", "b"], None)


@pytest.mark.parametrize("change", [{"seed": 1}, {"test_size": 7}, {"test": "fixed"}])
def test_other_draws_are_unpaired_with_a_note(ours, theirs, change):
    other = replace(theirs, design=replace(theirs.design, **change))
    rivals = find_rivals([ours, other], ["a", "b"], None)
    assert not rivals.paired
    assert "unpaired" in rivals.notes[0]


def test_direct_learning_shows_that_trials_differ(ours, theirs):
    frame = theirs.curve.frame.copy()
    changed = (frame["method"] == "direct") & (frame["replicate"] == 2)
    frame.loc[changed, "mae"] *= 1.1
    rivals = find_rivals([ours, replace(theirs, curve=LearningCurve(frame))], ["a", "b"], None)
    assert not rivals.paired
    assert "1 of 4 replicates" in rivals.notes[0]


def test_another_descriptor_is_paired_with_a_note(ours, theirs):
    other = replace(theirs, descriptor=replace(theirs.descriptor, names=("morgan",)))
    rivals = find_rivals([ours, other], ["a", "b"], None)
    assert rivals.paired
    assert "also differ in descriptors" in rivals.notes[0]


def test_another_order_of_one_source_is_another_protocol(ours, theirs):
    other = replace(theirs, design=replace(theirs.design, order="nearest"))
    rivals = find_rivals([ours, replace(other, source=ours.source)], ["a", "b"], None)
    assert rivals.paired
    assert rivals.notes == ()
    rivals = find_rivals([ours, other], ["a", "b"], None)
    assert rivals.paired
    assert "also differ in order in which the source grows" in rivals.notes[0]


def test_an_m_that_is_not_there(ours, theirs):
    with pytest.raises(InputError, match="no trials with m = 9"):
        find_rivals([ours, theirs], ["a", "b"], 9)
    with pytest.raises(InputError, match="fewer than 3 sizes"):
        find_rivals([ours, replace(theirs, laws={})], ["a", "b"], None)
