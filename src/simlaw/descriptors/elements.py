"""Properties of the elements, as the composition descriptor uses them (library mendeleev).

What an element lacks is filled in by rule, so that every element up to `LAST` has every property:
an electron affinity that is negative or not known is 0 (such atoms bind no extra electron), a
missing melting point is the boiling or sublimation point, noble gases without main oxidation states
have state 0; anything else takes the median of the element's column of the periodic table, for f
elements of their row, and where that is empty too, of all elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import require

LAST = 103
"""Atomic number of the last element described (lawrencium)."""

COLUMNS = {
    "atomic_number": "atomic number",
    "atomic_weight": "atomic weight",
    "period": "period",
    "group_id": "group",
    "mendeleev_number": "Mendeleev number",
    "pettifor_number": "Pettifor number",
    "en_pauling": "electronegativity, Pauling",
    "en_allen": "electronegativity, Allen",
    "en_ghosh": "electronegativity, Ghosh",
    "covalent_radius_pyykko": "covalent radius",
    "atomic_radius_rahm": "atomic radius",
    "vdw_radius_alvarez": "van der Waals radius",
    "dipole_polarizability": "polarizability",
    "c6_gb": "C6 coefficient",
    "electron_affinity": "electron affinity",
    "density": "density",
    "heat_of_formation": "heat of formation",
    "evaporation_heat": "heat of evaporation",
    "fusion_heat": "heat of fusion",
    "molar_heat_capacity": "molar heat capacity",
    "thermal_conductivity": "thermal conductivity",
}
"""Columns of mendeleev's table of elements, and what they are called here."""

SHELLS = {"s": 2, "p": 6, "d": 10, "f": 14}

STATES = ("lowest oxidation state", "highest oxidation state")


@dataclass(frozen=True, eq=False)
class ElementTable:
    """Properties by atomic number.

    Parameters
    ----------
    symbols
        Of the elements 1 to `LAST`.
    names
        Of the properties.
    values
        Shape (`LAST`, properties), float64, finite; row 0 is hydrogen.
    """

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    values: NDArray[np.float64]


@cache
def element_table() -> ElementTable:
    """Return the table of elements; it is read once per process.

    Examples
    --------
    >>> table = element_table()
    >>> oxygen = table.values[table.symbols.index("O")]
    >>> float(oxygen[table.names.index("electronegativity, Pauling")])
    3.44
    """
    fetch = require("mendeleev.fetch", extra="composition", purpose="Composition descriptors")
    raw: pd.DataFrame = fetch.fetch_table("elements")
    raw = raw[raw["atomic_number"] <= LAST].sort_values("atomic_number").set_index("atomic_number")
    found = pd.DataFrame(
        {
            title: pd.to_numeric(raw.index.to_series() if column == raw.index.name else raw[column])
            for column, title in COLUMNS.items()
        }
    ).astype(np.float64)
    found = found.join(_ionisation_energies(fetch)).join(_transitions(fetch))
    found = found.join(_oxidation_states(fetch)).join(_shells(raw["electronic_configuration"]))
    filled = _fill(found, raw)
    return ElementTable(
        tuple(raw["symbol"]), tuple(filled.columns), filled.to_numpy(dtype=np.float64)
    )


def valence_electrons(configuration: str) -> dict[str, int]:
    """Return the electrons outside the noble-gas core by shell type, full f and d shells too.

    Parameters
    ----------
    configuration
        Such as ``"[Ar] 3d5 4s"``.

    Examples
    --------
    >>> valence_electrons("[Xe] 4f14 5d2 6s2")
    {'s': 2, 'p': 0, 'd': 2, 'f': 14}
    """
    electrons = dict.fromkeys(SHELLS, 0)
    for shell, count in re.findall(
        r"(?<=\d)([spdf])(\d*)", configuration.partition("]")[2] or configuration
    ):
        electrons[shell] += int(count or 1)
    return electrons


def _shells(configurations: pd.Series[str]) -> pd.DataFrame:
    electrons = pd.DataFrame(
        [valence_electrons(text) for text in configurations], index=configurations.index
    )
    columns: dict[str, Any] = {f"{shell} electrons": electrons[shell] for shell in SHELLS}
    columns["valence electrons"] = electrons.sum(axis=1)
    for shell, capacity in SHELLS.items():
        # An empty shell has no places to fill as far as bonding goes.
        columns[f"{shell} vacancies"] = (capacity - electrons[shell]).where(electrons[shell] > 0, 0)
    return pd.DataFrame(columns, dtype=np.float64)


def _ionisation_energies(fetch: Any) -> pd.DataFrame:
    table: pd.DataFrame = fetch.fetch_table("ionizationenergies")
    wide = table.pivot_table(
        index="atomic_number", columns="ion_charge", values="ionization_energy", aggfunc="first"
    )
    return pd.DataFrame({f"ionisation energy {charge + 1}": wide[charge] for charge in (0, 1, 2)})


def _transitions(fetch: Any) -> pd.DataFrame:
    table: pd.DataFrame = fetch.fetch_table("phasetransitions")
    # Allotropes have a row each; the one that melts highest stands for the element.
    highest = table.groupby("atomic_number")[["melting_point", "boiling_point"]].max()
    return highest.rename(
        columns={"melting_point": "melting point", "boiling_point": "boiling point"}
    ).astype(np.float64)


def _oxidation_states(fetch: Any) -> pd.DataFrame:
    table = fetch.fetch_table("oxidationstates")
    main = table[table["category"] == "main"].groupby("atomic_number")["oxidation_state"]
    return pd.DataFrame(dict(zip(STATES, (main.min(), main.max()), strict=True)), dtype=np.float64)


def _fill(found: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    found = found.copy()
    found["electron affinity"] = found["electron affinity"].fillna(0.0).clip(lower=0.0)
    # Carbon sublimes and helium does not freeze at normal pressure.
    found["melting point"] = found["melting point"].fillna(found["boiling point"])
    # Noble gases without main oxidation states form no compounds: state 0.
    noble = raw["group_id"] == 18
    for state in STATES:
        found.loc[noble, state] = found.loc[noble, state].fillna(0.0)
    found["group"] = found["group"].fillna(3.0)
    family = raw["group_id"].fillna(100 + raw["period"])
    found = found.fillna(found.groupby(family).transform("median"))
    return found.fillna(found.median())
