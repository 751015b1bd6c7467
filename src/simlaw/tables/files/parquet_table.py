"""Tables in Parquet, read by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from simlaw.errors import InputError
from simlaw.tables.files.reading import FileReading
from simlaw.tables.files.table_file import Names, Piece

_BUFFER = 1 << 16
"""Bytes of a column read at a time: without a limit, a whole row group is held."""


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file.

    Attributes
    ----------
    path
        The file.
    """

    path: Path

    @property
    def reading(self) -> FileReading:
        """How it is read."""
        return FileReading(form="parquet")

    @cached_property
    def columns(self) -> Names:
        """Its columns, in their own spelling: they are asked for by name."""
        import pyarrow.parquet as pq

        with _told(self.path), pq.ParquetFile(self.path) as file:
            return Names(tuple(str(name) for name in file.schema_arrow.names))

    def pieces(self, places: Sequence[int], size: int) -> Iterator[Piece]:
        """Yield some columns, rows counted from 1."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        start = 0
        names = [self.columns.names[place] for place in places]
        try:
            with (
                _told(self.path),
                pq.ParquetFile(self.path, buffer_size=_BUFFER, pre_buffer=False) as file,
            ):
                for batch in file.iter_batches(batch_size=size, columns=names):
                    # Only plain columns are wanted; metadata of unknown origin is not interpreted.
                    frame = batch.replace_schema_metadata(None).to_pandas()
                    numbers = np.arange(start + 1, start + len(frame) + 1, dtype=np.int64)
                    yield numbers, frame if list(frame.columns) == names else frame[names]
                    start += len(frame)
        finally:
            pa.default_memory_pool().release_unused()

    def count(self) -> int:
        """Return how many rows there are."""
        import pyarrow.parquet as pq

        with _told(self.path), pq.ParquetFile(self.path) as file:
            return int(file.metadata.num_rows)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in one sentence why a file cannot be read."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        first = str(error).splitlines()[0]
        raise InputError(f"{path}: this cannot be read as a Parquet file ({first}).") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror or error}).") from None
