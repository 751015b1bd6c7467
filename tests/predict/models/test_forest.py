"""Trees as arrays: the answers of scikit-learn, and nothing that could run in a circle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor, ExtraTreeRegressor

from simlaw.predict.models.batch import Batch
from simlaw.predict.models.forest import LEAF, ForestModel, Trees
from simlaw.transfer.methods.extra_trees import ExtraTrees
from simlaw.transfer.scaler import Scaler


def rows(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 6)).astype(np.float32)


def values(table: np.ndarray) -> np.ndarray:
    return (table[:, 0] * table[:, 1] + np.abs(table[:, 2])).astype(np.float64)


@pytest.fixture(scope="module")
def forest() -> ExtraTrees:
    table = rows(300)
    return ExtraTrees(1, trees=20).fit(table.astype(np.float64), values(table))


def test_the_answers_of_each_tree_are_those_of_scikit_learn(forest: ExtraTrees) -> None:
    trees = Trees.of(forest.grown, np.arange(6))
    new = rows(1000, seed=1)
    wanted = forest.answers(new.astype(np.float64))
    assert np.abs(trees.answers(new) - wanted).max() < 1e-12
    # At a threshold itself a row goes to the left, as there.
    tree = forest.grown[0].tree_
    edge = new[:1].copy()
    edge[0, tree.feature[0]] = np.float32(tree.threshold[0])
    assert trees.answers(edge)[0, 0] == forest.answers(edge.astype(np.float64))[0, 0]


@pytest.mark.parametrize("leaves", [None, 7])
def test_trees_grown_in_another_order_are_read_too(leaves: int | None) -> None:
    # With a bound on its leaves a tree of scikit-learn is grown best first.
    table = rows(200)
    grown = tuple(
        kind(max_leaf_nodes=leaves, random_state=0).fit(table, values(table))
        for kind in (DecisionTreeRegressor, ExtraTreeRegressor)
    )
    trees = Trees.of(grown, np.arange(6))
    new = rows(200, seed=2)
    wanted = np.array([tree.predict(new) for tree in grown])
    assert np.abs(trees.answers(new) - wanted).max() < 1e-12
    assert trees.problem(6) == ""


def test_columns_get_the_names_of_the_whole_table(forest: ExtraTrees) -> None:
    trees = Trees.of(forest.grown, np.array([9, 8, 7, 6, 5, 4]))
    wide = np.zeros((50, 10), dtype=np.float32)
    wide[:, [9, 8, 7, 6, 5, 4]] = rows(50, seed=3)
    wanted = forest.answers(rows(50, seed=3).astype(np.float64))
    assert np.abs(trees.answers(wide) - wanted).max() < 1e-12
    assert trees.problem(10) == ""
    assert "column" in trees.problem(9)


def test_a_tree_of_one_leaf_answers_everyone() -> None:
    tree = Trees(np.array([0, 1]), np.array([LEAF]), np.array([0]), np.array([2.5]))
    assert tree.problem(1) == ""
    assert tree.answers(rows(4)).tolist() == [[2.5] * 4]
    assert tree.answers(rows(0)).shape == (1, 0)


@pytest.mark.parametrize(
    ("name", "place", "value", "said"),
    [
        ("right", 0, 0, "behind"),
        ("right", 0, 1, "behind"),
        ("right", 0, -3, "behind"),
        ("right", 0, 10**9, "behind"),
        ("column", 0, 6, "column"),
        ("column", 0, -2, "column"),
        ("number", 0, np.nan, "finite"),
        ("number", -1, np.inf, "finite"),
        ("starts", 0, 1, "whole trees"),
        ("starts", -1, 5, "whole trees"),
        ("starts", 1, 0, "whole trees"),
    ],
)
def test_nodes_that_lead_nowhere_or_in_a_circle_are_seen(
    forest: ExtraTrees, name: str, place: int, value: float, said: str
) -> None:
    trees = Trees.of(forest.grown, np.arange(6))
    wrong = getattr(trees, name).copy()
    wrong[place] = value
    assert said in replace(trees, **{name: wrong}).problem(6)


def test_the_last_node_of_a_tree_has_no_children(forest: ExtraTrees) -> None:
    trees = Trees.of(forest.grown, np.arange(6))
    wrong = trees.column.copy()
    wrong[trees.starts[1] - 1] = 0
    assert "behind" in replace(trees, column=wrong).problem(6)
    short = replace(trees, right=trees.right[:-1])
    assert "length" in short.problem(6)


def test_a_prediction_is_one_more_column() -> None:
    table, new = rows(200), rows(60, seed=4)
    column = table[:, 0].astype(np.float64) * 3
    scaler = Scaler.fit(table)
    inputs = np.column_stack([scaler.scaled(table, 6.0), (column - 1.0) / 2.0])
    grown = ExtraTrees(0, trees=10).fit(inputs, values(table))
    model = ForestModel(Trees.of(grown.grown, np.arange(7)), scaler, 6.0, 0, 1.0, 2.0)
    other = new[:, 0].astype(np.float64) * 3
    wanted = grown.answers(np.column_stack([scaler.scaled(new, 6.0), (other - 1.0) / 2.0]))
    assert np.abs(model.at(Batch(new, (other,))) - wanted).max() < 1e-12
