"""A study made in Python keeps a study file that runs it again, and tables that no file holds."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.small_study import frame

import simlaw
from simlaw import Study, load_result
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file

Make = Callable[..., Study]
COLUMNS = ("x0", "x1", "x2")


def again(folder: Path) -> Study:
    file = read_study_file(folder / "study.toml")
    return load_study(file.settings, file.folder)


def test_tables_of_data_frames_are_kept_beside_the_study_file(small: Make, tmp_path: Path) -> None:
    study = small(seed=3)
    result = study.run(tmp_path / "run", executor="threads", progress=False)
    assert {path.name for path in (tmp_path / "run").glob("*.parquet")} == {
        "errors.parquet", "source.parquet", "target.parquet",
    }  # fmt: skip
    assert result.command.startswith("simlaw run ")
    same = again(tmp_path / "run")
    assert same.prepare().inputs.digest() == study.prepare().inputs.digest()
    assert (same.name, same.seed, same.recipe) == (study.name, study.seed, study.recipe)
    before = (tmp_path / "run" / "trials.jsonl").read_bytes()
    resumed = same.run(tmp_path / "run", executor="threads", progress=False)
    assert (tmp_path / "run" / "trials.jsonl").read_bytes() == before
    pd.testing.assert_frame_equal(resumed.frame, result.frame, check_exact=True)


def test_a_run_folder_can_be_moved(small: Make, tmp_path: Path) -> None:
    small().run(tmp_path / "run", executor="threads", progress=False)
    (tmp_path / "run").rename(tmp_path / "elsewhere")
    assert again(tmp_path / "elsewhere").source.keys == small().source.keys


def test_tables_of_files_are_named_and_not_copied(small: Make, tmp_path: Path) -> None:
    path = tmp_path / "measured.csv"
    frame(80, 200, 2, measured=True).to_csv(path, index=False)
    options = {"kind": "label", "material": "id", "value": "y", "columns": COLUMNS}
    study = small(target=simlaw.read_table(path, **options))
    study.run(tmp_path / "run", executor="threads", progress=False)
    names = {one.name for one in (tmp_path / "run").glob("*.parquet")}
    assert names == {"errors.parquet", "source.parquet"}
    file = read_study_file(tmp_path / "run" / "study.toml")
    assert file.settings.target.path == str(path)
    assert again(tmp_path / "run").prepare().inputs.digest() == study.prepare().inputs.digest()


def test_a_changed_table_is_no_longer_that_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    frame(9, 0, 1, measured=True).to_csv(path, index=False)
    table = simlaw.read_table(path, kind="label", material="id", value="y", unit="m")
    assert len(table.read_as) == 1
    assert table.to("km").read_as == table.take([0, 1]).read_as == ()


def test_the_old_way_to_a_result_warns(small: Make, tmp_path: Path) -> None:
    with pytest.warns(DeprecationWarning, match=r"Study\.result is now Study\.run"):
        result = small().result(tmp_path / "run", executor="threads", spec_toml="x = 1\n")
    assert load_result(tmp_path / "run").spec_toml == "x = 1\n"
    assert result.folder == tmp_path / "run"
