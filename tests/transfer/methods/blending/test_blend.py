"""A blend: what it is made of, how it is weighed, and what it may not look at."""

from dataclasses import replace

import numpy as np
import pytest

from simlaw.testing.methods import M, N, SmallStudy
from simlaw.transfer import METHODS, Attempt, TransferMethod
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
