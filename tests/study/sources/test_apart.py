"""A study whose sources are kept apart, from its tables to its law."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.small_study import FORMER, frame, table

import simlaw
from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.run_folder import load_result
from simlaw.tables import join_tables

Make = Callable[..., Study]

N = {"computed": [20, 60, 150], "other": [10, 30, 60]}


def other(unit: str = "1", name: str = "other") -> simlaw.PropertyTable:
    rows = frame(120, 150, 5, measured=False)
    rows["y"] = 3.0 - 2.0 * rows["y"]
    columns = ("x0", "x1", "x2")
    return simlaw.read_table(
        rows, kind="label", material="id", value="y", name=name, unit=unit, columns=columns
    )


def apart(make: Make, **changes: object) -> Study:
    settings: dict[str, object] = {
        "beside": [other()],
        "n": N,
        "methods": ["fine-tune", "direct", "residual", "extra-trees-column", "extra-trees"],
    }
    return make(**{**settings, **changes})


def test_errors_come_with_the_n_of_each_source_and_a_law_in_n(small: Make, tmp_path: Path) -> None:
    result = apart(small).run(tmp_path, workers=1, executor="threads", progress=False)
    curve = pd.read_csv(tmp_path / "curve.csv")
    assert [*curve.columns[-2:]] == ["n.computed", "n.other"]
    assert (curve["n"] == curve["n.computed"] + curve["n.other"]).all()
    assert sorted(set(curve["n"])) == [0, 30, 90, 210]
    assert set(curve.loc[curve["n"] == 210, "n.other"]) == {60}
    assert result.law is not None
    assert result.law.n.tolist() == [30, 90, 210]
    assert result.curve.metrics == ("mae", "rmse")
    again = load_result(tmp_path)
    pd.testing.assert_frame_equal(again.curve.frame, result.curve.frame)
    assert [one.name for one in again.beside] == ["other"]
    assert again.design.n_apart == {"computed": (20, 60, 150), "other": (10, 30, 60)}
    text = (tmp_path / "study.toml").read_text("utf-8")
    assert 'join = "columns"' in text
    assert text.count("[[source]]") == 2
    # Tables that came from no file lie beside it, and give the same study.
    read = load_study(read_study_file(tmp_path / "study.toml").settings, tmp_path)
    digests = [one.prepare(workers=1).inputs.digest() for one in (read, apart(small))]
    assert digests[0] == digests[1]


def test_fine_tuning_starts_from_the_first_source_as_if_alone(small: Make, tmp_path: Path) -> None:
    several = apart(small).run(tmp_path / "a", workers=1, executor="threads", progress=False)
    alone = apart(small, beside=[], n=N["computed"]).run(
        tmp_path / "b", workers=1, executor="threads", progress=False
    )
    for method, same in (("fine-tune", True), ("residual", True), ("extra-trees-column", False)):
        errors = [one.points(20, method)["error"].to_numpy() for one in (several, alone)]
        assert np.array_equal(*errors) == same
    for method in ("direct", "extra-trees"):
        first, second = (one.points(20, method)["error"].to_numpy() for one in (several, alone))
        assert np.array_equal(first, second)


def test_a_run_goes_on_with_more_replicates_and_rows(small: Make, tmp_path: Path) -> None:
    study = apart(small, methods=["fine-tune"])
    first = study.run(tmp_path, workers=1, executor="threads", progress=False)
    longer = {"computed": [20, 60, 150, 180], "other": [10, 30, 60, 90]}
    more = study.with_settings(replicates=3, n=longer)
    second = more.run(tmp_path, workers=1, executor="threads", progress=False)
    old = second.frame.merge(first.frame, on=["replicate", "n", "m", "method"])
    assert len(old) == len(first.frame)
    assert (old["mae_x"] == old["mae_y"]).all()
    fresh = more.run(tmp_path / "new", workers=1, executor="threads", progress=False)
    pd.testing.assert_frame_equal(fresh.frame, second.frame)


def test_other_shares_of_the_same_n_are_not_taken_for_the_same_trial(
    small: Make, tmp_path: Path
) -> None:
    study = apart(small, methods=["fine-tune"])
    study.run(tmp_path, workers=1, executor="threads", progress=False)
    shifted = study.with_settings(n={"computed": [20, 50, 150], "other": [10, 40, 60]})
    with pytest.raises(InputError, match="n = 90 of which the sources have other shares than 50"):
        shifted.run(tmp_path, workers=1, executor="threads", progress=False)


def test_a_source_of_another_property_serves_as_a_column(small: Make, tmp_path: Path) -> None:
    given = other("eV")
    # By a power of two, which changes no digit of a standardised number.
    foreign = replace(given, frame=given.frame.assign(value=1024 * given.frame["value"]))
    study = apart(small, beside=[foreign])
    assert study.prepare(workers=1).inputs.design.foreign == (1,)
    result = study.run(tmp_path, workers=1, executor="threads", progress=False)
    # A column is read at any scale, so that its unit makes no difference.
    plain = apart(small).run(tmp_path / "b", workers=1, executor="threads", progress=False)
    for method in ("residual", "extra-trees-column"):
        both = [one.points(20, method)["error"].to_numpy() for one in (result, plain)]
        np.testing.assert_allclose(*both, rtol=1e-6)


def test_a_first_source_of_another_unit_is_put_on_the_measured_scale(
    small: Make, tmp_path: Path
) -> None:
    table_of = table(240, 0, 1, measured=False)
    numbers = table_of.frame.assign(value=1e6 * table_of.frame["value"] + 5e6)
    wild = replace(table_of, unit="eV", frame=numbers)
    methods = ["fine-tune", "residual", "extra-trees-column", "direct"]
    study = apart(small, source=wild, methods=methods)
    result = study.run(tmp_path, workers=1, executor="threads", progress=False)
    for method in methods[:3]:
        worst = result.points(20, method)["error"].max()
        assert worst < 2 * result.points(20, "direct")["error"].mean()
    with pytest.raises(InputError, match="'zero-shot' predicts in the unit of the first source"):
        apart(small, source=wild, methods=["fine-tune", "zero-shot"])


def test_tested_materials_are_in_no_source(small: Make) -> None:
    inputs = apart(small, order="diverse").prepare(workers=1).inputs
    for replicate in range(3):
        drawn = inputs.draw(replicate)
        assert not np.isin(inputs.twin[drawn.source], drawn.test).any()
        for n, each in zip(inputs.design.n, zip(*inputs.design.n_apart, strict=True), strict=True):
            assert tuple(map(len, inputs.by_source(drawn.source[:n]))) == each


def test_check_tells_of_every_source(small: Make) -> None:
    said = str(apart(small, beside=[other("eV")]).check())
    assert "source 2: other" in said
    assert "shared materials of computed: 40; measured minus computed" in said
    assert "shared materials of other: 70" in said
    content = apart(small).check().to_dict()
    assert [*content["tables"]] == ["source", "source 2", "target"]
    assert content["pairs_beside"]["other"]["shared"] == 70


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n": [10, 20, 30]}, "n is one list, but the study keeps 2 sources apart"),
        ({"n": {"computed": [1, 2, 3]}}, "'other' is missing"),
        ({"beside": []}, "n gives sizes by source, but there is one source"),
        ({"beside": [other(name="computed")]}, "Two sources are called 'computed'"),
        (
            {"beside": [replace(other(), frame=other().frame.drop(columns="x2"))]},
            "Sources need the same further columns",
        ),
    ],
)
def test_sources_that_cannot_stand_together_are_refused(
    small: Make, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        apart(small, **changes)


def test_one_source_cannot_be_of_another_property(small: Make) -> None:
    with pytest.raises(InputError):
        small(source=other("eV")).check()


@pytest.mark.parametrize(
    ("joined", "order", "digest", "design"),
    [
        (False, "random", "9c8161761eaea70b532c516b73b13adb", "d18f8758862f7466be0c634210fea5cf"),
        (False, "diverse", "8e6916d429f68c4ca0674538bcb4911e", "4a3cefd85c80f13760d03afd8e263ed7"),
        (True, "random", "ba226e2f9332490ce643d9862dda5600", "d18f8758862f7466be0c634210fea5cf"),
        (True, "diverse", "f3377a57f2b19270e9c45bd015bf8a60", "4a3cefd85c80f13760d03afd8e263ed7"),
    ],
)
def test_studies_of_one_table_are_what_they_were_before_sources_could_be_apart(
    small: Make, joined: bool, order: str, digest: str, design: str
) -> None:
    source = table(240, 0, 1, measured=False)
    if joined:
        more = replace(table(100, 150, 3, measured=False), name="other")
        source = join_tables([source, more])
    methods = ["fine-tune", "direct", "zero-shot", "residual", "extra-trees-column"]
    # The recipe of that time, in the settings of today.
    study = small(source=source, order=order, methods=methods, recipe=FORMER)
    inputs = study.prepare(workers=1).inputs
    assert (inputs.digest(), inputs.design_digest) == (digest, design)
    assert "apart" not in inputs.design.settled()
