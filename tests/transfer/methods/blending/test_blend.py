"""A blend: what it is made of, how it is weighed, and what it may not look at."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simlaw
from simlaw import Study
from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Bench
from simlaw.testing.methods import M, N, SmallStudy
from simlaw.transfer import METHODS, Attempt, TrainingRecipe, TransferMethod
from simlaw.transfer.methods import transfers
from simlaw.transfer.methods.blending import blend as blend_module
from simlaw.transfer.methods.blending.blend import BLEND, Blend
from simlaw.transfer.methods.blending.inner_folds import Learned, Places
from simlaw.transfer.methods.blending.simplex_weights import blend_weights

pytest.importorskip("sklearn")

STUDY = SmallStudy.of()


def attempt(m: int = 25, n: int = N) -> Attempt:
    return STUDY.attempt(METHODS["blend"], n=n, m=m)


def held_at(value: float, off: float = 0.0):
    """Return a part that knows its training materials up to `off` and predicts one value."""

    def part(one: Attempt, folds: tuple[Places, ...]) -> Learned:
        size = len(one.target_descriptors)
        signs = np.where(np.arange(len(one.rows)) % 2, 1.0, -1.0)
        seen = one.target_values + off * signs if folds else np.empty(0)
        return Learned(np.full(size, value), seen)

    return part


def of_two(**parts: Blend) -> Blend:
    return Blend("two", "two parts", {"good": parts["good"]}, {"bad": parts["bad"]})


def test_it_is_a_transfer_method_and_names_its_parts() -> None:
    assert transfers(METHODS["blend"])
    assert BLEND.parts == (*BLEND.both, *BLEND.alone)
    assert {"residual", "extra-trees-column"} <= set(BLEND.both)
    assert {"direct", "extra-trees"} <= set(BLEND.alone)


def test_parts_that_would_have_been_right_get_the_weight() -> None:
    two = of_two(good=held_at(1.0, off=0.0), bad=held_at(5.0, off=3.0))
    found = two.predict(attempt(m=25))
    assert np.ptp(found) == 0
    weights = two.weights(two.learn(attempt(m=25)), attempt(m=25).target_values)
    assert weights["good"] == pytest.approx(0.9)
    np.testing.assert_allclose(found, weights["good"] + 5.0 * weights["bad"])


def test_with_few_materials_weights_are_equal() -> None:
    two = of_two(good=held_at(1.0), bad=held_at(5.0, off=3.0))
    np.testing.assert_allclose(two.predict(attempt(m=M)), 3.0)


def test_a_single_group_is_not_set_aside() -> None:
    two = of_two(good=held_at(1.0), bad=held_at(5.0, off=3.0))
    one = replace(attempt(m=25), groups=np.zeros(len(STUDY.target.values), np.int32))
    np.testing.assert_allclose(two.predict(one), 3.0)
    assert np.isfinite(BLEND.predict(one)).all()


def test_every_part_says_what_it_had_not_seen() -> None:
    """With other values on one fold, no part says another thing of that fold."""
    given = attempt()
    before = BLEND.learn(given)
    fold = blend_module.inner_folds(given)[1]
    values = STUDY.target.values.copy()
    values[given.rows[fold]] += 0.05
    moved = replace(STUDY, target=replace(STUDY.target, values=values))
    after = BLEND.learn(moved.attempt(METHODS["blend"], m=25))
    assert set(before) == set(after)
    for name, first in before.items():
        second = after[name]
        if name in ("residual", "smooth"):
            continue  # their settings, not their fits, are chosen on all materials
        np.testing.assert_array_equal(first.held_out[fold], second.held_out[fold], err_msg=name)
        assert not np.array_equal(first.predicted, second.predicted), name


def test_it_is_the_weighed_sum_of_its_parts() -> None:
    given = attempt()
    learned = BLEND.learn(given)
    weights = blend_weights(
        np.column_stack([one.held_out for one in learned.values()]), given.target_values
    )
    expected = sum(w * one.predicted for w, one in zip(weights, learned.values(), strict=True))
    np.testing.assert_allclose(BLEND.predict(given), expected)


def test_what_does_not_depend_on_n_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(one: Attempt, folds: tuple[Places, ...]) -> Learned:
        calls.append(len(one.rows))
        return held_at(2.0)(one, folds)

    two = Blend("counted", "counted", {"good": held_at(1.0)}, {"counted": counted})
    given = attempt()
    other = STUDY.attempt(METHODS["blend"], n=2 * N, m=25)
    same = replace(given, pretrained=other.pretrained)
    two.predict(given)
    two.predict(same)
    assert calls == [25]
    two.predict(replace(given, rows=given.rows[:21]))
    assert calls == [25, 21]
    elsewhere = replace(given, generator=lambda purpose: np.random.default_rng(7))
    two.predict(elsewhere)
    assert calls == [25, 21, 25]
    monkeypatch.setattr(blend_module, "KEPT", 1)
    two.predict(replace(given, rows=given.rows[:22]))
    two.predict(given)
    assert calls == [25, 21, 25, 22, 25]


def test_parts_on_the_measurements_alone_do_not_change_with_the_source() -> None:
    few, many = BLEND.learn(attempt(n=10)), BLEND.learn(attempt(n=2 * N))
    for name in set(few) & set(many):
        same = np.array_equal(few[name].predicted, many[name].predicted)
        assert same is (name in BLEND.alone), name


@pytest.mark.parametrize(("off", "grown"), [(2.0, True), (9.0, False)])
def test_a_slow_part_is_left_out_where_its_scout_does_much_worse(off: float, grown: bool) -> None:
    scouted = Blend(
        "scouted", "with a scout", {"slow": held_at(7.0, off=1.0), "quick": held_at(1.0, off=2.0)},
        {"scout": held_at(3.0, off=off)}, {"slow": "scout"},
    )  # fmt: skip
    assert list(scouted.learn(attempt())) == (["slow"] if grown else []) + ["quick", "scout"]
    assert list(scouted.learn(attempt(m=M))) == ["slow", "quick", "scout"]


def test_it_asks_for_scikit_learn_before_a_trial() -> None:
    method: TransferMethod = BLEND
    assert method.ready() is None


def table(count: int, start: int, name: str) -> simlaw.PropertyTable:
    x = np.random.default_rng(start).standard_normal((count, 3))
    rows = {"id": [f"s{start + i}" for i in range(count)], "y": x[:, 0] + np.abs(x[:, 1])}
    frame = pd.DataFrame({**rows, **{f"x{i}": x[:, i] for i in range(3)}})
    return simlaw.read_table(
        frame, kind="label", material="id", value="y", name=name, columns=("x0", "x1", "x2")
    )


def test_a_study_may_be_about_it_and_the_order_of_trials_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    short = TrainingRecipe(hidden=(8,), epochs=2, least_steps=20, fine_tune_steps=20)
    study = Study(
        table(120, 0, "computed"), table(80, 1000, "measured"), descriptor="columns",
        m=[10, 24], n=[20, 40, 80], replicates=2, recipe=short, method="blend",
        methods=("fine-tune", "blend", "direct"),
    )  # fmt: skip
    curve = study.run(tmp_path / "run", workers=1, progress=False).curve
    mean = curve.mean(m=24, method="blend")
    assert mean["n"].tolist() == [20, 40, 80]
    # A fresh bench, whose parts without computed data are not at hand, in another order.
    bench = Bench(study.prepare(workers=1).inputs)
    for n in (20, 80):
        rows = {(row.method, row.m): row.mae for row in bench.run(Trial(1, n)).rows}
        frame = curve.frame
        kept = frame[
            (frame["replicate"] == 1) & (frame["n"] == n) & (frame["m"] == 24)
            & (frame["method"] == "blend")
        ]  # fmt: skip
        assert kept["mae"].tolist() == [rows["blend", 24]]
