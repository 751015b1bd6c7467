"""A cache that is damaged, whatever file and however: the damage is said, no number changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.command_line import SCRIPT, Outcome, changed, in_a_process, write_tiny

from simlaw.disk import notes_to_user
from simlaw.disk.checksums import SEAL, forget
from simlaw.disk.places import DESCRIPTORS, INPUTS, KINDS, PROGRAMS, TABLES, kind_folder
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.run.inputs import StudyInputs

Call = Callable[..., Outcome]
Damage = Callable[[Path], None]


def flip(path: Path) -> None:
    """Turn a bit over, as a disk does: size and time stay."""
    about, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 8
    path.write_bytes(content)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def files_of(cache: Path, kind: str) -> list[Path]:
    """Return the files of a kind, and of programs what the library wrote."""
    found = [path for path in kind_folder(cache, kind).rglob("*") if path.is_file()]
    return sorted(path for path in found if kind != PROGRAMS or path.name.endswith("-cache"))


def inputs_of(folder: Path) -> tuple[Path, str]:
    """Prepare the study as a new process does; the folder of its inputs, and their digest."""
    forget()
    study = load_study(read_study_file(folder / "tiny.toml").settings, folder)
    inputs = study.prepare(workers=1).inputs
    saved = inputs.save(kind_folder(folder / ".cache", INPUTS) / inputs.digest())
    return saved, StudyInputs.load(saved).digest()


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink], ids=["flip", "cut", "gone"])
@pytest.mark.parametrize("kind", [TABLES, DESCRIPTORS, INPUTS])
def test_any_damage_to_any_file_is_said_and_the_inputs_stay_the_same(
    tiny: Path,
    kind: str,
    damage: Damage,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = inputs_of(tiny)
    assert capsys.readouterr().err == ""
    names = files_of(tiny / ".cache", kind)
    assert len(names) >= 4
    for path in names:
        damage(path)
        monkeypatch.setattr(notes_to_user, "_said", set())
        assert inputs_of(tiny) == expected, path
        said = capsys.readouterr().err
        assert f"{path.parent}: damaged (" in said, path
        # A flipped bit of the checksums is one of a file's.
        assert f"({path.name} " in said or path.name == SEAL
        assert "made again" in said
        assert inputs_of(tiny) == expected
        assert capsys.readouterr().err == "", "sound again"


def test_a_rerun_gives_the_same_curve_and_says_what_was_damaged(
    simlaw: Call, finished: Path
) -> None:
    cache = finished / ".cache"
    for kind, damage in zip(KINDS, (flip, cut, flip, Path.unlink), strict=True):
        # The second file of an entry, by name: not the one of the checksums.
        damage(files_of(cache, kind)[1])
    forget()
    done = simlaw("run", "tiny.toml", "-o", "again", "-w", "1", "--quiet")
    assert done.status == 0
    curves = [Path(name, "curve.csv").read_bytes() for name in ("runs/tiny", "again")]
    assert curves[0] == curves[1]
    assert done.err.count("note: ") == len(KINDS)
    for kind in KINDS:
        assert f"note: {kind_folder(cache, kind)}" in done.err, kind


@pytest.mark.skipif(os.name != "posix", reason="open files can be cut on POSIX systems alone")
def test_what_is_cut_in_mid_run_never_reaches_the_curve(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    changed(tmp_path, "replicates = 3", "replicates = 150")
    environment = {**os.environ, "SIMLAW_CACHE_DIR": str(tmp_path / "cache")}
    words = ("run", "tiny.toml", "-w", "1", "--quiet", "-o")
    whole = in_a_process(*words, "whole", cwd=tmp_path, SIMLAW_CACHE_DIR=str(tmp_path / "cache"))
    assert whole.status == 0
    journal = tmp_path / "hit" / "trials.jsonl"
    with subprocess.Popen(
        [SCRIPT, *words, "hit"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    ) as run:
        until = time.monotonic() + 60
        while not (journal.exists() and journal.read_bytes().count(b'\n{"replicate"') > 3):
            assert run.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        (mapped,) = kind_folder(tmp_path / "cache", INPUTS).glob("*/source_descriptors.npy")
        cut(mapped)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 1
    # A worker that died of the cut is replaced, and the new one finds the file as it is by then.
    found = f"{mapped}: damaged: it was changed or cut while this run was reading it"
    afterwards = f"{mapped.parent}: damaged: {mapped.name} "
    assert f"Error: {found}" in said or f"Error: {afterwards}" in said, said
    again = in_a_process(*words, "hit", cwd=tmp_path, SIMLAW_CACHE_DIR=str(tmp_path / "cache"))
    assert again.status == 0
    assert f"{mapped.parent}: damaged (source_descriptors.npy" in again.err
    curves = [(tmp_path / name / "curve.csv").read_bytes() for name in ("whole", "hit")]
    assert curves[0] == curves[1]


def test_a_copied_cache_serves_as_well(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, digest = inputs_of(tiny)
    shutil.copytree(tiny / ".cache", tiny / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(tiny / ".cache")
    (tiny / "copy").rename(tiny / ".cache")
    before = {path: path.stat().st_ino for path in (tiny / ".cache").rglob("*.npy")}
    assert inputs_of(tiny)[1] == digest
    assert capsys.readouterr().err == ""
    assert before == {path: path.stat().st_ino for path in (tiny / ".cache").rglob("*.npy")}
