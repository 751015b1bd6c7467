import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.materials.solution import partners
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.rows.lent_conditions import Lent, lend_conditions, what_is_lent


def table(*texts: str, kind: str = "solution") -> PropertyTable:
    rows = pd.DataFrame({"text": texts, "value": [float(place) for place in range(len(texts))]})
    return read_table(rows, kind=kind, material="text", value="value")


BARE = table("CCO|vacuum", "CCC|vacuum", "CCN|vacuum", "c1ccccc1|vacuum")


def test_what_no_computed_row_has_and_every_measured_one_is_lent() -> None:
    assert what_is_lent(BARE, table("CCO|O", "CCO|ClCCl")) == Lent(solvent=True)
    hot = table("CCO|O|300", "CCO|O|350")
    assert what_is_lent(BARE, hot) == Lent(solvent=True, temperature=True)
    assert what_is_lent(table("CC|O"), hot) == Lent(temperature=True)
    assert str(Lent(solvent=True, temperature=True)) == "solvent and temperature"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (table("CCO|O"), table("CCO|O")),
        (table("CCO|vacuum", "CC|O"), table("CCO|O")),
        (BARE, table("CCO|O", "CC|vacuum")),
        (table("CC|O|300"), table("CCO|O")),
        (table("CC|O"), table("CC|O", "CC|O|300")),
        (table("CCO", kind="molecule"), table("CCO", kind="molecule")),
    ],
)
def test_else_nothing_is(source: PropertyTable, target: PropertyTable) -> None:
    assert not what_is_lent(source, target)


def test_each_material_gets_what_a_measured_row_has_and_always_the_same() -> None:
    target = table("CCO|O|300", "CCO|ClCCl|310", "CC|CO|320")
    lent = what_is_lent(BARE, target)
    found = lend_conditions(BARE, target, lent)
    offered = {partners(key)[1:] for key in target.keys}
    assert [partners(key).solute for key in found.keys] == [
        partners(key).solute for key in BARE.keys
    ]
    assert {partners(key)[1:] for key in found.keys} <= offered
    assert found.values.tolist() == BARE.values.tolist()
    # Neither the order of the tables nor their size plays a part.
    rows = [2, 0]
    turned = lend_conditions(BARE.take(rows), target.take([2, 1, 0]), lent)
    assert turned.keys == [found.keys[row] for row in rows]


def conditioned(
    rows: dict[str, list], *conditions: str, columns: tuple[str, ...] = ()
) -> PropertyTable:
    return read_table(
        pd.DataFrame(rows),
        kind="molecule",
        material="s",
        value="v",
        conditions=conditions,
        columns=columns,
    )


MEASURED = conditioned(
    {"s": ["CC", "CC", "CCC"], "v": [1, 2, 3], "T": [300, 350, 400], "p": [1, 2, 3]}, "T", "p"
)


def test_columns_that_the_source_lacks_are_lent_together() -> None:
    source = conditioned({"s": ["CC", "CCCC", "CCCCC"], "v": [1, 2, 3]})
    lent = what_is_lent(source, MEASURED)
    assert lent == Lent(columns=("T", "p"))
    assert str(lent) == "'T' and 'p'"
    found = lend_conditions(source, MEASURED, lent)
    assert found.columns == ("T", "p")
    assert found.keys == source.keys
    rows = set(map(tuple, found.numbers.to_numpy().tolist()))
    assert rows <= {(300.0, 1.0), (350.0, 2.0), (400.0, 3.0)}


def test_a_constant_is_the_median_of_a_column_and_a_vacuum_stays_one() -> None:
    source = conditioned({"s": ["CC", "CCCC"], "v": [1, 2]})
    found = lend_conditions(source, MEASURED, what_is_lent(source, MEASURED), "constant")
    assert found.numbers.to_numpy().tolist() == [[350.0, 2.0]] * 2
    target = table("CCO|O")
    assert lend_conditions(BARE, target, what_is_lent(BARE, target), "constant").keys == BARE.keys


def test_what_the_source_has_stays_and_its_columns_come_in_the_order_of_the_target() -> None:
    source = conditioned({"s": ["CC"], "v": [1], "p": [7], "T": [310]}, "p", columns=("T",))
    lent = what_is_lent(source, MEASURED)
    assert not lent
    found = lend_conditions(source, MEASURED, lent)
    assert found.columns == ("T", "p")
    assert found.numbers.to_numpy().tolist() == [[310.0, 7.0]]


def test_a_condition_of_the_source_alone_is_refused() -> None:
    source = conditioned({"s": ["CC"], "v": [1], "T": [310]}, "T")
    target = conditioned({"s": ["CC"], "v": [1]})
    with pytest.raises(InputError, match="The source has the condition 'T', and the target has no"):
        what_is_lent(source, target)


def test_over_many_materials_each_condition_comes_about_as_often_as_it_is_measured() -> None:
    many = table(*(f"{'C' * length}|vacuum" for length in range(1, 601)))
    target = table("CCO|O", "CC|O", "CCN|O", "CC|CO")
    found = lend_conditions(many, target, what_is_lent(many, target))
    share = sum(key.endswith("|O") for key in found.keys) / len(found)
    assert share == pytest.approx(0.75, abs=0.08)
