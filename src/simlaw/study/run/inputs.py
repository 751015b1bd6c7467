"""What every trial of a study reads: descriptors, values and design, in one folder on disk.

Workers map the matrices instead of receiving them, on one machine or on many that share a path.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simlaw.disk.store import Watched, find, making, watch
from simlaw.settings import declared
from simlaw.study.design.design import RANDOM, Design, Draw, Rows, Trial
from simlaw.study.design.drawn_materials import draws
from simlaw.study.design.source_order import order_source
from simlaw.study.design.sources_apart import by_source, row_by_row
from simlaw.study.run.material_keys import MATERIALS, MaterialKeys
from simlaw.transfer import TrainingRecipe

INPUTS_VERSION = 2
"""Raised when the same inputs would give other numbers, so that old journals are not mixed in."""

LAYOUT_VERSION = 5
"""Raised when the folder of inputs is written otherwise, so that no version reads another's."""

_MATRICES = ("source_descriptors", "target_descriptors", "source_values", "target_values", "twin")
_MAPPED = _MATRICES[:2]
_GROUPS, _NEAR = "groups", "near"
_OF_METHOD = "method: "
_STRETCH = 4096
_PRINTS = ("source_prints", "target_prints")


Prints = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class StudyInputs:
    """Everything that determines the numbers of a study.

    Attributes
    ----------
    source_descriptors, target_descriptors
        float32 ``(rows, width)``, valid rows only.
    source_values, target_values
        float64 ``(rows,)``, in the target's unit.
    twin
        int32 ``(source rows,)``: the target row that is the same material, or -1; with `groups`
        the number of the group.
    design
        Which trials there are.
    recipe
        How networks are trained.
    groups
        int32 ``(target rows,)``: the number of each target row's group, where groups are held out
        as a whole; else None.
    near
        int32 ``(pairs, 2)``: source rows and the target row, or with `groups` the number of the
        group, that each is near; None where that keeps nothing out.
    plugins
        Fingerprints of the parts that do not come with simlaw.
    keys
        The materials themselves, where a method may read them; else None.
    source_prints, target_prints
        uint64 ``(rows,)``: of each row what tells another content of it apart, see `row_prints`;
        None to have them worked out when they are asked for.
    files
        Watch over the files that arrays are mapped from; None where they are in memory.
    """

    source_descriptors: npt.NDArray[np.float32]
    target_descriptors: npt.NDArray[np.float32]
    source_values: npt.NDArray[np.float64]
    target_values: npt.NDArray[np.float64]
    twin: Rows
    design: Design
    recipe: TrainingRecipe
    groups: Rows | None = None
    near: Rows | None = None
    plugins: tuple[str, ...] = ()
    keys: MaterialKeys | None = field(default=None, repr=False)
    source_prints: Prints | None = field(default=None, repr=False, compare=False)
    target_prints: Prints | None = field(default=None, repr=False, compare=False)
    files: Watched | None = field(default=None, repr=False, compare=False)

    def matrices(self) -> tuple[str, ...]:
        """Return the names of the arrays there are."""
        return (*_MATRICES, *(n for n in (_GROUPS, _NEAR) if getattr(self, n) is not None))

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(int(getattr(self, name).nbytes) for name in self.matrices())

    def in_memory(self) -> StudyInputs:
        """Return the same with arrays in memory in place of mapped files."""
        arrays: dict[str, Any] = {name: np.array(getattr(self, name)) for name in self.matrices()}
        keys = None if self.keys is None else self.keys.in_memory()
        return replace(self, files=None, keys=keys, **arrays)

    def draw(self, replicate: int) -> Draw:
        """Return the materials of the first draw of a replicate, in the order they are added."""
        return self.draws(replicate)[0]

    def draws(self, replicate: int) -> tuple[Draw, ...]:
        """Return the materials of each draw of a replicate, in the order they are added."""
        drawn = self._drawn(replicate)
        if self.design.order == RANDOM:
            return drawn
        design = self.design
        parts = self.by_source(drawn[0].source)
        sizes = design.n_apart or (design.n,)
        rng = design.generator(replicate, "order")
        parts = tuple(
            order_source(
                design.order,
                replace(drawn[0], source=part),
                self.source_descriptors,
                self.target_descriptors,
                most=max(each),
                rng=rng,
            )
            for part, each in zip(parts, sizes, strict=True)
        )
        source = row_by_row(parts, sizes) if design.apart else parts[0]
        return tuple(replace(one, source=source) for one in drawn)

    def by_source(self, rows: Rows) -> tuple[Rows, ...]:
        """Return source rows by the table they are of, in the order they are in."""
        return by_source(rows, self.design.apart) if self.design.apart else (rows,)

    def materials(self, replicate: int) -> Draw:
        """Return the materials of the first draw, source materials always in random order.

        Quicker than `draw` where only the numbers of materials are asked for.
        """
        return self._drawn(replicate)[0]

    def _drawn(self, replicate: int) -> tuple[Draw, ...]:
        size = len(self.target_values)
        return draws(self.design, replicate, self.twin, size, self.groups, self.near)

    @cached_property
    def design_digest(self) -> str:
        """A fingerprint of what all trials of a record share, 32 hexadecimal digits.

        That is the measured table, the training, and the design but for what may be added to a
        record: sizes n and m, replicates, methods, and rows of the computed table.
        """
        added = ("m", "methods", "grown")
        settled = {k: v for k, v in self.design.settled().items() if k not in added}
        head = {
            "version": INPUTS_VERSION,
            "record": 2,
            "design": settled,
            "recipe": with_floats(self.recipe.to_dict()),
            "plugins": [one for one in self.plugins if not one.startswith(_OF_METHOD)],
        }
        found = blake2b(json.dumps(head, sort_keys=True).encode(), digest_size=16)
        found.update(np.ascontiguousarray(self.prints[1]).tobytes())
        if self.groups is not None:
            found.update(np.ascontiguousarray(self.groups).tobytes())
        return found.hexdigest()

    @cached_property
    def prints(self) -> tuple[Prints, Prints]:
        """Of source and target what tells another content of each row apart."""
        source, target = self.source_prints, self.target_prints
        return (
            row_prints(self.source_descriptors, self.source_values) if source is None else source,
            row_prints(self.target_descriptors, self.target_values) if target is None else target,
        )

    def table_digest(self, rows: int) -> str:
        """Return a fingerprint of the first rows of the computed table, 32 hexadecimal digits."""
        found = blake2b(self.prints[0][:rows].tobytes(), digest_size=16)
        found.update(np.ascontiguousarray(self.twin[:rows]).tobytes())
        if self.near is not None:
            found.update(np.ascontiguousarray(self.near[self.near[:, 0] < rows]).tobytes())
        return found.hexdigest()

    def fingerprint(self, trial: Trial, source: Rows | None = None) -> str:
        """Return what tells a trial apart by what it used, 16 hexadecimal digits.

        That is the content of the source rows it is pretrained on, in their order, and all that
        `design_digest` stands for. Of sources that are kept apart, one after the other.

        Parameters
        ----------
        trial
            Which.
        source
            The source rows of its replicate in the order they are added; drawn if not given.
        """
        head = f"{self.design_digest} {trial.replicate} {trial.n}"
        found = blake2b(head.encode(), digest_size=8)
        if trial.n:
            source = self.draw(trial.replicate).source if source is None else source
            for rows in self.by_source(source[: trial.n]):
                found.update(self.prints[0][rows].tobytes())
        return found.hexdigest()

    def digest(self) -> str:
        """Return a fingerprint of all that fixes a trial's numbers, 32 hexadecimal digits.

        The list of n and the number of replicates are left out: a study may be extended, and
        its finished trials stay good. The longest training pads orders but changes no number.
        """
        return self.digests()[0]

    def digests(self) -> tuple[str, ...]:
        """Return the fingerprint, and the one of earlier versions where that was another.

        These told whole numbers from others, so that a study of Python's was another one when it
        was read from a file.
        """
        recipe = self.recipe.to_dict()
        heads = [self._head(with_floats(recipe))]
        if (as_given := self._head(recipe)) != heads[0]:
            heads.append(as_given)
        found = [blake2b(head, digest_size=16) for head in heads]
        for name in self.matrices():
            array = np.ascontiguousarray(getattr(self, name))
            for one in found:
                one.update(f"{name}{array.shape}{array.dtype.str}".encode())
                one.update(array.data.cast("B"))
        return tuple(one.hexdigest() for one in found)

    def entry_name(self) -> str:
        """Return a folder name for them; padding depends on the largest n, which has a part in it.

        So have all sizes of sources that are kept apart: a trial's n alone does not tell them.
        """
        name = f"{self.digest()}-{max(self.design.n)}-{LAYOUT_VERSION}"
        sizes = self.design.n_apart
        return f"{name}-{crc32(repr(sizes).encode()):08x}" if sizes else name

    def _head(self, recipe: dict[str, Any]) -> bytes:
        head: dict[str, Any] = {
            "version": INPUTS_VERSION,
            "design": self.design.settled(),
            "recipe": recipe,
        }
        # What comes with simlaw is left out: old journals stay good.
        if self.plugins:
            head["plugins"] = list(self.plugins)
        if self.keys is not None:
            head["materials"] = self.keys.fingerprint()
        return json.dumps(head, sort_keys=True).encode()

    def save(self, folder: Path) -> Path:
        """Write everything to an entry of the store, or leave one that is sound; return it."""
        if find(folder):
            return folder
        with making(folder) as started:
            for name in self.matrices():
                _save(started / f"{name}.npy", getattr(self, name))
            settings: dict[str, Any] = {
                "design": asdict(self.design),
                "recipe": self.recipe.to_dict(),
            }
            if self.plugins:
                settings["plugins"] = list(self.plugins)
            if self.keys is not None:
                self.keys.write(started / MATERIALS)
            for name, prints in zip(_PRINTS, self.prints, strict=True):
                np.save(started / f"{name}.npy", prints, allow_pickle=False)
            (started / "inputs.json").write_text(json.dumps(settings), encoding="utf-8")
        return folder

    @classmethod
    def load(cls, folder: Path) -> StudyInputs:
        """Open a folder written by `save`; the descriptors stay on disk, mapped and watched.

        Raises
        ------
        DamagedError
            If it is not as it was written.
        """
        path = folder / MATERIALS
        read_later = [MATERIALS] if path.exists() else []
        watched = watch(folder, [*(f"{name}.npy" for name in _MAPPED), *read_later])
        settings: dict[str, Any] = json.loads((folder / "inputs.json").read_text("utf-8"))
        design: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in settings["design"].items()
        }
        design["n_apart"] = tuple(map(tuple, design.get("n_apart", ())))
        arrays = {
            name: np.load(
                folder / f"{name}.npy",
                mmap_mode="r" if name in _MAPPED else None,
                allow_pickle=False,
            )
            for name in (*_MATRICES, _GROUPS, _NEAR, *_PRINTS)
            if (folder / f"{name}.npy").exists()
        }
        return cls(
            **arrays,
            plugins=tuple(settings.get("plugins", ())),
            keys=MaterialKeys(path=path) if path.exists() else None,
            files=watched,
            design=Design(**design),
            recipe=TrainingRecipe.from_dict(settings["recipe"]),
        )


