"""The page of the recipe follows from the cells on record, and the default is what it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from benchmarks.methods.recipe_page import ANCHORS, FORMER, SHARES, Rule, chosen, name_of


def surface(best_share: float, best_anchor: float) -> pd.DataFrame:
    """Errors of a case whose best setting is known."""
    errors = {
        name_of(share, anchor): np.exp(
            abs(share - best_share) + 0.1 * abs(np.log(anchor / best_anchor))
        )
        for share in SHARES
        for anchor in ANCHORS
    }
    index = pd.MultiIndex.from_tuples([(100, 50)], names=["m", "n"])
    return pd.DataFrame([errors], index=index)


def test_the_rule_of_least_error_is_chosen_without_the_case_left_out() -> None:
    cells = {"a": surface(0.9, 20.0), "b": surface(0.7, 80.0)}
    assert chosen(cells, without="b").share == 0.9
    assert chosen(cells, without="a").share == 0.7
    rule = chosen(cells, without="b")
    assert min(rule.limit, rule.samples / 100) == pytest.approx(20.0)


def test_between_strengths_that_were_tried_the_logarithm_is_linear() -> None:
    cell = surface(1.0, 20.0).iloc[0]
    middle = Rule(1.0, np.sqrt(200.0), 1e9).log_error(cell, 100)
    ends = [np.log(cell[name_of(1.0, one)]) for one in (10.0, 20.0)]
    assert middle == pytest.approx(np.mean(ends))
    assert FORMER.log_error(cell, 100) == pytest.approx(0.0)
