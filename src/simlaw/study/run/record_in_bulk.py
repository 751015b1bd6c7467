"""Many lines of a journal read together, and the table of what they hold.

A journal of a million lines is parsed as a whole, column by column. That serves a journal whose
lines are all as simlaw writes them; of any other, nothing is said here, and it is read line by line
(`simlaw.study.run.record`), where a message can name the line.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from simlaw.disk.blocks import Span
from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Cell, Finished, Kept, Row

WORTH = 2_000
"""Lines from which on reading them together pays."""

_BLOCK = 1 << 22
"""Bytes parsed at a time; no line may be longer."""


_OTHER = re.compile(rb'^\{"(?:versions|table|target)"', re.MULTILINE)


def apart(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the lines of trials, and those of all else, which are few.

    Parameters
    ----------
    content
        Lines of a journal below the first, each with its end of line.
    """
    starts = [found.start() for found in _OTHER.finditer(content)]
    if not starts:
        return content, []
    trials, others, at = [], [], 0
    for start in starts:
        end = content.index(b"\n", start) + 1
        trials.append(content[at:start])
        others.append(content[start : end - 1])
        at = end
    return b"".join([*trials, content[at:]]), others


def read_together(content: bytes) -> list[Finished] | None:
    """Return the finished trials of lines that are all whole, or None where one is unusual.

    Parameters
    ----------
    content
        Lines of a journal below the first, each with its end of line.
    """
    import pyarrow as pa
    from pyarrow import json

    pair = pa.list_(pa.list_(pa.float64()))
    row = {"m": pa.int64(), "method": pa.string(), "mae": pa.float64(), "rmse": pa.float64()}
    trial = {"replicate": pa.int64(), "n": pa.int64(), "seconds": pa.float64()}
    rows = pa.list_(pa.struct([*row.items(), ("draws", pair)]))
    later = {"fingerprint": pa.string(), "table": pa.int64(), "by": pa.int64()}
    later["errors"] = pa.list_(pa.int64())
    schema = pa.schema(
        [*trial.items(), ("pretraining", pa.float64()), ("rows", rows), *later.items()]
    )
    try:
        table = json.read_json(
            pa.BufferReader(content),
            read_options=json.ReadOptions(block_size=_BLOCK),
            parse_options=json.ParseOptions(
                explicit_schema=schema, unexpected_field_behavior="error"
            ),
        ).combine_chunks()
    except pa.ArrowInvalid:
        return None
    if table.num_rows != content.count(b"\n") or not table.num_rows:
        return None
    columns = {name: table[name].chunk(0) for name in schema.names}
    inside = columns["rows"].flatten()
    fields = {name: inside.field(name) for name in (*row, "draws")}
    asked = [*(columns[name] for name in (*trial, "rows")), inside, *(fields[name] for name in row)]
    if any(one.null_count for one in asked):
        return None
    errors = [fields[name].to_numpy() for name in ("mae", "rmse")]
    if not all(np.isfinite(each).all() for each in errors):
        return None
    whole = pd.DataFrame({name: columns[name].to_numpy() for name in ("replicate", "n")})
    whole["table"] = columns["table"].fill_null(1).to_numpy()
    if whole.duplicated().any():
        return None
    draws = _pairs(fields["draws"])
    if draws is None:
        return None
    spans = _spans(columns["errors"])
    if spans is None:
        return None
    methods = fields["method"].dictionary_encode()
    names = methods.dictionary.to_pylist()
    with _no_collection():
        found = list(
            map(
                Row,
                fields["m"].to_numpy().tolist(),
                [names[code] for code in methods.indices.to_numpy().tolist()],
                *(each.tolist() for each in errors),
                draws,
            )
        )
        ends = np.cumsum(columns["rows"].value_lengths().to_numpy()).tolist()
        of_trials = [tuple(found[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
        return list(
            map(
                Finished,
                map(Trial, whole["replicate"].tolist(), whole["n"].tolist()),
                of_trials,
                columns["seconds"].to_numpy().tolist(),
                _or_none(columns["pretraining"]),
                repeat(None),
                _kept(spans, of_trials),
                columns["fingerprint"].fill_null("").to_pylist(),
                whole["table"].tolist(),
                columns["by"].fill_null(0).to_pylist(),
            )
        )


def _spans(column: Any) -> list[Span | None] | None:
    """Return where errors of materials lie; None where that is not three numbers."""
    if column.null_count == len(column):
        return [None] * len(column)
    found: list[Span | None] = []
    for one in column.to_pylist():
        if one is not None and (len(one) != 3 or None in one or one[0] < 1 or one[1] < 1):
            return None
        found.append(None if one is None else Span(*one))
    return found


def _kept(
    spans: Sequence[Span | None], rows: Sequence[tuple[Row, ...]]
) -> Iterator[tuple[Kept, ...]]:
    """Yield what a trial's line says of its errors; equal lists of rows share their names."""
    names: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}
    for span, some in zip(spans, rows, strict=True):
        if span is None:
            yield ()
            continue
        cells = tuple((row.method, row.m) for row in some)
        yield (Kept(span, names.setdefault(cells, cells)),)


def _or_none(column: Any) -> Iterable[float | None]:
    """Return numbers, None where there is none; most often there is none at all."""
    return repeat(None) if column.null_count == len(column) else column.to_pylist()


def _pairs(draws: Any) -> Iterable[tuple[tuple[float, float], ...]] | None:
    """Return the errors of each row's draws; None where they are no pairs of finite numbers."""
    if draws.null_count == len(draws):
        return repeat(())
    each = draws.flatten()
    numbers = each.flatten()
    if each.null_count or numbers.null_count or not np.isfinite(numbers.to_numpy()).all():
        return None
    if (each.value_lengths().to_numpy() != 2).any():
        return None
    return [tuple((mae, rmse) for mae, rmse in one or ()) for one in draws.to_pylist()]


def table_of(finished: Sequence[Finished]) -> pd.DataFrame:
    """Return tidy rows with columns ``replicate, n, m, method, mae, rmse``, sorted.

    The order is that of method, m, n and replicate, as of `simlaw.study.run.record.rows_of`.
    """
    lengths = np.array([len(done.rows) for done in finished], dtype=np.intp)
    rows = [row for done in finished for row in done.rows]
    trials = {
        name: np.array([getattr(done.trial, name) for done in finished], dtype=np.int64)
        for name in ("replicate", "n")
    }
    frame = pd.DataFrame(
        {
            **{name: np.repeat(column, lengths) for name, column in trials.items()},
            "m": np.array([row.m for row in rows], dtype=np.int64),
            "method": pd.Series([row.method for row in rows], dtype="str"),
            "mae": np.array([row.mae for row in rows], dtype=np.float64),
            "rmse": np.array([row.rmse for row in rows], dtype=np.float64),
        }
    )
    for name in dict.fromkeys(name for row in rows for name, _ in row.others):
        frame[name] = [dict(row.others).get(name, np.nan) for row in rows]
    return frame.sort_values(["method", "m", "n", "replicate"], kind="stable", ignore_index=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Do not look for garbage while millions of objects are made that are all kept."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
