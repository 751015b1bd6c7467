"""A predictor from two tables: parts trained without each fold, weighed, and kept together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simlaw.predict.card import DomainCard
from simlaw.predict.domain import Domain
from simlaw.predict.models.batch import Float32
from simlaw.predict.nearest import (
    Known,
    Neighbours,
    Standard,
    distances_across,
    usual_distance,
)
from simlaw.predict.predictor import Predictor
from simlaw.predict.training.card_of import Reckoning, Trained, card_of
from simlaw.predict.training.cross_fit import cross_fit
from simlaw.predict.training.fit_parts import EVERY, HEAD, LOOKUPS, NETWORK, RECIPES, SMOOTH
from simlaw.predict.training.training_data import TrainingData
from simlaw.predict.training.weighed_parts import weigh
from simlaw.workers.progress import Tick

KNOWN_FROM = 60
"""Measured materials with a computed value of their own from which values are looked up."""

COMPARED = 20_000
"""Computed materials that the nearest is looked for among: of more a sample is drawn."""


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
    if keep_values and data.known.sum() >= KNOWN_FROM:
        names += LOOKUPS
    fitted = cross_fit(data, names, tick)
    neighbours, distance = _neighbours(data, about, keep_values)
    apart = distances_across(neighbours.measured, fitted.folds, neighbours.standard.width)
    plain = weigh(data, fitted, [name for name in fitted.parts if name not in LOOKUPS])
    looks_up = any(name in LOOKUPS for name in fitted.parts)
    known = weigh(data, fitted, list(fitted.parts), data.known) if looks_up else None
    parts = tuple(
        replace(
            part,
            weight=plain.weights.get(name, 0.0),
            known_weight=0.0 if known is None else known.weights[name],
        )
        for name, part in fitted.parts.items()
        if plain.weights.get(name, 0.0) > 0 or (known is not None and known.weights[name] > 0)
    )
    bases = fitted.bases if any(EVERY[part.name].uses_source for part in parts) else ()
    domain = Domain.of(about.kind, [*about.source_keys, *about.target_keys], distance)
    needs = any(part.sort == SMOOTH for part in parts)
    measured: Float32 = np.asarray(data.target.descriptors, dtype=np.float32)
    intervals = plain.intervals(apart, data.seed)
    card = card_of(data, about, parts, Reckoning(fitted, plain, known))
    lookup = None if known is None else about.lookup
    known_intervals = None if known is None else known.intervals(apart, data.seed)
    if card.lookup is not None and known_intervals is not None:
        card = replace(card, lookup=replace(card.lookup, intervals=known_intervals.name))
    compared = len(neighbours.source.names)
    card = replace(
        card,
        bases=len(bases),
        intervals=intervals.name,
        holds_values=keep_values,
        domain=DomainCard(domain.elements, distance, compared),
    )
    return Predictor(
        card,
        bases,
        parts,
        neighbours,
        domain,
        intervals,
        measured if needs else measured[:0],
        lookup,
        known_intervals,
    )


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
