from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.command_line import Outcome

pytest.importorskip("dftd4")

Call = Callable[..., Outcome]


@pytest.fixture
def molecules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "molecules.smi"
    path.write_text("# three\nCCO ethanol\n\nc1ccccc1\tbenzene\nnot-a-smiles\n", encoding="utf-8")
    return path


def test_molecules_to_a_table_that_a_study_reads(molecules: Path, simlaw: Call) -> None:
    outcome = simlaw("simulate", "refractive-index", "molecules.smi", "-o", "t.parquet", "-w", 1)
    assert outcome.status == 0
    assert "3 rows; 3 molecules tried now" in outcome.out
    assert "1 failed" in outcome.out
    assert "not-a-smiles" in outcome.out
    frame = pd.read_parquet("t.parquet")
    assert len(frame) == 3
    index = frame["refractive_index"]
    # CRC Handbook: ethanol 1.361, benzene 1.501; the computed index runs within 0.1 of it.
    assert index[0] == pytest.approx(1.361, abs=0.1)
    assert index[1] == pytest.approx(1.501, abs=0.1)
    again = simlaw("simulate", "refractive-index", "molecules.smi", "-o", "t.parquet", "--quiet")
    assert "0 molecules tried now" in again.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("refractive-index", "none.smi", "-o", "t.parquet"), "there is no such file"),
        (("refractiv", "molecules.smi", "-o", "t.parquet"), "Did you mean 'refractive-index'?"),
        (("refractive-index", "empty.smi", "-o", "t.parquet"), "holds no molecule"),
        (("refractive-index", "binary.smi", "-o", "t.parquet"), "UTF-8"),
        (("refractive-index", "molecules.smi"), "--output"),
    ],
)
def test_what_cannot_be_computed(
    molecules: Path, simlaw: Call, words: tuple[str, ...], said: str
) -> None:
    Path("empty.smi").write_text("# nothing\n", encoding="utf-8")
    Path("binary.smi").write_bytes(b"\xff\xfe\x00")
    assert said in simlaw("simulate", *words, "--quiet").refusal()
    assert not Path("t.parquet").exists()
