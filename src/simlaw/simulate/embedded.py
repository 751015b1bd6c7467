"""The command that built the source tables of the embedded studies.

``python -m simlaw.simulate.embedded --output table.parquet --scratch build/embedded --workers 2``
``python -m simlaw.simulate.embedded --rival --output rival.parquet``

Molecules come from the list in the `chemicals` package (names and structures out of PubChem),
values from the refractive-index simulator. Kept are molecules that look like organic liquids
(`SELECTION`) and share no constitution with any molecule of the measured table, so that nothing
measured, nor a stereoisomer, tautomer or isotopologue of it, is in the source.

The rival table holds the same molecules in the same order, computed by the cheaper simulator: runs
of both add the same molecules in the same order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from simlaw.disk.whole_files import whole_file
from simlaw.errors import require
from simlaw.materials import RefusedMaterial
from simlaw.materials.molecule import constitution, parse, quiet
from simlaw.simulate.produce import RECIPE, UNITS, produce
from simlaw.simulate.simulator import find_simulator

SIMULATOR, RIVAL = "refractive-index", "refractive-index-contributions"
PROVENANCE = b"simlaw.provenance"
COLUMNS = ("refractive_index", "polarizability", "volume")
RIVAL_COLUMNS = ("refractive_index",)
SEED = 20260
"""Of the order of the rows: shuffled, so that any first rows are a random sample."""

ELEMENTS = frozenset({"H", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I"})
MIN_HEAVY_ATOMS, MAX_HEAVY_ATOMS = 4, 20
MAX_RINGS = 2
MAX_DONORS = 1
MAX_POLAR_SURFACE = 75.0

SELECTION = (
    "one neutral fragment without radicals, isotopes or wildcards; contains carbon; elements "
    + " ".join(sorted(ELEMENTS))
    + f"; {MIN_HEAVY_ATOMS} to {MAX_HEAVY_ATOMS} heavy atoms; at most {MAX_RINGS} rings, "
    f"{MAX_DONORS} hydrogen-bond donor and {MAX_POLAR_SURFACE:g} angstrom^2 of topological polar "
    "surface; stereochemistry dropped, one tautomer each; no constitution (first block of the "
    "InChIKey) of any molecule in the CRC refractive-index table of the chemicals package; relaxed "
    "by MMFF94"
)
"""The rule in words. Its limits lie near the 95th percentiles of the measured liquids."""


def embedded_source() -> Path:
    """Return the path of the source table that comes with the package."""
    return Path(str(files("simlaw.tables") / "embedded" / "refractive_index_d4.parquet"))


def embedded_rival() -> Path:
    """Return the path of the same molecules' table by the cheaper simulator."""
    folder = files("simlaw.tables") / "embedded"
    return Path(str(folder / "refractive_index_contributions.parquet"))


def skeleton(molecule: Any) -> str:
    """Return the first block of a molecule's InChIKey: formula and connections, no more.

    Stereoisomers, isotopologues and most tautomers share it.

    Parameters
    ----------
    molecule
        An RDKit molecule.

    Examples
    --------
    >>> skeleton(parse("C[C@H](N)C(=O)O")) == skeleton(parse("CC(N)C(=O)O"))
    True
    """
    inchi = require("rdkit.Chem.inchi", extra="simulate", purpose="Simulations")
    with quiet():
        return str(inchi.MolToInchiKey(molecule))[:14]


def listed_molecules() -> list[str]:
    """Return the SMILES of every molecule the chemicals package lists, in its order."""
    return [entry.smiles for entry in _database().CAS_index.values() if entry.smiles]


def measured_molecules() -> list[str]:
    """Return the SMILES of every molecule with a measured refractive index, usable or not."""
    chemicals = require("chemicals", extra="simulate", purpose="Simulations")
    found = []
    for cas in chemicals.refractivity.RI_data_CRC_organic.index:
        try:
            found.append(chemicals.identifiers.search_chemical(cas).smiles)
        except ValueError:  # what the library raises for a CAS number it does not hold
            continue
    return [smiles for smiles in found if smiles]


def selected_molecules(
    listed: Iterable[str], measured: Iterable[str]
) -> tuple[list[str], Counter[str]]:
    """Return the molecules of the embedded source, sorted, and how many fell to which rule.

    Parameters
    ----------
    listed
        Candidates, as SMILES.
    measured
        Molecules whose constitutions may not appear, as SMILES; those that cannot be read exclude
        nothing.

    Returns
    -------
    keys, dropped
        Canonical SMILES without stereochemistry, as the measured table has them, and the count of
        dropped candidates by rule.

    Examples
    --------
    >>> selected_molecules(["CCCCO", "OCCCC", "CCC(C)Br", "O"], ["CC[C@H](C)Br"])[0]
    ['CCCCO']
    """
    dropped: Counter[str] = Counter()
    excluded: set[str] = set()
    for text in measured:
        try:
            excluded.add(skeleton(parse(text)))
        except RefusedMaterial:
            dropped["measured, unreadable"] += 1
    keys: set[str] = set()
    for text in listed:
        try:
            keys.add(constitution(text))
        except RefusedMaterial:
            dropped["unreadable"] += 1
    chosen: list[str] = []
    seen: set[str] = set()
    for key in sorted(keys):
        molecule = parse(key)
        rule = _broken_rule(molecule)
        if not rule:
            block = skeleton(molecule)
            if block in excluded:
                rule = "measured"
            elif block in seen:
                rule = "tautomer of another"
            seen.add(block)
        if rule:
            dropped[rule] += 1
        else:
            chosen.append(key)
    return chosen, dropped


