"""Candidates: ranked, and how many measured materials stand for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.predict.small_predictor import new_materials, small_predictor

from simlaw.predict.lists import rank_candidates as module
from simlaw.predict.lists.rank_candidates import Ranked, Ranking, rank_candidates
from simlaw.report.words.ranked_sentences import ranked_sentences
from simlaw.workers.place import Place


def ranked(frame: pd.DataFrame, folder: Path, **how: object) -> tuple[Ranked, pd.DataFrame]:
    frame.to_csv(folder / "list.csv", index=False)
    found = rank_candidates(
        small_predictor(),
        folder / "list.csv",
        folder / "out.csv",
        ranking=Ranking(**how),  # type: ignore[arg-type]
        place=Place(1),
    )
    return found, pd.read_csv(folder / "out.csv")


def test_the_best_come_first_and_the_bad_last(tmp_path: Path) -> None:
    new = new_materials(40)
    new.loc[[0, 7], "x1"] = np.nan
    found, out = ranked(new, tmp_path)
    values = small_predictor().predict(new).values
    assert out["value"].tolist()[:38] == pytest.approx(sorted(values[~np.isnan(values)])[::-1])
    assert out["rank"].tolist()[:38] == list(range(1, 39))
    assert out["rank"][38:].isna().all()
    assert out["material"].tolist()[38:] == new["material"][[0, 7]].tolist()
    assert found.told.predicted == 38
    _, low = ranked(new, tmp_path, lowest=True)
    assert low["material"].tolist()[:38] == out["material"].tolist()[:38][::-1]


def test_only_the_top_is_kept_over_all_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_materials(60)
    _, whole = ranked(new, tmp_path)
    monkeypatch.setattr(module, "PIECE", 11)
    _, top = ranked(new, tmp_path, top=5)
    pd.testing.assert_frame_equal(top, whole.head(5), rtol=1e-9)


def test_candidates_unlike_the_measured_have_few_that_stand_for_them(tmp_path: Path) -> None:
    alike, _ = ranked(new_materials(200), tmp_path)
    shifted = new_materials(200)
    shifted["x0"] = 0.2 * shifted["x0"] + 2.0
    unlike, _ = ranked(shifted, tmp_path)
    assert alike.effective is not None
    assert unlike.effective is not None
    assert alike.effective > 40
    assert unlike.effective < 0.5 * alike.effective
    assert not alike.unlike
    assert unlike.unlike
    assert "stand for the list" in ranked_sentences(alike)[1]
    assert "measured" in ranked_sentences(unlike)[-1]


def test_of_few_candidates_nothing_more_is_said(tmp_path: Path) -> None:
    found, out = ranked(new_materials(4), tmp_path)
    assert found.effective is None
    assert len(out) == 4
    assert "fewer" in ranked_sentences(found)[1]
