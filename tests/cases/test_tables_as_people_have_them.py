"""Tables of the shapes that people have, from init by check to a finished run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cases.known_tables import EXPECTED, Expected
from tests.cli.command_line import Outcome
from tests.cli.conftest import simlaw

TABLES = Path(__file__).parent / "tables"

# As little as a study can be: what is tried is the way of the tables, not the learning.
SMALL = (
    *("--set", "design.replicates=2", "--set", "design.sizes=3", "--set", "design.m=[4]"),
    *("--set", "training.least_steps=5", "--set", "training.most_steps=10", "--workers", "1"),
    *("--executor", "threads"),
)

Call = Callable[..., Outcome]

__all__ = ["simlaw"]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that all share: the same programs are compiled once."""
    return tmp_path_factory.mktemp("cache")


def test_every_folder_has_its_expectation() -> None:
    assert {folder.name for folder in TABLES.iterdir()} == set(EXPECTED)


@pytest.mark.heavy
@pytest.mark.parametrize("name", EXPECTED)
def test_a_pair_from_init_to_a_run(
    name: str, simlaw: Call, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = EXPECTED[name]
    shutil.copytree(TABLES / name, tmp_path / "in")
    monkeypatch.chdir(tmp_path / "in")
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(cache))
    made = simlaw("init", *expected.files, "-o", "my.toml")
    if expected.says:
        assert made.status == 2
        assert expected.says in made.err
        assert not Path("my.toml").exists()
        if not expected.answers:
            return
        made = simlaw("init", *expected.files, "-o", "my.toml", *expected.answers)
    assert made.status == 0, made.err
    looked = simlaw("check", "my.toml", "--json", "--no-timing")
    found = json.loads(looked.out)
    if expected.refused:
        assert looked.status == 2
        assert expected.refused in found["refusals"][0]["text"]
        assert expected.refused in simlaw("run", "my.toml", *SMALL).refusal()
        return
    assert looked.status == 0
    assert _tables(found) == (expected.source, expected.target)
    assert _codes(found["warnings"]) == expected.codes
    ran = simlaw("run", "my.toml", "--quiet", "-o", "out", *SMALL)
    assert ran.status == 0, ran.err
    result = json.loads(Path("out/result.json").read_text())
    assert _codes(result["findings"]) == expected.codes
    assert (Path("out") / "report.html").exists()


def _codes(findings: list[dict[str, str]]) -> tuple[str, ...]:
    """Return the codes but for the note that no table here says what failed."""
    return tuple(sorted(one["code"] for one in findings if one["code"] != "failures_unknown"))


def _tables(found: dict[str, dict[str, dict[str, object]]]) -> tuple[object, object]:
    sides = []
    for role in ("source", "target"):
        table = found["tables"][role]
        columns = table["columns"]
        assert isinstance(columns, dict)
        sides.append((columns["value"], table["unit"], table["materials"]))
    return sides[0], sides[1]


def test_an_expectation_says_something() -> None:
    for one in EXPECTED.values():
        assert isinstance(one, Expected)
        assert one.source or one.says or one.refused
