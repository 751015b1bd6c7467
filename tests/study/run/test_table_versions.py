"""A computed table that grew: which version a run is on, and what stays of the old orders."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.record_lines import TableVersion
from simlaw.study.run.table_versions import longer, settle

Make = Callable[..., Study]
HERE = Path("run")


@pytest.fixture
def wishes(small: Make) -> Study:
    return small(n=None, sizes=4, smallest=20)


@pytest.fixture
def inputs(wishes: Study) -> StudyInputs:
    return wishes.prepare().inputs


def first(inputs: StudyInputs, rows: int) -> StudyInputs:
    """The inputs of a table that has the first rows only; sizes as if planned for it."""
    names = ("source_descriptors", "source_values", "source_prints", "twin")
    part = {name: all_[:rows] for name in names if (all_ := getattr(inputs, name)) is not None}
    return replace(inputs, **part, design=replace(inputs.design, n=(20, 50, 100, rows - 30)))


def versions(inputs: StudyInputs, wishes: Study, *rows: int, **options) -> list[TableVersion]:
    known: list[TableVersion] = []
    for count in rows:
        known.append(settle(known, first(inputs, count), wishes, HERE, **options).version)
    return known


def test_a_table_that_grew_is_a_version_after_the_last(inputs: StudyInputs, wishes: Study) -> None:
    known = versions(inputs, wishes, 140, 180, 240)
    assert [(one.number, one.after, one.grown) for one in known] == [
        (1, None, ()),
        (2, 1, (140,)),
        (3, 2, (140, 180)),
    ]
    assert [one.n for one in known] == [
        (20, 50, 100, 110),
        (20, 50, 100, 110, 150),
        (20, 50, 100, 110, 150, 210),
    ]
    for count, version in zip((140, 180, 240), known, strict=True):
        again = settle(known, first(inputs, count), wishes, HERE)
        assert again.version == version
        assert again.inputs.design.grown == version.grown


@pytest.mark.parametrize("replicate", range(3))
def test_rows_appended_follow_those_that_were_there(
    inputs: StudyInputs, wishes: Study, replicate: int
) -> None:
    known: list[TableVersion] = []
    orders = []
    for count in (140, 180, 240):
        settled = settle(known, first(inputs, count), wishes, HERE)
        known.append(settled.version)
        orders.append(settled.inputs.draw(replicate).source)
    for short, long in pairwise(orders):
        np.testing.assert_array_equal(long[: len(short)], short)
        assert set(long[len(short) :]).isdisjoint(short)
    assert orders[0].max() < 140
    # New rows are in random order among themselves, another in each replicate.
    tail = orders[2][len(orders[1]) :]
    assert (np.diff(tail) < 0).any()
    tails = [settled.inputs.draw(r).source[len(orders[1]) :].tolist() for r in range(5, 9)]
    assert len({tuple(one) for one in tails}) == 4


def test_a_version_of_one_table_keeps_the_order_of_a_new_folder(
    inputs: StudyInputs, wishes: Study
) -> None:
    alone = settle([], inputs, wishes, HERE).inputs
    np.testing.assert_array_equal(alone.draw(1).source, inputs.draw(1).source)
    assert alone.digest() == inputs.digest()


def test_to_draw_anew_is_a_version_after_none(inputs: StudyInputs, wishes: Study) -> None:
    known = versions(inputs, wishes, 140, 240)
    anew = settle(known, first(inputs, 240), wishes, HERE, redraw=True)
    assert (anew.version.number, anew.version.after, anew.version.grown) == (3, None, ())
    assert anew.version.n == known[1].n
    np.testing.assert_array_equal(anew.inputs.draw(0).source, inputs.draw(0).source)
    # Asked again, or no more: it stays that one.
    known.append(anew.version)
    for redraw in (True, False):
        again = settle(known, first(inputs, 240), wishes, HERE, redraw=redraw)
        assert again.version == anew.version


def test_to_draw_anew_where_nothing_grew_changes_nothing(
    inputs: StudyInputs, wishes: Study
) -> None:
    known = versions(inputs, wishes, 140)
    assert settle(known, first(inputs, 140), wishes, HERE, redraw=True).version == known[0]


def test_a_chosen_order_is_one_of_the_whole_table(inputs: StudyInputs, wishes: Study) -> None:
    nearest = replace(inputs, design=replace(inputs.design, order="nearest"))
    known = versions(nearest, wishes, 140, 240)
    assert [(one.after, one.grown) for one in known] == [(None, ()), (None, ())]


@pytest.mark.parametrize("change", ["value", "descriptor", "twin", "gone", "order"])
def test_a_table_that_was_changed_is_refused(
    inputs: StudyInputs, wishes: Study, change: str
) -> None:
    known = versions(inputs, wishes, 140)
    rows = np.arange(len(inputs.twin))
    changed = {
        name: np.array(getattr(inputs, name))
        for name in ("source_descriptors", "source_values", "twin")
    }
    if change == "value":
        changed["source_values"][17] += 1e-9
    elif change == "descriptor":
        changed["source_descriptors"][17, 0] += 1
    elif change == "twin":
        changed["twin"][17] = 3
    else:
        rows = np.delete(rows, 17) if change == "gone" else np.roll(rows, 1)
        changed = {name: array[rows] for name, array in changed.items()}
    bare = replace(inputs, source_prints=None, target_prints=None)
    known = versions(bare, wishes, 140)
    with pytest.raises(InputError, match=r"run of another study.*appended below its own"):
        settle(known, replace(bare, **changed), wishes, HERE)


def test_other_sizes_that_are_asked_for_are_planned(inputs: StudyInputs, wishes: Study) -> None:
    known = versions(inputs, wishes, 140)
    more = wishes.with_settings(sizes=5)
    assert settle(known, inputs, more, HERE).inputs.design.n == inputs.design.n
    listed = wishes.with_settings(n=[20, 60, 180])
    planned = replace(inputs, design=replace(inputs.design, n=(20, 60, 180)))
    assert settle(known, planned, listed, HERE).inputs.design.n == (20, 60, 180)


def test_appended_rows_that_differ_are_told(inputs: StudyInputs, wishes: Study) -> None:
    order = np.argsort(inputs.source_values, kind="stable")
    names = ("source_descriptors", "source_values", "source_prints", "twin")
    by_value = replace(inputs, **{name: getattr(inputs, name)[order] for name in names})
    assert "100 rows were appended to 140" in versions(by_value, wishes, 140, 240)[1].differs
    assert versions(inputs, wishes, 140, 240)[1].differs == ""


@pytest.mark.parametrize(
    ("sizes", "largest", "want"),
    [
        ((50, 100, 200), 200, (50, 100, 200)),
        ((50, 100, 200), 150, (50, 100)),
        ((50, 100, 200), 210, (50, 100, 200, 210)),
        ((50, 100, 200), 800, (50, 100, 200, 400, 800)),
    ],
)
def test_sizes_go_on_by_their_ratio(sizes: tuple, largest: int, want: tuple) -> None:
    assert longer(sizes, largest) == want
