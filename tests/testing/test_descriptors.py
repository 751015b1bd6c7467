"""The contract of descriptors: every shipped one keeps it, and what breaks it is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.own_parts import SquaredColumns

from simlaw.descriptors import DESCRIPTORS, Block
from simlaw.materials import canonical_keys
from simlaw.testing.descriptors import DESCRIPTOR_CHECKS, check_descriptor

KEYS = {
    "molecule": ("CCO", "c1ccccc1", "CC(=O)O"),
    "polymer": ("*CC(*)c1ccccc1", "*CC*", "*CC(*)C"),
    "composition": ("Fe2O3", "NaCl", "SiO2"),
    "mixture": ("*CC*|CCO|300 K", "*CC(*)C|C1CCCCC1|310 K", "*CC*|CCO|320 K"),
    "solution": ("CCO|O", "O|CCO|310 K", "c1ccccc1|vacuum"),
    "label": ("a", "b", "c"),
}
COLUMNS = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [0.5, 0.1, 0.2]})


def keys_of(kinds: frozenset[str]) -> list[str]:
    kind = next(kind for kind in KEYS if kind in kinds)
    keys, reasons = canonical_keys(kind, KEYS[kind])
    assert not any(reasons)
    return [str(key) for key in keys]


@pytest.mark.parametrize("name", list(DESCRIPTORS))
def test_shipped_descriptors_keep_the_contract(name: str) -> None:
    if name == "forcefield":
        pytest.importorskip("radonpy", reason="needs the extra: forcefield")
        pytest.skip("a repeat unit takes seconds; tests/descriptors/test_forcefield.py has it")
    descriptor = DESCRIPTORS[name]
    columns = COLUMNS if descriptor.uses_columns else None
    # Gasteiger's charges have no parameters for it.
    refuses = ["[GeH4]"] if name == "rdkit2d" else []
    check_descriptor(descriptor, keys_of(descriptor.kinds), columns, refuses=refuses)


def test_one_of_ones_own_keeps_it() -> None:
    check_descriptor(SquaredColumns(), ["a", "b", "c"], COLUMNS)


@dataclass(frozen=True)
class Broken(SquaredColumns):
    """Breaks one rule."""

    rule: str = ""

    def compute(self, keys: Any, *, columns: Any = None, **_: Any) -> Block:
        block = super().compute(keys, columns=columns)
        values = block.values.copy()
        if self.rule == "double":
            values = values.astype(np.float64)
        elif self.rule == "others":
            values -= values.mean(axis=0)
        elif self.rule == "random":
            values += np.random.default_rng().random(values.shape, dtype=np.float32)
        elif self.rule == "infinite":
            values[0, 0] = np.inf
        names = ("x",) * len(block.names) if self.rule == "names" else block.names
        return Block(values, names, block.reasons)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("double", "its values are float64"),
        ("others", "other numbers alone than beside others"),
        ("random", "other numbers the next time"),
        ("infinite", "not finite"),
        ("names", "two of its columns have one name"),
    ],
)
def test_what_breaks_a_rule_is_named(rule: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_descriptor(Broken(rule=rule), ["a", "b", "c"], COLUMNS)


def test_the_checks_are_all_run() -> None:
    assert len(DESCRIPTOR_CHECKS) == len({check.__name__ for check in DESCRIPTOR_CHECKS}) == 4
