"""One process of `simlaw.workers.patient_processes`: tasks in on standard input, results out.

Run as ``python -m simlaw.workers.on_patient_process [MODULE:FUNCTION ARGUMENT...]``; the function
is called once before the first task. It is a separate program, not a forked child, so that a task
that hangs or crashes a library takes nothing else with it, and so that scripts and notebooks can
start such processes without a main guard.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import IO, Any

LENGTH = 8
"""Bytes before each message that say how long it is."""


def write_message(stream: IO[bytes], message: Any) -> None:
    """Write one message; it is read whole or not at all."""
    data = pickle.dumps(message)
    stream.write(len(data).to_bytes(LENGTH, "big") + data)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """Return the next message.

    Raises
    ------
    EOFError
        Where the stream ends, also in the midst of a message.
    """
    head = stream.read(LENGTH)
    length = int.from_bytes(head, "big")
    data = stream.read(length) if len(head) == LENGTH else b""
    if len(head) < LENGTH or len(data) < length:
        raise EOFError("the stream ended")
    return pickle.loads(data)


def answer(parcel: bytes) -> tuple[bool, Any]:
    """Return whether a task succeeded, and its result or what it raised."""
    from simlaw.workers.tasks import perform

    try:
        return True, perform(*pickle.loads(parcel))
    except Exception as error:  # belongs to whoever handed out the task
        return False, _portable(error)


def _portable(error: Exception) -> Exception:
    """Return an exception that can be sent: some cannot be made again from what they hold."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def main(preparation: list[str]) -> None:
    """Do tasks until standard input closes."""
    # Ctrl-C reaches the whole process group; the parent decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Libraries that print must not write between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if preparation:
        from simlaw.code_places import import_place

        import_place(preparation[0])(*preparation[1:])
    write_message(answers, "ready")
    while True:
        try:
            parcel: bytes = read_message(sys.stdin.buffer)
        except EOFError:
            return
        write_message(answers, answer(parcel))


if __name__ == "__main__":
    main(sys.argv[1:])
