"""A predictor trained on both tables of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from simlaw.descriptors import find_descriptor
from simlaw.disk.store import using
from simlaw.errors import InputError
from simlaw.predict.card import DescriptorCard, LawCard, TableCard
from simlaw.predict.lookup import Lookup
from simlaw.predict.predictor import Predictor
from simlaw.predict.training.card_of import Trained
from simlaw.predict.training.train import train_predictor
from simlaw.predict.training.training_data import TrainingData
from simlaw.study.design.scale import unit_on_scale
from simlaw.study.prepare import Prepared, prepare
from simlaw.study.run.own_rows import own_rows
from simlaw.study.run_folder import recorded_versions
from simlaw.study.settings import StudySettings
from simlaw.tables import PropertyTable
from simlaw.transfer.networks import NETWORKS
from simlaw.transfer.study_samples import Samples
from simlaw.workers.place import Place

WHERE_KNOWN, NEVER = "where known", "never"

LOOKUPS: Mapping[str, str] = MappingProxyType(
    {
        WHERE_KNOWN: "where the computed table holds the very material, its value there is used",
        NEVER: "computed values serve for pretraining alone, as in a study",
    }
)
"""Whether the computed value of the material that is asked about is looked up."""

OWN_WORK = (
    "Minami et al., npj Computational Materials 11, 146 (2025), doi 10.1038/s41524-025-01606-5"
)
"""The work that simlaw follows."""


@using()
def predictor_of_study(
    tables: tuple[PropertyTable, PropertyTable],
    settings: StudySettings,
    place: Place,
    *,
    keep_values: bool = True,
    lookup: str = WHERE_KNOWN,
    law: LawCard | None = None,
) -> Predictor:
    """Train a predictor on all computed and all measured materials of a study.

    Parameters
    ----------
    tables
        Computed and measured.
    settings
        Of the study.
    place
        Where descriptors are kept, and who is told of progress.
    keep_values
        Whether measured values may be in its folder.
    lookup
        A name in `LOOKUPS`: whether the computed value of the very material is used.
    law
        Of the run that it is trained from.

    Raises
    ------
    InputError
        As for a run of the study; or a network that does not come with simlaw.
    """
    if lookup not in LOOKUPS:
        raise InputError(f"lookup is '{lookup}', but must be one of: {', '.join(LOOKUPS)}.")
    if NETWORKS.provenance(settings.recipe.network) is not None:
        raise InputError(
            f"training.network: '{settings.recipe.network}' does not come with simlaw, and a "
            "predictor would need its code. Train it with one of simlaw's."
        )
    for name in ("extra-trees",) if keep_values else ():
        from simlaw.transfer import METHODS

        METHODS[name].ready()
    prepared = prepare(*tables, settings, place)
    data = _data(prepared, settings)
    about = _about(tables, settings, prepared, law)
    if lookup == WHERE_KNOWN:
        table = Lookup.of(about.kind, settings.same, about.source_keys, data.source.values)
        data = replace(data, looked_up=table.find(about.kind, about.target_keys))
        about = replace(about, lookup=table)
    text = f"training on {len(data.source.values):,} computed and {len(data.target.values):,} "
    with place.watcher.stage(text + "measured materials") as tick:
        return train_predictor(data, about, keep_values=keep_values, tick=tick)


def _data(prepared: Prepared, settings: StudySettings) -> TrainingData:
    inputs = prepared.inputs
    return TrainingData(
        source=Samples(inputs.source_descriptors, inputs.source_values),
        target=Samples(inputs.target_descriptors, inputs.target_values),
        own=own_rows(inputs),
        recipe=inputs.recipe,
        seed=settings.seed,
        groups=inputs.groups,
        squared=settings.metric == "rmse",
    )


def _about(
    tables: tuple[PropertyTable, PropertyTable],
    settings: StudySettings,
    prepared: Prepared,
    law: LawCard | None,
) -> Trained:
    source, target = tables
    converted = source.to(target.unit)
    rows = prepared.source_rows, prepared.target_rows
    what = target.property or "property"
    return Trained(
        name=settings.name,
        title=settings.title or f"{what}: {source.name} to {target.name}",
        property=what,
        unit=target.unit,
        scale=settings.scale,
        kind=target.kind,
        material=_material(target),
        numbers=tuple(target.columns) if "columns" in prepared.descriptor.names else (),
        reading=settings.reading,
        source=_table(source, len(rows[0])),
        target=_table(target, len(rows[1])),
        descriptor=_descriptor(prepared, target.kind),
        split=settings.split,
        overlap=settings.overlap,
        source_keys=_some(source.keys, rows[0]),
        target_keys=_some(target.keys, rows[1]),
        source_values=converted.values[rows[0]],
        target_values=target.values[rows[1]],
        versions=recorded_versions(),
        cite=tuple(
            dict.fromkeys(
                [one for one in (source.origin.citation, target.origin.citation) if one]
                + [OWN_WORK]
            )
        ),
        error_unit=unit_on_scale(target.unit, settings.scale),
        note=settings.note,
        law=law,
    )


def _material(target: PropertyTable) -> str:
    """Return how the measured table writes its materials."""
    read = target.read_as[0] if target.read_as else None
    return (read.material if read is not None and read.material else None) or "material"


def _table(table: PropertyTable, used: int) -> TableCard:
    origin = table.origin
    address = origin.address
    if address is not None and "://" not in address:
        address = Path(address).name  # a card goes to others, whom folders here do not concern
    return TableCard(table.name, used, address, origin.licence, origin.citation, origin.sha256)


def _descriptor(prepared: Prepared, kind: str) -> DescriptorCard:
    names = prepared.descriptor.names
    versions = tuple(find_descriptor(name, kind).version for name in names)
    return DescriptorCard(tuple(names), versions, prepared.columns)


def _some(keys: Sequence[str], rows: np.ndarray) -> list[str]:
    return [keys[row] for row in rows.tolist()]
