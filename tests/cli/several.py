"""A run folder whose trials follow a known joint law over several n and m."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

NS, MS, REPLICATES = (50, 200, 800, 3200), (25, 50, 100, 200), 6


def write_several(tiny: Path, folder: Path) -> Path:
    """Copy a finished run folder and put trials of a joint law in place of its own."""
    shutil.copytree(tiny, folder)
    plan = json.loads((folder / "plan.json").read_text())
    plan["m"], plan["ms"], plan["replicates"] = 100, list(MS), REPLICATES
    plan["design"] |= {"n": list(NS), "m": list(MS), "replicates": REPLICATES}
    (folder / "plan.json").write_text(json.dumps(plan))
    trials = folder / "trials.jsonl"
    head = trials.read_text().splitlines()[0]
    rng = np.random.default_rng(0)
    lines = [head]
    for replicate in range(REPLICATES):
        for n in NS:
            rows = []
            for m in MS:
                truth = (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05
                error = float(truth * np.exp(0.02 * rng.standard_normal()))
                rows.append({"m": m, "method": "fine-tune", "mae": error, "rmse": 1.2 * error})
            unit = {"replicate": replicate, "n": n, "seconds": 0.1, "rows": rows}
            lines.append(json.dumps(unit))
    trials.write_text("\n".join(lines) + "\n")
    return folder
