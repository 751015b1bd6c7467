"""The study file of a run: every default written out, readable again."""

from pathlib import Path

import pytest

from simlaw.settings import from_mapping
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.resolved_file import resolved_toml
from simlaw.study.settings import StudyFileSettings

CONTENT = {
    "name": "x",
    "source": {"dataset": "a"},
    "target": {"path": "t.csv", "kind": "label", "material": "id", "value": "y"},
    "descriptor": {"names": ["columns"]},
}


@pytest.mark.parametrize(
    "design", [{}, {"n": [5, 6, 7], "m": [4]}, {"sizes": 4, "largest": 100}, {"draws": 2}]
)
def test_it_says_the_same_and_can_be_read_from_anywhere(tmp_path: Path, design: dict) -> None:
    settings = from_mapping(StudyFileSettings, {**CONTENT, "design": design})
    path = tmp_path / "runs" / "study.toml"
    path.parent.mkdir()
    path.write_text(resolved_toml(settings, tmp_path))
    again = read_study_file(path)
    assert again.settings.design == settings.design
    assert again.settings.training == settings.training
    assert again.settings.target.path == str(tmp_path / "t.csv")
    assert resolved_toml(again.settings, again.folder) == path.read_text()


def test_a_line_of_it_holds_every_default() -> None:
    text = resolved_toml(from_mapping(StudyFileSettings, CONTENT), Path("."))
    for line in ("replicates = 16", "epochs = 30.0", "hidden = [128, 64]", 'form = "auto"'):
        assert line in text.splitlines()
    # Of one table nothing is joined; what is not set has no line.
    assert "join" not in text
    assert "title" not in text


@pytest.mark.parametrize("several", [False, True])
def test_rows_that_are_chosen_are_written_and_read_again(tmp_path: Path, several: bool) -> None:
    where = {"type": "exp", "T (K)": [290, 310.5], "solvent": ["water", "ethanol"]}
    table = {**CONTENT["target"], "where": where, "at": {"T (K)": 298.15}}
    content = {**CONTENT, "source": [table, table] if several else table, "target": table}
    settings = from_mapping(StudyFileSettings, content)
    path = tmp_path / "study.toml"
    path.write_text(resolved_toml(settings, tmp_path))
    again = read_study_file(path).settings
    for one in (*again.sources, again.target):
        assert one.where == settings.target.where
        assert one.at == {"T (K)": 298.15}
