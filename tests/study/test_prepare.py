"""From two tables to inputs: which rows and columns stay, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.small_study import frame

import simlaw
from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.prepare import kept_columns

Make = Callable[..., Study]
NAMES = ("x0", "x1", "x2")


def test_inputs_are_the_rows_of_the_tables(small: Make) -> None:
    study = small()
    prepared = study.prepare()
    inputs = prepared.inputs
    assert inputs.source_values.tolist() == study.source.values.tolist()
    assert inputs.target_values.tolist() == study.target.values.tolist()
    wanted = study.source.frame[list(NAMES)].to_numpy(np.float32)
    assert inputs.source_descriptors.tolist() == wanted.tolist()
    assert prepared.descriptor.width == 3
    assert prepared.descriptor.refused_source == 0


def test_materials_in_both_tables_are_found_and_kept_out(small: Make) -> None:
    prepared = small().prepare()
    keys = {key: row for row, key in enumerate(small().target.keys)}
    for row, key in enumerate(small().source.keys):
        assert prepared.inputs.twin[row] == keys.get(key, -1)
    assert prepared.overlap.shared == 40
    assert prepared.overlap.policy == "exclude"
    assert prepared.test_size + prepared.pool_size == 80
    assert prepared.overlap.excluded_per_replicate is not None
    assert 0 < prepared.overlap.excluded_per_replicate <= prepared.test_size


def test_source_values_are_converted_to_the_unit_of_the_target(small: Make) -> None:
    def measured_in(unit: str, factor: float) -> simlaw.PropertyTable:
        rows = frame(80, 200, 2, measured=True)
        rows["y"] *= factor
        return simlaw.read_table(
            rows, kind="label", material="id", value="y", unit=unit, columns=NAMES
        )

    def computed(unit: str) -> simlaw.PropertyTable:
        rows = frame(240, 0, 1, measured=False)
        return simlaw.read_table(
            rows, kind="label", material="id", value="y", unit=unit, columns=NAMES
        )

    same = small(source=computed("GPa"), target=measured_in("GPa", 1.0)).prepare()
    other = small(source=computed("GPa"), target=measured_in("MPa", 1000.0)).prepare()
    assert other.inputs.source_values == pytest.approx(1000 * same.inputs.source_values)
    with pytest.raises(InputError, match="GPa"):
        small(source=computed("GPa"), target=measured_in("K", 1.0)).prepare()


def test_columns_that_are_left_out_are_not_trained_on(small: Make) -> None:
    prepared = small(leave_out=["x1"]).prepare()
    whole = small().prepare()
    assert prepared.descriptor.width == 2
    assert prepared.descriptor.leave_out == ("x1",)
    wanted = whole.inputs.source_descriptors[:, [0, 2]]
    assert prepared.inputs.source_descriptors.tolist() == wanted.tolist()


def test_tables_must_have_the_same_columns(small: Make) -> None:
    rows = frame(80, 200, 2, measured=True).rename(columns={"x2": "other"})
    target = simlaw.read_table(
        rows, kind="label", material="id", value="y", columns=("x0", "x1", "other")
    )
    with pytest.raises(InputError, match=r"these are in one table only: other, x2\."):
        small(target=target).prepare()


def test_a_scale_refuses_what_has_no_place_on_it_with_reasons(small: Make) -> None:
    rows = frame(80, 200, 2, measured=True)
    rows["y"] = np.abs(rows["y"]) + 1.0
    rows.loc[3, "y"] = -2.0
    target = simlaw.read_table(rows, kind="label", material="id", value="y", columns=NAMES)
    source_rows = frame(240, 0, 1, measured=False)
    source_rows["y"] = np.abs(source_rows["y"]) + 1.0
    source = simlaw.read_table(source_rows, kind="label", material="id", value="y", columns=NAMES)
    prepared = small(source=source, target=target, scale="log10").prepare()
    assert prepared.scale.refused_source == 0
    assert prepared.scale.refused_target == 1
    (material, reason) = prepared.scale.reasons[0]
    assert material == "s203"
    assert "-2" in reason
    assert len(prepared.inputs.target_values) == 79
    assert 10 ** prepared.inputs.target_values.max() == pytest.approx(rows["y"].max())


def test_groups_are_accounted_for(small: Make) -> None:
    formulas = [
        f"{cation}{anion}{count}"
        for cation in ("Li", "Na", "K", "Rb", "Cs")
        for anion in ("F", "Cl", "Br", "I", "O", "S", "Se", "N")
        for count in ("", "2")
    ]

    def of_crystals(rows: int) -> simlaw.PropertyTable:
        table = frame(rows, 0, 1, measured=False).assign(id=formulas[:rows])
        return simlaw.read_table(table, kind="composition", material="id", value="y", columns=NAMES)

    tables = {"source": of_crystals(80), "target": of_crystals(64), "n": [5, 10, 20]}
    prepared = small(**tables, split="chemical-system").prepare()
    groups = prepared.inputs.groups
    assert groups is not None
    assert np.bincount(groups).tolist() == [2] * 32, "two crystals of each pair of elements"
    assert (prepared.overlap.groups, prepared.overlap.largest_group) == (32, 2)
    assert prepared.overlap.kept_out in ("group", "material")
    assert small(**tables).prepare().overlap.groups is None


@given(
    left_out=st.lists(st.sampled_from(["a*", "b1", "*2", "c?"]), max_size=3),
    names=st.lists(st.from_regex(r"[abc][12]", fullmatch=True), min_size=1, unique=True),
)
def test_a_column_is_kept_if_no_pattern_takes_it(left_out: list[str], names: list[str]) -> None:
    from fnmatch import fnmatchcase

    kept = [n for n in names if not any(fnmatchcase(n, pattern) for pattern in left_out)]
    useless = [p for p in left_out if not any(fnmatchcase(n, p) for n in names)]
    if useless or not kept:
        with pytest.raises(InputError, match=r"descriptor\.leave_out: no descriptor column"):
            kept_columns(names, left_out)
    else:
        assert [names[i] for i in kept_columns(names, left_out)] == kept


def test_a_pattern_that_takes_nothing_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"matches 'MolWT'\. Did you mean 'MolWt'"):
        kept_columns(("MolWt", "MolMR"), ("MolWT",))


def at_temperatures(*, computed: bool) -> simlaw.PropertyTable:
    """Values that rise with the temperature in the measured table, each material at three."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(200 if computed else 60, 2))
    temperatures = [0.0] if computed else [-1.0, 0.0, 1.0]
    rows = pd.DataFrame(
        [
            {"id": f"material {row}", "a": a, "b": b, "T": t, "y": a + 0.5 * b + 2.0 * t}
            for row, (a, b) in enumerate(x)
            for t in temperatures
        ]
    )
    return simlaw.read_table(
        rows,
        kind="label",
        material="id",
        value="y",
        columns=["a", "b"],
        conditions=[] if computed else ["T"],
    )


