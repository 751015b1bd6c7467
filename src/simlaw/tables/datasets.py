"""The public datasets simlaw knows: where each file is, its checksum, and what its columns mean.

Addresses name a commit, so that what is fetched today is what is fetched in ten years.
"""

from __future__ import annotations

from simlaw.registry import Registry
from simlaw.tables import measured
from simlaw.tables.catalogue.entry import DataFile, Dataset, github
from simlaw.tables.catalogue.solutions import SOLUTIONS

_POLYGRAPHMT = {
    "RHO_MD": "2d7b1b2e7f10138d6f5f927cff4144533608a19417e529457b27f3dce2c45fbe",
    "RHO_EXP": "a4805460f92045606e7973c572608530a31e57bb2dc8c9e0baaa83b36b99edc7",
    "CP_GC": "0195485e2ede8d8a5791f304259666991c656adf779a87317eff13a70c3f3f55",
    "CP_EXP": "9dab81fa8928bac106b9210ee89a2dc7ae4976e25227950a9222744c71a56068",
    "TC_MD": "207fe01f7cb9f8d2fa15b985a6eeb2f80dbb470437e169662c531ac9b4635fe2",
    "TC_EXP": "7af3cd88cc06e4ed4e4a17400813f6a553d026c8a18df6d997ee994b2f75fd5c",
    "RI_MD": "120c0646139bbc3676c8a8429b0639a7fb8bedefd5ab7ef9ba8950bb2f73e637",
    "DC_MD": "3cf1e083dc994cf50272233839a3e02b408a36b5ae0ddc9b921cabcda5f1914b",
    "DC_EXP": "8a9e98e7bb8db1e03f7e93504da9396fa41845bf5a9d4225dc181fce0fd6e105",
}
_POLYMER_PROPERTIES = {
    "RHO": ("density", "density", "g/cm^3"),
    "CP": ("heat-capacity", "specific heat capacity", "J/(kg K)"),
    "TC": ("thermal-conductivity", "thermal conductivity", "W/(m K)"),
    "RI": ("refractive-index", "refractive index", "1"),
    "DC": ("dielectric-constant", "dielectric constant", "1"),
}
_POLYMER_PROTOCOLS = {
    "MD": "all-atom molecular dynamics",
    "GC": "group contribution",
    "EXP": "measured",
}


def _polygraphmt(stem: str) -> Dataset:
    symbol, source = stem.split("_")
    short, property, unit = _POLYMER_PROPERTIES[symbol]
    return Dataset(
        name=f"polymer-{short}-{source.lower()}",
        title=f"{property} of polymers, {_POLYMER_PROTOCOLS[source]}",
        files=(
            github(
                "sobinalosious/PolyGraphMT",
                "21d5f3c9c646356324bc10a132de091ba9adedf3",
                f"data/raw/{stem}.csv",
                f"polygraphmt/{stem}.csv",
                _POLYGRAPHMT[stem],
            ),
        ),
        licence="none stated",
        citation=(
            "S. Alosious et al., ADEPT-PolyGraphMT, Digital Discovery (2026), "
            "doi 10.1039/D6DD00206D"
        ),
        kind="polymer",
        property=property,
        unit=unit,
        material="SMILES",
        value=symbol,
        protocol=_POLYMER_PROTOCOLS[source],
    )


def _radonpy(column: str, short: str, property: str, unit: str) -> Dataset:
    return Dataset(
        name=f"radonpy-{short}",
        title=f"{property} of amorphous polymers at 300 K and 1 atm, molecular dynamics",
        files=(
            github(
                "RadonPy/RadonPy",
                "648c9a492808339c9bb7ad2c1137e5a7b07614ca",
                "data/PI1070.csv",
                "radonpy/PI1070.csv",
                "4ee41d526db3d03eb5b83010672b4e63a4d51a114871a2187ca7fd57d30556a4",
            ),
        ),
        licence="BSD-3-Clause",
        citation=(
            "Y. Hayashi et al., RadonPy, npj Comput. Mater. 8, 222 (2022), "
            "doi 10.1038/s41524-022-00906-4"
        ),
        kind="polymer",
        property=property,
        unit=unit,
        material="smiles",
        value=column,
        protocol="all-atom molecular dynamics (GAFF2)",
    )


