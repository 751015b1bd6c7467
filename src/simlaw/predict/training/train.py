"""A predictor from two tables: parts trained without each fold, weighed, and kept together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simlaw.predict.card import (
    FORMAT,
    Card,
    DescriptorCard,
    DomainCard,
    ErrorCard,
    LawCard,
    NetworkCard,
    PartCard,
    TableCard,
)
from simlaw.predict.domain import Domain
from simlaw.predict.intervals.local import LocalIntervals
from simlaw.predict.intervals.protocol import Intervals, Signs
from simlaw.predict.intervals.scaled import ScaledIntervals
from simlaw.predict.models.batch import Float32, Float64, Part
from simlaw.predict.nearest import (
    Known,
    Neighbours,
    Standard,
    distances_across,
    usual_distance,
)
from simlaw.predict.predictor import Predictor, spread_of
from simlaw.predict.training.cross_fit import CrossFitted, cross_fit
from simlaw.predict.training.fit_parts import HEAD, NETWORK, RECIPES, SMOOTH
from simlaw.predict.training.part_weights import cross_blended, part_weights
from simlaw.predict.training.training_data import TrainingData
from simlaw.transfer.networks import NETWORKS
from simlaw.workers.progress import Tick

LOCAL_FROM = 200
"""Measured materials from which intervals follow the errors of a material's like."""

COMPARED = 20_000
"""Computed materials that the nearest is looked for among: of more a sample is drawn."""


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
    note: str | None = None
    law: LawCard | None = None


def train_predictor(
    data: TrainingData, about: Trained, *, keep_values: bool = True, tick: Tick | None = None
) -> Predictor:
    """Train a predictor on everything.

    Parameters
    ----------
    data
        Both tables, as training sees them.
    about
        What else is said of them.
    keep_values
        Whether measured values may be in its folder. Without them it is made of networks alone:
        trees and Gaussian processes hold the values that they learned from.
    tick
        Told how many of the steps are done.

    Raises
    ------
    InputError
        Too few measured materials, one group of them alone, or a training that diverged.
    """
    names = [
        name for name, recipe in RECIPES.items() if keep_values or recipe.sort in (NETWORK, HEAD)
    ]
    fitted = cross_fit(data, names, tick)
    values = data.target.values
    held_out = np.column_stack(list(fitted.held_out.values()))
    weights = part_weights(held_out, values, squared=data.squared)
    blended = cross_blended(held_out, values, fitted.folds, squared=data.squared)
    parts = tuple(
        replace(part, weight=float(weight))
        for part, weight in zip(fitted.parts.values(), weights, strict=True)
        if weight > 0
    )
    uses = any(RECIPES[part.name].uses_source for part in parts)
    of = dict(zip(fitted.parts, weights.tolist(), strict=True))
    of_trees = [fitted.tree_spread] if any(part.sort == "forest" for part in parts) else []
    spread = spread_of(dict(fitted.held_out), of, blended, of_trees)
    neighbours, distance = _neighbours(data, about, keep_values)
    apart = distances_across(neighbours.measured, fitted.folds, neighbours.standard.width)
    intervals = fit_intervals(Signs(blended, spread, apart), values, data.seed)
    domain = Domain.of(about.kind, [*about.source_keys, *about.target_keys], distance)
    needs = any(part.sort == SMOOTH for part in parts)
    measured: Float32 = np.asarray(data.target.descriptors, dtype=np.float32)
    card = _card(data, about, fitted, parts, blended, domain)
    return Predictor(
        replace(
            card,
            bases=len(fitted.bases) if uses else 0,
            intervals=intervals.name,
            holds_values=keep_values,
            domain=replace(card.domain, compared=len(neighbours.source.names)),
        ),
        fitted.bases if uses else (),
        parts,
        neighbours,
        domain,
        intervals,
        measured if needs else measured[:0],
    )


def fit_intervals(signs: Signs, values: Float64, seed: int) -> Intervals:
    """Return intervals from materials that training had not seen, and their measured values."""
    errors = signs.predicted - values
    if len(values) < LOCAL_FROM:
        return ScaledIntervals.fit(signs, errors)
    least = 0.0 if values.min() >= 0 else None
    return LocalIntervals.fit(signs, errors, least=least, seed=seed)


def _neighbours(data: TrainingData, about: Trained, keep_values: bool) -> tuple[Neighbours, float]:
    """Return the known materials, and the usual distance between measured ones."""
    count = len(data.source.values)
    rows = np.arange(count)
    if count > COMPARED:
        rows = np.sort(data.generator("compared").choice(count, COMPARED, replace=False))
    source = np.asarray(data.source.descriptors[rows], dtype=np.float32)
    measured = np.asarray(data.target.descriptors, dtype=np.float32)
    standard = Standard.of(np.concatenate([source, measured]))
    known = Known(
        standard.scaled(source),
        [about.source_keys[row] for row in rows.tolist()],
        about.source_values[rows],
    )
    values = about.target_values if keep_values else np.full(len(measured), np.nan)
    own = Known(standard.scaled(measured), list(about.target_keys), values)
    return Neighbours(standard, known, own), usual_distance(own, standard.width)


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


def _card(
    data: TrainingData,
    about: Trained,
    fitted: CrossFitted,
    parts: tuple[Part, ...],
    blended: Float64,
    domain: Domain,
) -> Card:
    values, squared, recipe = data.target.values, data.squared, data.recipe
    errors = {name: error_of(said - values, squared) for name, said in fitted.held_out.items()}
    alone = {name: e for name, e in errors.items() if not RECIPES[name].uses_source}
    rival = min(alone, key=alone.__getitem__) if alone else None
    low, high = interval_of(blended - values, squared)
    expected = ErrorCard(
        metric="rmse" if squared else "mae",
        unit=about.error_unit,
        error=error_of(blended - values, squared),
        low=low,
        high=high,
        rival=rival,
        rival_error=None if rival is None else alone[rival],
        materials=len(values),
        folds=len(fitted.folds),
        split=about.split,
        overlap=about.overlap,
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
        network=NetworkCard(network.name, network.version, tuple(recipe.hidden), recipe.clip),
        parts=tuple(
            PartCard(
                part.name,
                _sort(part),
                "median" if part.centre == "median" else "mean",
                part.weight,
                len(part.models),
                errors[part.name],
            )
            for part in parts
        ),
        bases=0,
        intervals="",
        expected=expected,
        domain=DomainCard(domain.elements, domain.distance, 0),
        holds_values=True,
        settings=settings,
        seed=data.seed,
        versions=about.versions,
        cite=about.cite,
        law=about.law,
        note=about.note,
    )


def _sort(part: Part) -> Any:
    return part.sort
