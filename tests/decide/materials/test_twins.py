"""The audit counts twins as planted, and finds what they do to the error."""

import dataclasses

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.decide.materials.twins import Twins, audit_twins

CELL, DIRECT = ("fine-tune", 20, 800), ("direct", 20, 0)


def flatter(share: float):
    """A study whose error with simulations is lower on every third material."""
    errors = made_up(0, materials=300, replicates=20)
    has = np.arange(300) % 3 == 0
    factor = np.where(has, share, 1.0).astype(np.float32)
    cells = {
        cell: [one * factor[errors.test[row]] if cell[2] else one for row, one in enumerate(rows)]
        for cell, rows in errors.errors.items()
    }
    none = np.zeros(300, dtype=bool)
    return dataclasses.replace(errors, errors=cells), Twins(none, none, has, has)


def test_twins_that_flatter_are_found() -> None:
    errors, twins = flatter(0.5)
    found = audit_twins(errors, twins, CELL, DIRECT)
    assert found.near == found.near_used == found.with_twin.materials
    assert found.same == 0
    assert found.with_twin.materials + found.without.materials == found.tested
    # A third of the materials at half the error.
    assert found.ratio_change.estimate == pytest.approx(-1 / 6, abs=0.03)
    assert found.ratio_change.high < 0
    assert found.change.estimate == pytest.approx(
        found.everything.error / found.without.error - 1, abs=0.02
    )


def test_twins_without_effect_are_not_accused() -> None:
    errors, twins = flatter(1.0)
    found = audit_twins(errors, twins, CELL, DIRECT)
    assert found.ratio_change.low < 0 < found.ratio_change.high


def test_what_is_held_and_not_used_counts_as_no_twin() -> None:
    errors, twins = flatter(0.5)
    kept_out = Twins(twins.near, np.zeros_like(twins.near), twins.same, twins.same)
    found = audit_twins(errors, kept_out, CELL, None)
    assert found.same > 90
    assert found.same_used == 0
    assert found.with_twin is None
    assert found.change is found.ratio_change is None
