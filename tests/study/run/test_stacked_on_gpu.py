"""Units on a graphics processor: the same code with trainings stacked, here on the processor."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simlaw import Study
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.record import read_journal
from simlaw.study.run.runner import trial_task
from simlaw.study.run.stacked_on_gpu import GraphicsProcessor
from simlaw.study.run.trial import Bench, InputsFolder
from simlaw.testing.workers import WORKERS_CHECKS, Asked

Make = Callable[..., Study]


def test_the_same_curve_as_one_by_one(small: Make, tmp_path: Path):
    def make() -> Study:
        return small(methods=["fine-tune", "direct", "zero-shot", "head-only"], replicates=3)

    alone = make().run(tmp_path / "alone", workers=1, progress=False).curve.frame
    stacked = make().run(
        tmp_path / "stacked", executor=GraphicsProcessor(4, platform="cpu"), progress=False
    )
    together = stacked.curve.frame
    keys = ["n", "m", "replicate", "method"]
    together, alone = (f.sort_values(keys, ignore_index=True) for f in (together, alone))
    assert together[keys].equals(alone[keys])
    assert np.allclose(together["mae"], alone["mae"], rtol=1e-4, atol=0)


def test_seconds_are_shared_out_and_units_come_once(small: Make, tmp_path: Path):
    study = small(replicates=4)
    study.run(tmp_path, executor=GraphicsProcessor(3, platform="cpu"), progress=False)
    finished = read_journal(tmp_path / "trials.jsonl").finished
    assert sorted((f.trial.replicate, f.trial.n) for f in finished) == sorted(
        (r, n) for r in range(4) for n in (0, 20, 60, 180)
    )
    assert all(f.seconds > 0 for f in finished)


def test_units_of_one_size_come_together():
    trials = [Trial(r, n) for r in range(5) for n in (50, 0, 10)]
    tasks = [trial_task(trial, InputsFolder("inputs")) for trial in trials]
    arranged = [task.label for task in GraphicsProcessor(2, platform="cpu").arranged(tasks)]
    assert [(u.replicate, u.n) for u in arranged[:6]] == [
        *((0, 50), (1, 50), (0, 10), (1, 10), (0, 0), (1, 0))
    ]
    assert set(arranged) == set(trials)


def test_without_a_graphics_processor_it_says_what_to_install():
    import jax

    if jax.default_backend() != "cpu":
        pytest.skip("this machine has a graphics processor")
    with pytest.raises(InputError, match=r"no GPU, only: cpu\..*pip install 'jax\[cuda12\]'"):
        GraphicsProcessor()


def test_a_unit_that_fails_stops_the_run_and_holds_up_no_other(
    small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    honest = Bench.run

    def one_fails(self: Bench, trial: Trial, **options):
        if trial == Trial(1, 60):
            raise InputError("diverged")
        return honest(self, trial, **options)

    monkeypatch.setattr(Bench, "run", one_fails)
    with pytest.raises(InputError, match="diverged"):
        small(replicates=4).run(
            tmp_path, executor=GraphicsProcessor(4, platform="cpu"), progress=False
        )
    assert not [t for t in threading.enumerate() if t.name.startswith("trial")]
    done = len(read_journal(tmp_path / "trials.jsonl").finished)
    monkeypatch.undo()
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    small(replicates=4).run(tmp_path, workers=1, progress=False)
    assert done < len(read_journal(tmp_path / "trials.jsonl").finished) == 16


@pytest.mark.parametrize("check", WORKERS_CHECKS, ids=lambda check: check.__name__)
def test_it_does_what_all_workers_must(check: Callable[[Asked, Path], None], tmp_path: Path):
    check(Asked(lambda: GraphicsProcessor(2, platform="cpu")), tmp_path)
