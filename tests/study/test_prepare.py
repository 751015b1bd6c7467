"""From two tables to inputs: which rows and columns stay, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from simlaw.study.prepare import Prepared, kept_columns
from simlaw.study.run.inputs import StudyInputs

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


def described(kind: str, texts: list[str], seed: int) -> simlaw.PropertyTable:
    rows = frame(len(texts), 0, seed, measured=False).assign(id=texts)
    return simlaw.read_table(rows, kind=kind, material="id", value="y", columns=NAMES)


def handed(flat: bool, count: int = 60) -> list[str]:
    """Return molecules with one stereocentre, half of them of the other hand."""
    hands = ("", "") if flat else ("@", "@@")
    return [
        f"{'C' * (k + 2)}[C{hands[k % 2]}H](F)Cl" if not flat else f"{'C' * (k + 2)}C(F)Cl"
        for k in range(count)
    ]


def others(count: int) -> list[str]:
    return [f"{'C' * (k + 1)}N" for k in range(count)]


def test_a_flat_spelling_of_a_tested_material_is_kept_out(small: Make) -> None:
    source = described("molecule", [*handed(flat=True), *others(120)], 1)
    target = described("molecule", handed(flat=False), 2)

    def prepared(**changes: object) -> Prepared:
        return small(source=source, target=target, n=[20, 40, 80], **changes).prepare()

    found = prepared()
    assert found.inputs.groups is None
    assert found.overlap.match == "constitution"
    assert (found.overlap.shared, found.overlap.by_match) == (60, 60)
    for replicate in range(5):
        drawn = found.inputs.draw(replicate)
        assert not set(drawn.source.tolist()) & set(drawn.test.tolist())
    apart = prepared(match="stereo")
    assert (apart.overlap.shared, apart.overlap.by_match) == (0, 0)
    # A run folder from before rules were numbered has its numbers, and its fingerprint, still.
    before = prepared(reading=1)
    assert before.inputs.digests() == apart.inputs.digests() != found.inputs.digests()
    assert before.overlap.match == "stereo"


def test_where_nothing_is_the_same_otherwise_the_fingerprint_is_as_before(small: Make) -> None:
    source = described("molecule", others(200), 1)
    target = described("molecule", others(60), 2)
    digests = {
        small(source=source, target=target, n=[20, 40, 80], **changes).prepare().inputs.digest()
        for changes in ({}, {"match": "stereo"}, {"match": "tautomer"}, {"reading": 1})
    }
    assert len(digests) == 1


def test_stereoisomers_of_the_measured_table_are_held_out_together(small: Make) -> None:
    both = [
        text for k in range(30) for text in (f"{'C' * (k + 2)}[C{h}H](F)Cl" for h in ("@", "@@"))
    ]
    source = described("molecule", [*handed(flat=True), *others(120)], 1)
    study = small(source=source, target=described("molecule", both, 2), n=[20, 40, 80])
    prepared = study.prepare()
    assert prepared.inputs.groups is not None
    assert prepared.overlap.groups is None  # single materials are held out, not a split of groups
    for replicate in range(5):
        drawn = prepared.inputs.draw(replicate)
        tested = {row // 2 for row in drawn.test.tolist()}
        assert not tested & {row // 2 for row in drawn.pool.tolist()}
        assert not tested & set(drawn.source.tolist())


def test_near_compositions_are_kept_out_where_that_is_wanted(small: Make) -> None:
    metals = ["Fe", "Co", "Ni", "Cu", "Zn", "Mn"]
    pure = [f"{a}{i}{b}O{i + 2}" for i in range(1, 4) for a in metals for b in metals if a < b]
    doped = [f"{text}La0.02" for text in pure]
    source = described("composition", [*doped, *(f"Ga{k}S" for k in range(2, 150))], 1)
    target = described("composition", pure, 2)

    def prepared(**changes: object) -> Prepared:
        return small(source=source, target=target, n=[20, 40, 80], m=[10], **changes).prepare()

    left_in, kept_out = prepared(), prepared(overlap="exclude-near")
    assert left_in.overlap.near == kept_out.overlap.near == len(pure)
    assert left_in.inputs.near is None
    assert kept_out.inputs.near is not None
    assert left_in.inputs.digest() != kept_out.inputs.digest()
    assert left_in.overlap.excluded_per_replicate == 0
    assert kept_out.overlap.excluded_per_replicate == kept_out.test_size
    for replicate in range(5):
        drawn = kept_out.inputs.draw(replicate)
        assert not set(drawn.source.tolist()) & set(drawn.test.tolist())
    assert "near_twins" in {one.code for one in left_in.findings}
    with pytest.raises(InputError, match="is for compositions"):
        small(overlap="exclude-near")


def test_near_pairs_are_kept_with_the_other_inputs(small: Make, tmp_path: Path) -> None:
    inputs = small().prepare().inputs
    near = np.array([[0, 1], [3, 2]], dtype=np.int32)
    with_near = replace(inputs, near=near)
    assert with_near.digest() != inputs.digest()
    assert with_near.in_memory().digest() == with_near.digest()
    loaded = StudyInputs.load(with_near.save(tmp_path / "inputs"))
    assert loaded.near is not None
    assert loaded.near.tolist() == near.tolist()
    assert loaded.digest() == with_near.digest()


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
