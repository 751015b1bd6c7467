"""The card of a predictor: what its training has to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.predict.card import (
    FORMAT,
    Card,
    DescriptorCard,
    DomainCard,
    ErrorCard,
    LawCard,
    LookupCard,
    NetworkCard,
    PartCard,
    TableCard,
)
from simlaw.predict.lookup import Lookup
from simlaw.predict.models.batch import Float64, Part
from simlaw.predict.training.cross_fit import CrossFitted
from simlaw.predict.training.fit_parts import EVERY
from simlaw.predict.training.training_data import TrainingData
from simlaw.predict.training.weighed_parts import Weighed
from simlaw.transfer.networks import NETWORKS


@dataclass(frozen=True, eq=False)
class Trained:
    """What there is to say of a training beside its numbers.

    Attributes
    ----------
    name, title, property, unit, scale, kind, material, numbers, reading, note, law, versions, cite
        As in `Card`.
    source, target
        The tables.
    descriptor
        What the materials were turned into.
    split, overlap
        As in `ErrorCard`.
    source_keys, target_keys
        Canonical keys, as the rows of the data have them.
    source_values, target_values
        In the unit of the property, not on the scale.
    lookup
        Computed values by material; None where none is to be looked up.
    """

    name: str
    title: str
    property: str
    unit: str
    scale: str
    kind: str
    material: str
    numbers: tuple[str, ...]
    reading: int
    source: TableCard
    target: TableCard
    descriptor: DescriptorCard
    split: str
    overlap: str
    source_keys: Sequence[str]
    target_keys: Sequence[str]
    source_values: Float64
    target_values: Float64
    versions: dict[str, str]
    cite: tuple[str, ...]
    error_unit: str
    lookup: Lookup | None = None
    note: str | None = None
    law: LawCard | None = None


@dataclass(frozen=True, eq=False)
class Reckoning:
    """What cross-validation gave.

    Attributes
    ----------
    fitted
        Parts, and what they say of materials that they had not seen.
    plain
        Their weights where no computed value is looked up.
    known
        The same where it is; None where that is never so.
    """

    fitted: CrossFitted
    plain: Weighed
    known: Weighed | None


def error_of(errors: Float64, squared: bool) -> float:
    """Return the mean absolute error, or the root of the mean squared one."""
    return float(np.sqrt((errors**2).mean()) if squared else np.abs(errors).mean())


def interval_of(errors: Float64, squared: bool) -> tuple[float, float]:
    """Return a 90 % interval of that error over materials, from its standard error."""
    sizes = errors**2 if squared else np.abs(errors)
    middle = float(sizes.mean())
    half = 1.645 * float(sizes.std(ddof=1)) / np.sqrt(len(sizes))
    low, high = max(0.0, middle - half), middle + half
    return (float(np.sqrt(low)), float(np.sqrt(high))) if squared else (low, float(high))


def card_of(
    data: TrainingData, about: Trained, parts: tuple[Part, ...], reckoning: Reckoning
) -> Card:
    """Return the card of a predictor; what is known later is empty in it."""
    fitted, plain, known = reckoning.fitted, reckoning.plain, reckoning.known
    values, recipe = data.target.values, data.recipe
    errors = {}
    for name, said in fitted.held_out.items():
        has = np.isfinite(said)
        errors[name] = error_of((said - values)[has], data.squared)
    alone = {name: e for name, e in errors.items() if not EVERY[name].uses_source}
    rival = min(alone, key=alone.__getitem__) if alone else None
    folds = len(fitted.folds)
    beside = (rival, None if rival is None else alone[rival])
    expected = _expected(data, about, plain, beside, folds)
    lookup = None
    if known is not None and about.lookup is not None:
        without = error_of(plain.errors[known.rows], data.squared)
        lookup = LookupCard(
            match=_any(about.lookup.match),
            materials=len(about.lookup.prints),
            intervals="",
            expected=_expected(data, about, known, ("without looking up", without), folds),
        )
    network = NETWORKS[recipe.network]
    settings: dict[str, Any] = recipe.to_dict()
    return Card(
        format=FORMAT,
        name=about.name,
        title=about.title,
        property=about.property,
        unit=about.unit,
        scale="linear" if about.scale == "linear" else "log10",
        kind=about.kind,
        material=about.material,
        numbers=about.numbers,
        reading=about.reading,
        source=about.source,
        target=about.target,
        descriptor=about.descriptor,
        network=NetworkCard(network.name, network.version, recipe.clip),
        parts=tuple(
            PartCard(
                part.name,
                _any(part.sort),
                _any(part.centre),
                part.weight,
                len(part.models),
                errors[part.name],
                part.known_weight,
            )
            for part in parts
        ),
        bases=0,
        intervals="",
        expected=expected,
        domain=DomainCard((), 0.0, 0),
        holds_values=True,
        settings=settings,
        seed=data.seed,
        versions=about.versions,
        cite=about.cite,
        lookup=lookup,
        law=about.law,
        note=about.note,
    )


def _expected(
    data: TrainingData,
    about: Trained,
    weighed: Weighed,
    rival: tuple[str | None, float | None],
    folds: int,
) -> ErrorCard:
    low, high = interval_of(weighed.errors, data.squared)
    return ErrorCard(
        metric="rmse" if data.squared else "mae",
        unit=about.error_unit,
        error=error_of(weighed.errors, data.squared),
        low=low,
        high=high,
        rival=rival[0],
        rival_error=rival[1],
        materials=len(weighed.rows),
        folds=folds,
        split=about.split,
        overlap=about.overlap,
    )


def _any(word: str) -> Any:
    """Return a word whose allowed values are checked when the card is read."""
    return word