_CRABNET_COMMIT = "457b4d4835737ecbe4dd33e53174bd818bd82143"
_CRABNET = "A. Y.-T. Wang et al., npj Comput. Mater. 7, 77 (2021), doi 10.1038/s41524-021-00545-1"
_MATBENCH = (
    "A. Dunn et al., Matbench, npj Comput. Mater. 6, 138 (2020), doi 10.1038/s41524-020-00406-3"
)
_ZHUO = "Y. Zhuo et al., J. Phys. Chem. Lett. 9, 1668 (2018), doi 10.1021/acs.jpclett.8b00124"


def _crabnet(path: str, here: str, sha256: str) -> DataFile:
    return github("anthony-wang/CrabNet", _CRABNET_COMMIT, f"data/{path}", here, sha256)


def _band_gap(name: str, title: str, protocol: str, citation: str, *files: DataFile) -> Dataset:
    return Dataset(
        name=name,
        title=title,
        files=files,
        licence="MIT",
        citation=citation,
        kind="composition",
        property="band gap",
        unit="eV",
        material="formula",
        value="target",
        protocol=protocol,
    )


_BAND_GAPS = (
    _band_gap(
        "mp-gap",
        "band gap of 106,113 crystals of the Materials Project, PBE",
        "density functional theory (PBE)",
        "A. Jain et al., The Materials Project, APL Mater. 1, 011002 (2013), "
        f"doi 10.1063/1.4812323; {_MATBENCH}; {_CRABNET}",
        _crabnet(
            "matbench/mp_gap.csv",
            "matbench/mp_gap.csv",
            "4084e584467e6f81ec8bf12c438eeb2c049ae39e11401bae694ef6a9983b9d9f",
        ),
    ),
    _band_gap(
        "expt-gap",
        "measured band gap of 4,604 inorganic compositions",
        "measured",
        f"{_ZHUO}; {_MATBENCH}; {_CRABNET}",
        _crabnet(
            "matbench/expt_gap.csv",
            "matbench/expt_gap.csv",
            "3de82c37f1db3ab9bbd92366c96633f131913ded5db0969eb36216bdd11cef2f",
        ),
    ),
    _band_gap(
        "oqmd-gap",
        "band gap of crystals of the Open Quantum Materials Database, PBE",
        "density functional theory (PBE)",
        "S. Kirklin et al., OQMD, npj Comput. Mater. 1, 15010 (2015), "
        f"doi 10.1038/npjcompumats.2015.10; {_CRABNET}",
        *(
            _crabnet(f"benchmark_data/OQMD_Bandgap/{part}.csv", f"oqmd_bandgap/{part}.csv", sha256)
            for part, sha256 in (
                ("train", "8611a9f1f76ad06d846890d2234e6b37909abd941c156cdc339447bbcce3ada7"),
                ("val", "7838750eb3b5b09ec296b0fbf194271f6588b4bcd4653e392aba6df04c645002"),
                ("test", "59206d9cf13387a6cbf5a155f5b350043aee2f190663bb9baf97a6ee85e63d55"),
            )
        ),
    ),
    _band_gap(
        "aflow-gap",
        "band gap of crystals of the AFLOW library, PBE",
        "density functional theory (PBE)",
        "S. Curtarolo et al., AFLOWLIB.ORG, Comput. Mater. Sci. 58, 227 (2012), "
        f"doi 10.1016/j.commatsci.2012.02.002; {_CRABNET}",
        *(
            _crabnet(f"benchmark_data/aflow__Egap/{part}.csv", f"aflow_egap/{part}.csv", sha256)
            for part, sha256 in (
                ("train", "54cfdde0f9dc313acf2ffb22f49c9861d8d0e1fc5ee3938b8810785db65c1c17"),
                ("val", "798bd5b2d16cca829be8873a483872910de4c948a1bc55ae89c70efb9be0c545"),
                ("test", "d2096c4b87dcc1f13407532f048552544cd389d49486770b9b065dffd5cc92ef"),
            )
        ),
    ),
)


def _chi(name: str, title: str, path: str, sha256: str, protocol: str, citation: str) -> Dataset:
    return Dataset(
        name=name,
        title=title,
        files=(
            github(
                "yoshida-lab/MTL_ChiParameter",
                "7d9a4d872af19e0025898a09118fb1847ae4171c",
                f"sample_data/{path}",
                f"chi/{path}",
                sha256,
            ),
        ),
        licence="MIT",
        citation=citation,
        kind="mixture",
        property="Flory-Huggins chi parameter",
        # The file joins both partners with '_': a cyclic oligomer for the polymer, a molecule.
        material="{ps_pair}|{temp} degC",
        value="chi",
        protocol=protocol,
    )


