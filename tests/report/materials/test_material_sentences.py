"""Sentences on materials: what is known is said, and what is not."""

import dataclasses

from tests.report.page.test_twins_section import AUDIT

from simlaw.decide.materials.classes import HARM, HELP, OPEN, ClassErrors, MaterialClass
from simlaw.law.estimate import Estimate
from simlaw.report.materials.material_sentences import (
    class_sentences,
    percent_change,
    twin_sentences,
    wrong_sentence,
)

ONE = Estimate(1.0, 0.9, 1.1, 0.9)


def found(*effects: str) -> ClassErrors:
    classes = tuple(
        MaterialClass(f"{effect} {i}", 10, ONE, 1.0, ONE, 1.0, effect, ONE)
        for i, effect in enumerate(effects)
    )
    return ClassErrors(classes, "scaffold", "fine-tune", 10, (1, 2), 1.0, 1.0, 2, 5, 0.1, 0.9)


def test_where_simulations_help_and_harm_is_named() -> None:
    said = " ".join(class_sentences(found(HELP, HARM, OPEN, OPEN)))
    assert "help in help 0 and harm in harm 1; in 2 other classes that is not known" in said
    assert "drawn towards the whole" in said
    assert "2 smaller classes of fewer than 5 tested materials, 5 materials in all" in said
    assert "None" not in " ".join(class_sentences(found(HELP)))
    assert "In none of 2 classes is it known" in " ".join(class_sentences(found(OPEN, OPEN)))


def test_twins_without_effect_or_with_too_few_are_said() -> None:
    even = dataclasses.replace(AUDIT, ratio_change=Estimate(-0.01, -0.04, 0.02, 0.9))
    assert "not make the ratio" in " ".join(twin_sentences(even, "eV", 0.9))
    few = dataclasses.replace(AUDIT, ratio_change=None, change=None)
    assert "too few to compare" in " ".join(twin_sentences(few, "eV", 0.9))
    none = dataclasses.replace(AUDIT, with_twin=None)
    assert twin_sentences(none, "eV", 0.9)[-1].startswith("No test material")


def test_numbers_of_materials_that_stay_wrong() -> None:
    assert wrong_sentence(0, 0, 50, 0.1).startswith("No material")
    assert "1 of 50 tested materials is among the worst 10 %" in wrong_sentence(1, 1, 50, 0.1)
    assert percent_change(0.5) == "+50.0 %"
