"""How fast simlaw's training is: against the processor, against its peers, and a whole study.

    python benchmarks/engine/bench.py            # all, some fifteen minutes on two cores
    python benchmarks/engine/bench.py --quick    # a rehearsal; its figures mean nothing
    python benchmarks/engine/bench.py --only peak sklearn

Prints every figure, adds them to ``benchmarks/results/engine.json`` and writes them into
``docs/engine-benchmarks.md``. Leave the machine alone meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench_page import PAGE, figures, write_page

RESULTS = Path(__file__).parents[1] / "results" / "engine.json"
PARTS = ("peak", "torch", "usual", "sklearn", "study")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "XLA_FLAGS")


def machine() -> dict[str, Any]:
    """Return what the figures were measured on and with."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next((x.partition(":")[2].strip() for x in lines if "model name" in x), model)
    packages = ("simlaw", "jax", "numpy", "torch", "scikit-learn", "joblib")
    return {
        "machine": f"{model}, {len(os.sched_getaffinity(0))} cores",
        "versions": ", ".join(f"{name} {version(name)}" for name in packages),
        "python": platform.python_version(),
        "measured": time.strftime("%Y-%m-%d"),
        "load_before": os.getloadavg()[0],
    }


def measure(parts: Sequence[str], *, quick: bool, blocks: int) -> Iterator[dict[str, Any]]:
    """Yield the figures of one part after the other."""
    import peers
    import study_contest
    from task import STUDY, save_task

    from simlaw.study.file.load_study import load_study
    from simlaw.study.file.read_study_file import read_study_file
    from simlaw.study.file.shipped_studies import find_study

    core = max(os.sched_getaffinity(0))
    epochs, rounds, few = (2.0, 2, 2) if quick else (30.0, 9, 5)
    path = find_study(STUDY)
    inputs = load_study(read_study_file(path).settings, path.parent).prepare().inputs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_task(folder, inputs.source_descriptors, inputs.source_values)
        if "peak" in parts:
            print("the engine beside products of matrices, on one core", flush=True)
            yield peers.against_peak(folder, core, rounds, epochs)
        if "torch" in parts:
            print("PyTorch's best settings", flush=True)
            settings, tried = peers.best_settings(folder, core, epochs / 3)
            print("beside PyTorch at these, on one core", flush=True)
            yield {
                "torch_settings_core_seconds": tried,
                **peers.against_torch(folder, core, rounds, epochs, settings),
            }
            yield peers.against_torch_wide(core, few, 10 if quick else 150, settings)
        if "usual" in parts:
            print("beside PyTorch as its users write it, on the whole machine", flush=True)
            yield peers.against_usual(folder, core, few, epochs)
        if "sklearn" in parts:
            print("beside scikit-learn, on one core", flush=True)
            yield peers.against_sklearn(folder, core, rounds, epochs)
    if "study" in parts:
        print("a whole study beside PyTorch with joblib, on the whole machine", flush=True)
        smaller = study_contest.study_inputs(inputs, quick=quick)
        yield study_contest.race(smaller, *((2, 2) if quick else (max(2, blocks), 4)))


def rounded(value: Any) -> Any:
    """Return numbers with four digits that count, also inside lists and dictionaries."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Rehearse; nothing is written.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--blocks", type=int, default=8, help="Of the study, 4 replicates each.")
    asked = parser.parse_args()
    # Contenders set their own threads; PyTorch as users run it is to find none set.
    for name in THREADS:
        os.environ.pop(name, None)
    began, here = time.perf_counter(), machine()
    known: dict[str, Any] = {}
    for found in measure(asked.only, quick=asked.quick, blocks=asked.blocks):
        # Read again each time: other benchmarks write into the same record.
        if RESULTS.exists() and not asked.quick:
            known = json.loads(RESULTS.read_text("utf-8"))
        known |= rounded({**here, **found})
        if not asked.quick:
            RESULTS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
            write_page(known)
    print(f"\n{figures(known)}\n\n{time.perf_counter() - began:.0f} s")
    if not asked.quick:
        print(f"written: {RESULTS}, {PAGE}")


if __name__ == "__main__":
    main()
