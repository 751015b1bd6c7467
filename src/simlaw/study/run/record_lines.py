"""The lines of a record: finished trials, and what several of them share, as JSON and back."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, TypeAlias

from simlaw.disk.blocks import Span
from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, Kept, Row


@dataclass(frozen=True)
class Versions:
    """What trials ran with.

    Attributes
    ----------
    libraries
        Versions of the libraries that shape the numbers.
    methods
        Fingerprints of the methods that do not come with simlaw.
    """

    libraries: dict[str, str]
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableVersion:
    """A state of the computed table that trials ran on.

    Attributes
    ----------
    number
        From 1.
    rows
        How many of its rows have a descriptor and a value.
    digest
        Of these rows, see `simlaw.study.run.inputs.StudyInputs.table_digest`.
    grown
        Numbers of rows of the earlier versions that every order begins with.
    after
        The version that this one continues, whose trials are trials of this one too; None where
        all orders were drawn anew.
    n
        Source sizes that were planned.
    asked
        What they were planned from: the study's n, or sizes, smallest and largest.
    differs
        How the appended rows differ from those before, as a sentence; empty where no difference
        shows.
    """

    number: int
    rows: int
    digest: str
    grown: tuple[int, ...] = ()
    after: int | None = None
    n: tuple[int, ...] = ()
    asked: tuple[Any, ...] = ()
    differs: str = ""


@dataclass(frozen=True)
class TargetPart:
    """Where the record keeps the materials that trials are tested on.

    Attributes
    ----------
    materials
        How many there are.
    span
        Of the file of blocks.
    """

    materials: int
    span: Span


Line: TypeAlias = Finished | Versions | TableVersion | TargetPart


def line_of(item: Line) -> bytes:
    """Return what is written of a part of a record, without the end of the line."""
    if isinstance(item, Finished):
        content = _of_trial(item)
    elif isinstance(item, Versions):
        content = {"versions": item.libraries}
        if item.methods:
            content["methods"] = list(item.methods)
    elif isinstance(item, TargetPart):
        content = {"target": item.materials, "errors": _of_span(item.span)}
    else:
        content = {"table": item.number}
        content |= {k: v for k, v in asdict(item).items() if k != "number" and v not in (None, "")}
    return json.dumps(content, allow_nan=False).encode()


def read_line(line: bytes) -> Line:
    """Return the part of a record that a line holds.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it holds none.
    """
    content = json.loads(line)
    if not isinstance(content, dict):
        raise ValueError("not an object of JSON")
    if "replicate" in content:
        return _trial(content)
    if "versions" in content:
        libraries = {str(name): str(version) for name, version in dict(content["versions"]).items()}
        return Versions(libraries, tuple(map(str, content.get("methods", ()))))
    if "target" in content:
        return TargetPart(int(content["target"]), _span(content["errors"]))
    after = content.get("after")
    return TableVersion(
        number=int(content["table"]),
        rows=int(content["rows"]),
        digest=str(content["digest"]),
        grown=tuple(map(int, content.get("grown", ()))),
        after=None if after is None else int(after),
        n=tuple(map(int, content.get("n", ()))),
        asked=tuple(_tuple(one) for one in content.get("asked", ())),
        differs=str(content.get("differs", "")),
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _of_trial(done: Finished) -> dict[str, Any]:
    """Return what is written of a finished trial; with one draw, nothing is said of draws."""
    content: dict[str, Any] = {
        "replicate": done.trial.replicate,
        "n": done.trial.n,
        "seconds": round(done.seconds, 4),
    }
    if done.pretraining is not None:
        content["pretraining"] = round(done.pretraining, 4)
    rows = [asdict(row) for row in done.rows]
    for row in rows:
        if not row["draws"]:
            del row["draws"]
        if others := row.pop("others"):
            row["others"] = dict(others)
    content["rows"] = rows
    if done.fingerprint:
        content |= {"fingerprint": done.fingerprint, "table": done.table, "by": done.versions}
    if done.kept:
        content["errors"] = _of_span(done.kept[0].span)
    return content


def _trial(content: dict[str, Any]) -> Finished:
    rows = tuple(
        Row(
            int(r["m"]),
            str(r["method"]),
            float(r["mae"]),
            float(r["rmse"]),
            tuple((float(mae), float(rmse)) for mae, rmse in r.get("draws", ())),
            tuple((str(name), float(error)) for name, error in r.get("others", {}).items()),
        )
        for r in content["rows"]
    )
    numbers = (x for row in rows for pair in ((row.mae, row.rmse), *row.draws) for x in pair)
    others = (error for row in rows for _, error in row.others)
    if not all(map(math.isfinite, chain(numbers, others))):
        raise ValueError
    shared, errors = content.get("pretraining"), content.get("errors")
    kept = () if errors is None else (Kept(_span(errors), cells_in(rows)),)
    return Finished(
        Trial(int(content["replicate"]), int(content["n"])),
        rows,
        float(content["seconds"]),
        None if shared is None else float(shared),
        kept=kept,
        fingerprint=str(content.get("fingerprint", "")),
        table=int(content.get("table", 1)),
        versions=int(content.get("by", 0)),
    )


def cells_in(rows: Sequence[Row]) -> tuple[tuple[str, int], ...]:
    """Return method and m of rows."""
    return tuple((row.method, row.m) for row in rows)


def _of_span(span: Span) -> list[int]:
    return [span.first, span.length, span.check]


def _span(numbers: list[int]) -> Span:
    first, length, check = map(int, numbers)
    if first < 1 or length < 1:
        raise ValueError
    return Span(first, length, check)
