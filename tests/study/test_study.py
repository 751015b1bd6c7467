"""A whole study on a small table: resumed, extended, and the same on any executor."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.study import Origin
from simlaw.study.run.record import read_journal

Make = Callable[..., Study]


def serial(study: Study, folder: Path, **options):
    with ThreadPoolExecutor(1) as executor:
        return study.run(folder, executor=executor, workers=1, **options, progress=False)


def test_pool_and_threads_give_the_same_curve(small: Make, tmp_path: Path) -> None:
    pool = small().run(tmp_path / "pool", workers=2, progress=False)
    thread = serial(small(), tmp_path / "thread")
    pd.testing.assert_frame_equal(pool.curve.frame, thread.curve.frame, check_exact=True)
    assert (tmp_path / "pool" / "curve.csv").read_text() == (
        tmp_path / "thread" / "curve.csv"
    ).read_text()
    assert pool.finished


def test_the_curve_holds_every_trial_once(small: Make, tmp_path: Path) -> None:
    frame = serial(small(), tmp_path / "run").curve.frame
    assert list(frame.columns) == ["replicate", "n", "m", "method", "mae", "rmse"]
    counts = frame.groupby("method").size().to_dict()
    assert counts == {"direct": 2 * 2, "fine-tune": 2 * 3 * 2, "zero-shot": 2 * 3}
    assert not frame.duplicated(["replicate", "n", "m", "method"]).any()
    assert (frame.loc[frame["method"] == "direct", "n"] == 0).all()
    assert (frame["rmse"] >= frame["mae"]).all()


def test_a_second_run_computes_nothing(small: Make, tmp_path: Path) -> None:
    first = serial(small(), tmp_path / "run")
    size = (tmp_path / "run" / "trials.jsonl").stat().st_mtime_ns
    again = serial(small(), tmp_path / "run")
    assert (tmp_path / "run" / "trials.jsonl").stat().st_mtime_ns == size
    pd.testing.assert_frame_equal(first.curve.frame, again.curve.frame, check_exact=True)


def test_more_replicates_and_sizes_extend_a_run(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    serial(small(replicates=3, n=[20, 60, 100, 180]), tmp_path / "run")
    fresh = serial(small(replicates=3, n=[20, 60, 100, 180]), tmp_path / "fresh")
    extended = load_result(tmp_path / "run")
    pd.testing.assert_frame_equal(extended.curve.frame, fresh.curve.frame, check_exact=True)
    assert len(read_journal(tmp_path / "run" / "trials.jsonl").finished) == 3 * 5


def test_a_larger_source_size_changes_no_smaller_trial(small: Make, tmp_path: Path) -> None:
    short = serial(small(n=[20, 40, 60]), tmp_path / "a").curve.frame
    long = serial(small(n=[20, 40, 60, 200]), tmp_path / "b").curve.frame
    shared = long[long["n"] <= 60].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, short, check_exact=True)


@pytest.mark.parametrize("change", [{"seed": 1}, {"order": "nearest"}, {"test_fraction": 0.3}])
def test_another_study_is_refused_in_the_same_folder(
    small: Make, tmp_path: Path, change: dict
) -> None:
    serial(small(), tmp_path / "run")
    before = {p: p.read_bytes() for p in (tmp_path / "run").iterdir()}
    with pytest.raises(InputError, match="run of another study"):
        serial(small(**change), tmp_path / "run")
    assert {p: p.read_bytes() for p in (tmp_path / "run").iterdir()} == before


def test_overlap_is_kept_out_and_counted(small: Make, tmp_path: Path) -> None:
    result = serial(small(), tmp_path / "run")
    assert result.overlap.policy == "exclude"
    assert result.overlap.shared == 40
    assert 1 <= result.overlap.excluded_per_replicate <= 16
    included = small(overlap="include").prepare().inputs
    assert included.design.overlap == "include"


def test_a_loaded_result_is_the_result(small: Make, tmp_path: Path) -> None:
    result = serial(small(title="A <b>title</b>"), tmp_path / "run", origin=Origin("x = 1\n"))
    loaded = load_result(str(tmp_path / "run"))
    assert loaded.title == "A <b>title</b>"
    assert loaded.laws[20].to_dict() == result.laws[20].to_dict()
    assert (tmp_path / "run" / "study.toml").read_text() == "x = 1\n"
    law = json.loads((tmp_path / "run" / "law.json").read_text())
    assert law["m"] == 20
    assert set(law["law"]) >= {"D", "alpha", "C"}
    assert set(law["by_m"]) == {"10", "20"}


def test_source_units_are_converted(small: Make, tmp_path: Path) -> None:
    from tests.small_study import frame

    import simlaw

    def read(unit: str, factor: float):
        data = frame(240, 0, 1, measured=False)
        data["y"] = (data["y"] + 10) * factor
        return simlaw.read_table(
            data, kind="label", material="id", value="y", unit=unit, columns=("x0", "x1", "x2")
        )

    target = read("g/cm^3", 1.0)
    inputs = [
        small(source=source, target=target, overlap="include").prepare().inputs
        for source in (target, read("kg/m^3", 1000.0))
    ]
    assert inputs[0].source_values == pytest.approx(inputs[1].source_values)
    with pytest.raises(InputError, match=r"(?i)dimension"):
        small(source=read("eV", 1.0), target=target).prepare()


def test_kinds_must_agree(small: Make) -> None:
    import simlaw

    molecules = simlaw.read_table(
        pd.DataFrame({"s": ["CCO", "CC"], "y": [1.0, 2.0]}),
        kind="molecule",
        material="s",
        value="y",
    )
    with pytest.raises(InputError, match=r"same kind of material.*molecule.*label"):
        small(source=molecules)


def test_a_prepared_study_runs_without_its_numbers(small: Make, tmp_path: Path) -> None:
    study = small()
    prepared, light = study.prepare(), study.without_numbers()
    assert light.source.columns == ()
    assert light.source.keys == study.source.keys
    found = serial(light, tmp_path / "light", prepared=prepared)
    whole = serial(study, tmp_path / "whole")
    pd.testing.assert_frame_equal(found.curve.frame, whole.curve.frame, check_exact=True)
    assert found.source == whole.source
