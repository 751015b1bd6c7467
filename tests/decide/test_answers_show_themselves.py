"""Every answer has a short text of its own, in the terminal and in a notebook."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from tests.decide.laws import known

from simlaw.decide import (
    Costs,
    Price,
    Protocol,
    WantedError,
    compare_methods,
    compare_protocols,
    error_map,
    exchange,
    plan_for_error,
    plan_for_money,
    required_n_at_targets,
)
from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.law import LearningCurve, Note


@pytest.fixture(scope="module")
def joint() -> Any:
    return known()


def of_money(law: Any) -> Iterator[Any]:
    costs = Costs(Price(0.1), Price(30.0))
    plan = plan_for_money(law, costs, budget=5000.0, error=0.2)
    yield plan
    assert plan.spend is not None
    yield from (plan.spend, plan.spend.step, plan.spend.room, plan.cheapest)


def shown(answer: Any) -> str:
    """Return the text of an answer that is short, and the same in a notebook."""
    text = repr(answer)
    assert len(text.splitlines()) <= 12
    assert len(text) < 1200
    for ugly in ("array(", "object at", "nan", "np.float64"):
        assert ugly not in text
    page = answer._repr_html_()
    assert page.startswith("<p>")
    for line in text.splitlines():
        assert html.escape(line.strip())[:40] in page
    return text


def test_answers_of_the_joint_law(joint: Any) -> None:
    found = exchange(joint, 3200, 100, to_m=200)
    assert "one more measurement is worth" in shown(found)
    assert "simulations (interval" in shown(found.rate)
    assert "lines of equal error" in shown(error_map(joint, cells=10))
    texts = [shown(answer) for answer in of_money(joint)]
    assert "Cheapest way to an error of 0.2" in texts[0]
    assert "measurements, to n =" in texts[-1]


def test_answers_of_a_curve(make_curve: Callable[..., LearningCurve]) -> None:
    curve = make_curve(ms=(50, 100, 200))
    law = curve.fit(50, resamples=200)
    plan = plan_for_error(curve, law, WantedError(0.0225, 50), joint_law(curve))
    assert "by the joint law" in shown(plan)
    assert "Next round:" in shown(plan.step)
    assert "P(unreachable) = " in shown(plan.needed)
    assert "error 0.0" in shown(required_n_at_targets(law, most=5)[0])
    compared = compare_methods(curve, 50)
    assert "Methods at m = 50" in shown(compared)
    for one in (*compared.entries, *compared.differences.values()):
        shown(one)


def test_a_comparison_of_protocols(make_curve: Callable[..., LearningCurve]) -> None:
    frames = [make_curve(scatter=s).points(100) for s in (0.01, 0.02)]
    protocols = [
        Protocol.of(name, frame, cost)
        for name, frame, cost in zip(("short", "long"), frames, (1.0, 3.0), strict=True)
    ]
    found = compare_protocols(protocols)
    assert "short: error" in shown(found)
    for one in (found.headline, *found.pairs, found.pairs[0].crossing_n, *found.protocols):
        shown(one)


def test_notes_and_estimates_escape_what_they_hold() -> None:
    note = Note("odd", "The name <b>.")
    assert repr(note) == "odd: The name <b>."
    assert "&lt;b&gt;" in note._repr_html_()
    assert np.isfinite(len(repr(note)))
