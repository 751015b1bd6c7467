"""What every descriptor that comes with simlaw says of itself and gives."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.block import Block, Descriptor, DescriptorFailure
from simlaw.errors import MaterialFailure
from simlaw.materials import KINDS


@pytest.mark.parametrize("name", list(DESCRIPTORS))
def test_it_says_what_it_is(name: str) -> None:
    descriptor = DESCRIPTORS[name]
    assert descriptor.name == name
    assert descriptor.kinds
    assert descriptor.kinds <= set(KINDS)
    assert isinstance(descriptor.uses_columns, bool)


@pytest.mark.parametrize("name", list(DESCRIPTORS))
def test_it_takes_what_the_protocol_says(name: str) -> None:
    wanted = inspect.signature(Descriptor.compute).parameters
    taken = inspect.signature(DESCRIPTORS[name].compute).parameters
    assert set(wanted) - {"self"} <= set(taken)
    for argument in ("columns", "workers", "progress"):
        assert taken[argument].kind is inspect.Parameter.KEYWORD_ONLY
        assert taken[argument].default == wanted[argument].default


def test_blocks_are_compared_as_objects() -> None:
    values = np.zeros((2, 1), dtype=np.float32)
    one, other = (Block(values, ("x",), [None, "no atoms"]) for _ in range(2))
    assert one == one
    assert one != other, "comparing arrays would have no one answer"


def test_a_failure_is_of_one_material() -> None:
    assert issubclass(DescriptorFailure, MaterialFailure)
    assert DescriptorFailure("it has no atoms").reason == "it has no atoms"
