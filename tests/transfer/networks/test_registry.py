"""Every network that comes with simlaw keeps the contract, and is found by its name."""

import pytest

from simlaw.errors import InputError
from simlaw.testing.networks import NETWORK_CHECKS, Check
from simlaw.transfer import NETWORKS
from simlaw.transfer.networks.registry import DEFAULT_NETWORK


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("check", NETWORK_CHECKS, ids=lambda check: check.__name__)
def test_a_network_keeps_the_contract(name: str, check: Check) -> None:
    check(NETWORKS[name])


def test_names_are_those_of_the_registry() -> None:
    assert all(network.name == name for name, network in NETWORKS.items())
    assert next(iter(NETWORKS)) == DEFAULT_NETWORK == "mlp"


def test_a_network_that_lacks_something_is_refused() -> None:
    with pytest.raises(InputError, match=r"is no network: it has no .*`apply_head`"):
        NETWORKS.find(object())  # type: ignore[arg-type]
