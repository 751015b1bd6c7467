"""Settings of descriptors."""

import pytest

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.settings import DescriptorSettings
from simlaw.errors import InputError


def test_one_or_several() -> None:
    assert DescriptorSettings("morgan").descriptors == ("morgan",)
    assert DescriptorSettings(["morgan", "columns"]).descriptors == ("morgan", "columns")


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_every_descriptor_is_allowed(name: str) -> None:
    assert DescriptorSettings(name, leave_out=["a*"]).leave_out == ("a*",)


@pytest.mark.parametrize("names", [[], "morgen", ["morgan", "morgen"], 3])
def test_others_are_refused(names: object) -> None:
    with pytest.raises(InputError, match="descriptor"):
        DescriptorSettings(names)  # type: ignore[arg-type]
