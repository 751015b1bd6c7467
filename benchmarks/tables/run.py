"""How many tables are read right, asked about, or read wrongly without a word.

    python -m benchmarks.tables.run --pairs 10000 --faults 100

Outcomes are written one in a line as they come; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import multiprocessing.pool
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks.tables.faults import FAULTS, codes_with
from benchmarks.tables.read_back import RIGHT, WRONG, Outcome, outcome_of, tally

RECORD = Path("benchmarks/results/tables")


def main() -> None:
    """Run what is missing, and print the account."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--pairs", type=int, default=10_000)
    words.add_argument("--faults", type=int, default=100)
    words.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    words.add_argument("--record", type=Path, default=RECORD)
    asked = words.parse_args()
    asked.record.mkdir(parents=True, exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        outcomes = _pairs(pool, asked.pairs, asked.record / "pairs.jsonl")
        raised = _faults(pool, asked.faults, asked.record / "faults.json")
    print("\n".join(_account(outcomes, raised)))


def _pairs(pool: multiprocessing.pool.Pool, count: int, path: Path) -> list[Outcome]:
    done = {one.seed: one for one in known_outcomes(path)}
    missing = [seed for seed in range(count) if seed not in done]
    with path.open("a", encoding="utf-8") as file:
        for one in pool.imap_unordered(outcome_of, missing, chunksize=20):
            done[one.seed] = one
            # Of what is right without a word the seed tells all there is.
            plain = {key: value for key, value in asdict(one).items() if value}
            if one.result == RIGHT and not one.codes:
                plain.pop("detail", None)
            file.write(json.dumps(plain) + "\n")
            file.flush()
    return [done[seed] for seed in range(count)]


def known_outcomes(path: Path) -> Iterator[Outcome]:
    """Yield what a record holds."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        found = {"seed": 0, "known": False, **json.loads(line)}
        yield Outcome(**{**found, "codes": tuple(found.get("codes", ()))})


def _faults(pool: multiprocessing.pool.Pool, count: int, path: Path) -> dict[str, int]:
    known: dict[str, dict[str, int]] = json.loads(path.read_text()) if path.exists() else {}
    for code in FAULTS:
        if known.get(code, {}).get("of") == count:
            continue
        found = pool.map(partial(codes_with, code), range(count))
        known[code] = {"of": count, "raised": sum(code in codes for codes in found)}
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return {code: one["raised"] for code, one in known.items()}


def _account(outcomes: list[Outcome], raised: dict[str, int]) -> Iterator[str]:
    found = tally(outcomes)
    yield f"{found.pairs:,} pairs, {found.silently_wrong} wrong without a word."
    yield f"Known units: {found.right_without_question:.1%} right without a question."
    yield f"Warned without a fault: {found.warned_without_fault}."
    yield ""
    yield "| | " + " | ".join(sorted({*found.known, *found.unknown, WRONG})) + " |"
    for name, counts in (("units known", found.known), ("a unit unknown", found.unknown)):
        row = [f"{counts[key]:,}" for key in sorted({*found.known, *found.unknown, WRONG})]
        yield f"| {name} | " + " | ".join(row) + " |"
    yield ""
    yield from (f"{code}: {count}" for code, count in raised.items())


if __name__ == "__main__":
    main()
