"""Two commits in turns: what is counted, and in which order they run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from benchmarks.commits import Ratio, Side, chosen, contest, table, unrest, write_inputs
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks import commits

TIMES = st.lists(
    st.tuples(st.floats(0.1, 10), st.floats(0.1, 10)), min_size=2, max_size=12, unique=True
)


@given(TIMES)
def test_the_interval_is_that_of_a_paired_t_test_on_logarithms(times: list[tuple]) -> None:
    a, b = (np.array(side) for side in zip(*times, strict=True))
    found = Ratio.of(a, b)
    known = stats.ttest_rel(np.log(b), np.log(a)).confidence_interval(0.95)
    assert [found.low, found.high] == pytest.approx(np.exp([known.low, known.high]), rel=1e-6)
    assert found.low <= found.ratio <= found.high
    turned = Ratio.of(b, a)
    assert turned.ratio == pytest.approx(1 / found.ratio)
    assert turned.low == pytest.approx(1 / found.high)


def test_only_what_is_shown_is_said() -> None:
    rng = np.random.default_rng(0)
    a = 2 * np.exp(0.02 * rng.standard_normal(12))
    again = 2 * np.exp(0.02 * rng.standard_normal(12))
    assert Ratio.of(a, again).word == "no difference shown"
    assert Ratio.of(a, 1.1 * again).word == "B takes longer"
    assert Ratio.of(a, again / 1.1).word == "B is quicker"
    assert Ratio.of([1.0], [2.0]).word == "no difference shown", "one round shows nothing"


def test_what_falls_on_both_cancels() -> None:
    burst = np.array([1.0, 3.0, 1.0, 8.0])
    found = Ratio.of(2 * burst, 2.2 * burst)
    assert (found.low, found.high) == pytest.approx((1.1, 1.1))
    assert unrest(burst) > 1
    assert unrest([2.0, 2.0, 2.0]) == 0


def test_the_second_round_goes_the_other_way_round(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []

    def case(side: Side) -> tuple[float, float]:
        told.append(side.name)
        return 1.0 + len(told), 0.5

    monkeypatch.setattr(commits, "CASES", {"one": ("a case", case)})
    a, b = (Side(name, tmp_path, tmp_path) for name in "ab")
    times = contest(a, b, ["one"], rounds=3)
    assert told == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert times["one"]["a"] == [(4.0, 0.5), (7.0, 0.5), (8.0, 0.5)]
    lines = table(times).splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("| a case | 7.000 | 6.000 |")
    assert len({line.count("|") for line in lines}) == 1


def test_what_a_case_builds_on_comes_before_it() -> None:
    assert chosen(["--only", "again"]).only == ["cold", "warm", "again"]
    assert chosen(["--only", "fit", "help"]).only == ["help", "fit"]
    asked = chosen(["old", "new", "--rounds", "3"])
    assert (asked.a, asked.b, asked.rounds) == ("old", "new", 3)
    assert chosen([]).only == list(commits.CASES)


@pytest.mark.heavy
def test_both_get_the_same_inputs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_inputs(tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert {"computed.csv", "measured.csv", "points.csv", "rows.csv", "study.toml"} <= set(names)
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_command_that_fails_ends_it_with_what_was_said(tmp_path: Path) -> None:
    side = Side("old", tmp_path, tmp_path)
    with pytest.raises(SystemExit, match=r"old: -c import nothing_like_it\n(.|\n)*No module named"):
        side.call("-c", "import nothing_like_it")


@pytest.mark.heavy
def test_a_commit_runs_from_its_own_folder(tmp_path: Path) -> None:
    inside = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=commits.ROOT, capture_output=True, check=False
    )
    if inside.returncode:
        pytest.skip("this is no clone")
    side = commits.unpacked("HEAD", tmp_path)
    side.call("-c", f"import simlaw; assert simlaw.__file__.startswith({str(side.code)!r})")
    seconds, used = side.simlaw("--help")
    assert 0 < used < seconds + 1
