"""Who works: by name, as an object, or by default."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from simlaw.errors import InputError, MissingExtraError
from simlaw.workers import EXECUTORS, AnyExecutor, Place, Processes, Threads, workers_of


def test_names_objects_and_nothing() -> None:
    for given, kind in ((None, Processes), ("processes", Processes), ("threads", Threads)):
        workers = workers_of(Place(3, executor=given))
        assert isinstance(workers, kind)
        assert workers.slots() == 3
    with ThreadPoolExecutor(1) as pool:
        wrapped = workers_of(Place(5, executor=pool))
        assert isinstance(wrapped, AnyExecutor)
        assert wrapped.slots() == 5
        assert workers_of(Place(1, executor=wrapped)) is wrapped


def test_anything_with_submit_will_do() -> None:
    class Mine:
        def submit(self, function, *arguments):
            return (function, arguments)

    workers = workers_of(Place(1, executor=Mine()))
    assert isinstance(workers, AnyExecutor)


def test_what_is_none_is_said() -> None:
    with pytest.raises(
        InputError, match=r"executor: there is no executor 'proceses'.*Did you mean"
    ):
        workers_of(Place(1, executor="proceses"))
    with pytest.raises(InputError, match=r"executor: int is none.*processes, threads, dask"):
        workers_of(Place(1, executor=3))


def test_what_is_needed_is_asked_for_when_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "dask" in EXECUTORS
    with pytest.raises(MissingExtraError, match=r"simlaw\[dask\]"):
        workers_of(Place(1, executor="dask"))


def test_options_go_to_who_is_named() -> None:
    assert EXECUTORS["dask"].options == ("scheduler", "share")
    with pytest.raises(TypeError, match="scheduler"):
        workers_of(Place(1, executor="threads"), scheduler="tcp://127.0.0.1:9")
