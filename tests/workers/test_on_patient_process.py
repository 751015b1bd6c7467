"""Messages between a process and its worker: whole or not at all."""

import io
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.workers.on_patient_process import _portable, answer, read_message, write_message
from simlaw.workers.tasks import Task


@given(st.lists(st.binary() | st.text() | st.integers(), max_size=4), st.integers(0, 200))
def test_what_is_cut_off_is_not_read(messages: list[object], lost: int) -> None:
    stream = io.BytesIO()
    for message in messages:
        write_message(stream, message)
    whole = stream.getvalue()
    kept = io.BytesIO(whole[: max(0, len(whole) - lost)])
    found: list[object] = []

    def read_on() -> None:
        while True:
            found.append(read_message(kept))

    with pytest.raises(EOFError):
        read_on()
    assert found == messages[: len(found)]
    assert len(found) == len(messages) or lost > 0


def test_a_result_or_what_was_raised() -> None:
    def parcel(*task: object) -> bytes:
        return pickle.dumps(Task(*task).parcel())

    assert answer(parcel(divmod, (7, 2))) == (True, (3, 1))
    succeeded, error = answer(parcel(divmod, (7, 0)))
    assert not succeeded
    assert isinstance(error, ZeroDivisionError)


def test_an_error_that_cannot_travel_is_told_in_words() -> None:
    class HereError(Exception):
        """Of a class that another process does not know."""

    assert str(_portable(HereError("what it said"))) == "HereError: what it said"
    error = ValueError("what it said")
    assert _portable(error) is error
