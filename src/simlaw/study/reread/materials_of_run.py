"""The materials of a finished run: descriptors, twins in the source, and repeated measurements.

A run folder holds the errors of every material and its key. What the materials are described by,
and what the source holds, is read again from the tables, as the study file beside it says; the
descriptors are those that are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simlaw.decide.materials.distance import distance_to_source
from simlaw.decide.materials.floor import Repeats
from simlaw.decide.materials.repeated_measurements import repeats_of
from simlaw.decide.materials.twins import NEAR, Twins
from simlaw.disk.places import cache_folder
from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.materials.same_material import identities
from simlaw.study.design.scale import LINEAR
from simlaw.study.design.usable_source_rows import INCLUDE
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.prepare import Prepared
from simlaw.study.result import StudyResult
from simlaw.study.run.own_rows import own_rows, pairs_of
from simlaw.study.run_folder import SPEC
from simlaw.study.study import Study
from simlaw.tables import PropertyTable, catalog
from simlaw.tables.settings import TableSettings

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class MaterialsOfRun:
    """What is known of the materials of a run beside their errors.

    Attributes
    ----------
    study
        The study, its tables read again.
    prepared
        What its trials read.
    errors
        Signed errors of the tested materials, whose order all else is in.
    own
        int32 ``(pairs, 2)``: source rows that are kept out while a material is tested, and the
        material.
    table_rows
        Row of each material in the measured table, int64 of shape (N,).
    """

    study: Study
    prepared: Prepared
    errors: MaterialErrors
    own: Rows
    table_rows: npt.NDArray[np.int64]

    @property
    def source(self) -> npt.NDArray[np.float32]:
        """Descriptors of the source, float32 ``(S, width)``."""
        return self.prepared.inputs.source_descriptors

    @property
    def target(self) -> npt.NDArray[np.float32]:
        """Descriptors of the measured materials, float32 ``(N, width)``."""
        return self.prepared.inputs.target_descriptors

    def distances(self) -> npt.NDArray[np.float64]:
        """Distance of each material to the nearest of the source that it may meet, shape (N,)."""
        return distance_to_source(self.source, self.target, pairs=self.own)[0]

    def twins(self) -> Twins:
        """Return which materials have twins in the source, used or not."""
        design, table = self.prepared.inputs.design, self.study.target
        keys = [table.keys[row] for row in self.table_rows.tolist()]
        of_sources = [key for one in self.study.sources for key in one.keys]
        held = set(identities(table.kind, self.study.same, of_sources))
        same = np.array([one in held for one in identities(table.kind, self.study.same, keys)])
        twin, near_pairs = self._same_rows(), self.own
        near = distance_to_source(self.source, self.target, pairs=twin)[0] <= NEAR
        out = np.concatenate([twin, near_pairs])
        near_used = distance_to_source(self.source, self.target, pairs=out)[0] <= NEAR
        used = same if design.overlap == INCLUDE else np.zeros_like(same)
        return Twins(same, used, near, near_used)

    def repeats(self) -> Repeats:
        """Return what repeated measurements say of the noise."""
        logs = self.study.scale != LINEAR
        return repeats_of(self.study.target, self.table_rows, logs=logs)

    def _same_rows(self) -> Rows:
        """Source rows that are the same as a measured material, and it."""
        inputs = self.prepared.inputs
        return pairs_of(inputs.twin, inputs.groups, len(inputs.target_values))


def materials_of_run(result: StudyResult) -> MaterialsOfRun:
    """Read the tables of a run once more.

    Parameters
    ----------
    result
        A run with a folder, and with the errors of its materials.

    Raises
    ------
    InputError
        If there are none, or the tables are gone or other ones than the run's.
    """
    errors = errors_of_run(result)
    if result.folder is None:
        raise InputError(f"The result of '{result.name}' knows no run folder.")
    study = _study_of(result.folder)
    prepared = study.prepare(cache=cache_folder())
    inputs = prepared.inputs
    wanted = (errors.materials,)
    if inputs.target_values.shape != wanted or not np.array_equal(
        inputs.target_values, errors.measured
    ):
        raise InputError(
            f"{result.folder}: the measured table is another one than the run was made with. Run "
            "the study again, or put the table back that it names."
        )
    own = own_rows(inputs)
    return MaterialsOfRun(study, prepared, errors, own, _places(study.target, errors))


def errors_of_run(result: StudyResult) -> MaterialErrors:
    """Return the errors of a run's materials.

    Raises
    ------
    InputError
        If it has none.
    """
    if result.curve.materials is None:
        raise InputError(
            f"The run '{result.name}' holds no errors of single materials: it was made by an "
            "earlier version, or with design.record = 'summary'. Run the study again to have them."
        )
    return result.curve.materials


def _study_of(folder: Path) -> Study:
    file = read_study_file(folder / SPEC, allow_code=False)
    for settings in (*file.settings.sources, file.settings.target):
        if not _at_hand(settings, file.folder):
            named = settings.dataset or settings.path
            raise InputError(f"{folder}: the table '{named}' of the run is not at hand any more.")
    return load_study(file.settings, file.folder)


def _at_hand(settings: TableSettings, base: Path) -> bool:
    """Whether a table can be read without fetching anything."""
    if settings.dataset is None:
        return (base / settings.needed("path")).exists()
    own = catalog.data_dir()
    return all(
        (own is not None and (own / file.path).is_file()) or catalog.fetched_file(file).is_file()
        for file in catalog.dataset(settings.dataset).files
    )


def _places(table: PropertyTable, errors: MaterialErrors) -> npt.NDArray[np.int64]:
    """Return the row of the measured table that each material of a run is."""
    keys: Sequence[str] = table.keys
    found = []
    row = 0
    # Some rows have no descriptor, and those that have are in order.
    for key in errors.keys:
        while row < len(keys) and keys[row] != key:
            row += 1
        found.append(row)
        row += 1
    if row > len(keys):
        raise InputError(
            f"The table '{table.name}' holds other materials than the run was made with."
        )
    return np.array(found, dtype=np.int64)
