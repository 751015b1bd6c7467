"""A law in the terminal: chart, formula, forecasts, skill, notes."""

from __future__ import annotations

import numpy as np

from simlaw.law import fit
from simlaw.report.words.law_as_text import law_as_text

N = np.geomspace(50, 6400, 8)


def test_everything_a_reader_needs_is_there_once() -> None:
    rng = np.random.default_rng(0)
    rows = (2 * N**-0.5 + 0.1) * np.exp(0.03 * rng.standard_normal((12, 8)))
    law = fit(np.tile(N, 12), rows.ravel(), replicate=np.repeat(np.arange(12), 8))
    text = law_as_text(law)
    assert text.count("D * n**-alpha + C") == 1
    ahead = law.forecast([6400, 12_800, 64_000], band="mean")
    words = [line.split() for line in text.splitlines() if "|" not in line]
    told = {row[0]: row[1:] for row in words if len(row) == 6}
    for size, mean, low, high in zip(ahead.n, ahead.mean, ahead.low, ahead.high, strict=True):
        assert told[f"{size:.4g}"][:3] == [f"{mean:.4g}", f"{low:.4g}", f"{high:.4g}"]
    assert "90 % of the mean        90 % of a new run" in text
    assert "Intervals are about errors on the materials of this table" in text
    assert f"rolling-origin error {100 * law.skill['rmsle']:.2f} %" in text


def test_notes_come_last_and_once() -> None:
    law = fit(N[:4], 2 * N[:4] ** -0.5 + 0.1)
    lines = law_as_text(law).splitlines()
    # Those of the law, then those of its farthest forecast.
    far = law.forecast([10 * N[3]], band="mean").notes
    expected = [note.text for note in (*law.notes, *far)]
    assert len(law.notes) > 0
    assert [note.code for note in far] == ["rests_on_prior"]
    assert [line.removeprefix("  note: ") for line in lines[-len(expected) :]] == expected
    assert sum(line.startswith("  note: ") for line in lines) == len(expected)
    assert "rolling-origin" not in law_as_text(law), "four sizes forecast nothing"
