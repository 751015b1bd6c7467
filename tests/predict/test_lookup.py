"""Computed values of the very material: found, used where known, and worth it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.small_study import SHORT, frame

import simlaw
from simlaw import InputError, Study, load_predictor
from simlaw.predict import Predictor
from simlaw.predict.lookup import Lookup
from simlaw.report.words.predictor_sentences import predictor_sentences


def test_materials_are_found_whatever_their_spelling() -> None:
    keys = ["CC(O)F", "CCO", "C[C@H](O)F", "c1ccccc1"]
    lookup = Lookup.of("molecule", "constitution", keys, np.array([1.0, 2.0, 3.0, 4.0]))
    found = lookup.find("molecule", ["C[C@@H](O)F", "c1ccccc1", "CCC", "CCO"])
    assert np.array_equal(found, [2.0, 4.0, np.nan, 2.0], equal_nan=True)
    stereo = Lookup.of("molecule", "stereo", keys, np.arange(4.0))
    assert stereo.find("molecule", ["C[C@H](O)F"]).tolist() == [2.0]
    assert len(lookup.find("molecule", [])) == 0


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a computed table with a part that no descriptor tells, and what is measured of it."""
    computed = frame(400, 0, 1, measured=False)
    hidden = np.random.default_rng(3).standard_normal(400)
    computed["y"] += 2 * hidden
    measured = computed.iloc[:150].copy()
    measured["y"] = 1.5 * measured["y"] + 0.2
    unknown = frame(100, 5000, 9, measured=False)
    unknown["y"] = 1.5 * (unknown["y"] + 2 * np.random.default_rng(4).standard_normal(100)) + 0.2
    return computed, pd.concat([measured, unknown], ignore_index=True)


def study() -> Study:
    read = [
        simlaw.read_table(one, kind="label", material="id", value="y", columns=("x0", "x1", "x2"))
        for one in tables()
    ]
    return Study(*read, descriptor="columns", m=20, n=[20, 60, 180], recipe=SHORT)


@cache
def looking_up() -> Predictor:
    return study().train(workers=1, progress=False)


def new(known: bool) -> pd.DataFrame:
    """Return materials that were not measured, with what would be."""
    if known:
        rows = tables()[0].iloc[150:300].copy()
    else:
        rows = frame(150, 9000, 11, measured=False)
        rows["y"] += 2 * np.random.default_rng(5).standard_normal(150)
    rows["y"] = 1.5 * rows["y"] + 0.2
    return rows.rename(columns={"id": "material"}).reset_index(drop=True)


def test_a_known_value_is_used_where_it_is_known() -> None:
    predictor = looking_up()
    known, unknown = new(True), new(False)
    said = predictor.predict(pd.concat([known, unknown], ignore_index=True)).frame
    error = np.abs(said["value"] - pd.concat([known["y"], unknown["y"]], ignore_index=True))
    assert error[:150].mean() < 0.3 * error[150:].mean()
    assert (said["lookup"][:150] != 0).all()
    assert (said["lookup"][150:] == 0).all()
    summed = said["direct"] + said["transfer"] + said["lookup"]
    assert np.allclose(summed, said["value"])
    width = said["high90"] - said["low90"]
    assert width[:150].mean() < 0.5 * width[150:].mean()


def test_both_errors_to_expect_are_on_the_card() -> None:
    card = looking_up().card
    assert card.lookup is not None
    assert card.lookup.materials == 400
    assert card.lookup.expected.materials == 150
    assert card.lookup.expected.error < 0.4 * card.expected.error
    assert card.lookup.expected.rival_error is not None
    assert card.lookup.expected.error < 0.4 * card.lookup.expected.rival_error
    for truth, expected in ((new(True), card.lookup.expected), (new(False), card.expected)):
        error = np.abs(looking_up().predict(truth).values - truth["y"]).mean()
        assert 0.5 < error / expected.error < 2
    told = predictor_sentences(card)
    assert "without a computed value" in told[0]
    assert any("its value there is used" in one for one in told)


def test_it_comes_back_from_its_folder(tmp_path: Path) -> None:
    again = load_predictor(looking_up().save(tmp_path / "kept"))
    both = pd.concat([new(True), new(False)], ignore_index=True)
    assert again.predict(both).frame.equals(looking_up().predict(both).frame)


def test_it_can_be_left_out() -> None:
    predictor = study().train(workers=1, progress=False, lookup="never")
    assert predictor.card.lookup is None
    assert (predictor.predict(new(True)).frame["lookup"] == 0).all()
    # Of materials without a computed value both say the same.
    assert predictor.predict(new(False)).values == pytest.approx(
        looking_up().predict(new(False)).values
    )
    with pytest.raises(InputError, match="where known, never"):
        study().train(workers=1, progress=False, lookup="always")
