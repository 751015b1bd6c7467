"""Labels of classes: by rule, by likeness, and what is shown where nothing is asked."""

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.reread.class_labels import labels_by_rule, rules_of_kind, usual_rule

ACIDS = ["CC(=O)O", "CCC(=O)O", "CCCC(=O)O"]
RINGS = ["c1ccccc1", "Cc1ccccc1", "CCc1ccccc1"]


def test_rules_are_those_of_the_kind() -> None:
    assert rules_of_kind("polymer") == ("polymer-class", "cluster")
    assert rules_of_kind("label") == ()
    assert labels_by_rule("molecule", "scaffold", RINGS) == ["c1ccccc1"] * 3


def test_a_cluster_is_named_by_its_first_member_and_keys_may_repeat() -> None:
    labels = labels_by_rule("molecule", "cluster", [*RINGS, *ACIDS, RINGS[0]])
    assert labels[0] == labels[6]
    assert all(one.removeprefix("like ") in {*RINGS, *ACIDS} for one in labels)


def test_where_most_stand_alone_clusters_are_shown() -> None:
    assert usual_rule("molecule", [*RINGS, *ACIDS]) == "scaffold"
    assert usual_rule("composition", ["FeO", "CuO", "ZnS", "NaCl"]) == "cluster"
    assert usual_rule("label", ["a", "b"]) is None


def test_another_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="Did you mean 'scaffold'"):
        labels_by_rule("molecule", "scafold", RINGS)
    with pytest.raises(InputError, match="knows none of theirs"):
        labels_by_rule("label", "scaffold", ["a"])


def test_a_study_file_may_name_the_column(tmp_path: Path) -> None:
    table = 'path = "t.csv"\nkind = "molecule"\nmaterial = "smiles"\nvalue = "y"\nunit = "1"\n'
    text = (
        f'name = "a"\n[source]\n{table}[target]\n{table}class = "producer"\n'
        '[descriptor]\nnames = ["morgan"]\n'
    )
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    assert read_study_file(tmp_path / "a.toml").settings.target.class_column == "producer"
