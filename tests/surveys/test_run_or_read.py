from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import simlaw
from simlaw import Study
from simlaw.errors import InputError
from simlaw.surveys.run_or_read import given_of
from simlaw.workers.place import Place

pytestmark = pytest.mark.heavy


def test_a_study_is_run_in_a_folder_of_its_name_and_read_back(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    given = given_of(small(), tmp_path)
    result = given.result(Place(1))
    assert result.folder == tmp_path / "small"
    assert (tmp_path / "small/report.html").exists()
    folder = given_of(tmp_path / "small", None)
    assert (folder.name, folder.folder) == ("small", None)
    assert folder.result(Place(1)).curve.frame.equals(result.curve.frame)
    kept = given_of(result, None)
    assert kept.result(Place(1)) is result


def test_a_study_needs_a_folder_to_be_run_in(small: Callable[..., Study]) -> None:
    with pytest.raises(InputError, match="name a folder for the survey"):
        given_of(small(), None)


def test_what_is_neither_has_its_problem(tmp_path: Path) -> None:
    given = given_of(tmp_path, tmp_path)
    with pytest.raises(InputError, match="neither a study file nor a run folder"):
        given.result(Place(1))
    missing = given_of("no-such-study", tmp_path)
    assert missing.name == "no-such-study"
    assert "no such study file" in missing.problem


def test_a_table_that_changed_is_read_again(tmp_path: Path, small: Callable[..., Study]) -> None:
    study = small(record="summary")
    computed, measured = tmp_path / "computed.csv", tmp_path / "measured.csv"
    study.source.frame.to_csv(computed, index=False)
    study.target.frame.to_csv(measured, index=False)

    def read(path: Path) -> simlaw.PropertyTable:
        columns = ("x0", "x1", "x2")
        return simlaw.read_table(
            path, kind="label", material="material", value="value", unit="1", columns=columns
        )

    made = study.with_settings(source=read(computed), target=read(measured))
    result = made.run(tmp_path / "first", progress=False)
    text = (tmp_path / "first/study.toml").read_text("utf-8")
    file = tmp_path / "small.toml"
    file.write_text(text, "utf-8")
    given = given_of(str(file), tmp_path)
    done = given.result(Place(1))
    assert done.folder == tmp_path / "small"
    assert done.curve.frame["mae"].tolist() == pytest.approx(result.curve.frame["mae"].tolist())
    record = tmp_path / "small/trials.jsonl"
    before = record.stat().st_mtime_ns
    assert given_of(str(file), tmp_path).result(Place(1)).finished
    assert record.stat().st_mtime_ns == before
    lines = measured.read_text("utf-8").splitlines()
    number = re.compile(r"[^,]+$")
    lines[1] = number.sub("9.75", lines[1])
    measured.write_text("\n".join([*lines, ""]), "utf-8")
    # Another measured value makes it another study, which its folder refuses.
    with pytest.raises(InputError):
        given_of(str(file), tmp_path).result(Place(1))
