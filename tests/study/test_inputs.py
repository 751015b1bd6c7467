"""The folder of inputs: all of it or nothing, also on a full disk."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.inputs import StudyInputs


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
