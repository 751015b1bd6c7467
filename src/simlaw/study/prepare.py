"""From two tables to the inputs of every trial: units, descriptors, scale, design."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.descriptors import Features, featurise
from simlaw.descriptors.block import Block
from simlaw.descriptors.cache import content_hash, read_entry, write_blocks
from simlaw.descriptors.columns import COLUMNS
from simlaw.descriptors.features import STRETCH
from simlaw.disk.places import DESCRIPTORS, ELSEWHERE, kind_folder
from simlaw.disk.store import using
from simlaw.errors import InputError, nearest
from simlaw.materials import KINDS
from simlaw.materials.near_compositions import KIND as COMPOSITION
from simlaw.materials.same_material import STEREO, identities
from simlaw.metrics import STANDARD
from simlaw.study.accounts import DescriptorAccount, OverlapAccount, PluginAccount, ScaleAccount
from simlaw.study.check import StudyCheck, check_tables
from simlaw.study.design.design import MATERIAL
from simlaw.study.design.grouping import is_kept_out_whole, match
from simlaw.study.design.plan_design import plan_design
from simlaw.study.design.scale import LINEAR, on_scale, why_off_scale
from simlaw.study.design.settings import DesignSettings
from simlaw.study.design.sources_apart import plan_apart
from simlaw.study.design.usable_source_rows import EXCLUDE_NEAR, find_twins
from simlaw.study.plugged_in import fingerprints, plugged_in, reads_materials
from simlaw.study.run.inputs import StudyInputs, row_prints
from simlaw.study.run.material_keys import MaterialKeys
from simlaw.study.settings import StudySettings
from simlaw.study.sources.apart import Source, in_unit_of, tables_of
from simlaw.tables import PropertyTable
from simlaw.tables.finding import Finding
from simlaw.tables.rows.lent_conditions import lend_conditions, what_is_lent
from simlaw.transfer import METHODS
from simlaw.transfer.study_samples import Materials
from simlaw.workers.place import Place

DRAWN = 50
"""Replicates that are drawn to say how many materials a typical one uses."""


def _no_rows() -> npt.NDArray[np.intp]:
    return np.empty(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A study ready to run: its inputs, and what preparing them had to leave out.

    Attributes
    ----------
    inputs
        What every trial reads.
    descriptor, overlap, scale, plugins, findings
        As in `simlaw.study.StudyResult`.
    test_size, pool_size
        Target materials held out and left for training, in a median replicate.
    target_keys
        Canonical keys of the target's rows that are used, in the order of the inputs.
    source_rows, target_rows
        int64: which rows of the tables are used.
    columns
        Names of the descriptor columns.
    """

    inputs: StudyInputs
    descriptor: DescriptorAccount
    overlap: OverlapAccount
    scale: ScaleAccount
    plugins: tuple[PluginAccount, ...]
    findings: tuple[Finding, ...]
    test_size: int
    pool_size: int
    target_keys: tuple[str, ...] = ()
    source_rows: npt.NDArray[np.intp] = field(default_factory=_no_rows, repr=False)
    target_rows: npt.NDArray[np.intp] = field(default_factory=_no_rows, repr=False)
    columns: tuple[str, ...] = ()


