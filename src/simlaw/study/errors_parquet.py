"""``errors.parquet``: every prediction of every tested material, as a table for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from simlaw.disk.whole_files import whole_file
from simlaw.errors import cannot_write
from simlaw.law.new_materials.material_errors import MaterialErrors

ERRORS = "errors.parquet"

TOGETHER = 500_000
"""Predictions that are held in memory, and written, at a time."""


def write_errors(materials: MaterialErrors, path: Path) -> int:
    """Write a table of all predictions; return how many there are.

    Columns `replicate`, `draw`, `n`, `m` (int32), `method`, `material` (text), `measured`,
    `predicted` (float64, on the study's scale). The unit stands in the metadata of the file.

    Parameters
    ----------
    materials
        The errors; they are read cell by cell.
    path
        The file.

    Raises
    ------
    InputError
        If it cannot be written, or the errors cannot be read.
    """
    import pyarrow as pa
    from pyarrow import parquet

    integers = {name: pa.int32() for name in ("replicate", "draw", "n", "m")}
    text = pa.dictionary(pa.int32(), pa.string())
    numbers = {name: pa.float64() for name in ("measured", "predicted")}
    schema = pa.schema({**integers, "method": text, "material": text, **numbers})
    schema = schema.with_metadata({"format": "simlaw-errors", "unit": materials.unit})
    dictionaries = {
        "method": pa.array(list(dict.fromkeys(cell[0] for cell in materials.cells)), pa.string()),
        "material": pa.array([str(key) for key in materials.keys], pa.string()),
    }
    count = 0
    try:
        with (
            whole_file(path) as file,
            parquet.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            for columns in _stretches(materials):
                arrays = [
                    pa.DictionaryArray.from_arrays(columns[name], dictionaries[name])
                    if name in dictionaries
                    else pa.array(columns[name])
                    for name in schema.names
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                count += len(columns["n"])
    except OSError as error:
        raise cannot_write(path, error, otherwise="write the report elsewhere") from None
    return count


def _stretches(materials: MaterialErrors) -> Iterator[dict[str, Any]]:
    """Yield columns of up to `TOGETHER` predictions; methods and materials as numbers."""
    numbers = {name: i for i, name in enumerate(dict.fromkeys(c[0] for c in materials.cells))}
    parts: list[dict[str, Any]] = []
    held = 0
    for method, m, n in materials.cells:
        for row, errors in enumerate(materials.errors[method, m, n]):
            if errors is None:
                continue
            if parts and held + len(errors) > TOGETHER:
                yield _joined(parts)
                parts, held = [], 0
            tested = materials.test[row]
            measured = materials.measured[tested]
            same = {
                "replicate": materials.replicate[row],
                "draw": materials.draw[row],
                "n": n,
                "m": m,
                "method": numbers[method],
            }
            parts.append(
                {name: np.full(len(tested), value, dtype=np.int32) for name, value in same.items()}
                | {"material": tested, "measured": measured, "predicted": measured + errors}
            )
            held += len(errors)
    if parts:
        yield _joined(parts)


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
