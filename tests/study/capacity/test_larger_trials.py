from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

import simlaw
from simlaw import Study, TrainingRecipe
from simlaw.errors import InputError
from simlaw.report import sentences
from simlaw.study.capacity.larger_trials import added_minutes
from simlaw.workers.progress import Silent

pytestmark = pytest.mark.heavy


@pytest.fixture
def narrow(small: Callable[..., Study]) -> Study:
    """Return a study whose network is too small for its table."""
    recipe = TrainingRecipe(
        hidden=(1,), epochs=20, least_steps=60, fine_tune_steps=40, direct_steps=40
    )
    return small(recipe=recipe, replicates=4)


def test_the_trials_at_the_largest_n_are_repeated_and_kept(narrow: Study, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    plain = narrow.run(folder, workers=1, progress=False)
    assert plain.capacity is None
    assert not (folder / "capacity").exists()
    record = (folder / "trials.jsonl").read_bytes()
    found = narrow.run(folder, workers=1, progress=False, capacity=True)
    assert (folder / "trials.jsonl").read_bytes() == record
    assert found.curve.frame.equals(plain.curve.frame)
    assert found.capacity is not None
    assert found.capacity.hidden == (2,)
    assert found.capacity.n == 180
    assert (found.capacity.trials_done, found.capacity.trials_total) == (4, 4)
    assert [one.m for one in found.capacity.by_m] == [10, 20]
    assert all(one.replicates == 4 for one in found.capacity.by_m)
    assert simlaw.load_result(folder).capacity == found.capacity
    schema = json.loads(
        (resources.files("simlaw") / "schemas/study-result.schema.json").read_text()
    )
    content = json.loads((folder / "result.json").read_text("utf-8"))
    jsonschema.validate(content, schema)
    assert content["found"]["capacity"] == found.capacity.to_dict()
    assert any("network limits the error" in text or "The network, and" in text
               for text in sentences(found))  # fmt: skip


def test_what_is_done_is_not_repeated_and_what_is_missing_is(narrow: Study, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    first = narrow.run(folder, workers=1, progress=False, capacity=True)
    record = folder / "capacity/trials.jsonl"
    whole = record.read_bytes()
    again = narrow.run(folder, workers=1, progress=False, capacity=True)
    assert record.read_bytes() == whole
    assert again.capacity == first.capacity
    # A crash while a line is written tears it; its trial runs again.
    record.write_bytes(whole[:-40])
    torn = simlaw.load_result(folder).capacity
    assert torn is not None
    assert (torn.trials_done, torn.trials_total) == (3, 4)
    healed = narrow.run(folder, workers=1, progress=False, capacity=True).capacity
    assert healed is not None
    assert first.capacity is not None
    assert healed.by_m == first.capacity.by_m


def test_more_replicates_are_added_to_the_record(narrow: Study, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    narrow.run(folder, workers=1, progress=False, capacity=True)
    more = narrow.with_settings(replicates=5)
    grown = more.run(folder, workers=1, progress=False).capacity
    assert grown is not None
    assert (grown.trials_done, grown.trials_total) == (4, 5)
    assert "4 of 5 are done" in " ".join(sentences(simlaw.load_result(folder)))
    whole = more.run(folder, workers=1, progress=False, capacity=True).capacity
    assert whole is not None
    assert (whole.trials_done, whole.trials_total) == (5, 5)


def test_it_is_the_same_trial_but_for_the_network(
    small: Callable[..., Study], narrow: Study, tmp_path: Path
) -> None:
    run = narrow.run(tmp_path / "a", workers=1, progress=False, capacity=True)
    wide = narrow.with_settings(recipe=narrow.recipe.with_twice_the_capacity())
    other = wide.run(tmp_path / "b", workers=1, progress=False)
    assert run.capacity is not None
    for fall in run.capacity.by_m:
        theirs = other.mean(fall.m)
        assert fall.larger == pytest.approx(float(theirs["error"].iloc[-1]))


def test_without_errors_of_materials_replicates_are_paired(narrow: Study, tmp_path: Path) -> None:
    study = narrow.with_settings(record="summary")
    found = study.run(tmp_path / "run", workers=1, progress=False, capacity=True).capacity
    assert found is not None
    assert len(found.by_m) == 2
    assert not (tmp_path / "run/capacity/errors.bin").exists()


def test_the_added_time_is_said_before_it_is_spent(narrow: Study, tmp_path: Path) -> None:
    class Listening(Silent):
        def __init__(self) -> None:
            self.heard: list[str] = []

        def stage(self, text: str):  # type: ignore[no-untyped-def]
            self.heard.append(text)
            return super().stage(text)

    ear = Listening()
    narrow.run(tmp_path / "run", workers=1, watcher=ear, capacity=True)
    told = [text for text in ear.heard if "twice the width and steps" in text]
    assert len(told) == 1
    assert told[0].startswith("4 trials with twice the width and steps")


def test_four_times_the_weights_and_twice_the_steps_take_eight_times_as_long_at_most() -> None:
    larger = TrainingRecipe(hidden=(2_000, 2_000)).with_twice_the_capacity()
    assert added_minutes(larger, 10, 60.0) == pytest.approx(8, rel=0.02)


def test_a_damaged_record_is_named(narrow: Study, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    narrow.run(folder, workers=1, progress=False, capacity=True)
    record = folder / "capacity/trials.jsonl"
    lines = record.read_text("utf-8").splitlines()
    lines[-2] = "{nonsense"
    record.write_text("\n".join([*lines, ""]), "utf-8")
    with pytest.raises(InputError, match=r"capacity/trials\.jsonl, line"):
        simlaw.load_result(folder)
