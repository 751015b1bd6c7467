"""Headers of columns as public tables write them, each with where it stands.

A quantity has a unit of truth, and headers with the unit that each means. The first list holds
headers whose unit is written; the second names scales and abbreviations that no conversion knows,
for which the right answer is a question.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """A quantity, with values that are usual for it and spellings of its header.

    Attributes
    ----------
    name
        Plain name, for headers made of a name and a unit.
    unit
        Of the truth.
    low, high
        Usual values, in that unit.
    headers
        Header and the unit it means, as real tables write it.
    units
        Spellings of units that stand behind a name, and the unit each means.
    logs
        Whether the truth is a logarithm already, which is not multiplied.
    """

    name: str
    unit: str
    low: float
    high: float
    headers: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    logs: bool = False


QUANTITIES = (
    Quantity(
        "density", "g/cm^3", 0.7, 2.2,
        (
            ("Specific density, kg/m3", "kg/m^3"),  # NIST ILThermo
            ("density (g/cm3)", "g/cm^3"),  # PoLyInfo, RadonPy
            ("Density [g/cm³]", "g/cm^3"),  # supplements by European groups
            ("Density_g_cm3", "g/cm^3"),  # Polymer Genome exports
            ("rho / g cm-3", "g/cm^3"),  # J. Chem. Eng. Data tables
            ("Density, g/cc", "g/cm^3"),  # MatWeb
        ),
        (("g/cm^3", "g/cm^3"), ("g/mL", "g/cm^3"), ("kg/m3", "kg/m^3"), ("g·cm−3", "g/cm^3"),
         ("kg m-3", "kg/m^3"), ("g/cc", "g/cm^3"), ("kg/L", "g/cm^3"), ("lb/ft3", "lb/ft^3")),
    ),
    Quantity(
        "glass transition temperature", "K", 200.0, 600.0,
        (
            ("Tg (K)", "K"),  # PoLyInfo
            ("Tg_C", "degC"),  # PolymerGNN
            ("Tg (°C)", "degC"),  # Polymer Handbook transcripts
            ("Tg, K", "K"),  # supplements
            ("Glass transition [ºC]", "degC"),  # CROW database
            ("Tg(K) exp", "K"),  # supplements
            ("Tg_exp_degC", "degC"),  # internal exports
        ),
        (("K", "K"), ("°C", "degC"), ("degC", "degC"), ("C", "degC"), ("℃", "degC"),
         ("deg C", "degC"), ("degree C", "degC"), ("Kelvin", "K")),
    ),
    Quantity(
        "melting point", "K", 250.0, 500.0,
        (
            ("mpC", "degC"),  # Bradley melting points
            ("Melting Point (°C)", "degC"),  # PubChem
            ("Tm (K)", "K"),  # CRC
        ),
        (("K", "K"), ("°C", "degC"), ("degC", "degC")),
    ),
    Quantity(
        "band gap", "eV", 0.5, 6.0,
        (
            ("Eg (eV)", "eV"),  # Zhuo et al.
            ("Band gap [eV]", "eV"),  # Citrination
            ("gap_ev", "eV"),  # OMDB exports
            ("Eg / meV", "meV"),  # spectroscopy
        ),
        (("eV", "eV"), ("meV", "meV"), ("kJ/mol", "kJ/mol"), ("kcal/mol", "kcal/mol"),
         ("Ha", "hartree")),
    ),
    Quantity(
        "solvation energy", "kcal/mol", -12.0, -1.0,
        (
            ("DGsolv (kcal/mol)", "kcal/mol"),  # CombiSolv
            ("dG_kcal_per_mol", "kcal/mol"),  # SAMPL
            ("ΔG (kJ mol-1)", "kJ/mol"),  # Minnesota
            ("E_kcalmol", "kcal/mol"),  # FreeSolv exports
        ),
        (("kcal/mol", "kcal/mol"), ("kJ/mol", "kJ/mol"), ("eV", "eV"), ("kJ·mol-1", "kJ/mol"),
         ("kcal mol-1", "kcal/mol")),
    ),
    Quantity(
        "viscosity", "mPa s", 0.5, 200.0,
        (
            ("Viscosity, Pa•s", "Pa s"),  # NIST ILThermo
            ("viscosity_cP", "mPa s"),  # electrolyte data
            ("viscosity (mPa.s)", "mPa s"),  # supplements
        ),
        (("mPa.s", "mPa s"), ("cP", "mPa s"), ("Pa s", "Pa s"), ("Pa·s", "Pa s"),
         ("mPa·s", "mPa s")),
    ),
    Quantity(
        "thermal conductivity", "W/(m K)", 0.1, 5.0,
        (
            ("kappa (W/(m K))", "W/(m K)"),  # Starrydata
            ("thermal conductivity (W/mK)", "W/(m K)"),  # RadonPy
            ("lambda [W m^-1 K^-1]", "W/(m K)"),  # supplements
            ("TC (W/m-K)", "W/(m K)"),  # MatWeb
        ),
        (("W/mK", "W/(m K)"), ("W/(m·K)", "W/(m K)"), ("W m-1 K-1", "W/(m K)"),
         ("mW/(m K)", "mW/(m K)")),
    ),
    Quantity(
        "heat capacity", "J/(kg K)", 900.0, 2500.0,
        (
            ("Cp (J/gK)", "J/(g K)"),  # PoLyInfo transcripts
            ("Heat capacity, J/kg·K", "J/(kg K)"),  # RadonPy
            ("cp [J/(kg K)]", "J/(kg K)"),  # VDI
        ),
        (("J/(kg K)", "J/(kg K)"), ("J/gK", "J/(g K)"), ("kJ/(kg K)", "kJ/(kg K)"),
         ("J g-1 K-1", "J/(g K)"), ("cal/g/K", "cal/(g K)")),
    ),
    Quantity(
        "bulk modulus", "GPa", 5.0, 400.0,
        (
            ("K_VRH (GPa)", "GPa"),  # Materials Project
            ("bulk_modulus_GPa", "GPa"),  # AFLOW exports
            ("Bulk Modulus, Mpa", "MPa"),  # MatWeb transcripts
        ),
        (("GPa", "GPa"), ("MPa", "MPa"), ("Mpa", "MPa"), ("kbar", "kbar"), ("N/mm2", "MPa")),
    ),
    Quantity(
        "formation energy", "eV/atom", -4.0, -0.2,
        (
            ("E_form (eV/atom)", "eV/atom"),  # Materials Project
            ("formation energy [eV/at]", "eV/atom"),  # OQMD transcripts
            ("e_form_ev_per_atom", "eV/atom"),  # matminer exports
        ),
        (("eV/atom", "eV/atom"), ("meV/atom", "meV/atom"), ("eV/at", "eV/atom")),
    ),
    Quantity(
        "conductivity", "log10(S/cm)", -8.0, -1.0,
        (
            ("log10 conductivity (S/cm)", "log10(S/cm)"),  # solid electrolytes
            ("log(conductivity/S cm-1)", "log10(S/cm)"),  # J. Electrochem. Soc.
            ("log10(sigma (S/m))", "log10(S/m)"),  # supplements
        ),
        (("log10(S/cm)", "log10(S/cm)"), ("log10(S/m)", "log10(S/m)")),
        logs=True,
    ),
    Quantity(
        "solubility", "log10(mol/L)", -6.0, 0.0,
        (
            ("measured log solubility in mols per litre", "log10(mol/L)"),  # ESOL
            ("logS (mol/L)", "log10(mol/L)"),  # AqSolDB
            ("log10(S (mM))", "log10(mmol/L)"),  # supplements
        ),
        (("log10(mol/L)", "log10(mol/L)"),),
        logs=True,
    ),
    Quantity(
        "refractive index", "1", 1.3, 1.8,
        (("refractive_index", "1"), ("nD (-)", "1"), ("RI", "1"), ("n", "1")),  # CRC, RadonPy
        (("-", "1"), ("dimensionless", "1")),
    ),
)  # fmt: skip

UNKNOWN = (
    "kp/mm²", "HV", "grd", "Shore D", "arb. u.", "a.u.", "g/100 mL", "phr", "°Ré", "mPl", "SUS/s",
    "Bq/foo", "kcal/Mol·Å³x", "wt-frac/°", "erg/xyz", "J/mol-site", "eV/Si", "cd·x/m²",
)  # fmt: skip
"""Units that the reader does not know, or that no conversion knows."""

PATTERNS = ("{name} ({unit})", "{name} [{unit}]", "{name}, {unit}", "{name} / {unit}",
            "{name} in {unit}", "{name}({unit})", "{name} ({unit}) exp", "{name} [{unit}] at 25 C",
            "Experimental {name} ({unit})", "{name}_avg ({unit})")  # fmt: skip
"""How a unit stands beside a name."""

BRACKETED = ("{name} ({unit})", "{name} [{unit}]", "{name} [{unit}] exp")
"""Where a text that is no known unit can only be one."""

MATERIALS = {
    "molecule": ("SMILES", "smiles", "Smiles", "canonical_smiles", "mol_smiles", "SMILES code",
                 "Drug", "can_smiles", "isomeric SMILES"),
    "polymer": ("psmiles", "PSMILES", "smiles", "Repeat unit SMILES", "polymer_smiles"),
    "composition": ("formula", "composition", "pretty_formula", "Compound", "material"),
}  # fmt: skip
"""Headers of the column of materials, by kind."""
