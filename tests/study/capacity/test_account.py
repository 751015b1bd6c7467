from __future__ import annotations

from simlaw.decide import CapacityFall
from simlaw.law import Estimate
from simlaw.study.capacity.account import CapacityAccount


def fall(m: int, low: float, high: float) -> CapacityFall:
    middle = (low + high) / 2
    return CapacityFall(m, 500, 1.0, 1 - middle, Estimate(middle, low, high, 0.9), 8)


def test_it_knows_at_which_m_the_network_limits_the_error() -> None:
    two = (fall(10, 0.03, 0.05), fall(20, 0.01, 0.05))
    found = CapacityAccount(500, "fine-tune", (16,), two, 7, 8, 12.5)
    assert [one.m for one in found.limited] == [10]
    assert set(found.falls) == {10, 20}
    content = found.to_dict()
    assert content["limited_at_m"] == [10]
    assert content["by_m"][1]["limited"] is False
    assert (content["hidden"], content["trials_done"]) == ([16], 7)
