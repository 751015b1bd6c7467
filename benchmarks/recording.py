"""What the record of every tested material costs, and what it saves when a table grows.

    python benchmarks/recording.py OUTPUT.json [--replicates 4] [--folder FOLDER]

The study is refractive-index (28,679 computed and 3,896 measured materials, m = 25 to 400). It is
run on the first half of its computed table, in the same folder on all of it, and on all of it in a
folder of its own. The cost of recording is what a worker and the process that records spend in it,
as a share of the seconds of a trial.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

import simlaw
from simlaw.study.design.design import Trial
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.prepare import prepare
from simlaw.study.run.record import BLOCKS, Beginning, Journal, read_journal
from simlaw.study.run.record_lines import Versions
from simlaw.study.run.recorded_errors import Target
from simlaw.study.run.trial import Bench
from simlaw.study.run_folder import TRIALS, errors_of
from simlaw.workers.place import Place

AGAIN = 200
"""Times that one trial is recorded to time it."""


def main() -> None:
    """Run the study three times and write what was found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("output", type=Path)
    words.add_argument("--replicates", type=int, default=4)
    words.add_argument("--folder", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        file = read_study_file(find_study("refractive-index"))
        study = load_study(file.settings, file.folder).with_settings(replicates=asked.replicates)
        found = {"replicates": asked.replicates, **_growth(study, folder), **_cost(study, folder)}
    asked.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


def _growth(study: simlaw.Study, folder: Path) -> dict[str, object]:
    rows = len(study.source)
    half = study.with_settings(source=study.source.take(np.arange(rows // 2)))
    found: dict[str, object] = {"rows": [rows // 2, rows]}
    known = 0
    for name, one, where in (
        ("half", half, "grown"),
        ("grown", study, "grown"),
        ("anew", study, "anew"),
    ):
        began = time.perf_counter()
        result = one.run(folder / where)
        wall = time.perf_counter() - began
        record = read_journal(folder / where / TRIALS)
        new = record.finished[known if name == "grown" else 0 :]
        found[name] = {
            "n": list(result.design.n),
            "trials_run": len(new),
            "trials_in_all": result.trials_done,
            "seconds_of_trials": round(sum(done.seconds for done in new), 1),
            "wall_seconds": round(wall, 1),
            "findings": [f.text for f in result.findings if f.code.startswith(("app", "table"))],
        }
        known = len(record.finished)
    return found


def _cost(study: simlaw.Study, folder: Path) -> dict[str, object]:
    prepared = prepare(study.source, study.target, study, Place(2))
    inputs = prepared.inputs
    record = read_journal(folder / "anew" / TRIALS)
    seconds = {done.trial: done.seconds for done in record.finished}
    bench = Bench(inputs)
    trial = Trial(0, min(inputs.design.n))
    done = bench.run(trial, with_errors=True)
    began = time.perf_counter()
    for _ in range(AGAIN):
        pickle.loads(pickle.dumps(done))
        inputs.fingerprint(Trial(0, max(inputs.design.n)), bench._draws(0)[0].source)
    ready = (time.perf_counter() - began) / AGAIN
    spent = {}
    target = Target(prepared.target_keys, inputs.target_values, inputs.groups).to_bytes()
    for name in ("summary", "materials"):
        with Journal(folder / name / TRIALS, inputs.design_digest) as journal:
            materials = target if name == "materials" else None
            journal.begin(Beginning(Versions({}), materials, len(inputs.target_values)))
            began = time.perf_counter()
            for number in range(AGAIN):
                journal.add(replace(done, trial=Trial(number, trial.n)))
            spent[name] = (time.perf_counter() - began) / AGAIN
    more = ready + spent["materials"] - spent["summary"]
    mean = float(np.mean(list(seconds.values())))
    bytes_of = {p: (folder / "anew" / p).stat().st_size for p in (BLOCKS, TRIALS, "errors.parquet")}
    count = len(record.finished)
    began = time.perf_counter()
    materials = errors_of(record, folder / "anew").read(record.finished, "1")
    for cell in materials.cells:
        materials.errors_of(*cell)
    return {
        "mean_seconds_of_a_trial": round(mean, 3),
        "seconds_of_recording_materials": {"worker": ready, "record": more - ready, "both": more},
        "share_of_a_mean_trial": more / mean,
        "bytes_of_a_trial": {name: round(size / count) for name, size in bytes_of.items()},
        "seconds_to_read_all_cells": round(time.perf_counter() - began, 2),
        "cells": len(materials.cells),
    }


if __name__ == "__main__":
    main()
