"""A predictor of a study: its tables, its metric, its split and its scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from tests.small_study import SHORT

from simlaw import InputError, Study
from simlaw.tables.account import Origin
from simlaw.transfer.networks import NETWORKS
from simlaw.transfer.networks.mlp import MultilayerPerceptron


def test_the_card_tells_where_data_come_from(small: Callable[..., Study]) -> None:
    study = small(note="a try")
    origin = Origin("https://example.org/data", "CC-BY-4.0", "Somebody (2020)", "ab" * 32)
    study = replace(study, source=replace(study.source, origin=origin))
    card = study.train(workers=1, progress=False).card
    assert card.source.licence == "CC-BY-4.0"
    assert card.cite[0] == "Somebody (2020)"
    assert "s41524-025-01606-5" in card.cite[-1]
    assert card.note == "a try"
    assert card.numbers == ("x0", "x1", "x2")
    assert card.expected.overlap == "exclude"
    assert card.versions["simlaw"]


def test_a_path_of_the_users_does_not_go_into_the_card(small: Callable[..., Study]) -> None:
    study = small()
    origin = Origin("/home/somebody/secret/computed.csv")
    study = replace(study, source=replace(study.source, origin=origin))
    assert study.train(workers=1, progress=False).card.source.address == "computed.csv"


def test_squared_errors_are_what_a_study_of_them_asks_for(small: Callable[..., Study]) -> None:
    card = small(metric="rmse").train(workers=1, progress=False).card
    assert card.expected.metric == "rmse"
    assert all(part.centre == "mean" for part in card.parts)


@dataclass(frozen=True)
class Mine(MultilayerPerceptron):
    """A network of the user's."""

    name = "mine"


def test_a_network_that_needs_code_is_refused(small: Callable[..., Study]) -> None:
    NETWORKS.adopt(Mine())
    study = small(recipe=replace(SHORT, network="mine"))
    with pytest.raises(InputError, match=r"training\.network: 'mine' does not come with simlaw"):
        study.train(workers=1, progress=False)
