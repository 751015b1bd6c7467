"""The section on materials: what stands in it, and that structures are escaped."""

import dataclasses
from collections.abc import Callable

import pytest
from tests.decide.materials.real_errors import SIZES, M, real_study

from simlaw import Study
from simlaw.decide.materials.classes import ClassQuestion, class_errors
from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.decide.materials.stay_wrong import stay_wrong
from simlaw.materials.families.scaffold import scaffold_of
from simlaw.report import render
from simlaw.report.page.classes_section import classes, looked_at
from simlaw.study.reread.material_look import MaterialLook


@pytest.fixture(scope="module")
def look() -> MaterialLook:
    errors = real_study().errors
    question = ClassQuestion("fine-tune", M, SIZES, by="scaffold")
    return MaterialLook(
        "indices",
        "molecule",
        "1",
        question,
        class_errors(errors, [scaffold_of(key) for key in errors.keys], question),
        stay_wrong(errors, mean_errors(errors, question.cells)),
        300,
        missing="the table '<b>' is gone.",
    )


def test_rows_are_the_classes_and_the_worst_materials(look: MaterialLook) -> None:
    section = classes(look)
    assert section["by"] == "scaffold"
    assert [one["name"] for one in section["rows"]][:1] == [look.classes.classes[0].name]
    assert len(section["worst"]) == min(len(look.wrong), 15)
    assert section["bins"] == []


def test_a_run_without_errors_of_materials_has_no_section() -> None:
    assert classes(None) is None


def test_a_page_holds_the_section_and_escapes_structures(small: Callable[..., Study]) -> None:
    done = small(replicates=3).run()
    look = looked_at(done)
    assert look is not None
    assert look.classes is None  # labels have none
    wild = dataclasses.replace(done.curve.materials, keys=["<i>" + k for k in look_keys(done)])
    page = render(dataclasses.replace(done, curve=dataclasses.replace(done.curve, materials=wild)))
    assert "For which materials does it hold?" in page
    assert "<i>s2" not in page
    bare = dataclasses.replace(done, curve=dataclasses.replace(done.curve, materials=None))
    assert looked_at(bare) is None


def look_keys(done) -> list[str]:
    return list(done.curve.materials.keys)