def build(
    output: Path,
    scratch: Path,
    *,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Compute the embedded source table and write it.

    Parameters
    ----------
    output
        Parquet file to write: ``smiles`` and `COLUMNS` in float32.
    scratch
        Folder of the full-precision table, from which a stopped run goes on.
    workers
        Processes.
    progress
        Called with the molecules done and in all.

    Returns
    -------
    dict
        The provenance that the file carries.
    """
    chosen, dropped = selected_molecules(listed_molecules(), measured_molecules())
    full = scratch / "refractive_index_d4_full.parquet"
    production = produce(SIMULATOR, chosen, full, workers=workers, progress=progress)
    frame = pd.read_parquet(full)
    relaxed = frame["force_field"] == "MMFF94"
    dropped["not computed"] = len(production.failures)
    dropped["relaxed by UFF"] = int((frame["force_field"] == "UFF").sum())
    frame = frame[relaxed].sort_values("smiles", kind="stable")
    frame = frame.iloc[np.random.default_rng(SEED).permutation(len(frame))]
    provenance = {
        "selection": SELECTION,
        "molecules": len(frame),
        "dropped": dict(sorted(dropped.items())),
        "chemicals": version("chemicals"),
        "shuffle_seed": SEED,
        "command": "python -m simlaw.simulate.embedded",
    }
    _write(output, frame, provenance, SIMULATOR, COLUMNS)
    return provenance


def build_rival(
    output: Path,
    scratch: Path,
    *,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Compute the molecules of the embedded source with the cheaper simulator and write them.

    Parameters and return value are those of `build`; the file has ``smiles`` and `RIVAL_COLUMNS`.

    Raises
    ------
    RuntimeError
        If a molecule fails: the rows must be those of the embedded source.
    """
    molecules = pd.read_parquet(embedded_source(), columns=["smiles"])["smiles"].tolist()
    full = scratch / "refractive_index_contributions_full.parquet"
    production = produce(RIVAL, molecules, full, workers=workers, progress=progress)
    if production.failures:
        raise RuntimeError(f"molecules without a value: {production.failures[:3]}")
    provenance = {
        "selection": "the molecules of refractive_index_d4.parquet, in its order",
        "molecules": len(molecules),
        "command": "python -m simlaw.simulate.embedded --rival",
    }
    _write(output, pd.read_parquet(full), provenance, RIVAL, RIVAL_COLUMNS)
    return provenance


def _database() -> Any:
    identifiers = require("chemicals.identifiers", extra="simulate", purpose="Simulations")
    database = identifiers.pubchem_db
    database.autoload_main_db()
    database.finish_loading()
    return database


def _broken_rule(molecule: Any) -> str:
    chem = require("rdkit.Chem", extra="simulate", purpose="Simulations")
    count = require("rdkit.Chem.rdMolDescriptors", extra="simulate", purpose="Simulations")
    atoms = list(molecule.GetAtoms())
    symbols = {atom.GetSymbol() for atom in atoms}
    if len(chem.GetMolFrags(molecule)) > 1:
        return "more than one fragment"
    if chem.GetFormalCharge(molecule):
        return "charged"
    if any(atom.GetNumRadicalElectrons() or atom.GetIsotope() for atom in atoms):
        return "radical or isotope"
    if "C" not in symbols or not symbols <= ELEMENTS:
        return "elements"
    if not MIN_HEAVY_ATOMS <= molecule.GetNumHeavyAtoms() <= MAX_HEAVY_ATOMS:
        return "size"
    if count.CalcNumRings(molecule) > MAX_RINGS:
        return "rings"
    if count.CalcNumHBD(molecule) > MAX_DONORS:
        return "hydrogen-bond donors"
    if count.CalcTPSA(molecule) > MAX_POLAR_SURFACE:
        return "polar surface"
    return ""


def _write(
    output: Path,
    frame: pd.DataFrame,
    provenance: dict[str, Any],
    made_by: str,
    columns: tuple[str, ...],
) -> None:
    arrow = require("pyarrow", extra="all", purpose="Parquet tables")
    parquet = require("pyarrow.parquet", extra="all", purpose="Parquet tables")
    simulator = find_simulator(made_by)
    table = arrow.table(
        {"smiles": arrow.array(frame["smiles"].tolist(), arrow.string())}
        | {name: arrow.array(frame[name].to_numpy(np.float32)) for name in columns}
    ).replace_schema_metadata(
        {
            RECIPE: json.dumps(simulator.recipe()),
            UNITS: json.dumps({name: simulator.units[name] for name in columns}),
            PROVENANCE: json.dumps(provenance),
        }
    )
    with whole_file(output) as unfinished:
        parquet.write_table(
            table,
            unfinished,
            compression="zstd",
            compression_level=19,
            use_dictionary=False,
            column_encoding=dict.fromkeys(columns, "BYTE_STREAM_SPLIT"),
        )


@click.command()
@click.option("--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option(
    "--scratch",
    type=click.Path(path_type=Path),
    default=Path("build/embedded"),
    show_default=True,
    help="Folder for the work under way.",
)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--rival", is_flag=True, help="The table of the cheaper simulator instead.")
def main(output: Path, scratch: Path, workers: int, rival: bool) -> None:
    """Compute the source table of the embedded study (refractive index, D4 polarizability)."""
    from rich.progress import Progress

    with Progress() as bar:
        task = bar.add_task("molecules", total=None)
        provenance = (build_rival if rival else build)(
            output,
            scratch,
            workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    click.echo(json.dumps(provenance, indent=2))


if __name__ == "__main__":
    main()
