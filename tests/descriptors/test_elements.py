import numpy as np
import pytest

from simlaw.descriptors.elements import LAST, element_table, valence_electrons


def value(symbol: str, name: str) -> float:
    table = element_table()
    return float(table.values[table.symbols.index(symbol), table.names.index(name)])


def test_every_element_has_every_property() -> None:
    table = element_table()
    assert len(table.symbols) == LAST
    assert table.values.shape == (LAST, len(table.names))
    assert np.isfinite(table.values).all()
    assert table.symbols[0] == "H"
    assert table.symbols[-1] == "Lr"


@pytest.mark.parametrize(
    ("symbol", "name", "expected"),
    [
        # CRC Handbook of Chemistry and Physics, 95th ed.
        ("F", "electronegativity, Pauling", 3.98),
        ("H", "ionisation energy 1", 13.598),
        ("Fe", "ionisation energy 2", 16.199),
        ("Cl", "electron affinity", 3.613),
        ("Fe", "melting point", 1811),
        ("Na", "atomic weight", 22.990),
        ("O", "group", 16),
        ("Ti", "highest oxidation state", 4),
    ],
)
def test_properties_are_the_known_ones(symbol: str, name: str, expected: float) -> None:
    assert value(symbol, name) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("1s", (1, 0, 0, 0)),
        ("[He] 2s2 2p4", (2, 4, 0, 0)),
        ("[Ar] 3d5 4s", (1, 0, 5, 0)),
        ("[Rn] 5f3 6d 7s2", (2, 0, 1, 3)),
    ],
)
def test_configurations_are_read(configuration: str, expected: tuple[int, ...]) -> None:
    assert tuple(valence_electrons(configuration).values()) == expected


def test_what_is_missing_is_filled_by_rule() -> None:
    assert value("Zn", "electron affinity") == 0.0
    assert value("Ne", "highest oxidation state") == 0.0
    assert value("C", "melting point") == value("C", "boiling point")
    assert value("Gd", "group") == 3.0
    # No Pauling value for europium: the median of its row of f elements.
    assert 1.1 <= value("Eu", "electronegativity, Pauling") <= 1.3
