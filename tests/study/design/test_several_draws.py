"""Several draws of test set and target samples on one pretraining."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.study.design.design import Design, Trial
from simlaw.study.design.drawn_materials import draw, draws
from simlaw.study.design.plan_design import plan_design
from simlaw.study.design.settings import DesignSettings
from simlaw.study.run.record import read_journal
from simlaw.study.run.trial import Finished, Row

Make = Callable[..., Study]
JOURNALS = Path(__file__).parents[1] / "run" / "journals"


def design(count: int, **changes: object) -> Design:
    plain = Design((10, 20, 40), (5,), 4, 20, "exclude", 0, draws=count)
    return replace(plain, **changes)  # type: ignore[arg-type]


def twins(shared: int) -> np.ndarray:
    twin = np.full(300, -1, dtype=np.int32)
    twin[:shared] = np.arange(shared)
    return twin


def serial(study: Study, folder: Path, **options):
    with ThreadPoolExecutor(1) as executor:
        return study.run(folder, executor=executor, workers=1, **options, progress=False)


@settings(max_examples=50)
@given(
    st.integers(0, 2**62), st.integers(0, 10**6), st.integers(0, 99), st.integers(1, 6),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_no_draw_is_tested_on_what_was_learned_from(
    seed: int, replicate: int, shared: int, count: int, grouped: bool, fixed: bool
) -> None:
    twin, groups = twins(shared), None
    if grouped:
        groups = np.arange(100, dtype=np.int32) // 3
        twin //= 3
    plan = design(count, seed=seed, test="fixed" if fixed else "fresh")
    several = draws(plan, replicate, twin, 100, groups)
    assert len(several) == count
    alone = draw(replace(plan, draws=1), replicate, twin, 100, groups)
    np.testing.assert_array_equal(several[0].test, alone.test)
    np.testing.assert_array_equal(several[0].pool, alone.pool)
    for one in several:
        assert sorted([*one.test, *one.pool]) == list(range(100))
        held = one.test if groups is None else np.unique(groups[one.test])
        assert not set(twin[one.source]) & set(held)
        np.testing.assert_array_equal(one.source, several[0].source)
        if fixed:
            np.testing.assert_array_equal(one.test, alone.test)
            assert set(one.source) == set(alone.source)
    orders = {tuple(one.pool) for one in several}
    assert len(orders) == count
    # What is left keeps its order.
    kept = np.isin(alone.source, several[0].source)
    np.testing.assert_array_equal(alone.source[kept], several[0].source)


@settings(max_examples=20)
@given(st.integers(2, 6), st.integers(0, 5))
def test_more_draws_keep_those_there_are(count: int, replicate: int) -> None:
    fewer, more = (draws(design(c), replicate, twins(50), 100) for c in (count, count + 1))
    for one, other in zip(fewer, more, strict=False):
        np.testing.assert_array_equal(one.test, other.test)
        np.testing.assert_array_equal(one.pool, other.pool)


def test_one_draw_is_the_study_it_was() -> None:
    assert "draws" not in design(1).settled()
    assert design(3).settled() == {**design(1).settled(), "draws": 3}
    first, same = (design(3).generator(2, "fine-tune", 5, index=i) for i in (0, 0))
    other = design(3).generator(2, "fine-tune", 5, index=1)
    plain = design(1).generator(2, "fine-tune", 5).integers(0, 1000, 4).tolist()
    assert first.integers(0, 1000, 4).tolist() == same.integers(0, 1000, 4).tolist() == plain
    assert other.integers(0, 1000, 4).tolist() != plain


def planned(count: int, test: str = "fresh", largest: int | None = None) -> Design:
    wishes = DesignSettings(m=20, sizes=5, smallest=10, largest=largest, draws=count, test=test)
    return plan_design(wishes, 0, twin=twins(90), target_size=100)


@pytest.mark.parametrize(("count", "left"), [(1, 280), (2, 260), (4, 220), (6, 210)])
def test_every_replicate_reaches_the_largest_n(count: int, left: int) -> None:
    plan = planned(count)
    assert plan.n[-1] == left
    assert all(len(draw(plan, r, twins(90), 100).source) >= left for r in range(20))
    assert planned(count, "fixed").n[-1] == 280


def test_groups_leave_room_for_every_draw() -> None:
    sizes = np.array([1, 2, 3, 30, 5, 9])
    groups = np.repeat(np.arange(6, dtype=np.int32), sizes)
    twin = np.full(300, -1, dtype=np.int32)
    twin[:60] = np.tile(np.arange(6, dtype=np.int32), 10)
    wishes = DesignSettings(m=5, sizes=5, smallest=10, test_fraction=0.1, draws=3)
    plan = plan_design(wishes, 0, twin=twin, target_size=50, groups=groups)
    for replicate in range(40):
        assert len(draw(plan, replicate, twin, 50, groups).source) >= plan.n[-1]


def test_numbers_of_draws_are_checked() -> None:
    assert DesignSettings(draws=3, order="diverse").draws == 3
    with pytest.raises(InputError, match="draws: found 0; input should be greater than or equal"):
        DesignSettings(draws=0)
    with pytest.raises(InputError, match=r"'nearest' depends on .* Use draws = 1, or order = "):
        DesignSettings(draws=2, order="nearest")
    with pytest.raises(InputError, match="up to 90 may be test materials of the 6 draws, which"):
        planned(6, largest=280)


def test_errors_are_the_mean_over_the_draws(small: Make, tmp_path: Path) -> None:
    # Nothing shared: the first draw is then that of a study with one.
    apart = {"overlap": "include", "methods": ["fine-tune", "direct", "zero-shot"]}
    one = serial(small(**apart), tmp_path / "one")
    three = serial(small(**apart, draws=3), tmp_path / "three")
    record = {d.trial: d for d in read_journal(tmp_path / "three" / "trials.jsonl").finished}
    before = {d.trial: d for d in read_journal(tmp_path / "one" / "trials.jsonl").finished}
    assert record.keys() == before.keys()
    for trial, done in record.items():
        assert done.pretraining is not None
        assert 0 <= done.pretraining <= done.seconds
        for row, plain in zip(done.rows, before[trial].rows, strict=True):
            assert (row.m, row.method) == (plain.m, plain.method)
            assert row.draws[0] == (plain.mae, plain.rmse)
            assert len(set(row.draws)) == 3
            np.testing.assert_allclose((row.mae, row.rmse), np.mean(row.draws, axis=0))
    assert len(three.curve.frame) == len(one.curve.frame)
    assert load_result(tmp_path / "three").design.draws == 3


def test_one_draw_leaves_no_trace_in_the_journal(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    for line in (tmp_path / "run" / "trials.jsonl").read_text().splitlines()[1:]:
        content = json.loads(line)
        if "replicate" not in content:
            continue
        parts = ["replicate", "n", "seconds", "rows", "fingerprint", "table", "by", "errors"]
        assert list(content) == parts
        assert all(list(row) == ["m", "method", "mae", "rmse"] for row in content["rows"])


def test_another_number_of_draws_is_another_study(small: Make, tmp_path: Path) -> None:
    serial(small(), tmp_path / "run")
    with pytest.raises(InputError, match="run of another study"):
        serial(small(draws=2), tmp_path / "run")


def test_a_run_with_draws_is_resumed_and_extended(small: Make, tmp_path: Path) -> None:
    assert serial(small(draws=2, replicates=2), tmp_path / "run").draws is None
    serial(small(draws=2, replicates=4), tmp_path / "run")
    fresh = serial(small(draws=2, replicates=4), tmp_path / "fresh")
    extended = load_result(tmp_path / "run")
    assert extended.draws is not None
    assert fresh.draws is not None
    assert extended.draws.share == fresh.draws.share
    pd.testing.assert_frame_equal(extended.curve.frame, fresh.curve.frame, check_exact=True)


def test_trials_with_draws_can_be_chosen(small: Make, tmp_path: Path) -> None:
    study = small(m=[10], draws=2, test="fixed", replicates=3)
    plain = serial(study, tmp_path / "run")
    chosen = serial(study, tmp_path / "run", time_budget=plain.seconds + 0.5)
    assert chosen.finished
    assert chosen.trials_done > plain.trials_done


def test_journals_with_draws_load() -> None:
    record = read_journal(JOURNALS / "version-1-draws.jsonl")
    assert record.finished[0] == Finished(
        Trial(0, 200),
        (
            Row(20, "fine-tune", 0.25, 0.5, ((0.2, 0.4), (0.3, 0.6))),
            Row(0, "zero-shot", 0.5, 0.75, ((0.5, 0.7), (0.5, 0.8))),
        ),
        1.25,
        1.0,
    )
    assert record.finished[1].trial == Trial(0, 0)


@pytest.mark.parametrize("wrong", ["[0.2]", "[0.2, NaN]", "0.2"])
def test_a_broken_draw_is_named(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "trials.jsonl"
    text = (JOURNALS / "version-1-draws.jsonl").read_text()
    path.write_text(text.replace("[0.2, 0.4]", wrong, 1))
    with pytest.raises(InputError, match="line 2"):
        read_journal(path)
