"""The studies that come with simlaw, on their real data, with fewer replicates than as shipped.

The figures with all replicates stand in the documentation; here few replicates must already show
what the studies are for.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from simlaw import LearningCurve
from simlaw.decide import Costs, Price, best_spend, exchange, joint_law
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study, shipped_studies

needs_data = pytest.mark.skipif(
    not os.environ.get("SIMLAW_DATA_DIR"), reason="SIMLAW_DATA_DIR is not set: no public data here"
)


def curve(name: str, folder: Path, *, m: list[int], n: list[int], replicates: int) -> LearningCurve:
    path = find_study(name)
    study = load_study(read_study_file(path).settings, path.parent)
    # The study file asks for the whole source; this keeps the largest n of the shipped design.
    study = replace(study, n=n, m=m, headline_m=None, replicates=replicates)
    return study.run(folder / "run", cache=folder / "cache", progress=False).curve


def means(found: LearningCurve, m: int) -> tuple[float, float, float]:
    by_n = found.mean(m).set_index("n")["error"]
    return float(found.direct(m).estimate), float(by_n.iloc[0]), float(by_n.iloc[-1])


def test_refractive_index(tmp_path: Path) -> None:
    ms = [25, 100, 400]
    found = curve("refractive-index", tmp_path, m=ms, n=[50, 1885, 28679], replicates=4)
    direct, least, most = means(found, 100)
    assert most <= 0.0185
    assert most <= 0.86 * direct
    assert most < least
    law = joint_law(found)
    asked = exchange(law, n=5400, m=100, to_m=110)
    assert 100 < asked.rate.estimate < 2_000
    spend = best_spend(law, Costs(Price(0.05), Price(40.0)), budget=5000)
    assert 60 < spend.m < 124


def test_the_study_that_comes_along_has_the_m_that_exchange_and_budget_need() -> None:
    settings = read_study_file(find_study("refractive-index")).settings
    assert settings.design.ms == (25, 50, 100, 200, 400)
    assert settings.law.headline_m == 100


@needs_data
def test_band_gap(tmp_path: Path) -> None:
    found = curve("band-gap", tmp_path, m=[1000], n=[300, 9479, 77244], replicates=3)
    direct, least, most = means(found, 1000)
    assert most <= 0.52
    assert most < 0.9 * direct
    assert most < 0.9 * least


@needs_data
def test_miscibility(tmp_path: Path) -> None:
    found = curve("miscibility", tmp_path, m=[100], n=[50, 288, 924], replicates=4)
    direct, least, most = means(found, 100)
    assert most <= 0.26
    assert most < 0.9 * direct
    assert most < 0.9 * least


def test_every_shipped_study_file_is_valid() -> None:
    assert {"refractive-index", "band-gap", "miscibility"} <= shipped_studies().keys()
    for name, path in shipped_studies().items():
        assert read_study_file(path).settings.name == name
