"""What a run goes on with: nothing recorded is lost when more is asked for."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.small_study import FORMER, frame

import simlaw
from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.study.run import record
from simlaw.study.run.record import BLOCKS, read_journal

Make = Callable[..., Study]


def serial(study: Study, folder: Path, **options):
    return study.run(folder, executor="threads", workers=1, progress=False, **options)


def lines(folder: Path) -> list[dict]:
    text = (folder / "trials.jsonl").read_text().splitlines()
    return [one for one in map(json.loads, text) if "replicate" in one]


def computed(rows: int, change: Callable[[pd.DataFrame], None] = lambda _: None):
    table = frame(400, 0, 1, measured=False).iloc[:rows].copy()
    change(table)
    columns = ("x0", "x1", "x2")
    return simlaw.read_table(
        table, kind="label", material="id", value="y", name="computed", columns=columns
    )


def same(ours, theirs) -> None:
    pd.testing.assert_frame_equal(ours.frame, theirs.frame, check_exact=True)
    found, want = (one.curve.materials.frame() for one in (ours, theirs))
    pd.testing.assert_frame_equal(found, want, check_exact=True)


@pytest.mark.parametrize("draws", [1, 2])
def test_another_m_adds_its_rows_alone(small: Make, tmp_path: Path, draws: int) -> None:
    serial(small(draws=draws), tmp_path / "run")
    before = (tmp_path / "run" / "trials.jsonl").read_bytes()
    more = serial(small(draws=draws, m=[5, 10, 20, 30]), tmp_path / "run")
    same(more, serial(small(draws=draws, m=[5, 10, 20, 30]), tmp_path / "anew"))
    assert (tmp_path / "run" / "trials.jsonl").read_bytes().startswith(before)
    added = lines(tmp_path / "run")[8:]
    assert len(added) == 8
    assert {row["m"] for one in added for row in one["rows"]} == {5, 30}
    assert [len(pool) for pool in more.curve.materials.pool] == [30] * 2 * draws
    same(load_result(tmp_path / "run"), more)


def test_another_method_adds_its_rows_alone(small: Make, tmp_path: Path) -> None:
    names = ["fine-tune", "direct", "zero-shot"]
    serial(small(), tmp_path / "run")
    more = serial(small(methods=[*names, "residual"]), tmp_path / "run")
    same(more, serial(small(methods=[*names, "residual"]), tmp_path / "anew"))
    added = lines(tmp_path / "run")[8:]
    # Direct learning has no part in it.
    assert len(added) == 6
    assert {row["method"] for one in added for row in one["rows"]} == {"residual"}


def test_fewer_of_all_is_no_other_study(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    count = len(lines(tmp_path / "run"))
    fewer = serial(small(m=[10], methods=["fine-tune", "direct"]), tmp_path / "run")
    same(fewer, serial(small(m=[10], methods=["fine-tune", "direct"]), tmp_path / "anew"))
    assert len(lines(tmp_path / "run")) == count
    assert set(fewer.laws) == {10}


def test_a_run_stopped_while_it_adds_goes_on(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    serial(small(m=[10, 20, 30]), tmp_path / "run")
    text = (tmp_path / "run" / "trials.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "run" / "trials.jsonl").write_text("".join(text[:-3]))
    again = serial(small(m=[10, 20, 30]), tmp_path / "run")
    same(again, serial(small(m=[10, 20, 30]), tmp_path / "anew"))


def test_a_run_that_chooses_its_trials_takes_what_lacks_rows(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    options = {"time_budget": 0.01}
    chosen = serial(small(m=[10, 20, 30]), tmp_path / "run", **options)
    assert chosen.finished
    assert set(chosen.frame["m"]) == {0, 10, 20, 30}
    same(load_result(tmp_path / "run"), chosen)


def grown(small: Make, rows: int, **changes) -> Study:
    return small(source=computed(rows), n=None, sizes=4, smallest=20, **changes)


def test_rows_appended_keep_the_trials_that_are_done(small: Make, tmp_path: Path) -> None:
    half = serial(grown(small, 200), tmp_path / "run")
    whole = serial(grown(small, 400), tmp_path / "run")
    assert whole.finished
    assert half.design.n == (20, 43, 93, 200)
    assert whole.design.n == (20, 43, 93, 200, 384)
    added = lines(tmp_path / "run")[10:]
    assert [(one["n"], one["table"]) for one in added] == [(384, 2)] * 2
    old = whole.frame[whole.frame["n"] < 384].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, half.frame, check_exact=True)
    assert "table_grew" in {one.code for one in whole.findings}
    same(load_result(tmp_path / "run"), whole)


def test_an_m_added_after_the_table_grew_stands_with_its_trial(small: Make, tmp_path: Path) -> None:
    serial(grown(small, 200), tmp_path / "run")
    serial(grown(small, 400), tmp_path / "run")
    more = serial(grown(small, 400, m=[10, 20, 30]), tmp_path / "run")
    assert more.finished
    counts = more.frame.groupby(["method", "m", "n"]).size()
    assert (counts == 2).all()
    assert set(more.frame[more.frame["n"] == 43]["m"]) == {0, 10, 20, 30}
    same(load_result(tmp_path / "run"), more)
    again = len(lines(tmp_path / "run"))
    serial(grown(small, 400, m=[10, 20, 30]), tmp_path / "run")
    assert len(lines(tmp_path / "run")) == again


def test_redraw_runs_the_old_sizes_anew(small: Make, tmp_path: Path) -> None:
    serial(grown(small, 200), tmp_path / "run")
    kept = serial(grown(small, 400), tmp_path / "run")
    before = len(lines(tmp_path / "run"))
    anew = serial(grown(small, 400), tmp_path / "run", redraw=True)
    added = lines(tmp_path / "run")[before:]
    assert [one["table"] for one in added] == [3] * 10
    # Direct learning is what it was; all else was drawn from the whole table.
    assert {one["n"] for one in added} == set(kept.design.n)
    fresh = small(source=computed(400), n=list(kept.design.n))
    same(anew, serial(fresh, tmp_path / "fresh"))
    assert not {"table_grew", "appended_differ"} & {one.code for one in anew.findings}


def test_an_earlier_table_is_still_there(small: Make, tmp_path: Path) -> None:
    half = serial(grown(small, 200), tmp_path / "run")
    serial(grown(small, 400), tmp_path / "run")
    count = len(lines(tmp_path / "run"))
    same(serial(grown(small, 200), tmp_path / "run"), half)
    assert len(lines(tmp_path / "run")) == count


def test_chosen_rows_are_said_beside_the_law(small: Make, tmp_path: Path) -> None:
    def high(table: pd.DataFrame) -> None:
        table.loc[table.index >= 200, ["x0", "y"]] += 2.0

    def study(rows: int) -> Study:
        return small(source=computed(rows, high), n=None, sizes=4, smallest=20)

    serial(study(200), tmp_path / "run")
    result = serial(study(400), tmp_path / "run")
    (finding,) = [one for one in result.findings if one.code == "appended_differ"]
    assert "200 rows were appended to 200" in finding.text
    assert finding.level == "warning"
    for again in (result, load_result(tmp_path / "run")):
        assert "appended_differ" in {note.code for note in again.law.notes}
    redrawn = serial(study(400), tmp_path / "run", redraw=True)
    assert "appended_differ" not in {note.code for note in redrawn.law.notes}


def test_a_changed_measured_table_is_another_study(small: Make, tmp_path: Path) -> None:
    from tests.small_study import table

    serial(small(), tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    with pytest.raises(InputError, match="run of another study"):
        serial(small(target=table(90, 200, 2, measured=True)), tmp_path / "run")
    assert {p.name: p.read_bytes() for p in (tmp_path / "run").iterdir()} == before


def test_another_version_of_a_library_is_told_once(
    small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simlaw.study import resumed_record

    serial(small(), tmp_path / "run")
    monkeypatch.setattr(resumed_record, "recorded_versions", lambda: {"numpy": "99"})
    serial(small(replicates=3), tmp_path / "run")
    serial(small(replicates=4), tmp_path / "run")
    found = read_journal(tmp_path / "run" / "trials.jsonl")
    assert [one.libraries.get("numpy") == "99" for one in found.versions] == [False, True]
    by = {done.trial.replicate: done.versions for done in found.finished}
    assert by == {0: 1, 1: 1, 2: 2, 3: 2}


def test_a_folder_of_format_1_goes_on_in_it(small: Make, tmp_path: Path) -> None:
    folder = Path(__file__).parent / "run" / "journals" / "folder-1"
    shutil.copytree(folder, tmp_path / "run")
    old = load_result(tmp_path / "run")
    assert old.finished
    assert old.curve.materials is None
    path = tmp_path / "run" / "trials.jsonl"
    whole = path.read_text().splitlines(keepends=True)
    path.write_text("".join(whole[:-2]))
    result = serial(small(replicates=3, recipe=FORMER), tmp_path / "run")
    assert result.finished
    assert result.curve.materials is None
    text = path.read_text().splitlines()
    assert json.loads(text[0])["version"] == 1
    assert len(text) == 1 + 3 * 4
    assert all(list(json.loads(one)) == ["replicate", "n", "seconds", "rows"] for one in text[1:])
    assert not (tmp_path / "run" / BLOCKS).exists()
    pd.testing.assert_frame_equal(
        old.frame, result.frame[result.frame["replicate"] < 2].reset_index(drop=True), rtol=1e-3
    )
    # Its own rule holds for ever: another m is another study there.
    with pytest.raises(InputError, match="run of another study"):
        serial(small(m=[10, 20, 30], recipe=FORMER), tmp_path / "run")


def test_a_long_record_of_this_format_is_read_together(
    small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serial(grown(small, 200), tmp_path / "run")
    serial(grown(small, 400), tmp_path / "run")
    slow = read_journal(tmp_path / "run" / "trials.jsonl")
    monkeypatch.setattr(record, "WORTH", 1)
    monkeypatch.setattr(record, "_read_lines", None)
    quick = read_journal(tmp_path / "run" / "trials.jsonl")
    assert quick == slow
    for name in ("kept", "fingerprint", "table", "versions"):
        ours, theirs = ([getattr(d, name) for d in one.finished] for one in (quick, slow))
        assert ours == theirs
