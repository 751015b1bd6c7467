"""What the benchmarks of speed compute: counts, ratios, tables, and that the peers do the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench
from simlaw.transfer import TrainingRecipe

ROOM = Path(__file__).parents[2] / "benchmarks" / "engine"


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOM)


def test_flop_of_a_step_are_those_of_the_products_it_needs() -> None:
    from flop_count import gflops, step_flop

    batch, (a, b, c) = 3, (5, 4, 2)
    forward = [(batch, a, b), (batch, b, c)]
    weights = [(a, batch, b), (b, batch, c)]
    inputs = [(batch, c, b)]
    multiplied = sum(int(np.prod(shape)) for shape in (*forward, *weights, *inputs))
    assert step_flop((a, b, c), batch) == 2 * multiplied
    assert round(step_flop((190, 128, 64, 1), 128) / 1e6, 1) == 18.8
    assert gflops((190, 128, 64, 1), 128, 100, 1.0) == pytest.approx(1.8792448)


def test_ratio_of_paired_errors_has_the_scatter_of_its_rounds() -> None:
    from contest import ratio_of_errors

    rng = np.random.default_rng(0)
    found = []
    for _ in range(400):
        ours = rng.normal(2.0, 0.1, 20)
        found.append(ratio_of_errors(1.1 * ours + rng.normal(0, 0.1, 20), ours))
    assert np.mean([ratio.value for ratio in found]) == pytest.approx(1.1, abs=0.003)
    scatter = float(np.std([ratio.value for ratio in found]))
    assert np.mean([ratio.stderr for ratio in found]) == pytest.approx(scatter, rel=0.15)


def test_turns_are_taken_in_processes_of_their_own() -> None:
    from contest import Contender, alternate, bound

    with Contender(bound(_counts, 10)) as first, Contender(bound(_counts, 20)) as second:
        found = alternate({"first": first, "second": second}, 3)
        with pytest.raises(RuntimeError, match="ValueError: no seed is negative"):
            first.turn(-1)
    # The round that warms up is not among them.
    assert [turn["seconds"] for turn in found["first"]] == [12, 13, 14]
    assert [turn["seconds"] for turn in found["second"]] == [22, 23, 24]


def _counts(start: int) -> Any:
    count = [start]

    def turn(seed: int) -> dict[str, float]:
        if seed < 0:
            raise ValueError("no seed is negative")
        count[0] += 1
        return {"seconds": count[0]}

    return turn


def test_mean_curves_are_compared_trial_by_trial() -> None:
    from study_contest import curves

    ours = {(r, n, "fine-tune"): 1.0 + 0.1 * r for r in range(4) for n in (50, 500)}
    theirs = {key: value * (1.001 if key[1] == 50 else 1.05) for key, value in ours.items()}
    near, far = curves(ours, theirs)
    assert (near["n"], near["agree"], far["n"], far["agree"]) == (50, True, 500, False)
    assert far["apart"] == pytest.approx(0.05)
    with pytest.raises(RuntimeError, match="same trials"):
        curves(ours, {key: value for key, value in theirs.items() if key[0]})


def test_figures_below_their_aim_are_shown_as_such(tmp_path: Path) -> None:
    from bench_page import BEGIN, END, figures, write_page

    known = {"ratio_torch_best": 2.9, "ratio_sklearn": 5.0}
    lines = [line for line in figures(known).splitlines() if "Against" in line]
    assert [line.split("|")[4].strip() for line in lines] == ["**below**", "reached"]
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", encoding="utf-8")
    write_page(known, page)
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert figures(known) in text
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")


def test_the_plain_script_in_pytorch_finds_the_errors_of_the_study(inputs: StudyInputs) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (the extra 'bench')")
    import torch_study

    bench = Bench(inputs)
    for n in (40, 0):
        rows = {row.method: row.mae for row in bench.run(Trial(1, n)).rows}
        theirs = torch_study.trial(inputs, 1, n)
        assert {method for *_, method in theirs} == set(rows)
        for (_, _, method), error in theirs.items():
            assert error == pytest.approx(rows[method], rel=2e-3), method


@pytest.fixture
def inputs() -> StudyInputs:
    from simlaw.study.design.design import Design

    rng = np.random.default_rng(0)
    source, target = (rng.standard_normal((rows, 6), dtype=np.float32) for rows in (60, 40))
    return StudyInputs(
        source_descriptors=source,
        target_descriptors=target,
        source_values=source[:, 0] + 0.5 * source[:, 1].astype(np.float64) ** 2,
        target_values=1.2 * target[:, 0] + 0.5 * target[:, 1].astype(np.float64) ** 2,
        twin=np.full(60, -1, dtype=np.int32),
        design=Design(
            n=(20, 30, 40), m=(15,), replicates=2, test_size=10, overlap="include", seed=0
        ),
        recipe=TrainingRecipe(
            hidden=(16, 8), batch=8, least_steps=60, fine_tune_steps=40, direct_steps=40
        ),
    )
