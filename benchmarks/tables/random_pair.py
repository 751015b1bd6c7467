"""Random pairs of tables, written from a known truth in the ways people write them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from benchmarks.tables.spellings import (
    BRACKETED,
    MATERIALS,
    PATTERNS,
    QUANTITIES,
    UNKNOWN,
    Quantity,
)

from simlaw.materials import canonical_keys
from simlaw.tables.units import convert

MISSING = ("", "n.d.", "NA", "#N/A", "nan", "-", "N/A", "NULL", "not available")
SEPARATORS = (",", ",", ",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")


@dataclass(frozen=True)
class Side:
    """One table as it was written.

    Attributes
    ----------
    path
        The file.
    truth
        Value by canonical key, in the quantity's unit.
    settings
        Answers to questions: the column, the unit.
    """

    path: Path
    truth: dict[str, float]
    settings: dict[str, str]


@dataclass(frozen=True)
class Pair:
    """Two tables of one quantity.

    Attributes
    ----------
    quantity, kind
        What they hold.
    sides
        By role.
    known
        Whether the reader knows every unit that is written; if not, the right answer is a question.
    features
        What was drawn, for the account.
    """

    quantity: Quantity
    kind: str
    sides: dict[str, Side]
    known: bool
    features: list[str] = field(default_factory=list)


@cache
def materials(kind: str) -> tuple[tuple[str, str], ...]:
    """Return texts and keys of materials of a kind, no two of one key."""
    match kind:
        case "molecule":
            cores = ["C" * length for length in range(1, 12)]
            ends = ["O", "N", "Cl", "Br", "C(=O)O", "C#N", "OC", "C(=O)OC", "c1ccccc1", "SC", "F"]
            texts = [core + end for core in cores for end in ends]
        case "polymer":
            ends = ["O", "N", "C(=O)", "C(=O)O", "S", "c1ccc(cc1)", "C(F)", "C(Cl)"]
            texts = [f"*{'C' * length}{end}*" for length in range(1, 12) for end in ends]
        case _:
            metals = ["Li", "Na", "Mg", "Al", "Ti", "Fe", "Ni", "Cu", "Zn", "Ga", "Sr", "Ba"]
            others = ["O", "S", "Se", "Cl2", "O2", "2O3", "F2", "Te", "N"]
            texts = [metal + other for metal in metals for other in others]
    keys, _ = canonical_keys(kind, texts)
    found = {key: text for key, text in zip(keys, texts, strict=True) if key is not None}
    return tuple((text, key) for key, text in found.items())


def random_pair(seed: int, folder: Path) -> Pair:
    """Write a random pair of tables below a folder.

    A fifth of the pairs has a unit that the reader does not know.
    """
    rng = np.random.default_rng(seed)
    kind = str(rng.choice(list(MATERIALS), p=[0.5, 0.25, 0.25]))
    quantity = QUANTITIES[int(rng.integers(len(QUANTITIES)))]
    known = bool(rng.random() > 0.2) or quantity.unit == "1"
    some = materials(kind)
    order = rng.permutation(len(some))[: int(rng.integers(60, 80))]
    chosen = [some[place] for place in order]
    base = quantity.low + (quantity.high - quantity.low) * rng.beta(2, 2, len(chosen))
    scatter = 0.05 * (quantity.high - quantity.low) * rng.standard_normal(len(chosen))
    measured = np.clip(base + scatter, *sorted((0.9 * quantity.low, 1.1 * quantity.high)))
    pair = Pair(quantity, kind, {}, known)
    strange = str(rng.choice(["source", "target"])) if not known else ""
    for role, values, rows in (
        ("source", base, chosen),
        ("target", measured, chosen[: int(rng.integers(32, 50))]),
    ):
        writer = _Writer(rng, quantity, kind, pair.features)
        path = folder / f"{'computed' if role == 'source' else 'measured'}"
        pair.sides[role] = writer.write(path, rows, values[: len(rows)], strange=role == strange)
    return pair


class _Writer:
    """Writes one table."""

    def __init__(
        self, rng: np.random.Generator, quantity: Quantity, kind: str, features: list[str]
    ) -> None:
        self.rng, self.quantity, self.kind, self.features = rng, quantity, kind, features

    def happens(self, share: float, feature: str) -> bool:
        """Draw whether a feature is there, and note it."""
        if self.rng.random() < share:
            self.features.append(feature)
            return True
        return False

    def pick(self, some: tuple[str, ...]) -> str:
        """Draw one of some texts."""
        return some[int(self.rng.integers(len(some)))]

    def header(self, *, strange: bool) -> tuple[str, str]:
        """Draw the header of the values, and the unit that they are written in."""
        quantity = self.quantity
        if strange:
            unit = self.pick(UNKNOWN)
            return self.pick(BRACKETED).format(name=quantity.name, unit=unit), quantity.unit
        if self.rng.random() < 0.5 and quantity.units[0][1] != "1":
            written, unit = quantity.units[int(self.rng.integers(len(quantity.units)))]
            # A log stands in brackets; a slash inside a unit is no mark before it.
            patterns = BRACKETED if quantity.logs or "/" in written else PATTERNS
            return self.pick(patterns).format(name=quantity.name, unit=written), unit
        written, unit = quantity.headers[int(self.rng.integers(len(quantity.headers)))]
        return written, unit

    def write(
        self,
        path: Path,
        rows: list[tuple[str, str]],
        values: npt.NDArray[np.float64],
        *,
        strange: bool,
    ) -> Side:
        """Write the file, and return it with its truth."""
        header, unit = self.header(strange=strange)
        shown = convert(values, self.quantity.unit, unit)
        texts = [f"{value:.6g}" for value in shown]
        back = convert(np.array([float(text) for text in texts]), unit, self.quantity.unit)
        truth = {key: float(value) for (_, key), value in zip(rows, back, strict=True)}
        material = self.pick(MATERIALS[self.kind])
        frame = pd.DataFrame({material: [text for text, _ in rows], header: texts})
        settings = {"material": material, "value": header, "unit": unit}
        if self.happens(0.2, "missing"):
            word = self.pick(MISSING)
            for row in self.rng.choice(len(frame), 4, replace=False).tolist():
                frame.loc[len(frame)] = [frame.iloc[row, 0], word]
        if self.happens(0.15, "uncertainty"):
            form = self.pick(("{} ± {}", "{} +/- {}", "{}±{}"))
            spread = f"{0.01 * float(np.std(shown)):.2g}"
            rest = frame[header].astype(str)
            frame[header] = [
                form.format(cell, spread) if place < len(texts) and place % 3 else cell
                for place, cell in enumerate(rest)
            ]
        self._extras(frame)
        if self.happens(0.5, "columns in another order"):
            frame = frame[[str(name) for name in self.rng.permutation(frame.columns)]]
        return Side(self._saved(path, frame), truth, settings)

    def _extras(self, frame: pd.DataFrame) -> None:
        count = len(frame)
        if self.happens(0.3, "index"):
            frame.insert(0, self.pick(("id", "Unnamed: 0", "No.", "index", "entry")), range(count))
        if self.happens(0.2, "name"):
            frame["name"] = [f"sample {place}" for place in range(count)]
        if self.happens(0.2, "reference"):
            frame["Reference"] = [f"doi:10.1000/{self.rng.integers(99)}" for _ in range(count)]
        if self.happens(0.15, "year"):
            frame["year"] = self.rng.integers(1960, 2020, count)
        if self.happens(0.15, "spread"):
            frame[self.pick(("std", "stderr", "uncertainty", "sd"))] = np.round(
                self.rng.uniform(0.01, 0.05, count), 4
            )
        if self.happens(0.15, "constant condition"):
            frame["Temperature (K)"] = 298.15
        if self.happens(0.1, "count"):
            frame["count"] = self.rng.integers(1, 5, count)

    def _saved(self, path: Path, frame: pd.DataFrame) -> Path:
        separator, encoding = self.pick(SEPARATORS), self.pick(ENCODINGS)
        decimal = separator != "," and self.happens(0.3, "decimal comma")
        if decimal:
            frame = frame.map(lambda cell: _with_comma(str(cell)))
        self.features += [f"separator {separator!r}", encoding]
        text = frame.to_csv(index=False, sep=separator, lineterminator=self.pick(("\n", "\r\n")))
        if self.happens(0.1, "remarks"):
            text = "# a table of ours, 2021\n# see the paper; values as measured\n" + text
        ending = ".tsv" if separator == "\t" and self.rng.random() < 0.5 else ".csv"
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            data = text.encode()
        if self.happens(0.05, "packed"):
            ending, data = ending + ".gz", gzip.compress(data)
        path = path.with_name(path.name + ending)
        path.write_bytes(data)
        return path


def _with_comma(cell: str) -> str:
    """Return a number with a decimal comma; other texts as they are."""
    first = cell.split(" ")[0].split("±")[0]
    try:
        float(first)
    except ValueError:
        return cell
    return cell.replace(".", ",")
