"""What the values of common quantities can be, by their name and unit.

The limits are wide on purpose: of solids, liquids and polymers at ordinary conditions hardly a
value lies outside (handbooks of the field; osmium is the densest element, 22.6 g/cm^3, diamond the
hardest and stiffest solid, 443 GPa). A value outside is a slip of unit, sign or column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simlaw.errors import InputError
from simlaw.tables.finding import Finding
from simlaw.tables.table import PropertyTable
from simlaw.tables.units import convert, dimension


@dataclass(frozen=True)
class Plausible:
    """Limits of a quantity.

    Attributes
    ----------
    name
        Plain name.
    words
        Regular expression of names of its columns, letters in any case.
    unit
        Of the limits.
    low, high
        The limits.
    """

    name: str
    words: str
    unit: str
    low: float
    high: float


PLAUSIBLE = (
    Plausible("density", r"(mass |specific )?densit(y|ies)|rho|ρ", "g/cm^3", 1e-4, 25.0),
    Plausible("refractive index", r"refractive ind(ex|ices)|ri|n_?d|nd", "1", 1.0, 6.0),
    Plausible("band gap", r"(optical |electronic )?(band ?)?gaps?|eg|homo.?lumo gap", "eV", 0, 25),
    Plausible(
        "temperature of a transition",
        r"glass transition( temperature)?|tg|melting( point| temperature)?|tm|mp|"
        r"boiling( point| temperature)?|tb|bp|decomposition temperature|td|flash point|"
        r"curie temperature",
        "K",
        1.0,
        5000.0,
    ),
    Plausible("critical temperature", r"superconducting.*|critical temperature|tc", "K", 0, 2000),
    Plausible("thermal conductivity", r"thermal conductivity|kappa|κ|tc", "W/(m K)", 1e-4, 1e4),
    Plausible("heat capacity", r"(specific )?heat capacity|cp|c_p", "J/(kg K)", 1.0, 20_000.0),
    Plausible("heat capacity", r"(molar )?heat capacity|cp|c_p|cv|c_v", "J/(mol K)", 0, 1e5),
    Plausible(
        "dielectric constant",
        r"(static |relative )?(dielectric constant|permittivity)|eps(ilon)?(_r)?|dc|ε",
        "1",
        1.0,
        1e5,
    ),
    Plausible("modulus", r"(bulk|shear|young.?s?|elastic|tensile) modul(us|i)|k_?vrh|g_?vrh", "GPa",
              0, 1500),
    Plausible("hardness", r"(vickers |micro|knoop )?hardness", "GPa", 0.0, 200.0),
    Plausible("viscosity", r"(dynamic |shear )?viscosity|eta|η", "Pa s", 1e-7, 1e16),
    Plausible("formation energy", r"(heat of )?formation( energy| enthalpy)?|e_?form|hf|ef",
              "eV/atom", -10, 10),
    Plausible("logarithm of a partition", r"log_?[pd]|logk_?ow|xlogp", "1", -15.0, 25.0),
    Plausible("solubility", r"log_?s|log_? ?solubility|aqueous solubility", "log10(mol/L)", -25, 3),
    Plausible("solvation energy", r"(free energy of )?(solvation|hydration).*|d?g_?solv",
              "kcal/mol", -300, 60),
    Plausible("wavelength", r"(absorption|emission|peak).*|wavelength|lambda(_max)?|λ(max)?", "nm",
              50, 20_000),
    Plausible("surface tension", r"surface tension|sigma|γ", "mN/m", 0.0, 5000.0),
    Plausible("dipole moment", r"dipole( moment)?|mu", "debye", 0.0, 500.0),
)  # fmt: skip
"""Quantities of the field, and what their values can be."""

_SAID_OF_SIDE = re.compile(
    r"(?i)\b(exp|expt|experimental|measured|computed|calculated|calc|sim|simulated|md|dft|pbe|hse|"
    r"mean|avg|average|value|median|predicted|at .*)\b|[\[(].*?[\])]"
)


def quantity_of(name: str, unit: str) -> Plausible | None:
    """Return which quantity a column holds, by its name and the dimension of its unit.

    Examples
    --------
    >>> quantity_of("Tg exp (K)", "K").name, quantity_of("density", "kg/m^3").name
    ('temperature of a transition', 'density')
    >>> quantity_of("tc", "W/(m K)").name, quantity_of("tc", "K").name
    ('thermal conductivity', 'critical temperature')
    >>> quantity_of("density", "1"), quantity_of("yield", "percent")
    (None, None)
    """
    said = re.sub(r"[\s_]+", " ", _SAID_OF_SIDE.sub(" ", name.replace("_", " "))).strip().lower()
    for one in PLAUSIBLE:
        if re.fullmatch(one.words, said) or re.fullmatch(one.words, said.replace(" ", "_")):
            try:
                alike = dimension(unit) == dimension(one.unit)
            except InputError:
                continue
            if alike and (unit.startswith("log") == one.unit.startswith("log")):
                return one
    return None


def look_at_range(table: PropertyTable, role: str) -> Iterator[Finding]:
    """Yield the finding where values lie outside what the quantity can be.

    Parameters
    ----------
    table
        With its values in its own unit.
    role
        ``"source"`` or ``"target"``.
    """
    one = quantity_of(table.property, table.unit)
    if one is None:
        return
    try:
        values = convert(table.values, table.unit, one.unit)
    except InputError:  # of one dimension, but not convertible
        return
    outside = np.flatnonzero((values < one.low) | (values > one.high))
    if not len(outside):
        return
    shown = ", ".join(
        f"{table.values[row]:.6g} ({table.frame['material'].iloc[row]})"
        for row in outside[:3].tolist()
    )
    unit = "" if one.unit == "1" else f" {one.unit}"
    yield Finding(
        "implausible_values",
        f"{len(outside):,} of {len(table):,} values of the {role} lie outside what a {one.name} "
        f"can be, {one.low:g} to {one.high:g}{unit}: {shown}.",
        table=role,
        count=len(outside),
    )