@using()
def prepare(
    source: Source, target: PropertyTable, settings: StudySettings, place: Place
) -> Prepared:
    """Convert units, compute descriptors (cached) and settle the design.

    Parameters
    ----------
    source, target
        Computed and measured table; of several computed ones that are kept apart, all.
    settings
        Of the study.
    place
        Its processes compute descriptors, which are kept in its cache.

    Raises
    ------
    InputError
        Units or descriptors that do not agree, no material left in a table, or a design that the
        tables cannot carry.
    MissingExtraError
        If a method's library is not installed: said here, not by a trial hours later.
    """
    for name in settings.methods:
        METHODS[name].ready()
    checked = check_tables(source, target, settings)
    given = tables_of(source)
    converted = [in_unit_of(target, one) for one in given]
    foreign = tuple(i for i, one in enumerate(converted) if one is None)
    tables = [
        *(one if one is not None else given[i] for i, one in enumerate(converted)),
        target,
    ]
    lent = [what_is_lent(one, target) for one in tables[:-1]]
    names = described_by(settings.descriptors, target)
    blocks = []
    for number, table in enumerate(tables):
        role, described = "target", table
        if number < len(lent):
            role = "source"
            if lent[number] or target.columns:
                described = lend_conditions(table, target, lent[number], settings.lacking)
        with place.watcher.stage(f"descriptors of {len(table):,} {role} materials") as tick:
            blocks.append(
                featurise(
                    described,
                    names,
                    cache=kind_folder(place.home, DESCRIPTORS),
                    workers=place.workers,
                    progress=tick,
                )
            )
    _same_columns(blocks, tables)
    # The scale is one of the target's property.
    scales = [LINEAR if i in foreign else settings.scale for i in range(len(tables))]
    values = [on_scale(one.values, scale) for one, scale in zip(tables, scales, strict=True)]
    usable = [
        np.flatnonzero(block.valid & np.isfinite(numbers))
        for block, numbers in zip(blocks, values, strict=True)
    ]
    for table, rows in zip(tables, usable, strict=True):
        if not len(rows):
            raise InputError(
                f"Table '{table.name}': no material has both a descriptor and a value on the "
                f"scale '{settings.scale}'."
            )
    columns = kept_columns(blocks[0].names, settings.leave_out)
    each = [_of(table.keys, rows) for table, rows in zip(tables, usable, strict=True)]
    keys = [list(chain(*each[:-1])), each[-1]]
    plugins = plugged_in(settings, target.kind)
    twin, groups = match(target.kind, settings.split, keys[0], keys[1], settings.same)
    near = None
    if settings.overlap == EXCLUDE_NEAR:
        near = near_of_all([checked.near, *(one.near for one in checked.beside)], usable, groups)
    chosen = [_chosen(blocks[i], usable[i], columns) for i in range(len(tables))]
    described_rows = [_together(chosen[:-1]), chosen[-1]]
    used = [values[i][usable[i]] for i in range(len(tables))]
    used = [_together(used[:-1]), used[-1]]
    prints = [row_prints(described_rows[i], used[i], keys[i]) for i in (0, 1)]
    design = plan_design(
        sizes_apart_left_out(settings) if len(given) > 1 else settings,
        settings.seed,
        twin=twin,
        target_size=len(usable[-1]),
        groups=groups,
        near=near,
        metrics=() if settings.metric in STANDARD else (settings.metric,),
    )
    if len(given) > 1:
        sizes = {one.name: len(rows) for one, rows in zip(given, usable, strict=False)}
        design = plan_apart(design, settings, sizes, twin=twin, groups=groups, near=near)
        design = replace(design, foreign=foreign)
    inputs = StudyInputs(
        source_descriptors=described_rows[0],
        target_descriptors=described_rows[1],
        source_values=used[0],
        target_values=used[1],
        source_prints=prints[0],
        target_prints=prints[1],
        twin=twin,
        design=design,
        recipe=settings.recipe,
        groups=groups,
        near=near,
        plugins=fingerprints(plugins),
        keys=MaterialKeys(Materials(keys[0], keys[1], target.kind))
        if reads_materials(settings)
        else None,
    )
    # Of each draw the numbers alone: with a large source, draws are too large to hold many.
    drawn = [_counts(inputs, replicate) for replicate in range(min(settings.replicates, DRAWN))]
    test_size, pool_size, excluded = (int(middle) for middle in np.median(drawn, axis=0))
    return Prepared(
        inputs=inputs,
        descriptor=DescriptorAccount(
            names=names,
            leave_out=tuple(settings.leave_out),
            width=int(inputs.source_descriptors.shape[1]),
            refused_source=sum(int((~one.valid).sum()) for one in blocks[:-1]),
            refused_target=int((~blocks[-1].valid).sum()),
            reasons=tuple(chain(*map(_reasons, blocks, tables)))[:5],
        ),
        overlap=_overlap(inputs, excluded, checked, settings.same, keys, lent=any(lent)),
        scale=_scale(settings.scale, tables, blocks, values),
        plugins=plugins,
        findings=checked.findings,
        test_size=test_size,
        pool_size=pool_size,
        target_keys=tuple(keys[1]),
        source_rows=usable[0],
        target_rows=usable[1],
        columns=tuple(blocks[0].names[column] for column in columns),
    )


