"""What varies within materials is told where it matters, and only there."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.tables import read_table
from simlaw.tables.finding import Finding
from simlaw.tables.read import read_tables
from simlaw.tables.rows.varied_columns import UsedRows, findings_in_rows
from simlaw.tables.settings import TableSettings

LABELS = {"kind": "label", "material": "id", "value": "y"}


def measured(
    seed: int = 0, materials: int = 40, rows: int = 4, *, slope: float = 0.0, noise: float = 0.05
) -> pd.DataFrame:
    """Return replicates of materials by several authors, at temperatures that move the value."""
    rng = np.random.default_rng(seed)
    material = np.repeat(np.arange(materials), rows)
    temperature = np.tile(np.linspace(280, 280 + 20 * (rows - 1), rows), materials)
    true = rng.normal(10, 1, materials)[material]
    return pd.DataFrame(
        {
            "id": [f"s{one}" for one in material],
            "y": true + slope * (temperature - 300) + noise * rng.standard_normal(len(true)),
            "T": temperature,
            "author": rng.choice(["A", "B", "C"], len(true)),
            "ref": np.arange(len(true)),
            "other": rng.normal(3, 1, len(true)),
        }
    )


def codes(frame: pd.DataFrame, **options: object) -> list[str]:
    return [found.code for found in read_table(frame, **LABELS, **options).findings]


def only(frame: pd.DataFrame, **options: object) -> Finding:
    (found,) = read_table(frame, **LABELS, **options).findings
    return found


class TestConditionsMerged:
    def test_a_condition_that_moves_the_value(self) -> None:
        found = only(measured(slope=0.01))
        assert (found.code, found.column, found.count) == ("conditions_merged", "T", 160)
        assert "160 rows of 40 materials were joined though they differ in 'T': s" in found.text
        assert 'at = { "T" = 300 }' in found.remedy

    def test_replicates_of_several_authors_are_fine(self) -> None:
        frame = measured().drop(columns="T")
        assert codes(frame) == []
        assert codes(measured(rows=1)) == []

    def test_a_trivial_difference_is_none(self) -> None:
        near = measured(slope=0.01).assign(T=lambda frame: 298 + 0.15 * (frame["ref"] % 2))
        assert codes(near) == []
        assert codes(measured(slope=1e-5, noise=1e-4)) == []

    def test_replicates_at_about_room_temperature_are_fine_unless_it_shows(self) -> None:
        frame = measured(noise=0.2)
        frame["T"] = np.random.default_rng(1).choice([293.15, 295.0, 298.15, 300.0], len(frame))
        assert codes(frame) == []
        moved = frame.assign(y=frame["y"] + 0.05 * (frame["T"] - 298))
        assert codes(moved) == ["conditions_merged"]

    def test_what_was_chosen_by_hand_is_no_surprise(self) -> None:
        frame = measured(slope=0.01)
        assert codes(frame, at={"T": 300}) == ["condition_chosen"]
        assert codes(frame, where={"T": [295, 325]}) == []

    def test_it_is_one_too_where_the_column_is_a_further_number(self) -> None:
        assert codes(measured(slope=0.01), columns=["T"]) == ["conditions_merged"]

    def test_a_material_that_holds_it_is_not_joined(self) -> None:
        options = {**LABELS, "material": "{id} at {T}"}
        assert read_table(measured(slope=0.01), **options).findings == ()

    def test_a_column_of_no_telling_name_that_explains_the_difference(self) -> None:
        frame = measured(slope=0.01).rename(columns={"T": "setting"})
        assert only(frame).column == "setting"
        assert codes(measured(slope=0.0).rename(columns={"T": "setting"})) == []
        words = frame.assign(setting=frame["setting"].map(lambda one: f"step {one:.0f}"))
        assert only(words).column == "setting"

    def test_texts_of_a_condition(self) -> None:
        frame = measured(slope=0.01)
        frame["solvent"] = np.where(frame.pop("T") < 310, "water", "ethanol")
        found = only(frame)
        assert found.column == "solvent"
        assert 'where = { "solvent" = ' in found.remedy

    def test_by_the_first_rules_nothing_is_said(self) -> None:
        frames = [measured(slope=0.01)]
        assert read_tables(frames, TableSettings(**LABELS), reading=1).findings == ()


class TestTags:
    def test_measured_and_computed_rows_in_one_table(self) -> None:
        frame = measured(rows=1).drop(columns="T").assign(type=["exp", "DFT (PBE)"] * 20)
        found = only(frame)
        assert (found.code, found.column, found.count) == ("conditions_merged", "type", 40)
        assert codes(frame, where={"type": "exp"}) == []

    @pytest.mark.parametrize("tags", [["exp"] * 2, ["exp", "lab 2"], ["PBE", "HSE"], ["a", "b"]])
    def test_other_tags_say_nothing(self, tags: list[str]) -> None:
        assert codes(measured(rows=1).assign(type=tags * 20)) == []


class TestSpread:
    def test_rows_that_differ_by_more_than_materials_do(self) -> None:
        found = only(measured(noise=5.0).drop(columns="T"))
        assert (found.code, found.count) == ("spread_exceeds_gain", 160)

    def test_a_few_outliers_are_not_meant(self) -> None:
        frame = measured().drop(columns="T")
        frame.loc[[3, 50], "y"] = 1e6
        assert codes(frame) == []

    def test_values_over_decades_are_compared_as_logarithms(self) -> None:
        frame = measured(noise=0.02).drop(columns="T")
        assert codes(frame.assign(y=10 ** frame["y"])) == []


class TestMixtures:
    def test_shares_between_nothing_and_all(self) -> None:
        frame = measured(rows=1).assign(x1=np.linspace(0, 1, 40))
        found = only(frame)
        assert (found.code, found.column, found.count) == ("mixture_rows", "x1", 38)
        assert found.rows == (2, 3, 4, 5, 6)

    def test_a_second_component(self) -> None:
        frame = measured(rows=1).assign(component_2=["water", "", "none", "CCO"] * 10)
        found = only(frame)
        assert (found.code, found.column, found.count) == ("mixture_rows", "component_2", 20)
        assert codes(frame.assign(component_2="")) == []

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_pure_materials(self, share: float) -> None:
        assert codes(measured(rows=1).assign(x1=share)) == []

    def test_a_material_of_several_columns(self) -> None:
        frame = measured(rows=1).assign(x1=0.5, second="water")
        options = {**LABELS, "material": "{id}|{second}"}
        assert read_table(frame, **options).findings == ()


def test_large_tables_are_looked_at_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = measured(slope=0.01)
    monkeypatch.setattr("simlaw.tables.read.MOST_CELLS", 200)
    assert codes(frame) == ["conditions_merged"]
    assert codes(frame.rename(columns={"T": "setting"})) == []
    monkeypatch.setattr("simlaw.tables.read.MOST_CELLS", 100)
    assert codes(frame) == []


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(1, 5))
def test_tables_without_a_fault_get_no_warning(seed: int, materials: int, rows: int) -> None:
    assert codes(measured(seed, materials, rows, noise=0.1).assign(T=298.15)) == []


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    st.lists(
        st.sampled_from(["", "1", "x", "0.5", "nan", "exp", "calc"]), min_size=12, max_size=12
    ),
    st.lists(st.floats(-1e300, 1e300), min_size=12, max_size=12),
)
def test_any_rows_are_looked_at_without_a_fault(
    keys: list[str], texts: list[str], values: list[float]
) -> None:
    count = len(keys)
    others = pd.DataFrame({"T": texts[:count], "x1": texts[:count], "type": texts[:count]})
    for found in findings_in_rows(UsedRows(keys, np.array(values[:count]), others)):
        assert found.text
        assert found.count > 0
