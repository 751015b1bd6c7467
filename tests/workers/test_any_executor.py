"""An executor of the user's, beyond the contract."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from simlaw.workers import AnyExecutor, Task, run_tasks, usable_cores


def test_whoever_made_it_ends_it() -> None:
    with ThreadPoolExecutor(1) as pool:
        with AnyExecutor(pool) as workers:
            assert workers.slots() == usable_cores()
        assert pool.submit(int, "3").result() == 3


class Broken(ThreadPoolExecutor):
    """A pool whose worker died; simlaw cannot make it anew."""

    asked = 0

    def submit(self, *_, **__):
        self.asked += 1
        raise BrokenProcessPool("a worker died")


def test_one_that_broke_is_not_asked_again() -> None:
    with Broken(1) as pool:
        with pytest.raises(BrokenProcessPool, match="a worker died"):
            run_tasks([Task(int)], AnyExecutor(pool, 1), lambda done: None)
        assert pool.asked == 1
