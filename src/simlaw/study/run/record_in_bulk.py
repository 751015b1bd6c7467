"""Many lines of a journal read together, and the table of what they hold.

A journal of a million lines is parsed as a whole, column by column. That serves a journal whose
lines are all as simlaw writes them; of any other, nothing is said here, and it is read line by line
(`simlaw.study.run.record`), where a message can name the line.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, Row

WORTH = 2_000
"""Lines from which on reading them together pays."""

_BLOCK = 1 << 22
"""Bytes parsed at a time; no line may be longer."""


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
    schema = pa.schema([*trial.items(), ("pretraining", pa.float64()), ("rows", rows)])
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
    columns = {name: table[name].chunk(0) for name in (*trial, "pretraining", "rows")}
    inside = columns["rows"].flatten()
    fields = {name: inside.field(name) for name in (*row, "draws")}
    asked = [*(columns[name] for name in (*trial, "rows")), inside, *(fields[name] for name in row)]
    if any(one.null_count for one in asked):
        return None
    errors = [fields[name].to_numpy() for name in ("mae", "rmse")]
    if not all(np.isfinite(each).all() for each in errors):
        return None
    whole = pd.DataFrame({name: columns[name].to_numpy() for name in ("replicate", "n")})
    if whole.duplicated().any():
        return None
    draws = _pairs(fields["draws"])
    if draws is None:
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
        return list(
            map(
                Finished,
                map(Trial, whole["replicate"].tolist(), whole["n"].tolist()),
                (tuple(found[a:b]) for a, b in zip([0, *ends], ends, strict=False)),
                columns["seconds"].to_numpy().tolist(),
                _or_none(columns["pretraining"]),
            )
        )


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