def near_in_use(
    near: npt.NDArray[np.int32],
    usable: Sequence[npt.NDArray[np.intp]],
    groups: npt.NDArray[np.int32] | None,
) -> npt.NDArray[np.int32] | None:
    """Return near pairs of two tables in the numbers of the rows that are used.

    Parameters
    ----------
    near
        int32 ``(pairs, 2)``: rows of source and target.
    usable
        Of source and target the rows that are used, increasing.
    groups
        Number of the group of each target row that is used; None without groups.

    Returns
    -------
    numpy.ndarray or None
        int32 ``(pairs, 2)``: source row, and target row or group; None where no pair is left.

    Examples
    --------
    >>> near_in_use(np.array([[5, 0], [6, 2]]), [np.array([4, 6]), np.array([0, 2])], None)
    array([[1, 1]], dtype=int32)
    """
    used = near[np.isin(near[:, 0], usable[0]) & np.isin(near[:, 1], usable[1])]
    found = [np.searchsorted(rows, used[:, i]) for i, rows in enumerate(usable)]
    ends = found[1] if groups is None else groups[found[1]]
    pairs = np.unique(np.stack([found[0], ends], axis=1).astype(np.int32), axis=0)
    return pairs if len(pairs) else None


def near_of_all(
    near: Sequence[npt.NDArray[np.int32]],
    usable: Sequence[npt.NDArray[np.intp]],
    groups: npt.NDArray[np.int32] | None,
) -> npt.NDArray[np.int32] | None:
    """Return the near pairs of sources whose used rows lie one after the other.

    Parameters
    ----------
    near
        Of each source, its pairs with the target, as `near_in_use` takes them.
    usable
        Of each source, and last of the target, the rows that are used, increasing.
    groups
        As `near_in_use` takes them.
    """
    found, start = [], 0
    for pairs, rows in zip(near, usable, strict=False):
        own = near_in_use(pairs, [rows, usable[-1]], groups)
        if own is not None:
            found.append(own + np.array([start, 0], dtype=np.int32))
        start += len(rows)
    return np.concatenate(found) if found else None


