import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlaw.descriptors import DESCRIPTORS, featurise
from simlaw.errors import InputError
from simlaw.tables import PropertyTable


def table(keys: list[str], kind: str = "molecule", **columns: list[float]) -> PropertyTable:
    frame = pd.DataFrame(
        {
            "key": keys,
            "material": keys,
            "value": np.arange(len(keys), dtype=float),
            "spread": np.nan,
            "count": 1,
        }
        | columns
    )
    return PropertyTable(name="t", kind=kind, property="p", unit="1", frame=frame)


LIQUIDS = table(["CCO", "C[Se]C", "c1ccccc1", "CCCl"], t=[300.0, 310.0, np.nan, 320.0])


def test_descriptors_stand_side_by_side_and_refused_rows_are_empty() -> None:
    features = featurise(LIQUIDS, ["morgan", "rdkit2d", "columns"])
    assert features.values.shape == (4, len(features.names))
    assert features.values.dtype == np.float32
    assert features.values.flags.c_contiguous
    assert features.names[0] == "morgan 0"
    assert features.names[-1] == "t"
    assert features.valid.tolist() == [True, False, False, True]
    assert features.reasons[0] is None
    assert str(features.reasons[1]).startswith("rdkit2d: Gasteiger charges")
    assert features.reasons[2] == "columns: no finite value in column 't'"
    assert np.isnan(features.values[1:3]).all()
    assert np.isfinite(features.values[[0, 3]]).all()
    assert features.path is None
    assert repr(features) == "Features(4 materials, 1238 columns, 2 refused)"


def test_one_descriptor_gives_its_reasons_bare() -> None:
    reasons = featurise(LIQUIDS, ["rdkit2d"]).reasons
    assert str(reasons[1]).startswith("Gasteiger charges")


@pytest.mark.parametrize("names", [["morgan"], ["columns", "rdkit2d"]])
def test_the_second_time_nothing_is_computed(tmp_path, monkeypatch, names) -> None:
    first = featurise(LIQUIDS, names, cache=tmp_path)
    assert isinstance(first.values, np.memmap)
    assert first.path is not None
    np.testing.assert_array_equal(np.load(first.path), first.values)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    for name in names:
        monkeypatch.setattr(type(DESCRIPTORS[name]), "compute", never)
    steps: list[tuple[int, int]] = []
    renamed = replace(LIQUIDS, name="other")
    second = featurise(renamed, names, cache=tmp_path, progress=lambda *step: steps.append(step))
    np.testing.assert_array_equal(first.values, second.values)
    assert first.reasons == second.reasons
    assert first.names == second.names
    assert steps == [(4, 4)]


def test_cached_and_uncached_agree(tmp_path: Path) -> None:
    cached = featurise(LIQUIDS, ["morgan", "columns"], cache=tmp_path)
    plain = featurise(LIQUIDS, ["morgan", "columns"])
    np.testing.assert_array_equal(cached.values, plain.values)
    assert cached.reasons == plain.reasons


def test_other_content_is_another_entry(tmp_path: Path) -> None:
    paths = {
        featurise(one, names, cache=tmp_path).path
        for one, names in (
            (LIQUIDS, ["morgan"]),
            (LIQUIDS, ["columns"]),
            (LIQUIDS, ["morgan", "columns"]),
            (LIQUIDS, ["columns", "morgan"]),
            (LIQUIDS.take(np.array([0, 1, 2])), ["morgan"]),
            (LIQUIDS.take(np.array([1, 0, 2, 3])), ["morgan"]),
            (table(LIQUIDS.keys, t=[1.0, 2.0, 3.0, 4.0]), ["columns"]),
            (table(LIQUIDS.keys, u=[1.0, 2.0, 3.0, 4.0]), ["columns"]),
        )
    }
    assert len(paths) == 8


def test_other_columns_do_not_touch_what_does_not_use_them(tmp_path: Path) -> None:
    one = featurise(LIQUIDS, ["morgan"], cache=tmp_path)
    other = featurise(table(LIQUIDS.keys), ["morgan"], cache=tmp_path)
    assert one.path == other.path


def test_another_version_is_another_entry(tmp_path: Path, monkeypatch) -> None:
    first = featurise(LIQUIDS, ["columns"], cache=tmp_path)
    monkeypatch.setattr(type(DESCRIPTORS["columns"]), "version", "2")
    assert featurise(LIQUIDS, ["columns"], cache=tmp_path).path != first.path


def test_progress_runs_once_over_all_descriptors() -> None:
    steps: list[tuple[int, int]] = []
    featurise(LIQUIDS, ["morgan", "columns"], progress=lambda *step: steps.append(step))
    assert steps == [(4, 8), (8, 8)]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "At least one"),
        (["morgan", "morgan"], "named twice"),
        (["morgam"], r"allowed for kind 'molecule' are morgan, rdkit2d, .*columns.*'morgan'\?"),
        (["composition"], "does not describe kind 'molecule'"),
    ],
)
def test_descriptors_that_do_not_fit_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        featurise(LIQUIDS, names)


def test_an_empty_table_gives_no_rows() -> None:
    features = featurise(table([]), ["morgan"])
    assert features.values.shape == (0, 1024)
    assert len(features) == 0


def test_importing_the_package_imports_no_chemistry() -> None:
    script = (
        "import sys, simlaw.descriptors, simlaw.simulate; "
        "print([m for m in ('rdkit', 'pymatgen', 'mendeleev', 'chemicals', 'dftd4') "
        "if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("names", [["columns"], ["morgan", "columns"]])
def test_stretches_make_the_same_matrix_as_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], cached: bool
) -> None:
    whole = featurise(LIQUIDS, names)
    monkeypatch.setattr("simlaw.descriptors.features.STRETCH", 3)
    told: list[tuple[int, int]] = []
    found = featurise(
        LIQUIDS,
        names,
        cache=tmp_path if cached else None,
        progress=lambda done, total: told.append((done, total)),
    )
    np.testing.assert_array_equal(found.values, whole.values)
    assert (found.names, found.reasons) == (whole.names, whole.reasons)
    assert told == sorted(told)
    assert told[-1] == (4 * len(names), 4 * len(names))


def test_a_large_matrix_is_computed_into_the_cache_and_never_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = 40_000
    columns = {f"x{place}": np.arange(rows) * 1.0 for place in range(50)}
    large = table([f"s{row}" for row in range(rows)], kind="label", **columns)
    monkeypatch.setattr("simlaw.descriptors.features.STRETCH", 2_000)
    tracemalloc.start()
    try:
        features = featurise(large, ["columns"], cache=tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(features.values, np.memmap)
    assert features.values.shape == (rows, 50)
    # Keys and reasons, some 100 bytes a row, and blocks of rows; the matrix has 200 bytes a row.
    assert peak < 100 * rows + 16_384 * 50 * 8 * 1.5
