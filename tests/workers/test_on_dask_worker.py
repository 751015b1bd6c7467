"""A worker makes sure of itself before it opens a task."""

import pickle
from pathlib import Path

import pytest

from simlaw.workers import on_dask_worker as remote
from simlaw.workers.tasks import Task


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process look as a worker that has done nothing, and leave its maths alone."""
    monkeypatch.setattr(remote, "_settled", False)
    monkeypatch.setattr(remote, "_prepared", set())
    monkeypatch.setattr(remote, "_calculated", lambda: False)
    monkeypatch.setattr(remote, "settle_maths", lambda: None)


def note(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("x")


@pytest.mark.usefixtures("fresh")
def test_another_version_is_refused_before_a_task_is_opened() -> None:
    wanted = (("simlaw", "9.9.9"), ("no-such-distribution", "1"))
    refused = remote.do_task(wanted, b"", b"no pickle")
    assert refused.kind == remote.UNFIT
    assert "no-such-distribution missing where this run has simlaw 9.9.9" in refused.text


@pytest.mark.usefixtures("fresh")
def test_a_process_that_has_calculated_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_calculated", lambda: True)
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    assert "restart it" in remote.make_ready(remote.versions()).text


@pytest.mark.usefixtures("fresh")
def test_preparation_is_done_once_for_each_that_is_asked(tmp_path: Path) -> None:
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    parcel = pickle.dumps(Task(divmod, (7, 2)).parcel())
    for path in (first, second, first, second):
        preparation = pickle.dumps(Task(note, (path,)).parcel())
        assert remote.do_task(remote.versions(), preparation, parcel) == (3, 1)
    assert [Path(path).read_text() for path in (first, second)] == ["x", "x"]
