from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.command_line import Outcome

Call = Callable[..., Outcome]

SIZES = (50, 100, 200, 400, 800, 1600, 3200)


def curve(path: Path, *, alpha: float = 0.5) -> Path:
    lines = [f"{n},{2 * n**-alpha + 0.1!r}" for n in SIZES]
    path.write_text("\n".join(["n,error", *lines]) + "\n", encoding="utf-8")
    return path


def test_the_law_of_exact_points_is_found(tmp_path: Path, simlaw: Call) -> None:
    found = json.loads(simlaw("fit", curve(tmp_path / "c.csv"), "--json").out)
    assert found["status"] == "ok"
    assert found["law"]["alpha"]["estimate"] == pytest.approx(0.5, abs=0.03)
    assert found["law"]["C"]["estimate"] == pytest.approx(0.1, abs=0.01)
    assert found["law"]["D"]["estimate"] == pytest.approx(2.0, rel=0.1)


def test_it_is_told_in_words_and_numbers(tmp_path: Path, simlaw: Call) -> None:
    outcome = simlaw("fit", curve(tmp_path / "c.csv"))
    assert outcome.status == 0
    assert "alpha" in outcome.out
    assert "status: ok" in outcome.out


def test_the_curve_of_a_run_gives_its_law(finished: Path, simlaw: Call) -> None:
    run = finished / "runs/tiny"
    rows = (run / "curve.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    one_m = [row for row in rows if row.split(",")[2] in ("m", "16")]
    (finished / "c.csv").write_text("".join(one_m), encoding="utf-8")
    found = json.loads(simlaw("fit", "c.csv", "--json").out)
    law = json.loads((run / "law.json").read_text(encoding="utf-8"))
    assert found["law"] == law["law"]
    assert found["status"] == law["status"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("n,error\n", "no rows"),
        (
            "n,err\n1,2\n",
            "no column 'error'; its columns are n, err. Did you mean --columns error=err?",
        ),
        ("n,error\n10,1\n20,-1\n40,1\n", "row 3"),
        ("n,error\n10,1\n20,nan\n40,1\n", "row 3"),
        ("n,error\n10,1\n20,inf\n40,1\n", "row 3"),
        ("n,error\n10,1\n0,1\n40,1\n", "row 3"),
        ("n,error\n10,1\n20,abc\n40,1\n", "'abc'"),
    ],
)
def test_points_that_cannot_be_used(tmp_path: Path, simlaw: Call, text: str, said: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    assert said in simlaw("fit", path).refusal()


def test_no_file(tmp_path: Path, simlaw: Call) -> None:
    assert "no file" in simlaw("fit", tmp_path / "none.csv").refusal()


def test_an_unknown_form(tmp_path: Path, simlaw: Call) -> None:
    message = simlaw("fit", curve(tmp_path / "c.csv"), "--form", "powr").refusal()
    assert "Did you mean 'power'?" in message
