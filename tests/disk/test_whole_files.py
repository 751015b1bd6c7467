"""Files of a run folder are written as a whole or not at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError


def test_a_full_disk_leaves_the_file_that_was_there(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "curve.csv"
    write_text(path, "before")
    with (
        full_disk(1000),
        pytest.raises(InputError, match=r"curve.csv: .*the disk is full.*run the same command"),
    ):
        write_text(path, "x" * 2000)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
