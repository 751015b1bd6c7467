"""Bad input: exit status 2, one clear message, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.command_line import SCRIPT, Outcome, changed, in_a_process, nothing_written

Call = Callable[..., Outcome]


def edit(path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    change(pd.read_csv(path, dtype=str)).to_csv(path, index=False)


def with_entries(column: str, entries: dict[int, str]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for row, text in entries.items():
            frame.loc[row, column] = text
        return frame

    return change


def test_from_a_shell_there_is_no_traceback(tiny: Path) -> None:
    message = in_a_process("run", "none.toml", cwd=tiny).refusal()
    assert message.startswith("none.toml: there is no such study file")
    assert nothing_written(tiny)


def test_missing_study_file(tiny: Path, simlaw: Call) -> None:
    message = simlaw("run", "none.toml").refusal()
    assert "simlaw init" in message
    assert nothing_written(tiny)


def test_a_folder_is_no_study_file(tiny: Path, simlaw: Call) -> None:
    assert "this is a folder" in simlaw("run", tiny).refusal()


def test_broken_toml(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "[source]", "[source")
    message = simlaw("run", "tiny.toml").refusal()
    assert "tiny.toml: not valid TOML" in message
    assert "line 3" in message


def test_missing_table(tiny: Path, simlaw: Call) -> None:
    (tiny / "computed.csv").unlink()
    message = simlaw("run", "tiny.toml").refusal()
    assert "computed.csv: there is no such file" in message
    assert nothing_written(tiny)


@pytest.mark.parametrize("text", ["", "sample,x0,x1,stiffness\n"])
def test_empty_table(tiny: Path, simlaw: Call, text: str) -> None:
    (tiny / "measured.csv").write_text(text, encoding="utf-8")
    message = simlaw("run", "tiny.toml").refusal()
    assert "measured.csv" in message
    assert "empty" in message or "no rows" in message
    assert nothing_written(tiny)


def test_missing_column_suggests_the_nearest(tiny: Path, simlaw: Call) -> None:
    changed(tiny, 'value = "stiffness"', 'value = "stifness"')
    message = simlaw("run", "tiny.toml").refusal()
    assert "computed.csv: there is no column 'stifness'. Did you mean 'stiffness'?" in message
    assert nothing_written(tiny)


def polymers(tiny: Path, broken: int) -> None:
    """Make both tables ones of molecules, some of which no parser takes."""
    for name, first in (("computed.csv", 1), ("measured.csv", 60)):
        frame = pd.read_csv(tiny / name)
        frame["sample"] = ["C" * (first + row) + "O" for row in range(len(frame))]
        frame.loc[: broken - 1, "sample"] = [f"C1CC(({row}" for row in range(broken)]
        frame.to_csv(tiny / name, index=False)
    changed(tiny, 'kind = "label"', 'kind = "molecule"')


def test_too_many_structures_that_do_not_parse(tiny: Path, simlaw: Call) -> None:
    polymers(tiny, broken=12)
    message = simlaw("run", "tiny.toml").refusal()
    assert "12 of 70 rows cannot be used" in message
    assert "more than the 10% allowed (max_refused = 0.1)" in message
    lines = message.splitlines()
    assert lines[1].startswith("  12 rows, such as row 2: ")
    assert "C1CC((0" in lines[1]
    assert nothing_written(tiny)


def test_a_few_structures_that_do_not_parse_are_left_out(tiny: Path, simlaw: Call) -> None:
    polymers(tiny, broken=2)
    assert simlaw("run", "tiny.toml", "-w", 1, "--quiet").status == 0
    page = (tiny / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert "C1CC((0" in page


@pytest.mark.parametrize(
    "smiles",
    [
        "C1" * 3000,
        "(" * 20_000,
        "C" * 200_000,
        "[" + "9" * 400 + "C]",
        "C%" * 500,
        "\u0007C\u2028",
        "c1" + "cc2" * 400,
        "[Og+999999999999]",
    ],
    ids=["rings", "brackets", "long", "isotope", "percent", "control", "fused", "charge"],
)
def test_a_smiles_that_blows_up_a_parser_is_one_refused_row(
    tiny: Path, simlaw: Call, smiles: str
) -> None:
    polymers(tiny, broken=0)
    edit(tiny / "computed.csv", with_entries("sample", {5: smiles}))
    edit(tiny / "measured.csv", lambda frame: frame.head(1))
    began = time.monotonic()
    # One measured molecule is too few: the study stops after both tables were read.
    message = simlaw("run", "tiny.toml", "--quiet").refusal()
    assert "m = 16" in message
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("entry", ["1e999", "-1e999", "abc", "1,5", "1_0"])
def test_values_that_are_no_numbers_are_refused_and_counted(
    tiny: Path, simlaw: Call, entry: str
) -> None:
    edit(tiny / "measured.csv", with_entries("stiffness", dict.fromkeys(range(10), entry)))
    message = simlaw("run", "tiny.toml").refusal()
    assert "10 of 30 rows cannot be used" in message
    assert "row 2: the value" in message
    assert nothing_written(tiny)


def test_unknown_unit(tiny: Path, simlaw: Call) -> None:
    changed(tiny, 'unit = "GPa"', 'unit = "GPaa"')
    message = simlaw("run", "tiny.toml").refusal()
    assert "Unknown unit 'GPaa'. Did you mean 'GPa'?" in message
    assert nothing_written(tiny)


def test_incompatible_units(tiny: Path, simlaw: Call) -> None:
    text = (tiny / "tiny.toml").read_text(encoding="utf-8")
    (tiny / "tiny.toml").write_text(text.replace('"GPa"', '"g/cm^3"', 1), encoding="utf-8")
    message = simlaw("run", "tiny.toml", "--quiet").refusal()
    assert "'g/cm^3'" in message
    assert "'GPa'" in message
    assert "dimensions differ" in message
    assert nothing_written(tiny)


def test_unknown_key_suggests_the_nearest(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "replicates = 3", "replicats = 3")
    message = simlaw("run", "tiny.toml").refusal()
    assert "unknown key 'replicats' in section [design]. Did you mean 'replicates'?" in message
    assert nothing_written(tiny)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("replicates = 3", 'replicates = "3"', "design.replicates"),
        ("replicates = 3", "replicates = 1", "design.replicates"),
        ("m = [8, 16]", "m = []", "design.m"),
        ("hidden = [8]", "hidden = [0]", "training.hidden"),
        ("epochs = 1.0", "epochs = nan", "training.epochs"),
        ("epochs = 1.0", "epochs = inf", "training.epochs"),
        ("[training]", '[law]\nform = "powr"\n[training]', "Did you mean 'power'?"),
        ("[training]", "[law]\nm = 9\n[training]", "law.m = 9 is not among design.m"),
        ('columns = ["x0", "x1"]', 'columns = ["x0", "stiffness"]', "asked for twice"),
        ('name = "tiny"', 'name = "../../etc"', "name"),
        ('kind = "label"', 'kind = "lable"', "Did you mean 'label'?"),
        ('names = ["columns"]', 'names = ["colums"]', "Did you mean 'columns'?"),
        ('names = ["columns"]', 'names = ["morgan"]', "does not describe kind 'label'"),
    ],
)
def test_values_that_are_not_allowed(
    tiny: Path, simlaw: Call, old: str, new: str, said: str
) -> None:
    changed(tiny, old, new)
    assert said in simlaw("run", "tiny.toml", "--quiet").refusal()
    assert nothing_written(tiny)


def test_unknown_dataset(tiny: Path, simlaw: Call) -> None:
    study = tiny / "tiny.toml"
    text = study.read_text(encoding="utf-8")
    before, _, after = text.partition("[source]")
    study.write_text(
        f'{before}[source]\ndataset = "mpgap"\n[target]{after.partition("[target]")[2]}',
        encoding="utf-8",
    )
    assert "Did you mean 'mp-gap'?" in simlaw("run", "tiny.toml").refusal()


def test_m_larger_than_the_pool(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "m = [8, 16]", "m = [8, 25]")
    message = simlaw("run", "tiny.toml", "--quiet").refusal()
    assert "m = 25 target samples are wanted" in message
    assert "Use m <= 24" in message
    assert nothing_written(tiny)


def test_n_larger_than_the_source(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "n = [10, 25, 60]", "n = [10, 25, 600]")
    message = simlaw("run", "tiny.toml", "--quiet").refusal()
    assert "n = 600 source samples are wanted" in message
    # 4 of the 70 computed samples are measured too, and may all be test materials.
    assert "Use n <= 66" in message
    assert nothing_written(tiny)


@pytest.mark.parametrize("n", ["[10, 60]", "[10, 10, 60, 60]"])
def test_fewer_than_three_sizes(tiny: Path, simlaw: Call, n: str) -> None:
    changed(tiny, "n = [10, 25, 60]", f"n = {n}")
    assert "at least 3 different sizes n" in simlaw("run", "tiny.toml", "--quiet").refusal()
    assert nothing_written(tiny)


def test_a_training_that_diverges_stops_the_run(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "epochs = 1.0", "epochs = 1.0\nlearning_rate = 1e30")
    message = simlaw("run", "tiny.toml", "-w", 1, "--quiet").refusal()
    assert "diverged" in message
    assert "learning_rate" in message


def test_a_run_folder_of_another_study(finished: Path, simlaw: Call) -> None:
    before = (finished / "runs/tiny/trials.jsonl").read_bytes()
    message = simlaw("run", "tiny.toml", "--seed", 5, "--quiet").refusal()
    assert "runs/tiny: this folder holds a run of another study" in message
    assert "--output" in message
    assert (finished / "runs/tiny/trials.jsonl").read_bytes() == before


def test_a_folder_of_something_else_is_left_alone(tiny: Path, simlaw: Call) -> None:
    other = tiny / "other"
    other.mkdir()
    (other / "trials.jsonl").write_text("my own notes\n", encoding="utf-8")
    message = simlaw("run", "tiny.toml", "-o", other, "--quiet").refusal()
    assert "trials.jsonl" in message
    assert (other / "trials.jsonl").read_text(encoding="utf-8") == "my own notes\n"
    assert not (other / "report.html").exists()


def test_a_broken_line_in_the_middle_is_named(finished: Path, simlaw: Call) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    lines = trials.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3][:30]
    text = "\n".join(lines) + "\n"
    trials.write_text(text, encoding="utf-8")
    message = simlaw("run", "tiny.toml", "--quiet").refusal()
    assert "trials.jsonl, line 4" in message
    assert trials.read_text(encoding="utf-8") == text


@pytest.mark.skipif(os.name == "nt", reason="folders are not made read-only like this on Windows")
def test_a_read_only_output_folder(tiny: Path, simlaw: Call) -> None:
    folder = tiny / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            # The superuser may write anywhere but to a place that is no folder.
            folder.chmod(0o700)
            folder.rmdir()
            folder.write_text("a file", encoding="utf-8")
        message = simlaw("run", "tiny.toml", "-o", folder, "--quiet").refusal()
    finally:
        folder.chmod(0o700)
    assert "locked" in message
    assert "cannot be written" in message


def test_two_runs_at_once_on_one_folder(finished: Path) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    head, first, *_ = trials.read_bytes().splitlines(keepends=True)
    trials.write_bytes(head + first)
    changed(finished, "fine_tune_steps = 10", "fine_tune_steps = 10")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from simlaw.study.run.record import Journal, "
            "read_journal\n"
            "path = Path(sys.argv[1])\n"
            "with Journal(path, read_journal(path).digest):\n"
            "    print('held', flush=True); sys.stdin.read()",
            str(trials),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        message = in_a_process("run", "tiny.toml", "--quiet", cwd=finished).refusal()
    finally:
        holder.communicate(timeout=30)
    assert "runs/tiny: another run is writing to this folder" in message
    assert trials.read_bytes() == head + first


def test_the_script_is_installed() -> None:
    assert Path(SCRIPT).exists()
