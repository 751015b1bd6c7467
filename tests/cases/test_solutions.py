"""Dyes in solvents and solvation free energies: the tables as they are, and studies of few trials.

What is expected of the tables was counted apart from simlaw, with pandas and RDKit alone. The
figures of the whole studies stand in the documentation.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simlaw import LearningCurve, Study
from simlaw.materials.solution import partners
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study

pytestmark = pytest.mark.skipif(
    not os.environ.get("SIMLAW_DATA_DIR"), reason="SIMLAW_DATA_DIR is not set: no public data here"
)


@pytest.fixture(scope="module")
def dyes() -> Study:
    return shipped("dyes")


@pytest.fixture(scope="module")
def solvation() -> Study:
    return shipped("solvation")


def shipped(name: str) -> Study:
    path = find_study(name)
    return load_study(read_study_file(path).settings, path.parent)


def curve(study: Study, folder: Path, *, n: list[int], replicates: int) -> LearningCurve:
    study = replace(
        study,
        n=n,
        m=[100],
        headline_m=None,
        replicates=replicates,
        methods=("direct", "zero-shot", "fine-tune"),
    )
    return study.run(folder / "run", cache=folder / "cache", progress=False).curve


def means(found: LearningCurve, m: int) -> tuple[float, float, float]:
    by_n = found.mean(m).set_index("n")["error"]
    return float(found.direct(m).estimate), float(by_n.iloc[0]), float(by_n.iloc[-1])


def test_the_tables_of_dyes(dyes: Study) -> None:
    assert (dyes.source.rows_read, dyes.target.rows_read) == (28_751, 26_395)
    assert (dyes.source.unit, dyes.target.unit) == ("eV", "eV")
    reasons = [refusal.reason for refusal in dyes.target.refusals]
    assert reasons.count("the value 0 nm cannot be converted to eV") == 3
    assert len(reasons) == 4
    assert len({partners(key).solvent for key in dyes.target.keys}) == 364
    # A first row of the file: 353 nm in acetonitrile, hc = 1239.84198 eV nm.
    row = dyes.target.keys.index("COc1ccc(C#Cc2cc3ccccc3oc2=O)cc1|CC#N")
    assert dyes.target.values[row] == pytest.approx(1239.84198 / 353)
    checked = dyes.check()
    assert checked.pair.shared == 13_371
    assert checked.pair.offset == pytest.approx(-0.525, abs=0.005)
    assert [one.code for one in checked.findings if one.code != "salts"] == ["conditions_lent"]


def test_no_computed_value_of_a_tested_dye_is_pretrained_on(dyes: Study, tmp_path: Path) -> None:
    few = replace(
        dyes,
        source=dyes.source.take(np.arange(600)),
        target=dyes.target.take(np.arange(1500)),
        n=[50, 100, 200],
        m=[25],
        headline_m=None,
        # What is compared are keys and not descriptors.
        descriptor="solution-morgan",
        leave_out=(),
    )
    inputs = few.prepare(cache=tmp_path, workers=1).inputs
    assert inputs.groups is not None
    for replicate in range(3):
        draw = inputs.draw(replicate)
        tested = set(inputs.groups[draw.test].tolist())
        assert tested.isdisjoint(inputs.groups[draw.pool].tolist())
        assert tested.isdisjoint(inputs.twin[draw.source].tolist())
    assert (inputs.twin >= 0).sum() > 10


def test_dyes(dyes: Study, tmp_path: Path) -> None:
    some = replace(dyes, source=dyes.source.take(np.arange(2500)))
    some = replace(some, target=dyes.target.take(np.arange(2000)))
    direct, least, most = means(curve(some, tmp_path, n=[50, 300, 2000], replicates=3), 100)
    assert most < least
    assert most < direct


def test_the_tables_of_solvation(solvation: Study) -> None:
    assert (solvation.source.rows_read, len(solvation.source)) == (290_000, 270_933)
    assert len(solvation.target) == 8_780
    assert not solvation.source.refusals
    assert not solvation.target.refusals
    # Solvent first in the file: "CCCCCl.CCN(CC)CC" is triethylamine in chlorobutane.
    assert solvation.target.keys[0] == "CCN(CC)CC|CCCCCl"
    checked = solvation.check()
    assert checked.pair.shared == 703
    assert checked.pair.rank_correlation is not None
    assert checked.pair.rank_correlation > 0.97
    assert not checked.warnings


def test_a_pair_and_its_reverse_are_two(solvation: Study) -> None:
    values = dict(zip(solvation.target.keys, solvation.target.values.tolist(), strict=True))
    both = [
        (value, values[reverse])
        for key, value in values.items()
        if (reverse := "|".join(reversed(key.split("|")))) in values and reverse != key
    ]
    assert len(both) == 2 * 445
    assert max(abs(first - second) for first, second in both) > 7


def test_solvation(solvation: Study, tmp_path: Path) -> None:
    some = replace(solvation, source=solvation.source.take(np.arange(3000)))
    some = replace(some, target=solvation.target.take(np.arange(2000)))
    direct, least, most = means(curve(some, tmp_path, n=[50, 300, 2000], replicates=3), 100)
    assert most < least
    assert most < 0.9 * direct
