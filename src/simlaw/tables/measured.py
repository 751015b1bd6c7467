"""Measured refractive indices of organic liquids, out of the `chemicals` library.

The numbers are those of the CRC Handbook of Chemistry and Physics as that library carries them,
one row per CAS number. What is used, and what is left out on purpose, is set out in
`refractive_index`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from simlaw.errors import InputError, require
from simlaw.materials import RefusedMaterial
from simlaw.materials.molecule import constitution, parse
from simlaw.tables.account import Origin
from simlaw.tables.gather import RowsAsRead, gather
from simlaw.tables.settings import TableSettings
from simlaw.tables.table import PropertyTable

TEMPERATURES = (288.15, 303.15)
"""Kelvin. An index falls by about 0.0005 per kelvin, so within this window by at most 0.004
either side of 295 K: below the scatter of the data."""

INDICES = (1.2, 2.0)
"""Indices of organic liquids. A gas has 1.000 to 1.002; substances that are gases at room
temperature are kept where the handbook gives the index of the liquid."""

SUPERCOOLING = 40.0
"""Kelvin. A substance listed as melting further than this above the temperature of measurement
was measured as a crystal, or not as a pure substance; nearer ones may be supercooled liquids."""

NAME = "refractive-index-crc"
LICENCE = "MIT (the library)"
CITATION = (
    "CRC Handbook of Chemistry and Physics, 95th edition (CRC Press, 2014), through C. Bell and "
    "contributors, chemicals, https://github.com/CalebBell/chemicals"
)


def refractive_index() -> PropertyTable:
    """Return the measured refractive index (sodium D line) of organic liquids near 293 K.

    Returns
    -------
    PropertyTable
        Kind ``molecule``; keys are canonical SMILES without stereochemistry, which the library
        gives for one molecule in twenty only, so that stereoisomers are one material (median). Each
        row left out is listed with its reason:

        - no structure is known for the CAS number;
        - the temperature is not stated, or outside `TEMPERATURES`;
        - the index lies outside `INDICES`;
        - the substance melts more than `SUPERCOOLING` above the temperature of measurement;
        - the structure is not one neutral molecule (salts, adducts), or holds no carbon.

    Raises
    ------
    MissingExtraError
        If the `chemicals` library or RDKit is not installed.
    """
    chemicals = require("chemicals", extra="simulate", purpose="Measured refractive indices")
    return from_frame(
        chemicals.refractivity.RI_data_CRC_organic,
        structure=_structure(chemicals),
        melting=_melting(chemicals),
        origin=Origin(
            address=f"the Python library chemicals {chemicals.__version__}",
            licence=LICENCE,
            citation=CITATION,
        ),
    )


def from_frame(
    frame: pd.DataFrame,
    *,
    structure: Callable[[str], str | None],
    melting: Callable[[str], float | None],
    origin: Origin,
) -> PropertyTable:
    """Return the table of a frame of indices by CAS number, by the rules of `refractive_index`.

    Parameters
    ----------
    frame
        Index: CAS number. Columns: ``RI``, and ``RIT``, the temperature in kelvin.
    structure
        SMILES of a CAS number, or None.
    melting
        Melting temperature of a CAS number in kelvin, or None.
    origin
        Of the frame.

    Raises
    ------
    InputError
        If no row is left.
    """
    if frame.empty:
        raise InputError(f"{NAME}: the table of measured refractive indices has no rows.")
    texts: list[str] = []
    reasons: list[str | None] = []
    for cas, index, temperature in zip(frame.index, frame["RI"], frame["RIT"], strict=True):
        smiles = structure(str(cas))
        text, reason = str(cas), _off(float(index), float(temperature), melting(str(cas)))
        if smiles is None:
            reason = f"no structure is known for CAS number {cas}"
        elif reason is None:
            try:
                text = constitution(smiles)
                reason = _not_one_organic(text)
            except RefusedMaterial as refused:
                reason = refused.reason
        texts.append(text)
        reasons.append(reason)
    rows = RowsAsRead(
        texts,
        frame["RI"].to_numpy(dtype=np.float64),
        reasons=reasons,
        numbering=range(2, len(frame) + 2),
    )
    settings = TableSettings(
        name=NAME, kind="molecule", property="refractive index", unit="1", max_refused=1.0
    )
    return gather(rows, settings, origin=origin)


def _off(index: float, temperature: float, melting: float | None) -> str | None:
    low, high = TEMPERATURES
    if np.isnan(temperature):
        return "the temperature of measurement is not stated"
    if not low - 1e-6 <= temperature <= high + 1e-6:
        return f"measured at {temperature:g} K, outside {low:g} to {high:g} K"
    if not INDICES[0] <= index <= INDICES[1]:
        return f"an index of {index:g} is outside {INDICES[0]:g} to {INDICES[1]:g}"
    if melting is not None and melting > temperature + SUPERCOOLING:
        return f"melts at {melting:g} K, so it was no liquid at {temperature:g} K"
    return None


def _not_one_organic(smiles: str) -> str | None:
    if "." in smiles:
        return f"'{smiles}' is of several parts, not one molecule"
    molecule = parse(smiles)
    charge = sum(atom.GetFormalCharge() for atom in molecule.GetAtoms())
    if charge:
        return f"'{smiles}' carries a charge of {charge:+d}"
    if all(atom.GetAtomicNum() != 6 for atom in molecule.GetAtoms()):
        return f"'{smiles}' holds no carbon"
    return None


def _structure(chemicals: Any) -> Callable[[str], str | None]:
    search = chemicals.identifiers.search_chemical

    def structure(cas: str) -> str | None:
        try:
            return str(search(cas).smiles) or None
        except ValueError:  # what the library raises for a CAS number it does not hold
            return None

    return structure


def _melting(chemicals: Any) -> Callable[[str], float | None]:
    # Of the library's sources this is the handbook that the indices come from too.
    source = "CRC_ORG"
    phase = chemicals.phase_change

    def melting(cas: str) -> float | None:
        return float(phase.Tm(cas, method=source)) if source in phase.Tm_methods(cas) else None

    return melting