def at_conditions(**settings: Any) -> Study:
    return Study(
        at_temperatures(computed=True),
        at_temperatures(computed=False),
        descriptor="columns",
        n=[40, 80, 120],
        m=[60],
        replicates=2,
        **settings,
    )


def test_conditions_are_inputs_and_all_rows_of_a_material_are_tested_together() -> None:
    study = at_conditions()
    prepared = study.prepare()
    inputs = prepared.inputs
    assert prepared.descriptor.width == 3
    assert inputs.target_descriptors[:3, 0].tolist() == [-1.0, 0.0, 1.0]
    assert set(inputs.source_descriptors[:, 0].tolist()) == {-1.0, 0.0, 1.0}
    assert inputs.groups is not None
    assert inputs.groups.tolist() == [row for row in range(60) for _ in range(3)]
    assert prepared.overlap.shared == 60
    for replicate in range(3):
        draw = inputs.draw(replicate)
        tested = set(inputs.groups[draw.test].tolist())
        assert len(draw.test) == 3 * len(tested)
        assert tested.isdisjoint(inputs.groups[draw.pool].tolist())
        assert tested.isdisjoint(draw.source.tolist())
    checked = study.check()
    assert checked.pair.shared == 60
    assert [one.code for one in checked.findings if one.code == "conditions_lent"]


@pytest.mark.heavy
def test_conditions_that_are_lent_are_learned_from_the_measured_rows() -> None:
    """Held at one temperature, the input would play no part, and an error of about 1.3 remain."""
    curve = at_conditions().run(progress=False).curve
    assert curve.mean(60)["error"].iloc[-1] < 0.5
    held = at_conditions(lacking="constant").run(progress=False).curve
    assert held.mean(60)["error"].iloc[-1] > 1.0


@pytest.mark.heavy
def test_a_study_with_conditions_is_read_again_from_its_folder(tmp_path: Path) -> None:
    at_conditions().run(tmp_path / "run", cache=tmp_path / "cache", progress=False)
    settings = read_study_file(tmp_path / "run" / "study.toml").settings
    again = load_study(settings, tmp_path / "run")
    assert again.target.conditions == ("T",)
    assert again.target.columns == ("T", "a", "b")
    assert again.target.keys == at_temperatures(computed=False).keys
