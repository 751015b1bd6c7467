"""Which study is meant by a file, a name or a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw import InputError
from simlaw.study.reread.study_of import law_of, study_file_of


def test_a_shipped_study_is_found_by_its_name() -> None:
    assert study_file_of("refractive-index").settings.name == "refractive-index"
    assert law_of("refractive-index") is None


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no 'study\.toml'"):
        study_file_of(str(tmp_path))
    assert law_of(str(tmp_path)) is None
    with pytest.raises(InputError, match="no such study"):
        study_file_of("refractive-indexx")
