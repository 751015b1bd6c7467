"""Ctrl-C and requests to end."""

import signal
import threading

import pytest

from simlaw.workers.interrupts import interrupts_held, stop_on_interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_is_a_flag_and_the_second_an_interrupt(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    flags = []

    def interrupted_twice() -> None:
        with stop_on_interrupt() as stopped:
            for _ in range(2):
                flags.append(stopped.is_set())
                signal.raise_signal(number)
                flags.append(stopped.is_set())

    with pytest.raises(KeyboardInterrupt):
        interrupted_twice()
    assert flags == [False, True, True]
    assert signal.getsignal(number) is before
    again = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
    assert f"finishing what is under way; {again} again to leave at once" in capsys.readouterr().err


def test_in_a_thread_signals_are_left_alone() -> None:
    before, found = signal.getsignal(signal.SIGINT), []

    def work() -> None:
        with stop_on_interrupt() as stopped:
            found.append((signal.getsignal(signal.SIGINT), stopped.is_set()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [(before, False)]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signal masks")
def test_held_interrupts_come_afterwards() -> None:
    reached = []

    def interrupted() -> None:
        with interrupts_held():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end of what must not be interrupted")

    # Whatever ran in this process before.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    finally:
        signal.signal(signal.SIGINT, before)
    assert reached
