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
    found = json.loads(simlaw("fit", run / "curve.csv", "--m", "16", "--json").out)
    law = json.loads((run / "law.json").read_text(encoding="utf-8"))
    assert found["law"] == law["law"]
    assert found["status"] == law["status"]
    assert (found["inference"], law["inference"]) == ("new", "new")
    # A copy elsewhere knows of no errors of materials.
    rows = (run / "curve.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    one_m = [row for row in rows if row.split(",")[2] in ("m", "16")]
    (finished / "c.csv").write_text("".join(one_m), encoding="utf-8")
    assert json.loads(simlaw("fit", "c.csv", "--json").out)["inference"] == "these"


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


def test_accuracies_are_told_as_what_they_seem_and_fitted_as_what_they_are(
    tmp_path: Path, simlaw: Call
) -> None:
    path = tmp_path / "c.csv"
    rows = [f"{n},{1 - (2 * n**-0.5 + 0.1)!r}" for n in SIZES]
    path.write_text("\n".join(["n,error", *rows]) + "\n", encoding="utf-8")
    doubtful = simlaw("fit", path, "--json")
    assert doubtful.err.startswith("Warning: The errors rise with n")
    assert json.loads(doubtful.out)["notes"][0]["code"] == "looks_like_accuracy"
    told = simlaw("fit", path, "--json", "--error-is", "accuracy")
    assert told.err == ""
    assert json.loads(told.out)["law"]["alpha"]["estimate"] == pytest.approx(0.5, abs=0.03)


def test_columns_are_named(tmp_path: Path, simlaw: Call) -> None:
    path = tmp_path / "c.csv"
    rows = [f"{n};{2 * n**-0.5 + 0.1!r}".replace(".", ",") for n in SIZES]
    path.write_text("\n".join(["Size;MAE, eV", *rows]) + "\n", encoding="utf-16")
    outcome = simlaw("fit", path, "--columns", "n=size,error=MAE, eV")
    assert "status: ok" in outcome.out
    assert "note: The file was read with semicolons between its columns" in outcome.out
    for words, said in (
        (["n"], "'n' names no column"),
        (["n=Size,n=Size"], "'n' is given twice"),
        (["n=Size", "--columns", "n=Size"], "'n' is given twice"),
        (["size=Size"], "not for 'size'"),
    ):
        assert said in simlaw("fit", path, "--columns", *words).refusal()


def test_one_m_of_several(tmp_path: Path, simlaw: Call) -> None:
    path = tmp_path / "c.csv"
    rows = [f"{n},{m},{(2 * n**-0.5 + 0.1) * m**-0.3!r}" for m in (20, 40, 80) for n in SIZES]
    path.write_text("\n".join(["n,m,error", *rows]) + "\n", encoding="utf-8")
    assert "--m 80" in simlaw("fit", path).out
    law = json.loads(simlaw("fit", path, "--m", 40, "--json").out)["law"]
    assert law["D"]["estimate"] == pytest.approx(2 * 40**-0.3, rel=0.1)
    assert "at m = 20, 40, 80" in simlaw("fit", path, "--m", 41).refusal()
    for option in (["--form", "power"], ["--robust"], ["--direct", 1]):
        assert "add --m 80" in simlaw("fit", path, *option).refusal()


def test_a_page_is_written_only_of_points_that_can_be_used(tmp_path: Path, simlaw: Call) -> None:
    path = tmp_path / "c.csv"
    path.write_text("n,error\n10,50\n20,40\n40,0.3\n80,0.2\n", encoding="utf-8")
    refusal = simlaw("fit", path, "--html", tmp_path / "law.html").refusal()
    assert "Per cent: row 2: 50, row 3: 40. Fractions: row 4: 0.3, row 5: 0.2." in refusal
    assert not (tmp_path / "law.html").exists()
    assert simlaw("fit", path, "--error-is", "error").status == 0