_AOKI = "Y. Aoki et al., Macromolecules 56, 5446 (2023), doi 10.1021/acs.macromol.2c02600"
_OTHER_FILES = (
    _chi(
        "chi-cosmo",
        "chi of polymer-solvent pairs by temperature, COSMO-RS",
        "data_COSMO.csv",
        "6c303495159a3a15d342ef2b775b1e0312574a2a5dfc6ed1de55cb3cca629528",
        "COSMO-RS",
        _AOKI,
    ),
    _chi(
        "chi-exp",
        "measured chi of polymer-solvent pairs by temperature",
        "data_Chi.csv",
        "cc8fbf4a100d3a5b2379c5bff5d495a68f61ffb4d04ce41d1f66650b1c80573d",
        "measured",
        f"R. A. Orwoll, P. A. Arnold, in: Physical Properties of Polymers Handbook, 2nd ed. "
        f"(Springer, 2007); {_AOKI}",
    ),
    Dataset(
        name="curves-cg-transfer",
        title="learning curves of synthetic-to-real transfer between images",
        files=(
            github(
                "pfnet-research/cg-transfer",
                "0a2a47ef15450ed337862188409bb4e098444a7e",
                "results/results_finetune.csv",
                "curves/cg_transfer_results_finetune.csv",
                "f5757c36b2aa4336f7c0e0098f557d10906491c8befff582ec03b6212617052b",
            ),
        ),
        licence="MIT",
        citation=("H. Mikami et al., A scaling law for syn2real transfer, arXiv 2108.11018 (2021)"),
        property="error against training size",
        protocol="measured",
    ),
)
_BUILT_IN = (
    Dataset(
        name="refractive-index-d4",
        title="refractive index of organic molecules computed with simlaw (comes with it)",
        files=(),
        licence="BSD-3-Clause",
        citation=(
            "simlaw; polarizabilities after E. Caldeweyher et al., J. Chem. Phys. 150, 154122 "
            "(2019), doi 10.1063/1.5090222"
        ),
        kind="molecule",
        property="refractive index",
        material="smiles",
        value="refractive_index",
        protocol="D4 polarizability, van der Waals volume, Lorentz-Lorenz",
    ),
    Dataset(
        name="refractive-index-contributions",
        title="the same molecules and property from atom contributions (comes with simlaw)",
        files=(),
        licence="BSD-3-Clause",
        citation=(
            "simlaw; molar refractivities after S. A. Wildman and G. M. Crippen, J. Chem. Inf. "
            "Comput. Sci. 39, 868 (1999), doi 10.1021/ci990307l; volumes after Y. H. Zhao, M. H. "
            "Abraham and A. M. Zissimos, J. Org. Chem. 68, 7368 (2003), doi 10.1021/jo034808o"
        ),
        kind="molecule",
        property="refractive index",
        material="smiles",
        value="refractive_index",
        protocol="atom contributions to refractivity and volume, Lorentz-Lorenz",
    ),
    Dataset(
        name=measured.NAME,
        title="measured refractive index of organic liquids near 293 K (library chemicals)",
        files=(),
        licence=measured.LICENCE,
        citation=measured.CITATION,
        kind="molecule",
        property="refractive index",
        protocol="measured",
    ),
)
_RADONPY = (
    ("density", "density", "density", "g/cm^3"),
    ("Cp", "heat-capacity", "specific heat capacity", "J/(kg K)"),
    ("thermal_conductivity", "thermal-conductivity", "thermal conductivity", "W/(m K)"),
    ("refractive_index", "refractive-index", "refractive index", "1"),
    ("dielectric_const_dc", "dielectric-constant", "dielectric constant", "1"),
)

DATASETS: Registry[Dataset] = Registry(
    "dataset",
    (
        *_BUILT_IN,
        *_BAND_GAPS,
        *(_radonpy(*columns) for columns in _RADONPY),
        *(_polygraphmt(stem) for stem in _POLYGRAPHMT),
        *_OTHER_FILES,
        *SOLUTIONS,
    ),
    group="simlaw.datasets",
    needs=("name", "title", "kind", "property", "unit", "licence", "citation", "files"),
)
"""Every dataset by its name."""
