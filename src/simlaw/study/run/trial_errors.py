"""The signed error of each material that a trial tested, as bytes and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.study.design.design import Rows

Float32 = npt.NDArray[np.float32]

_NUMBER, _ERROR = np.dtype("<i4"), np.dtype("<f4")


@dataclass(frozen=True, eq=False, slots=True)
class TrialErrors:
    """Predicted less measured of all that a trial tested.

    Attributes
    ----------
    test
        Of each draw, int32 numbers of the target materials that it tests, increasing.
    pool
        Of each draw, int32 numbers of those that it trains on, in the order they are added, up to
        the largest m.
    errors
        Of each row of the trial (a method at one m) and each draw, float32 signed errors in the
        order of `test`, in the target's unit on the study's scale.
    """

    test: tuple[Rows, ...]
    pool: tuple[Rows, ...]
    errors: tuple[tuple[Float32, ...], ...]

    def to_bytes(self) -> bytes:
        """Return all as bytes: the lengths of each part, then the parts; little-endian."""
        lengths = [len(self.test), len(self.errors)]
        lengths += [len(rows) for rows in (*self.test, *self.pool)]
        numbers = [np.array(lengths), *self.test, *self.pool]
        parts = [np.asarray(each).astype(_NUMBER) for each in numbers]
        parts += [each.astype(_ERROR) for row in self.errors for each in row]
        return b"".join(part.tobytes() for part in parts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a trial's errors lie in its bytes.

    Attributes
    ----------
    rows
        Number of rows.
    tests, pools
        Of each draw, how many materials it tests, and how many of its pool are told.
    """

    rows: int
    tests: tuple[int, ...]
    pools: tuple[int, ...]

    @staticmethod
    def bytes_told(start: bytes) -> int:
        """Return how many of the first bytes tell the layout, given the first 4 or more."""
        return 8 + 8 * int(np.frombuffer(start, _NUMBER, 1)[0])

    @classmethod
    def of(cls, start: bytes) -> Layout:
        """Return the layout that the first bytes tell."""
        draws, rows = np.frombuffer(start, _NUMBER, 2).tolist()
        lengths = np.frombuffer(start, _NUMBER, 2 * draws, offset=8).tolist()
        return cls(rows, tuple(lengths[:draws]), tuple(lengths[draws:]))

    @property
    def numbers(self) -> int:
        """Bytes before the first error."""
        return 4 * (2 + 2 * len(self.tests) + sum(self.tests) + sum(self.pools))

    def materials(self, content: bytes) -> tuple[tuple[Rows, ...], tuple[Rows, ...]]:
        """Return test and pool of each draw from the bytes before the first error."""
        at = 4 * (2 + 2 * len(self.tests))
        parts = []
        for length in (*self.tests, *self.pools):
            parts.append(np.frombuffer(content, _NUMBER, length, offset=at).astype(np.int32))
            at += 4 * length
        return tuple(parts[: len(self.tests)]), tuple(parts[len(self.tests) :])

    def where(self, row: int) -> tuple[int, int]:
        """Return the first byte of a row's errors, and the byte after their last."""
        each = 4 * sum(self.tests)
        return self.numbers + row * each, self.numbers + (row + 1) * each

    def errors(self, content: bytes) -> tuple[Float32, ...]:
        """Return the errors of each draw from the bytes of one row."""
        ends = np.cumsum(self.tests)[:-1]
        return tuple(np.split(np.frombuffer(content, _ERROR).astype(np.float32), ends))
