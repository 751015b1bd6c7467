"""Classes: the right ones are told apart, small ones are drawn to the whole, laws are theirs."""

import dataclasses

import numpy as np
import pytest
from tests.decide.materials.real_errors import SIZES, M, real_study
from tests.law.new_materials.tables import made_up

from simlaw.decide.materials.classes import HARM, HELP, ClassQuestion, class_errors
from simlaw.law.estimate import Note
from simlaw.materials.families.scaffold import scaffold_of

QUESTION = ClassQuestion("fine-tune", 20, (100, 200, 400, 800))


def changed(labels: list[str], factors: dict[str, float]):
    """A made-up study whose errors with simulations are other ones for some classes."""
    errors = made_up(0, materials=200, replicates=20)
    factor = np.array([factors.get(one, 1.0) for one in labels], dtype=np.float32)
    cells = {
        cell: [one * factor[errors.test[row]] if cell[2] else one for row, one in enumerate(rows)]
        for cell, rows in errors.errors.items()
    }
    return dataclasses.replace(errors, errors=cells)


def test_where_simulations_help_and_where_they_harm_is_told_apart() -> None:
    labels = [("helped", "harmed", "same", "other", "fifth")[i % 5] for i in range(200)]
    found = class_errors(changed(labels, {"helped": 0.6, "harmed": 1.5}), labels, QUESTION)
    assert [one.name for one in found.of_effect(HELP)] == ["helped"]
    assert [one.name for one in found.of_effect(HARM)] == ["harmed"]
    helped = next(one for one in found.classes if one.name == "helped")
    assert helped.ratio.low < 0.6 < helped.ratio.high
    assert helped.own_ratio == pytest.approx(0.6, rel=0.05)
    assert found.between > 0.2


def test_classes_that_differ_by_chance_alone_are_drawn_together() -> None:
    errors = made_up(3, materials=200, replicates=10)
    labels = [f"class {i % 20}" for i in range(200)]
    found = class_errors(errors, labels, QUESTION)
    own = np.array([one.own_ratio for one in found.classes])
    shrunk = np.array([one.ratio.estimate for one in found.classes])
    assert shrunk.std() < 0.6 * own.std()
    assert len(found.of_effect(HELP)) + len(found.of_effect(HARM)) <= 2


def test_small_classes_are_counted_and_not_shown() -> None:
    errors = made_up(0, materials=100)
    labels = ["large"] * 50 + ["middle"] * 40 + [f"single {i}" for i in range(10)]
    found = class_errors(errors, labels, QUESTION)
    assert [one.name for one in found.classes] == ["large", "middle"]
    assert found.small == found.small_materials == np.count_nonzero(errors.times_tested[90:])


def test_without_direct_learning_errors_are_shown_and_no_ratio() -> None:
    labels = ["a", "b"] * 50
    found = class_errors(made_up(0), labels, dataclasses.replace(QUESTION, direct=""))
    assert found.whole_ratio is None
    assert {one.ratio for one in found.classes} == {None}
    assert found.classes[0].error.low < 10 < found.classes[0].error.high


def test_a_network_that_limits_the_run_limits_its_classes() -> None:
    labels = ["a" if i % 2 else "b" for i in range(200)]
    note = Note("capacity_limited", "a larger network does better")
    asked = dataclasses.replace(QUESTION, laws=2, limits=(note,))
    laws = [one.law for one in class_errors(changed(labels, {}), labels, asked).classes]
    assert laws
    assert all(law is not None and note in law.notes for law in laws)


def test_the_law_of_a_class_is_that_of_its_own_curve() -> None:
    labels = [("steep", "flat", "b", "c", "d")[i % 5] for i in range(200)]
    errors = changed(labels, {})
    cells = {}
    for cell, rows in errors.errors.items():
        fall = np.array(
            [(cell[2] / 100) ** -0.5 if cell[2] and one == "steep" else 1.0 for one in labels],
            dtype=np.float32,
        )
        cells[cell] = [one * fall[errors.test[row]] for row, one in enumerate(rows)]
    found = class_errors(
        dataclasses.replace(errors, errors=cells), labels, dataclasses.replace(QUESTION, laws=5)
    )
    laws = {one.name: one.law for one in found.classes}
    assert laws["steep"].mean == pytest.approx([10, 7.07, 5, 3.54], rel=0.15)
    assert laws["flat"].mean == pytest.approx([10, 10, 10, 10], rel=0.15)
    assert {one.name: one.fall.estimate for one in found.classes}["steep"] == pytest.approx(
        8**-0.5, rel=0.2
    )


def test_real_scaffolds_have_errors_of_their_own() -> None:
    study = real_study()
    labels = [scaffold_of(key) for key in study.errors.keys]
    found = class_errors(study.errors, labels, ClassQuestion("fine-tune", M, SIZES, laws=1))
    assert found.classes[0].materials >= 20
    assert found.classes[0].law is not None
    for one in found.classes:
        assert 0 < one.error.low < one.error.estimate < one.error.high
        # Between its own number and that of the whole.
        ends = sorted((one.own_error, found.whole))
        assert ends[0] * 0.9 <= one.error.estimate <= ends[1] * 1.1
