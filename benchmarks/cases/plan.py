"""The case studies: which study files, how they are varied, and what the paper reports of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import readings

METHODS = (
    "fine-tune",
    "direct",
    "zero-shot",
    "head-only",
    "frozen-ridge",
    "residual",
    "random-forest",
    "gradient-boosting",
    "gaussian-process",
)
REPLICATES = 32


@dataclass(frozen=True)
class Variant:
    """One run of a case.

    Attributes
    ----------
    name
        Of its run folder, and on the command line.
    study
        The study file in ``studies/`` that it starts from.
    protocol
        Who computed the source, in words.
    design
        Changes to the section ``[design]``.
    """

    name: str
    study: str
    protocol: str
    design: Mapping[str, Any] = field(default_factory=dict)

    @property
    def split(self) -> str:
        """What the test set holds out as a whole, as the study names it or this run changes it."""
        return str(self.design.get("split", ""))


@dataclass(frozen=True)
class Case:
    """A property: its runs, the first of which the page opens with, and what is known of it."""

    title: str
    about: str
    paper: str
    variants: tuple[Variant, ...]
    reading: str = ""


_SMALL = {"sizes": 6, "smallest": 50}
_GAPS = {"n": [50, 200, 800, 3200, 12800], "m": [100]}


def _polymer(
    title: str,
    name: str,
    ms: tuple[int, int],
    protocols: tuple[str, str],
    about: str,
    reading: str = "",
    more: tuple[Variant, ...] = (),
) -> Case:
    """Return a property of polymers; `ms` are m with test sets at random and of whole clusters."""
    study = f"polymer-{name}"
    m, cluster_m = ms
    first, second = protocols
    design = {**_SMALL, "m": [m]}
    return Case(
        title,
        about,
        _POLYMERS,
        (
            Variant(study, study, first, design),
            Variant(f"{study}-radonpy", f"{study}-radonpy", second, design),
            Variant(
                f"{study}-cluster",
                study,
                first,
                {**_SMALL, "sizes": 5, "m": [cluster_m], "split": "cluster"},
            ),
            *more,
        ),
        reading,
    )


_POLYMERS = (
    "Minami et al. pretrain on RadonPy molecular dynamics, fine-tune on PoLyInfo measurements, and "
    "find that the error on real polymers falls monotonically with n as a power law (abstract; "
    "their polymer figures). PoLyInfo is not public: the measured values here are the much smaller "
    "open tables of PolyGraphMT."
)

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "density": _polymer(
            "Density of polymers",
            "density",
            (100, 100),
            ("PolyGraphMT, molecular dynamics", "RadonPy, molecular dynamics"),
            "g/cm³ at room temperature.",
            reading=readings.DENSITY,
            more=(
                Variant(
                    "polymer-density-joined",
                    "polymer-density-joined",
                    "both, joined",
                    {**_SMALL, "m": [100]},
                ),
            ),
        ),
        "heat-capacity": _polymer(
            "Specific heat capacity of polymers",
            "heat-capacity",
            (60, 60),
            ("PolyGraphMT, group contributions", "RadonPy, molecular dynamics"),
            "J/(kg K). Classical molecular dynamics gives every vibration its full share of heat, "
            "so RadonPy's values are more than twice the measured ones.",
            reading=readings.HEAT_CAPACITY,
        ),
        "thermal-conductivity": _polymer(
            "Thermal conductivity of polymers",
            "thermal-conductivity",
            (40, 30),
            ("PolyGraphMT, molecular dynamics", "RadonPy, molecular dynamics"),
            "Learned and judged as the decimal logarithm of W/(m K): an error of 0.1 is 26 %.",
            reading=readings.THERMAL_CONDUCTIVITY,
        ),
        "dielectric-constant": _polymer(
            "Dielectric constant of polymers",
            "dielectric-constant",
            (30, 20),
            ("PolyGraphMT, molecular dynamics", "RadonPy, molecular dynamics"),
            "Static dielectric constant at room temperature.",
            reading=readings.DIELECTRIC_CONSTANT,
        ),
        "miscibility": Case(
            "Flory-Huggins chi of polymers in solvents",
            "Dimensionless. A pair is measured at several temperatures; all of a pair's are held "
            "out together, and no tested pair is in the source.",
            "Minami et al., Fig. 4: pretraining on COSMO-RS pairs, mean absolute error over 100 "
            "trials falling with the number of computed pairs along a power law, below direct "
            "learning. The measured values are the same compilation (Orwoll & Arnold 2007, in the "
            "open data of Aoki et al. 2023); the computed ones here are the 1,206 rows published "
            "as a sample.",
            (
                Variant("miscibility", "miscibility", "COSMO-RS", {"m": [100]}),
                Variant(
                    "miscibility-polymer",
                    "miscibility",
                    "COSMO-RS",
                    {"m": [100], "split": "polymer", "sizes": 5},
                ),
                Variant(
                    "miscibility-solvent",
                    "miscibility",
                    "COSMO-RS",
                    {"m": [100], "split": "solvent", "sizes": 5},
                ),
            ),
            reading=readings.MISCIBILITY,
        ),
        "band-gap": Case(
            "Band gap of inorganic compounds",
            "eV, first principles (PBE) to measured; a material is a composition.",
            "Minami et al. study inorganic compounds as the third kind of system and report the "
            "same power-law fall (abstract). Which protocol transfers better is a question of "
            "theirs; that the three public databases are set side by side is ours.",
            (
                Variant(
                    "band-gap",
                    "band-gap",
                    "Materials Project",
                    {"sizes": 6, "m": [100, 1000]},
                ),
                Variant("band-gap-oqmd", "band-gap-oqmd", "OQMD", _GAPS),
                Variant("band-gap-aflow", "band-gap-aflow", "AFLOW", _GAPS),
                *(
                    Variant(
                        f"band-gap{which}-included",
                        f"band-gap{which}",
                        protocol,
                        {**design, "overlap": "include"},
                    )
                    for which, protocol, design in (
                        ("", "Materials Project", {**_GAPS, "n": [50, 217, 943, 4095, 17786]}),
                        ("-oqmd", "OQMD", _GAPS),
                        ("-aflow", "AFLOW", _GAPS),
                    )
                ),
                Variant(
                    "band-gap-systems",
                    "band-gap",
                    "Materials Project",
                    {**_GAPS, "split": "chemical-system"},
                ),
            ),
            reading=readings.BAND_GAP,
        ),
        "refractive-index": Case(
            "Refractive index of organic liquids",
            "Dimensionless, sodium D line. The source is computed by this project (D4 "
            "polarizability, van der Waals volume).",
            "Not a case of the paper: the study that comes with simlaw and needs no data.",
            (
                Variant("refractive-index", "refractive-index", "D4", {"m": [100], "sizes": 6}),
                Variant(
                    "refractive-index-cluster",
                    "refractive-index",
                    "D4",
                    {"m": [100], "n": [50, 200, 800, 3200, 12800], "split": "cluster"},
                ),
            ),
        ),
    }
)
"""Every case, in the order of the page."""


def variants() -> dict[str, Variant]:
    """Return every run by its name."""
    return {variant.name: variant for case in CASES.values() for variant in case.variants}
