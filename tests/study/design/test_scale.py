"""Studies on the logarithmic scale, and studies of mixtures by groups, end to end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.small_study import SHORT, frame

import simlaw
from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.report.page.account import studied, training
from simlaw.study.accounts import ScaleAccount
from simlaw.study.design.scale import on_scale
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.resolved_file import resolved_toml

Make = Callable[..., Study]


def positive(count: int, seed: int, unit: str, factor: float) -> simlaw.PropertyTable:
    data = frame(count, 0, seed, measured=False)
    data["y"] = factor * 10.0 ** data["y"]
    data.loc[:2, "y"] = [0.0, -1.0, -2.0 * factor]
    return simlaw.read_table(
        data,
        kind="label",
        material="id",
        value="y",
        unit=unit,
        name="computed",
        columns=("x0", "x1", "x2"),
    )


def logarithmic(small: Make, **changes) -> Study:
    tables = {"source": positive(240, 1, "mW/(m K)", 1e3), "target": positive(80, 2, "W/(m K)", 1)}
    settings = {"n": [10, 30, 100], "overlap": "include", "scale": "log10"}
    return small(**{**tables, **settings, **changes})


def test_values_are_logarithms_in_the_unit_of_the_target(small: Make) -> None:
    study = logarithmic(small)
    prepared = study.prepare()
    assert prepared.inputs.target_values == pytest.approx(np.log10(study.target.values[3:]))
    assert prepared.inputs.source_values == pytest.approx(np.log10(study.source.values[3:] / 1e3))
    assert len(prepared.inputs.source_descriptors) == 237
    assert prepared.scale.refused_source == prepared.scale.refused_target == 3
    assert prepared.scale.reasons[1] == (
        "s1",
        "a value of -0.001 W/(m K) is not positive, so it has no logarithm",
    )


def test_errors_are_in_decades_and_the_report_says_so(small: Make, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        result = logarithmic(small).run(tmp_path / "run", executor=executor, progress=False)
    assert result.unit == result.curve.unit == "log10(W/(m K))"
    assert load_result(tmp_path / "run").scale == result.scale
    told = studied(result)
    assert any("decimal logarithm in W/(m K)" in text for text in told["sentences"])
    rows = {row["name"]: (row["source"], row["target"]) for row in told["rows"]}
    assert rows["Without a logarithm"] == ("3", "3")
    assert rows["Used"] == ("237", "77")
    assert told["refused"][-1]["title"] == "Materials without a logarithm (first 5 of 6)"


def test_the_linear_scale_changes_nothing(small: Make, tmp_path: Path) -> None:
    study = logarithmic(small, scale="linear")
    inputs = study.prepare().inputs
    np.testing.assert_array_equal(inputs.target_values, study.target.values)
    with ThreadPoolExecutor(1) as executor:
        result = study.run(tmp_path / "run", executor=executor, progress=False)
    assert result.unit == "W/(m K)"
    assert result.scale == ScaleAccount("linear")
    assert "Without a logarithm" not in {row["name"] for row in studied(result)["rows"]}


def test_values_of_which_none_is_positive_are_refused(small: Make) -> None:
    target = positive(80, 2, "W/(m K)", -1.0).take(np.arange(5, 80))
    with pytest.raises(InputError, match=r"'computed': no material has both .* scale 'log10'"):
        logarithmic(small, target=target).prepare()


def test_an_unknown_scale_is_named(small: Make) -> None:
    with pytest.raises(InputError, match=r"scale: found 'log'; allowed are linear, log10"):
        small(scale="log")


def test_numbers_without_a_logarithm_are_nan() -> None:
    found = on_scale(np.array([100.0, 0.0, -1.0, 1e-300]), "log10")
    np.testing.assert_allclose(found, [2.0, np.nan, np.nan, -300.0])


def mixture_rows(count: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    polymers = ["*CC*", "*CCO*", "*CC(*)C", "*CC(*)CC", "*CC(*)O", "*CC(*)Cl"]
    solvents = ["CCO", "CCC", "c1ccccc1", "CC(C)=O", "O", "CCCl", "CCCCC", "CO"]
    every = [(p, s, t) for p in polymers for s in solvents for t in (20, 40, 60, 80)]
    chosen = [every[place] for place in rng.permutation(len(every))[:count]]
    data = pd.DataFrame(chosen, columns=["polymer", "solvent", "temp"])
    data["chi"] = data["temp"] / 100 + data["solvent"].str.len() + rng.normal(0, 0.1, count)
    return data


def test_a_study_file_of_mixtures_by_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    table = """
kind = "mixture"
material = "{polymer}|{solvent}|{temp} degC"
value = "chi"
unit = "1"
"""
    for role, count in (("source", 150), ("target", 100)):
        mixture_rows(count, count).to_csv(tmp_path / f"{role}.csv", index=False)
    text = f"""
name = "chi"
[source]
path = "source.csv"{table}
[target]
path = "target.csv"{table}
[descriptor]
names = ["pair-rdkit2d"]
[design]
m = [20]
n = [10, 30, 80]
replicates = 2
split = "pair"
"""
    (tmp_path / "chi.toml").write_text(text)
    settings = read_study_file(tmp_path / "chi.toml").settings
    again = tmp_path / "again.toml"
    again.write_text(resolved_toml(settings, tmp_path))
    assert read_study_file(again).settings.design == settings.design
    study = load_study(settings, tmp_path).with_settings(recipe=SHORT)
    with ThreadPoolExecutor(1) as executor:
        result = study.run(tmp_path / "run", executor=executor, progress=False)
    assert result.finished
    assert result.overlap.split == "pair"
    assert result.overlap.groups == len({key.rpartition("|")[0] for key in study.target.keys})
    assert result.overlap.excluded_per_replicate >= result.design.test_size * 0.5
    assert result.design.test_size >= 20
    assert result.design.test_size + result.design.pool_size == 100
    sentences = " ".join(studied(result)["sentences"])
    assert "drawn by pair" in sentences
    assert "with a tested pair are taken out" in sentences
    assert {"name": "Split", "value": "pair"} in training(result)["settings"]
    other = study.with_settings(split="polymer").prepare().inputs
    assert other.digest() != study.prepare().inputs.digest()
