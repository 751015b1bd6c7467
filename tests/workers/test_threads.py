"""Threads of this process, beyond the contract."""

import threading

from simlaw.workers import Task, Threads


def test_they_share_this_process_and_are_gone_afterwards() -> None:
    with Threads(2) as workers:
        name = workers.start(Task(lambda: threading.current_thread().name)).result()
    assert name.startswith("simlaw")
    assert name not in {thread.name for thread in threading.enumerate()}


def test_after_an_interrupt_nobody_waits_for_a_thread() -> None:
    gate = threading.Event()
    workers = Threads(1)
    under_way, waiting = (workers.start(Task(gate.wait, (30,))) for _ in range(2))
    workers.close(at_once=True)
    assert waiting.cancelled()
    gate.set()
    assert under_way.result(30)
