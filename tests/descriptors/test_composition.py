import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.descriptors.composition import COMPOSITION, POOLS, pooled
from simlaw.descriptors.elements import LAST, element_table

amounts = st.dictionaries(st.integers(1, LAST), st.floats(1e-3, 1e3), min_size=1, max_size=6)


@settings(deadline=None)
@given(found=st.lists(amounts, min_size=1, max_size=5))
def test_pooling_is_what_a_loop_over_formulas_gives(found) -> None:
    table = element_table()
    values = pooled(found, table)
    for row, formula in zip(values, found, strict=True):
        numbers = np.array(list(formula)) - 1
        weights = np.array(list(formula.values())) / sum(formula.values())
        properties = table.values[numbers]
        mean = weights @ properties
        expected = {
            "mean": mean,
            "spread": np.sqrt(weights @ (properties - mean) ** 2),
            "min": properties.min(axis=0),
            "max": properties.max(axis=0),
            "range": properties.max(axis=0) - properties.min(axis=0),
        }
        assert row[0] == len(formula)
        np.testing.assert_allclose(row[1 : 1 + LAST][numbers], weights)
        assert row[1 : 1 + LAST].sum() == pytest.approx(1)
        statistics = row[1 + LAST :].reshape(len(POOLS), -1)
        for name, values_of_pool in zip(POOLS, statistics, strict=True):
            np.testing.assert_allclose(values_of_pool, expected[name], rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(found=amounts, scale=st.floats(0.1, 10))
def test_the_size_of_the_formula_unit_does_not_matter(found, scale) -> None:
    scaled = {number: amount * scale for number, amount in found.items()}
    one, other = pooled([found, scaled], element_table())
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6)


def test_columns_are_named_in_their_order() -> None:
    block = COMPOSITION.compute(["Fe2O3"])
    row = dict(zip(block.names, block.values[0].tolist(), strict=True))
    assert row["elements"] == 2
    assert row["fraction Fe"] == pytest.approx(0.4)
    assert row["max atomic number"] == 26
    assert row["range electronegativity, Pauling"] == pytest.approx(3.44 - 1.83)
    assert row["mean valence electrons"] == pytest.approx(0.4 * 8 + 0.6 * 6)


def test_what_is_no_formula_has_a_reason() -> None:
    block = COMPOSITION.compute(["NaCl", "Xx2O", "", "Og1"])
    assert block.reasons[0] is None
    assert all(reason for reason in block.reasons[1:])
    assert np.isnan(block.values[1:]).all()
    assert np.isfinite(block.values[0]).all()


def test_only_refused_formulas_are_no_error() -> None:
    assert COMPOSITION.compute(["nonsense"]).reasons[0]


def test_many_formulas_take_seconds() -> None:
    metals, anions = element_table().symbols[18:56], ("O", "S", "F", "Cl", "N")
    keys = [
        f"{metal}{a} {other}{b} {anion}{c}"
        for metal in metals
        for other in metals
        for anion in anions
        for a, b, c in ((1, 1, 2), (1, 2, 4), (2, 1, 3))
        if metal != other
    ]
    assert len(keys) > 20_000
    started = time.process_time()
    block = COMPOSITION.compute(keys)
    assert block.reasons == [None] * len(keys)
    # 100,000 take 3.5 s on one core of a small server; five times that is still seconds.
    assert time.process_time() - started < 17.5 * len(keys) / 100_000 + 2
