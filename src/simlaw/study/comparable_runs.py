"""Whether finished runs can be compared as protocols, and whether their replicates are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from simlaw.errors import InputError
from simlaw.law.curve import DIRECT
from simlaw.study.result import StudyResult

SAME = 1e-3
"""Relative difference up to which two errors of direct learning are of the same trial."""


@dataclass(frozen=True)
class Rivals:
    """Runs that can be compared.

    Attributes
    ----------
    m
        Target samples at which they are.
    paired
        Whether replicate r has the same test set and target order in every run.
    notes
        What a reader of the comparison must know, as sentences.
    """

    m: int
    paired: bool
    notes: tuple[str, ...]


def find_rivals(results: Sequence[StudyResult], names: Sequence[str], m: int | None) -> Rivals:
    """Check that runs can be compared, and whether their replicates are shared.

    Parameters
    ----------
    results
        At least two runs.
    names
        What to call them in messages.
    m
        The m wanted; by default that of the first run.

    Raises
    ------
    InputError
        If the runs differ in target, property, unit, scale, metric, method or split, or a run has
        no law at that m.
    """
    first = results[0]
    for result, name in zip(results[1:], names[1:], strict=True):
        for what, of in _MUST_AGREE.items():
            ours, theirs = of(first), of(result)
            if ours != theirs:
                raise InputError(
                    f"Protocols are compared on the same {what}, but {names[0]} has "
                    f"{_told(ours)} and {name} has {_told(theirs)}."
                )
        # Two files of one name may hold other measurements.
        if _fingerprint(first) != _fingerprint(result):
            raise InputError(
                f"Protocols are compared on the same target, but {names[0]} and {name} were "
                f"tested on other measurements: {_told(_fingerprint(first))} against "
                f"{_told(_fingerprint(result))}."
            )
    chosen = first.m if m is None else m
    for result, name in zip(results, names, strict=True):
        if chosen not in result.ms:
            raise InputError(
                f"{name}: there are no trials with m = {chosen}. "
                f"It has m = {', '.join(map(str, result.ms))}; choose one that all have with --m."
            )
        if chosen not in result.laws:
            raise InputError(
                f"{name}: fewer than 3 sizes are measured for m = {chosen}, too few for a law. "
                f"Let the run go on with: {result.command}"
            )
    notes = [
        f"{names[0]} and {name} also differ in {what}: the comparison is of both together."
        for result, name in zip(results[1:], names[1:], strict=True)
        for what, of in _SHOULD_AGREE.items()
        if of(first) != of(result) and not (what == _ORDER and first.source == result.source)
    ]
    why = next(
        (
            f"{names[0]} and {name} {reason}"
            for result, name in zip(results[1:], names[1:], strict=True)
            if (reason := _unpaired(first, result, chosen))
        ),
        "",
    )
    if why:
        notes.insert(
            0,
            f"{why}, so their replicates are not the same trials and the comparison is unpaired: "
            "its intervals are wider.",
        )
    return Rivals(chosen, not why, tuple(notes))


_MUST_AGREE: dict[str, Callable[[StudyResult], Any]] = {
    "kind of material": lambda r: r.kind,
    "target": lambda r: r.target.name,
    "property": lambda r: r.property,
    "unit": lambda r: r.unit,
    "scale": lambda r: r.scale.name,
    "metric": lambda r: r.metric,
    "method": lambda r: r.method,
    # Other rules make another test: its errors are harder or easier whatever the source.
    "split of the test set": lambda r: r.design.split,
}

# Of one source the order may be the very thing that is compared.
_ORDER = "order in which the source grows"

_SHOULD_AGREE: dict[str, Callable[[StudyResult], Any]] = {
    "descriptors": lambda r: (r.descriptor.names, r.descriptor.leave_out),
    "training": lambda r: r.training.recipe,
    "overlap policy": lambda r: (r.overlap.policy, r.overlap.match or "stereo"),
    _ORDER: lambda r: r.design.order,
}

_DRAWN_BY: dict[str, Callable[[StudyResult], Any]] = {
    "seed": lambda r: r.design.seed,
    "kind of test set": lambda r: r.design.test,
    "size of the test set": lambda r: r.design.test_size,
    "number of target materials left for training": lambda r: r.design.pool_size,
    "number of draws": lambda r: r.design.draws,
    "target materials without a descriptor": lambda r: r.descriptor.refused_target,
}


def _fingerprint(result: StudyResult) -> Any:
    target = result.target
    found = target.origin.sha256
    return found or (target.materials, target.rows_read, target.value)


def _unpaired(first: StudyResult, second: StudyResult, m: int) -> str:
    """Why replicates of two runs are not the same trials, or an empty string."""
    for what, of in _DRAWN_BY.items():
        if of(first) != of(second):
            return f"differ in the {what} ({_told(of(first))} and {_told(of(second))})"
    ours, theirs = (
        result.curve.points(m, DIRECT).set_index("replicate")["error"] for result in (first, second)
    )
    common = ours.index.intersection(theirs.index)
    trained = all(_SHOULD_AGREE[name](first) == _SHOULD_AGREE[name](second) for name in _TRAINED)
    # Direct learning never sees the source: the same trial gives the same error in both runs.
    if trained and len(common):
        same = np.isclose(ours[common], theirs[common], rtol=SAME)
        if not same.all():
            return (
                f"have other errors of direct learning in {int((~same).sum())} of {len(common)} "
                "replicates"
            )
    return ""


_TRAINED = ("descriptors", "training")


def _told(value: Any) -> str:
    if is_dataclass(value):
        return ", ".join(f"{f.name} {getattr(value, f.name)}" for f in fields(value))
    if isinstance(value, tuple):
        return "; ".join(map(_told, value))
    return str(value)[:60]
