"""Several tables joined: units, rules, the account, and what cannot be joined."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables import PropertyTable, join_tables, read_table


def table(values: dict[str, float | list[float]], unit: str = "g/cm^3", **options) -> PropertyTable:
    rows = [(key, one) for key, some in values.items() for one in np.atleast_1d(some)]
    settings = {"kind": "label", "name": "t", **options}
    frame = pd.DataFrame(rows, columns=["id", "y"])
    frame["x"] = np.arange(len(frame))
    return read_table(frame, material="id", value="y", unit=unit, **settings)


A = {"a": 1.0, "b": 2.0, "c": [3.0, 5.0]}
B = {"d": 9_000.0, "b": 2_400.0, "c": 4_400.0}


def test_values_are_converted_and_joined_by_the_median() -> None:
    both = join_tables([table(A, name="md"), table(B, "kg/m^3", name="gc")])
    assert both.keys == ["a", "b", "c", "d"]
    np.testing.assert_allclose(both.values, [1.0, 2.2, 4.2, 9.0])
    assert both.unit == "g/cm^3"
    assert both.name == "md + gc"
    assert both.frame["count"].tolist() == [1, 2, 3, 1]
    np.testing.assert_allclose(
        both.frame["spread"], [np.nan, np.std([2, 2.4], ddof=1), np.std([4, 4.4], ddof=1), np.nan]
    )
    assert (both.rows_read, both.merged) == (7, 3)


def test_the_first_table_may_have_precedence() -> None:
    both = join_tables([table(A), table(B, "kg/m^3")], join="first", unit="kg/m^3")
    np.testing.assert_allclose(both.values, [1000.0, 2000.0, 4000.0, 9000.0])
    turned = join_tables([table(B, "kg/m^3"), table(A)], join="first")
    assert turned.keys == ["d", "b", "c", "a"]
    np.testing.assert_allclose(turned.values, [9000.0, 2400.0, 4400.0, 1000.0])


def test_spreads_of_unshared_materials_are_kept() -> None:
    both = join_tables([table(A), table({"z": 1.0})])
    np.testing.assert_allclose(both.frame["spread"][2], np.std([3, 5], ddof=1))


def test_the_account_says_how_far_tables_agree() -> None:
    both = join_tables([table(A, name="md"), table(B, "kg/m^3", name="gc")])
    account = json.loads(json.dumps(both.summary()))["joined"]
    assert account["join"] == "median"
    assert [one["name"] for one in account["tables"]] == ["md", "gc"]
    assert [one["rows_read"] for one in account["tables"]] == [4, 3]
    assert account["shared"] == 2
    assert account["difference"]["unit"] == "g/cm^3"
    assert account["difference"]["absolute"] == pytest.approx(0.4)
    assert account["difference"]["relative"] == pytest.approx((0.4 / 2.2 + 0.4 / 4.2) / 2)
    converted = both.to("kg/m^3").summary()["joined"]["difference"]
    assert converted["absolute"] == pytest.approx(400)
    assert converted["unit"] == "kg/m^3"
    assert "joined" not in table(A).summary()


def test_three_tables_differ_by_their_whole_range() -> None:
    three = join_tables([table({"a": value}) for value in (1.0, 4.0, 2.0)])
    assert three.values.tolist() == [2.0]
    assert three.joined is not None
    assert (three.joined.absolute, three.joined.relative) == (3.0, 1.5)


def test_differences_of_temperatures_are_not_shifted() -> None:
    both = join_tables([table({"a": 300.0}, "K"), table({"a": 30.0}, "degC")], unit="degC")
    np.testing.assert_allclose(both.values, [(26.85 + 30) / 2])
    assert both.joined is not None
    assert both.to("K").joined.absolute == pytest.approx(3.15)


def test_nothing_shared_and_zeros() -> None:
    apart = join_tables([table({"a": 1.0}), table({"b": 1.0})]).joined
    assert apart is not None
    assert (apart.shared, apart.absolute, apart.relative) == (0, None, None)
    zeros = join_tables([table({"a": 0.0}), table({"a": 0.0})]).joined
    assert zeros is not None
    assert (zeros.shared, zeros.absolute, zeros.relative) == (1, 0.0, None)


def test_refused_rows_name_their_table() -> None:
    bad = table({"a": 1.0, "?": np.inf}, name="bad", max_refused=0.5)
    both = join_tables([table(A), bad])
    assert [str(refusal) for refusal in both.refusals] == ["bad row 2: the value is infinite"]


def test_further_columns_are_joined_too() -> None:
    both = join_tables([table(A, columns=["x"]), table(B, "kg/m^3", columns=["x"])])
    assert both.columns == ("x",)
    np.testing.assert_allclose(both.frame["x"], [0.0, 1.0, (2.5 + 2) / 2, 0.0])


@pytest.mark.parametrize(
    ("second", "options", "message"),
    [
        (table({"CC": 1.0}, kind="molecule", name="m"), {}, "'t' holds label and 'm' holds molec"),
        (table(B, "eV", name="gap"), {}, r"Table 'gap': A unit of 'eV'.*cannot be converted"),
        (table(B, columns=["x"], name="w"), {}, "column 'x' is in 'w' and not in 't'"),
        (table(B), {"join": "means"}, "'means'; allowed are median, first.*Did you mean 'median'"),
        (table(B), {"unit": "qqq"}, "Unknown unit"),
    ],
)
def test_what_cannot_be_joined(second: PropertyTable, options: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        join_tables([table(A), second], **options)


def test_one_table_is_not_joined() -> None:
    with pytest.raises(InputError, match="At least two tables are needed to join them, got 1"):
        join_tables([table(A)])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcdef"), st.floats(-5, 5), min_size=1),
        min_size=2,
        max_size=4,
    )
)
def test_every_material_once_within_what_tables_say(parts: list[dict[str, float]]) -> None:
    tables = [table(part) for part in parts]
    both = join_tables(tables)
    assert both.keys == list(dict.fromkeys(key for part in parts for key in part))
    for key, value in zip(both.keys, both.values, strict=True):
        assert value == pytest.approx(np.median([part[key] for part in parts if key in part]))
    first = join_tables(tables, join="first")
    for key, value in zip(first.keys, first.values, strict=True):
        assert value == next(part[key] for part in parts if key in part)
    assert both.joined is not None
    assert both.joined.shared == sum(sum(key in part for part in parts) > 1 for key in both.keys)
