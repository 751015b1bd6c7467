"""Run the case studies and write the page: ``python benchmarks/cases/run.py [NAME ...]``.

Every run resumes where it was stopped; a finished one is read, not repeated. Run folders lie in
``runs/cases``. With names only those runs are made; the page is written from all that are there.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from pathlib import Path

from page import page
from plan import CASES, METHODS, REPLICATES, Variant, variants
from record import record

from simlaw.errors import SimlawError
from simlaw.report import write
from simlaw.study import Study, StudyResult
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.origin import Origin
from simlaw.study.resolved_file import resolved_toml
from simlaw.workers.progress import Console

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "img" / "cases"
RESULTS = ROOT / "benchmarks" / "results" / "cases.json"


def run(
    variant: Variant, folder: Path, replicates: int, *, capacity: bool
) -> tuple[StudyResult, Study]:
    """Run one variant in its folder, or finish it, and write its report.

    With `capacity` its trials at the largest n are repeated with a larger network.
    """
    path = ROOT / "studies" / f"{variant.study}.toml"
    file = read_study_file(path)
    content = file.given()
    content["name"] = variant.name
    design = {**content.get("design", {}), **variant.design}
    if "n" in variant.design:
        design = {k: v for k, v in design.items() if k not in ("sizes", "smallest", "largest")}
    content["design"] = {**design, "methods": list(METHODS), "replicates": replicates}
    content.pop("law", None)
    settings = file.rewritten(content, path).settings
    study = load_study(settings, path.parent)
    command = ["python", "benchmarks/cases/run.py", variant.name]
    result = study.run(
        folder,
        watcher=Console(),
        origin=Origin(resolved_toml(settings, path.parent), shlex.join(command)),
        capacity=capacity,
    )
    write(result, folder)
    return result, study


def main() -> int:
    every = variants()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(every))
    parser.add_argument("--output", type=Path, default=ROOT / "runs" / "cases")
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--page-only", action="store_true", help="write the page from the record")
    parser.add_argument(
        "--capacity",
        action="store_true",
        help="repeat the trials at the largest n with twice the width and twice the steps",
    )
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in every]:
        parser.error(f"no case is called {unknown[0]!r}; there are {', '.join(every)}")
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in [] if asked.page_only else (asked.names or list(every)):
        print(f"\n== {name}", flush=True)
        began = time.perf_counter()
        try:
            result, study = run(
                every[name], asked.output / name, asked.replicates, capacity=asked.capacity
            )
        except SimlawError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        known[name] = record(result, study, asked.output / name, FIGURES)
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        kept = {n: known[n] for n in every if n in known}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    (ROOT / "docs" / "cases.md").write_text(page(CASES, known), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