def row_prints(
    descriptors: npt.NDArray[np.float32],
    values: npt.NDArray[np.float64],
    keys: Sequence[str] | None = None,
) -> Prints:
    """Return of each row of a table what tells another content of it apart.

    Parameters
    ----------
    descriptors
        float32 ``(rows, width)``.
    values
        float64 ``(rows,)``.
    keys
        Canonical keys of the materials; None to leave them out.

    Returns
    -------
    numpy.ndarray
        uint64 ``(rows,)``: the first 8 bytes of the BLAKE2b hash of key, value and descriptors.
    """
    found = np.empty(len(values), dtype=np.uint64)
    for start in range(0, len(values), _STRETCH):
        block = np.ascontiguousarray(descriptors[start : start + _STRETCH], dtype="<f4")
        numbers = np.asarray(values[start : start + _STRETCH], dtype="<f8")
        for at, (row, value) in enumerate(zip(block, numbers, strict=True), start):
            one = blake2b(row.tobytes(), digest_size=8)
            one.update(value.tobytes())
            if keys is not None:
                one.update(keys[at].encode())
            found[at] = int.from_bytes(one.digest(), "little")
    return found


def with_floats(recipe: dict[str, Any]) -> dict[str, Any]:
    """Return plain settings of training with floats wherever any number may stand."""
    floats = {one.key for one in declared(TrainingRecipe).values() if one.of is float}
    return {key: float(value) if key in floats else value for key, value in recipe.items()}


def _save(path: Path, array: npt.NDArray[Any]) -> None:
    """Write an array; one that is a whole file already is linked, and so is in memory once."""
    file = _file_of(array)
    if file is not None:
        with suppress(OSError):  # another disk, or one that knows no links
            os.link(file, path)
            return
    np.save(path, array, allow_pickle=False)


def _file_of(array: npt.NDArray[Any]) -> Path | None:
    """Return the ``.npy`` file that holds exactly this array, None where there is none."""
    if not isinstance(array, np.memmap) or array.filename is None:
        return None
    try:
        whole = np.load(array.filename, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):
        return None
    # A part of a mapped array still names its file.
    alike = (whole.shape, whole.dtype, whole.strides) == (array.shape, array.dtype, array.strides)
    return Path(array.filename) if alike else None
