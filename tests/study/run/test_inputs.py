"""The folder of inputs: all of it or nothing, also on a full disk."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simlaw import Study
from simlaw.errors import DamagedError, InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench


@pytest.mark.parametrize("room", [0, 64, 500])
def test_a_full_disk_leaves_no_inputs(
    small: Callable[..., Study],
    tmp_path: Path,
    full_disk: Callable[[int], AbstractContextManager[None]],
    room: int,
) -> None:
    inputs, folder = small().prepare().inputs, tmp_path / "kept" / "inputs"
    # Whole files of the cache would be linked, which takes no room.
    for name in inputs.matrices():
        object.__setattr__(inputs, name, getattr(inputs, name).copy())
    with (
        full_disk(room),
        pytest.raises(InputError, match=r"the disk is full.*make room.*SIMLAW_CACHE_DIR"),
    ):
        inputs.save(folder)
    assert list(folder.parent.iterdir()) == []
    assert StudyInputs.load(inputs.save(folder)).digest() == inputs.digest()


def test_descriptors_of_the_cache_are_linked_and_not_copied(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    inputs = small().prepare().inputs
    folder = inputs.save(tmp_path / "inputs")
    for name in ("source_descriptors", "target_descriptors"):
        assert (folder / f"{name}.npy").samefile(getattr(inputs, name).filename)
    assert StudyInputs.load(folder).digest() == inputs.digest()


def test_a_part_of_a_mapped_file_is_written_out(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    inputs = small().prepare().inputs
    part = replace(
        inputs,
        source_descriptors=inputs.source_descriptors[::2],
        source_values=inputs.source_values[::2],
        twin=inputs.twin[::2],
    )
    folder = part.save(tmp_path / "inputs")
    assert not (folder / "source_descriptors.npy").samefile(inputs.source_descriptors.filename)
    assert StudyInputs.load(folder).digest() == part.digest()


def test_chosen_rows_and_columns_are_mapped_too(
    small: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simlaw.study.prepare.STRETCH", 50)
    # Of the logarithm, materials without a positive value are left out.
    whole, part = small().prepare(), small(scale="log10", leave_out=("x1",), n=[20, 40, 80])
    found = part.prepare().inputs
    positive = np.flatnonzero(part.source.values > 0)
    assert 0 < len(positive) < len(part.source)
    expected = whole.inputs.source_descriptors[np.ix_(positive, [0, 2])]
    np.testing.assert_array_equal(found.source_descriptors, expected)
    assert isinstance(found.source_descriptors, np.memmap)


SHARED = """
import sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench

def own():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))

bench = Bench(StudyInputs.load(Path(sys.argv[1])))
bench.run(Trial(0, 0))
before = own()
bench.run(Trial(0, max(bench.inputs.design.n)))
print(own() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory as Linux has it")
def test_a_worker_trains_on_the_mapped_source_and_has_no_copy(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    inputs = small(replicates=2).prepare().inputs
    rows, width = 200_000, 128
    rng = np.random.default_rng(0)
    large = replace(
        inputs,
        source_descriptors=rng.standard_normal((rows, width), dtype=np.float32),
        target_descriptors=rng.standard_normal((80, width), dtype=np.float32),
        source_values=rng.standard_normal(rows),
        source_prints=None,
        target_prints=None,
        twin=np.full(rows, -1, dtype=np.int32),
        design=replace(inputs.design, n=(20, 60, rows)),
        recipe=replace(inputs.recipe, most_steps=60, wider_from=0),
    )
    folder = large.save(tmp_path / "large")
    told = subprocess.run(
        [sys.executable, "-c", SHARED, str(folder)], capture_output=True, text=True, check=True
    )
    # Two workers have 102 MB between them; each needs its orders and a compiled program besides.
    assert int(told.stdout) < 0.6 * large.source_descriptors.nbytes


@pytest.mark.parametrize("name", ["target_values.npy", "twin.npy", "inputs.json", "groups.npy"])
def test_a_file_of_the_inputs_that_is_damaged_or_gone_is_never_read(
    small: Callable[..., Study], tmp_path: Path, name: str
) -> None:
    inputs = small(split="material").prepare().inputs
    inputs = replace(inputs, groups=np.arange(len(inputs.target_values), dtype=np.int32))
    folder = inputs.save(tmp_path / "inputs")
    (folder / name).unlink()
    with pytest.raises(DamagedError, match=f"inputs: damaged: {name} is missing"):
        StudyInputs.load(folder)
    assert inputs.save(folder) == folder
    assert StudyInputs.load(folder).digest() == inputs.digest()
    with (folder / name).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    with pytest.raises(DamagedError, match=f"{name} does not hold the bytes that were written"):
        StudyInputs.load(folder)


def test_a_trial_whose_files_were_changed_meanwhile_does_not_count(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    folder = small().prepare().inputs.save(tmp_path / "inputs")
    bench = Bench(StudyInputs.load(folder))
    assert bench.run(Trial(0, 0)).rows
    with (folder / "source_descriptors.npy").open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\xff\xff\xff\xff")
    with pytest.raises(DamagedError, match=r"source_descriptors.npy: damaged: it was changed"):
        bench.run(Trial(0, 20))


def test_a_long_lived_worker_opens_again_what_was_made_anew(
    small: Callable[..., Study], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = small()
    first = study.run(tmp_path / "first", executor="threads", workers=1, progress=False)
    (path,) = (tmp_path / "cache" / "store" / "inputs").glob("*/source_descriptors.npy")
    with path.open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\xff\xff\xff\xff")
    again = study.run(tmp_path / "again", executor="threads", workers=1, progress=False)
    assert again.curve.frame.equals(first.curve.frame)
    assert "source_descriptors.npy does not hold the bytes" in capsys.readouterr().err
