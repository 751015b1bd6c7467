"""Materials that stay wrong are found by their place, and a sided miss is told."""

import dataclasses

import numpy as np
from tests.law.new_materials.tables import SIZES, made_up

from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.decide.materials.stay_wrong import stay_wrong

CELLS = [("fine-tune", 20, n) for n in SIZES]


def test_a_material_that_is_always_far_off_is_named_first() -> None:
    errors = made_up(0)
    planted = {7: 4.0, 11: 3.0}
    cells = {}
    for cell, rows in errors.errors.items():
        cells[cell] = []
        for row, one in enumerate(rows):
            one = one.copy()
            for number, factor in planted.items():
                at = errors.test[row] == number
                one[at] = np.abs(one[at]) * factor
            cells[cell].append(one)
    errors = dataclasses.replace(errors, errors=cells)
    found = stay_wrong(errors, mean_errors(errors, CELLS))
    assert [one.key for one in found[:2]] == ["material 7", "material 11"]
    assert found[0].one_sided
    assert found[0].predicted > found[0].measured + 20
    assert len(found[0].errors) == len(CELLS)
    assert found[0].times == errors.times_tested[7]


def test_one_that_is_right_at_one_n_does_not_stay_wrong() -> None:
    errors = made_up(0)
    rows = [one.copy() for one in errors.errors["fine-tune", 20, 400]]
    for row, one in enumerate(rows):
        one[errors.test[row] == 7] = 0.0
    found = mean_errors(errors, CELLS)
    wild = found.size.copy()
    wild[:, 7] = 99.0
    assert stay_wrong(errors, dataclasses.replace(found, size=wild))[0].key == "material 7"
    wild[2, 7] = 0.0
    judged = stay_wrong(errors, dataclasses.replace(found, size=wild))
    assert "material 7" not in [one.key for one in judged]


def test_nothing_is_said_of_materials_tested_once() -> None:
    errors = made_up(0, replicates=2)
    found = mean_errors(errors, CELLS)
    once = dataclasses.replace(found, times=np.minimum(found.times, 1))
    assert stay_wrong(errors, once) == ()
