"""Chemprop's methods of ``examples/chemprop``: the contract, where chemprop is installed."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simlaw.code_places import import_place
from simlaw.errors import MissingExtraError

ROOT = Path(__file__).parents[1] / "examples" / "chemprop" / "src"

needs_chemprop = pytest.mark.skipif(
    find_spec("chemprop") is None,
    reason="chemprop is not installed: it needs an environment of its own, see examples/chemprop",
)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT)
    import simlaw_chemprop

    return simlaw_chemprop


@pytest.fixture
def quick(plugin: Any) -> Any:
    """Return settings of a network that trains in a second."""
    return plugin.GraphSettings(
        width=16, depth=2, passes=3, least_passes=1, tune_passes=4, direct_passes=4
    )


@pytest.mark.skipif(find_spec("chemprop") is not None, reason="chemprop is installed")
def test_without_chemprop_it_says_how_to_install_it(plugin: Any) -> None:
    for method in (plugin.CHEMPROP, plugin.CHEMPROP_DIRECT):
        with pytest.raises(MissingExtraError, match=r"pip install 'chemprop>=2\.3,<2\.4'"):
            method.ready()


def test_its_entry_points_lead_to_its_methods(plugin: Any) -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))["project"]
    points = project["entry-points"]["simlaw.methods"]
    found = {name: import_place(place) for name, place in points.items()}
    assert found == {one.name: one for one in (plugin.CHEMPROP, plugin.CHEMPROP_DIRECT)}


def test_passes_become_fewer_with_more_molecules(plugin: Any) -> None:
    settings = plugin.GraphSettings(passes=50, seen=200_000, least_passes=10)
    passes = [settings.pretraining_passes(n) for n in (50, 4_000, 10_000, 28_679)]
    assert passes == [50, 50, 20, 10]
    longer = replace(settings, tune_passes=400, direct_passes=600, measured_seen=100_000)
    passes = [longer.measured_passes(m, pretrained=True) for m in (100, 1_000, 20_000)]
    assert passes == [400, 100, 10]
    assert longer.measured_passes(100, pretrained=False) == 600


def test_kinds_without_molecules_are_refused(plugin: Any) -> None:
    from simlaw_chemprop.graphs import graphs_of

    with pytest.raises(ValueError, match="reads molecule, polymer, solution"):
        graphs_of(["NaCl"], "composition")


@pytest.mark.heavy
@needs_chemprop
@pytest.mark.filterwarnings("default")  # those of torch and lightning are not simlaw's
@pytest.mark.parametrize("which", ["CHEMPROP", "CHEMPROP_DIRECT"])
def test_it_keeps_the_contract_of_methods(plugin: Any, quick: Any, which: str) -> None:
    from simlaw.testing.methods import check_method

    check_method(replace(getattr(plugin, which), settings=quick))


@pytest.mark.heavy
@needs_chemprop
@pytest.mark.filterwarnings("default")
def test_solute_and_solvent_are_both_read(plugin: Any, quick: Any) -> None:
    from simlaw.testing.methods import ETHERS, SmallStudy

    solvents = ("O", "CCO", "vacuum")
    keys = [f"{ether}|{solvents[i % 3]}" for i, ether in enumerate(ETHERS)]
    study = SmallStudy.of(keys, "solution")
    method = replace(plugin.CHEMPROP, settings=quick)
    attempt = study.attempt(method)
    predicted = method.predict(attempt)
    assert predicted.shape == attempt.engine.target.values.shape
    assert np.isfinite(predicted).all()
    others = [f"{ether}|{solvents[(i + 1) % 3]}" for i, ether in enumerate(ETHERS)]
    again = method.predict(SmallStudy.of(others, "solution").attempt(method))
    assert not np.allclose(predicted, again)


@pytest.mark.heavy
@needs_chemprop
@pytest.mark.filterwarnings("default")
def test_frozen_message_passing_stays_as_it_was(plugin: Any, quick: Any) -> None:
    from simlaw.testing.methods import SmallStudy

    method = replace(plugin.CHEMPROP, settings=replace(quick, frozen=True))
    attempt = SmallStudy.of().attempt(method)
    begun = method.begin(attempt)
    before = [one.detach().clone() for one in begun.network.message_passing.parameters()]
    head = [one.detach().clone() for one in begun.network.predictor.parameters()]
    method.finish(attempt, begun)
    after = list(begun.network.message_passing.parameters())
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
    assert any(
        (a != b).any() for a, b in zip(head, begun.network.predictor.parameters(), strict=True)
    )
