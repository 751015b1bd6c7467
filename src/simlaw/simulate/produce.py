"""Making a source table: many molecules through one simulator, in parallel and resumable."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlaw.disk.journal import only_writer
from simlaw.disk.notes_to_user import note
from simlaw.disk.whole_files import whole_file
from simlaw.errors import InputError, cannot_write, require
from simlaw.simulate.compute_all import compute_all
from simlaw.simulate.journal import ELSEWHERE, Journal, read_journal
from simlaw.simulate.simulator import Simulator, find_place, find_simulator

RECIPE = b"simlaw.recipe"
UNITS = b"simlaw.units"


@dataclass(frozen=True)
class Production:
    """What a simulation run made.

    Parameters
    ----------
    output
        The table written.
    requested
        Rows of the table.
    reused
        Distinct molecules already computed by an earlier, interrupted or finished, run.
    computed
        Distinct molecules computed by this run, failures included.
    failures
        SMILES and reason of every distinct molecule without values.
    """

    output: Path
    requested: int
    reused: int
    computed: int
    failures: tuple[tuple[str, str], ...]


def produce(
    simulator: str,
    smiles: Sequence[str],
    output: Path | str,
    *,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
    time_limit: float = 60.0,
) -> Production:
    """Compute a property of many molecules and write them as a Parquet table.

    The table has one row per molecule asked for, in that order: ``smiles``, the simulator's
    columns (empty where it failed) and ``reason`` (empty where it did not). Until it is whole,
    results are kept in a journal beside it (``OUTPUT.journal.jsonl``): a run that was stopped,
    even by ``kill -9``, goes on where it stood when the same call is made again, and a finished
    table is added to when more molecules are asked for.

    Parameters
    ----------
    simulator
        A name in `simlaw.simulate.SIMULATORS`.
    smiles
        Molecules; repeated texts are computed once.
    output
        File to write, ending in ``.parquet``.
    workers
        Processes.
    progress
        Called with the number of distinct molecules done and in all, at the start and after each.
    time_limit
        Seconds one molecule may take before it is given up.

    Raises
    ------
    InputError
        If there is nothing to compute, the output cannot be written or holds something else,
        another run is writing it, or an earlier run used other library versions.
    """
    chosen = find_simulator(simulator)
    output = Path(output)
    if not smiles:
        raise InputError("There are no molecules to compute.")
    if workers < 1 or not time_limit > 0:
        raise InputError(
            f"workers must be 1 or more and the time limit above 0 s, "
            f"but got workers={workers} and time_limit={time_limit:g}."
        )
    if output.suffix != ".parquet":
        raise InputError(f"{output}: the output must be a file ending in '.parquet'.")
    recipe = _recipe(chosen)
    wanted = list(dict.fromkeys(smiles))
    path = output.with_name(output.name + ".journal.jsonl")
    busy = (
        f"{output}: another run is writing this table; wait for it to end, or choose another "
        "output."
    )
    with only_writer(
        output.with_name(output.name + ".lock"), busy=busy, otherwise=ELSEWHERE, stays=False
    ):
        done = _finished(output, chosen, recipe)
        _check_kept(output, done, wanted)
        done |= read_journal(path, recipe)
        todo = [text for text in wanted if text not in done]
        reused = len(wanted) - len(todo)
        if progress is not None:
            progress(reused, len(wanted))
        if todo:
            computing = compute_all(
                find_place(simulator),
                todo,
                workers=min(workers, len(todo)),
                time_limit=time_limit,
            )
            with Journal(path, recipe) as journal, closing(computing) as records:
                if journal.torn:
                    note(f"{path}: the last record was torn by a crash; its molecule is redone")
                for count, record in enumerate(records, start=reused + 1):
                    journal.append(record)
                    done[record["smiles"]] = record
                    if progress is not None:
                        progress(count, len(wanted))
        _write(output, _frame(chosen, smiles, done), chosen, recipe)
        path.unlink(missing_ok=True)
    failures = tuple((text, done[text]["reason"]) for text in wanted if "reason" in done[text])
    return Production(output, len(smiles), reused, len(todo), failures)


def _recipe(simulator: Simulator) -> dict[str, Any]:
    for name in simulator.distributions:
        require(name, extra="simulate", purpose="Simulations")
    return simulator.recipe()


def _finished(
    output: Path, simulator: Simulator, recipe: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    if not output.exists():
        return {}
    parquet = require("pyarrow.parquet", extra="all", purpose="Parquet tables")
    try:
        table = parquet.read_table(output)
        found = json.loads((table.schema.metadata or {})[RECIPE])
    except (OSError, ValueError, KeyError):
        raise InputError(
            f"{output}: the file is there and is no table of this simulator; "
            "choose another output, or remove it."
        ) from None
    if found != recipe:
        raise InputError(
            f"{output}: the table is there and was computed with {json.dumps(found)}, "
            f"not with {json.dumps(recipe)}; choose another output, or remove it."
        )
    records: dict[str, dict[str, Any]] = {}
    for row in table.to_pylist():
        text, reason = row.pop("smiles"), row.pop("reason")
        records[text] = {"smiles": text} | ({"reason": reason} if reason else {"values": row})
    return records


def _check_kept(output: Path, done: dict[str, dict[str, Any]], wanted: Sequence[str]) -> None:
    lost = len(done.keys() - set(wanted))
    if lost:
        raise InputError(
            f"{output}: the table is there and holds {lost} molecules that are not asked for now, "
            "which would be lost; choose another output, or remove it."
        )


def _frame(
    simulator: Simulator, smiles: Sequence[str], done: dict[str, dict[str, Any]]
) -> pd.DataFrame:
    values = [done[text].get("values", {}) for text in smiles]
    columns: dict[str, Any] = {"smiles": pd.array(list(smiles), dtype="str")}
    for name, unit in simulator.units.items():
        if unit:
            columns[name] = np.array([row.get(name, math.nan) for row in values], dtype=np.float64)
        else:
            columns[name] = pd.array([row.get(name) for row in values], dtype="str")
    columns["reason"] = pd.array([done[text].get("reason") for text in smiles], dtype="str")
    return pd.DataFrame(columns)


def _write(output: Path, frame: pd.DataFrame, simulator: Simulator, recipe: dict[str, Any]) -> None:
    arrow = require("pyarrow", extra="all", purpose="Parquet tables")
    parquet = require("pyarrow.parquet", extra="all", purpose="Parquet tables")
    table = arrow.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(
        {RECIPE: json.dumps(recipe), UNITS: json.dumps(dict(simulator.units))}
    )
    try:
        with whole_file(output) as file:
            parquet.write_table(table, file, compression="zstd")
    except OSError as error:
        raise cannot_write(output, error, otherwise=ELSEWHERE) from None
