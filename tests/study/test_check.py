"""A study looked at before it is run."""

from collections.abc import Callable
from dataclasses import replace

from tests.small_study import table

from simlaw import Study
from simlaw.study.check import check_tables


def test_a_sound_study_has_no_warning(small: Callable[..., Study]) -> None:
    # Materials of one name in both tables of the small study are different ones, and this is seen.
    assert [one.code for one in small().check().warnings] == ["unrelated"]
    found = small(target=table(80, 1000, 2, measured=True)).check()
    assert found.warnings == ()
    assert found.pair.shared == 0
    content = found.to_dict()
    assert content["tables"]["source"]["materials"] == 240
    assert content["pair"]["shared"] == 0
    assert "shared materials: none" in str(found)


def test_findings_of_tables_and_file_are_told_with_their_table(
    small: Callable[..., Study],
) -> None:
    copied = table(240, 0, 1, measured=False)
    far = replace(copied, frame=copied.frame.assign(value=copied.frame["value"] * 1000))
    study = small(source=copied, target=far, guessed=["source.unit", "target.value"])
    found = {one.code: one for one in check_tables(study.source, study.target, study).findings}
    assert found["unit_assumed"].table == "source"
    assert found["guessed"].table == "target"
    assert "factor" in found
    assert "[factor]" in str(study.check())