def _together(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Return the rows of all parts; one alone stays as it is, mapped from disk perhaps."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def sizes_apart_left_out(settings: StudySettings) -> DesignSettings:
    """Return what is asked of a design but for the sizes of sources that are kept apart."""
    wishes = {one.name: getattr(settings, one.name) for one in fields(DesignSettings)}
    return DesignSettings(**{**wishes, "n": None, "largest": None})


def described_by(names: Sequence[str], target: PropertyTable) -> tuple[str, ...]:
    """Return the descriptors of a study: those asked for, and the columns that are conditions."""
    inputs = target.conditions and COLUMNS.name not in names
    return (*names, COLUMNS.name) if inputs else tuple(names)


def kept_columns(names: Sequence[str], leave_out: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the positions of the descriptor columns that no pattern leaves out.

    Examples
    --------
    >>> kept_columns(("MolWt", "MolMR", "SMR_VSA1"), ("MolMR", "SMR_*"))
    array([0])
    """
    out = set()
    for pattern in leave_out:
        hit = {i for i, name in enumerate(names) if fnmatchcase(name, pattern)}
        if not hit:
            raise InputError(
                f"descriptor.leave_out: no descriptor column matches '{pattern}'."
                f"{nearest(pattern, names)}"
            )
        out |= hit
    if len(out) == len(names):
        raise InputError("descriptor.leave_out: no descriptor column is left.")
    return np.array([i for i in range(len(names)) if i not in out], dtype=np.intp)


def _of(keys: Sequence[str], rows: npt.NDArray[np.intp]) -> list[str]:
    return [keys[row] for row in rows.tolist()]


def _counts(inputs: StudyInputs, replicate: int) -> tuple[int, int, int]:
    """Return how many materials a replicate tests, has for training, and keeps from its source."""
    drawn = inputs.materials(replicate)
    return len(drawn.test), len(drawn.pool), len(inputs.twin) - len(drawn.source)


def _chosen(
    features: Features, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Return some rows and columns, mapped from an entry of their own where that is not all."""
    path = features.path
    if (len(rows), len(columns)) == features.values.shape:
        return features.values
    names = tuple(features.names[column] for column in columns)

    def blocks() -> Iterator[Block]:
        for start in range(0, len(rows), STRETCH):
            # Mapped anew for each block: what was read is not held on to.
            values = features.values if path is None else np.load(path, mmap_mode="r")
            some = values[np.ix_(rows[start : start + STRETCH], columns)]
            yield Block(some, names, [None] * len(some))

    if path is None:
        return np.concatenate([block.values for block in blocks()])
    whole = path.parent
    part = [whole.name.encode(), rows.astype("<i8").tobytes(), columns.astype("<i8").tobytes()]
    folder = whole.with_name(content_hash([b"part", *part]))
    entry = read_entry(folder, len(rows))
    if entry is None:
        write_blocks(folder, len(rows), blocks())
        entry = read_entry(folder, len(rows))
    if entry is None:
        raise InputError(f"{folder}: descriptors cannot be kept there; {ELSEWHERE}.")
    return entry.values


def _reasons(block: Features, table: PropertyTable) -> list[tuple[str, str]]:
    materials = table.frame["material"]
    return [
        (str(materials.iloc[row]), str(block.reasons[row]))
        for row in np.flatnonzero(~block.valid)[:5]
    ]


def _same_columns(blocks: list[Features], tables: Sequence[PropertyTable]) -> None:
    for block, table in zip(blocks, tables, strict=True):
        if not block.valid.any():
            reason = next((r for r in block.reasons if r), "no reason was given")
            raise InputError(
                f"Table '{table.name}': no material has a descriptor. The first reason: {reason}"
            )
    for block in blocks[:-1]:
        if block.names == blocks[-1].names:
            continue
        odd = sorted(set(block.names) ^ set(blocks[-1].names))
        raise InputError(
            "Source and target must have the same descriptor columns, but these are in one table "
            f"only: {', '.join(odd[:5])}."
        )


def _scale(
    scale: str,
    tables: Sequence[PropertyTable],
    blocks: Sequence[Features],
    values: Sequence[npt.NDArray[np.float64]],
) -> ScaleAccount:
    """Return the account of a scale: described materials with no place on it, with reasons."""
    if scale == LINEAR:
        return ScaleAccount(scale)
    off = [
        np.flatnonzero(block.valid & ~np.isfinite(numbers))
        for block, numbers in zip(blocks, values, strict=True)
    ]
    reasons = [
        (
            str(table.frame["material"].iloc[row]),
            why_off_scale(float(table.values[row]), table.unit),
        )
        for table, rows in zip(tables, off, strict=True)
        for row in rows[:5]
    ]
    return ScaleAccount(scale, sum(map(len, off[:-1])), len(off[-1]), tuple(reasons[:5]))


def _overlap(
    inputs: StudyInputs,
    excluded: int,
    checked: StudyCheck,
    same: str,
    keys: Sequence[list[str]],
    *,
    lent: bool,
) -> OverlapAccount:
    kind = checked.target.kind
    by_key, shared = (
        int((find_twins(*(identities(kind, one, some) for some in keys)) >= 0).sum())
        for one in (STEREO, same)
    )
    if lent:  # what is computed without a solvent is in the measured table where its group is
        by_key = shared = int((inputs.twin >= 0).sum())
    account = OverlapAccount(inputs.design.overlap, shared, excluded)
    if KINDS[kind].same:
        account = replace(account, match=same, by_match=shared - by_key)
    if kind == COMPOSITION:
        account = replace(account, near=len(np.unique(checked.near[:, 1])))
    split = inputs.design.split
    if inputs.groups is None or split == MATERIAL:
        return account
    return replace(
        account,
        split=split,
        groups=int(inputs.groups.max()) + 1,
        largest_group=int(np.bincount(inputs.groups).max()),
        kept_out="group" if is_kept_out_whole(kind, split) else "material",
    )
