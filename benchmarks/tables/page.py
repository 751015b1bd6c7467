"""Write docs/tables-tried.md from what is expected of each folder, and the last record of a run.

python -m benchmarks.tables.page > docs/tables-tried.md
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables.read_back import Tally, tally
from benchmarks.tables.run import RECORD, known_outcomes
from tests.cases.known_tables import EXPECTED, Expected

HEAD = """# Tables that were tried

What `simlaw init`, `check` and `run` make of tables as people have them. Three trials: made-up
tables of shapes in which real files were once read wrongly, random tables written from a known
truth, and tables with one fault each.

## Shapes that went wrong once

Each folder of `tests/cases/tables` goes from `init` through `check --json` to a finished `run`
(`tests/cases/test_tables_as_people_have_them.py`); a question is answered by the option that it
names.

| What is the matter | What simlaw does | Warnings and notes |
| --- | --- | --- |"""

RANDOM = """
## Random tables with a known truth

`benchmarks/tables/random_pair.py` writes pairs of tables in headers of public tables (each with
its source in `spellings.py`), with separators, encodings, decimal commas, remarks, missing cells,
uncertainties, identifiers and conditions drawn at random; a fifth has a unit that the reader does
not know, for which the right answer is a question. `init` proposes, the proposal is read as it is,
and every value of every material is compared with what was written.

```sh
python -m benchmarks.tables.run --pairs 10000 --faults 100
python -m benchmarks.tables.page > docs/tables-tried.md
```
"""

FAULTS = """
## One fault at a time

Of tables with one fault each (`benchmarks/tables/faults.py`), those in which its code was raised:

| Code | Raised |
| --- | --- |"""


def page(outcomes: Tally, raised: dict[str, dict[str, int]]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield HEAD
    yield from shapes()
    yield RANDOM
    known, unknown = outcomes.known, outcomes.unknown
    yield f"Of {outcomes.pairs:,} pairs **{outcomes.silently_wrong} were wrong without a word**."
    yield (
        f"Of {known.total():,} with units that the reader knows "
        f"{outcomes.right_without_question:.1%} were right without a question, and "
        f"{outcomes.warned_without_fault} of these had a warning, though nothing was wrong."
    )
    yield ""
    words = sorted({*known, *unknown, "right", "asked", "silently wrong"})
    yield "| | " + " | ".join(words) + " |"
    yield "| --- |" + " ---: |" * len(words)
    for name, counts in (("units known", known), ("a unit unknown", unknown)):
        yield f"| {name} | " + " | ".join(f"{counts[word]:,}" for word in words) + " |"
    yield FAULTS
    for code, found in sorted(raised.items()):
        yield f"| `{code}` | {found['raised']} of {found['of']} |"


def shapes() -> Iterator[str]:
    """Yield a row for each folder."""
    for one in EXPECTED.values():
        codes = ", ".join(f"`{code}`" for code in dict.fromkeys(one.codes))
        yield f"| {one.fault} | {_does(one)} | {codes} |"


def _does(one: Expected) -> str:
    if one.refused:
        return f"`check` and `run` refuse: {one.refused}"
    if one.says and not one.source:
        return f"`init` says: {one.says}"
    assert one.source is not None
    assert one.target is not None
    asked = f"asks: `{one.says}`; then " if one.says else ""
    sides = (
        f"'{column}' in {unit} ({count} materials)" if unit != "1" else f"'{column}' ({count})"
        for column, unit, count in (one.source, one.target)
    )
    return f"{asked}reads {' and '.join(sides)}"


def main() -> None:
    """Print the page."""
    raised = json.loads((RECORD / "faults.json").read_text(encoding="utf-8"))
    print("\n".join(page(tally(known_outcomes(Path(RECORD) / "pairs.jsonl")), raised)))


if __name__ == "__main__":
    main()
