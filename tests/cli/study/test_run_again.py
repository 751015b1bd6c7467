"""``simlaw run`` in a folder whose study has grown."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from tests.cli.command_line import Outcome

Call = Callable[..., Outcome]


def test_a_computed_table_that_grew_keeps_its_trials_unless_all_is_drawn_anew(
    tiny: Path, simlaw: Call
) -> None:
    whole = pd.read_csv(tiny / "computed.csv")
    half = len(whole) - 10
    whole.iloc[:half].to_csv(tiny / "computed.csv", index=False)
    words = ("run", "tiny.toml", "-w", 1, "--quiet")
    assert simlaw(*words).status == 0
    record = tiny / "runs/tiny/trials.jsonl"
    before = record.read_bytes()
    whole.to_csv(tiny / "computed.csv", index=False)
    assert simlaw(*words).status == 0
    after = record.read_bytes()
    assert after.startswith(before)
    # The sizes are listed, so the new table has no trial of its own.
    assert after.count(b'{"replicate"') == before.count(b'{"replicate"')
    said = (tiny / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert "were appended to" in said
    assert simlaw(*words, "--redraw").status == 0
    # Three replicates at three sizes; direct learning is what it was.
    assert record.read_bytes().count(b'{"replicate"') == after.count(b'{"replicate"') + 3 * 3
