"""The errors of materials in a record: as measured, read when asked for, and guarded."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.small_study import FORMER

from simlaw import Study, load_result
from simlaw.disk.blocks import BLOCK
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.record import BLOCKS, Beginning, Journal, read_journal
from simlaw.study.run.record_lines import Versions
from simlaw.study.run.recorded_errors import ErrorsFile, Target
from simlaw.study.run.trial import Finished, Row
from simlaw.study.run.trial_errors import TrialErrors

Make = Callable[..., Study]
DIGEST = "0" * 32
FIRST_TESTED, FIRST_ERRORS = [8, 21, 22, 25], [-0.5139209628105164, 0.6478334665298462]
TARGET = Target(tuple(f"s{i}" for i in range(12)), np.linspace(0, 1, 12) / 3)


def serial(study: Study, folder: Path, **options):
    return study.run(folder, executor="threads", workers=1, progress=False, **options)


def one(replicate: int, n: int = 50, tests: int = 4, m: int = 5) -> Finished:
    rng = np.random.default_rng(replicate)
    order = rng.permutation(12).astype(np.int32)
    errors = (rng.standard_normal(tests).astype(np.float32),)
    kept = TrialErrors((np.sort(order[:tests]),), (order[tests : tests + m],), (errors,))
    row = Row(m, "fine-tune", float(np.abs(errors[0]).mean()), 0.2)
    return Finished(Trial(replicate, n), (row,), 1.5, errors=kept)


def begun(journal: Journal) -> Journal:
    journal.begin(Beginning(Versions({"numpy": "2"}), TARGET.to_bytes(), 12))
    return journal


def write(folder: Path, content: list[Finished]) -> None:
    with Journal(folder / "trials.jsonl", DIGEST) as journal:
        begun(journal).add_all(content)


def read(folder: Path):
    record = read_journal(folder / "trials.jsonl")
    assert record.target is not None
    return ErrorsFile(folder / BLOCKS, record.target).read(record.finished, "eV")


def test_materials_come_back_as_they_were() -> None:
    values = np.array([1 / 3, 1e-300, -7.0])
    again = Target.from_bytes(Target(("a", "é", "c"), values, np.array([0, 1, 0])).to_bytes())
    assert tuple(again.keys) == ("a", "é", "c")
    np.testing.assert_array_equal(again.measured, values)
    assert again.groups is not None
    assert again.groups.tolist() == [0, 1, 0]


def test_what_is_recorded_is_what_was_measured(small: Make, tmp_path: Path) -> None:
    result = serial(small(draws=2, methods=["fine-tune", "direct", "zero-shot"]), tmp_path)
    found = result.curve.materials
    assert found is not None
    assert (found.rows, found.materials) == (4, 80)
    assert found.replicate.tolist() == [0, 0, 1, 1]
    assert found.draw.tolist() == [0, 1, 0, 1]
    inputs = small(draws=2).prepare().inputs
    for row, (replicate, draw) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        drawn = inputs.draws(replicate)[draw]
        np.testing.assert_array_equal(found.test[row], drawn.test)
        np.testing.assert_array_equal(found.pool[row], drawn.pool[:20])
    np.testing.assert_array_equal(found.measured, inputs.target_values)
    # The mean errors of the curve are those of the materials.
    frame = result.curve.frame.set_index(["method", "m", "n", "replicate"]).sort_index()
    assert len(found.cells) * 2 == len(frame)
    for cell in found.cells:
        errors = found.errors_of(*cell)
        per_draw = np.nanmean(np.abs(errors), axis=1).reshape(2, 2)
        np.testing.assert_allclose(per_draw.mean(1), frame.loc[cell, "mae"], rtol=1e-5)
        per_draw = np.sqrt(np.nanmean(errors**2, axis=1)).reshape(2, 2)
        np.testing.assert_allclose(per_draw.mean(1), frame.loc[cell, "rmse"], rtol=1e-5)
    again = load_result(tmp_path).curve.materials
    assert again is not None
    pd.testing.assert_frame_equal(again.frame(), found.frame(), check_exact=True)


def test_a_summary_holds_no_materials(small: Make, tmp_path: Path) -> None:
    whole = serial(small(), tmp_path / "whole")
    part = serial(small(record="summary"), tmp_path / "part")
    assert part.curve.materials is None
    assert not {BLOCKS, "errors.parquet"} & {path.name for path in (tmp_path / "part").iterdir()}
    pd.testing.assert_frame_equal(part.frame, whole.frame, check_exact=True)
    # Either goes on where the other stopped: what is recorded is no part of a trial's numbers.
    more = serial(small(replicates=3), tmp_path / "part")
    assert more.curve.materials is not None
    assert set(more.curve.materials.replicate) == {2}
    assert len(read_journal(tmp_path / "part" / "trials.jsonl").finished) == 3 * 4


def test_damage_is_named_and_nothing_else_is_lost(tmp_path: Path) -> None:
    write(tmp_path, [one(0), one(1)])
    record = read_journal(tmp_path / "trials.jsonl")
    (kept,) = record.finished[1].kept
    content = bytearray((tmp_path / BLOCKS).read_bytes())
    content[kept.span.first * BLOCK + 40] ^= 1
    (tmp_path / BLOCKS).write_bytes(content)
    said = rf"errors\.bin: block {kept.span.first} is damaged; it holds errors of replicate 1, n"
    with pytest.raises(InputError, match=said):
        read(tmp_path)
    # As the message says: without its line, the trial runs again.
    lines = (tmp_path / "trials.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "trials.jsonl").write_bytes(b"".join(lines[:-1]))
    assert read(tmp_path).replicate.tolist() == [0]
    write(tmp_path, [one(1)])
    assert read(tmp_path).replicate.tolist() == [0, 1]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, [one(0)])
    (tmp_path / BLOCKS).unlink()
    with pytest.raises(InputError, match=r"errors\.bin: cannot be read.*Restore the file"):
        read(tmp_path)
    with (
        Journal(tmp_path / "trials.jsonl", DIGEST) as journal,
        pytest.raises(InputError, match="bytes are missing that the record of trials counts"),
    ):
        begun(journal)


def test_a_crash_at_any_byte_of_either_file_loses_what_was_not_counted(tmp_path: Path) -> None:
    content = [one(i) for i in range(3)]
    write(tmp_path / "whole", content)
    lines = (tmp_path / "whole" / "trials.jsonl").read_bytes()
    blocks = (tmp_path / "whole" / BLOCKS).read_bytes()
    want = read(tmp_path / "whole").frame()
    spans = [done.kept[0].span for done in read_journal(tmp_path / "whole/trials.jsonl").finished]
    rng = np.random.default_rng(3)
    for kept in range(4):
        # Blocks are written first: any part of those of the next trial may be there.
        counted = lines.splitlines(keepends=True)[: 3 + kept]
        after = spans[kept].end if kept < 3 else len(blocks) // BLOCK
        before = spans[kept].first if kept < 3 else after
        folder = tmp_path / f"crash-{kept}"
        folder.mkdir()
        cut = int(rng.integers(before * BLOCK, after * BLOCK + 1))
        torn = lines[len(b"".join(counted)) :][: int(rng.integers(0, 40))]
        (folder / "trials.jsonl").write_bytes(b"".join(counted) + torn)
        (folder / BLOCKS).write_bytes(blocks[:cut])
        with Journal(folder / "trials.jsonl", DIGEST) as journal:
            done = len(journal.record.finished)
            assert done == kept
            begun(journal).add_all(content[done:])
        pd.testing.assert_frame_equal(read(folder).frame(), want, check_exact=True)
        assert (folder / BLOCKS).read_bytes() == blocks


@pytest.mark.parametrize("room", [0, 1, BLOCK + 1, 3 * BLOCK])
def test_a_full_disk_leaves_both_files_as_they_were(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]], room: int
) -> None:
    with Journal(tmp_path / "trials.jsonl", DIGEST) as journal:
        begun(journal).add(one(0))
        size = (tmp_path / BLOCKS).stat().st_size
        with full_disk(size + room), pytest.raises(InputError, match="the disk is full"):
            journal.add_all(one(i) for i in range(1, 60))
        assert (tmp_path / BLOCKS).stat().st_size == size
        journal.add(one(1))
    assert read(tmp_path).replicate.tolist() == [0, 1]


def test_a_line_that_the_disk_refuses_takes_its_blocks_along(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "trials.jsonl"
    with Journal(path, DIGEST) as journal:
        begun(journal)
        # Many lines beside few blocks: trials without materials, and one with.
        bare = [Finished(Trial(i, 9), one(0).rows * 40, 1.0) for i in range(40)]
        with full_disk(path.stat().st_size + 60_000), pytest.raises(InputError, match="full"):
            journal.add_all([one(0), *bare])
        journal.add(one(1))
    record = read_journal(path)
    assert [done.trial.replicate for done in record.finished] == [1]
    assert record.finished[0].kept[0].span.first == record.target.span.end
    assert read(tmp_path).replicate.tolist() == [1]


def test_memory_holds_no_errors_but_those_looked_at(tmp_path: Path) -> None:
    import tracemalloc

    keys = tuple(f"m{i}" for i in range(4_000))
    rows = tuple(Row(m, "fine-tune", 0.1, 0.2) for m in range(1, 41))
    rng = np.random.default_rng(0)
    test, pool = np.arange(800, dtype=np.int32), np.arange(800, 900, dtype=np.int32)
    errors = tuple((rng.standard_normal(800).astype(np.float32),) for _ in rows)
    with Journal(tmp_path / "trials.jsonl", DIGEST) as journal:
        target = Target(keys, np.zeros(4_000))
        journal.begin(Beginning(Versions({}), target.to_bytes(), 4_000))
        for replicate in range(60):
            kept = TrialErrors((test,), (pool,), errors)
            journal.add(Finished(Trial(replicate, 50), rows, 1.0, errors=kept))
    size = (tmp_path / BLOCKS).stat().st_size
    assert size > 60 * 40 * 800 * 4
    tracemalloc.start()
    found = read(tmp_path)
    assert len(found.cells) == 40
    assert len(found.errors["fine-tune", 7, 50]) == 60
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size / 2


def test_a_record_of_this_version_is_read_for_ever(tmp_path: Path) -> None:
    # A record of a released format must load for ever: this one was written by the first that had
    # materials.
    shutil.copytree(Path(__file__).parent / "journals" / "folder-2", tmp_path / "run")
    result = load_result(tmp_path / "run")
    found = result.curve.materials
    assert found is not None
    assert result.finished
    assert (found.rows, found.materials, len(found.cells)) == (2, 80, 11)
    assert found.keys[0] == "s200"
    assert found.test[0][:4].tolist() == FIRST_TESTED
    errors = found.errors["fine-tune", 20, 180][0]
    assert errors is not None
    assert errors[:2].tolist() == pytest.approx(FIRST_ERRORS, rel=1e-6)
    direct = np.nanmean(np.abs(found.errors_of("direct", 10, 0)[0]))
    assert result.frame["mae"].iloc[0] == pytest.approx(direct)


def test_a_record_of_this_version_is_gone_on_with(small: Make, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "journals" / "folder-2", tmp_path / "run")
    before = (tmp_path / "run" / "trials.jsonl").read_bytes()
    result = serial(small(replicates=3, recipe=FORMER), tmp_path / "run")
    after = (tmp_path / "run" / "trials.jsonl").read_bytes()
    assert after.startswith(before)
    assert result.finished
    assert result.curve.materials is not None
    assert result.curve.materials.replicate.tolist() == [0, 1, 2]
    # Only the trials of the third replicate ran.
    assert after.count(b'{"replicate"') == before.count(b'{"replicate"') + 4
