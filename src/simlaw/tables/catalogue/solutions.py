"""Public datasets of solutions: dyes and solvation free energies, computed and measured."""

from __future__ import annotations

from simlaw.tables.catalogue.entry import DataFile, Dataset, github

_UVVISML = (
    "K. P. Greenman, W. H. Green, R. Gomez-Bombarelli, Chem. Sci. 13, 1152 (2022), "
    "doi 10.1039/D1SC05677H"
)
_PARTS = ("train", "val", "test")


def _uvvis(here: str, there: str, sha256: tuple[str, ...]) -> tuple[DataFile, ...]:
    return tuple(
        github(
            "learningmatter-mit/uvvisml",
            "72b2a3ea391f39b8300cefeafd71cae340634740",
            f"uvvisml/data/splits/{there}/random/smiles_target_{part}.csv",
            f"uvvis/{here}_{part}.csv",
            one,
        )
        for part, one in zip(_PARTS, sha256, strict=True)
    )


_DYES = (
    Dataset(
        name="dyes-tddft",
        title="energy of the brightest transition of 28,751 dyes in a vacuum, TD-DFT",
        files=_uvvis(
            "tddft",
            "highest_tddft_peak/20210109_wb97xd3",
            (
                "2523704402ab56eb30570037ec4698609b3aa7fe7c15a140ede60437da9ffa49",
                "96fddb174318474860c5fe433ae3eb6712562f2a4369321e0afef0e69b2dbf21",
                "73f2bd2d496599b90d6be9aff098a734f501363779dc0d9c48436c75a37456c5",
            ),
        ),
        licence="MIT",
        citation=_UVVISML,
        kind="solution",
        property="energy of strongest absorption",
        unit="eV",
        material="{smiles}|vacuum",
        value="energy_max_osc",
        protocol="time-dependent density functional theory (wB97X-D3)",
    ),
    Dataset(
        name="dyes-exp",
        title="measured energy of strongest absorption of 14,999 dyes in 364 solvents",
        files=_uvvis(
            "exp",
            "lambda_max_abs/combined",
            (
                "e7237de8cc26142530dc7af6f4c2edcf19ed7431adc50d181bb4487ddec95bd2",
                "d53abb6b5a1381df67e35a78164a8b6d938e2b3ac3bd53e29ada75b5f07a8696",
                "e5d6d789cfb0f538750bfd85d089f301966450d368181a782785f8f9ee1a50a3",
            ),
        ),
        licence="MIT",
        citation=_UVVISML,
        kind="solution",
        property="energy of strongest absorption",
        unit="nm",
        material="{smiles}|{solvent}",
        value="peakwavs_max",
        protocol="measured",
        convert_to="eV",
    ),
)
_SOLVBERT_COMMIT = "77706db56a15403a93a8b9b3083bd385976e1ba0"
_VERMEIRE = (
    "F. H. Vermeire, W. H. Green, Chem. Eng. J. 418, 129307 (2021), doi 10.1016/j.cej.2021.129307"
)


def _solvation(
    name: str, title: str, protocol: str, files: tuple[tuple[str, str], ...], below: str = ""
) -> Dataset:
    return Dataset(
        name=name,
        title=title,
        files=tuple(
            github(
                "su-group/SolvBERT",
                _SOLVBERT_COMMIT,
                f"solv-bert/data/{below}{path}.csv",
                f"solvation/{path}.csv",
                sha256,
            )
            for path, sha256 in files
        ),
        licence="none stated",
        citation=f"{_VERMEIRE}; J. Yu et al., SolvBERT, Digital Discovery 2, 409 (2023), "
        "doi 10.1039/D2DD00107A",
        kind="solution",
        property="solvation free energy",
        unit="kcal/mol",
        material="{solute}|{solvent}",
        value="dgsolv",
        joined={"ssid": "{solvent}.{solute}"},
        protocol=protocol,
    )


_SOLVATION = (
    _solvation(
        "solvation-cosmo",
        "solvation free energy of 270,933 solvent-solute pairs at 298 K, COSMO-RS",
        "COSMO-RS (COSMOtherm)",
        (
            (
                "QM_10w_train",
                "dc39c8df39f9c3e34e87aa847433c8496c5073569cd433332a8b582727feb8a5",
            ),
            ("QM_10w_eval", "71ab4580316f213ea462571075fd03af31d1e201e9311c91c15e2fc3de596866"),
            ("QM_10w_test", "375455fbf825e463bb9799d09a056acce54978ac293ab470ef9ce483b470155d"),
            (
                "QM_100w_eval",
                "a879e955bf553c0cd359bfa5abf002a37fe6929d14325e00fb1f16f9b1f40515",
            ),
            (
                "QM_100w_test",
                "4b69f300befca3e435fffc4392a215aa0e92f3a4503b6bf3bb0963d1d32748a1",
            ),
        ),
        "training_files/",
    ),
    _solvation(
        "solvation-exp",
        "measured solvation free energy of 8,780 solvent-solute pairs at 298 K",
        "measured",
        (
            (
                "CombiSolv-Exp-8780",
                "984172a8b2229e96be34e84c59b84a17221dd92762a6ef1adb18a46daa5bc6ee",
            ),
        ),
    ),
)

SOLUTIONS = (*_DYES, *_SOLVATION)
"""Datasets of solutes in solvents."""
