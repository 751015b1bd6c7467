"""How the computed refractive index compares with the measured one.

    python benchmarks/simulate/against_measured.py [--workers 2] [--scratch build/against-measured]

Computes every measured molecule (a minute or two, resumable) and prints, for all and by class of
molecule, their number, the correlation, the mean absolute difference and the bias (computed minus
measured), then the largest differences. Nothing of this enters the embedded source table, which
holds none of these molecules.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from simlaw.materials.molecule import chem, parse
from simlaw.simulate import produce
from simlaw.tables import catalog

CLASSES = {
    "aromatic": "a",
    "fluorine": "F",
    "chlorine": "Cl",
    "bromine": "Br",
    "iodine": "I",
    "sulfur": "[#16]",
    "silicon": "[Si]",
    "phosphorus": "[#15]",
    "nitro": "[N+](=O)[O-]",
    "hydrogen-bond donor": "[N,O;!H0]",
}


def line(name: str, frame: pd.DataFrame) -> str:
    error = frame["computed"] - frame["measured"]
    r = np.corrcoef(frame["computed"], frame["measured"])[0, 1]
    return f"{name:24s}{len(frame):6d}{r:8.3f}{error.abs().mean():10.4f}{error.mean():10.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scratch", type=Path, default=Path("build/against-measured"))
    chosen = parser.parse_args()

    target = catalog.load("refractive-index-crc")
    output = chosen.scratch / "computed.parquet"
    produce("refractive-index", list(target.keys), output, workers=chosen.workers)
    computed = pd.read_parquet(output)
    frame = pd.DataFrame(
        {
            "smiles": target.keys,
            "measured": target.values,
            "computed": computed["refractive_index"].to_numpy(),
            "reason": computed["reason"].to_numpy(),
        }
    )
    failed = frame["computed"].isna()
    print(f"{len(frame)} measured molecules, {failed.sum()} not computed:")
    for reason, count in frame.loc[failed, "reason"].value_counts().items():
        print(f"  {count:4d}  {reason}")
    frame = frame[~failed]

    print(f"\n{'class':24s}{'count':>6s}{'r':>8s}{'MAE':>10s}{'bias':>10s}")
    print(line("all", frame))
    molecules = [parse(smiles) for smiles in frame["smiles"]]
    for name, smarts in CLASSES.items():
        pattern = chem().MolFromSmarts(smarts)
        has = np.array([molecule.HasSubstructMatch(pattern) for molecule in molecules])
        print(line(name, frame[has]))
    only_cho = np.array(
        [{atom.GetSymbol() for atom in molecule.GetAtoms()} <= {"C", "O"} for molecule in molecules]
    )
    print(line("C, H and O only", frame[only_cho]))

    error = (frame["computed"] - frame["measured"]).rename("error")
    print("\nlargest differences (computed - measured):")
    worst = frame.assign(error=error).reindex(error.abs().sort_values(ascending=False).index)
    print(worst.head(15)[["smiles", "measured", "computed", "error"]].to_string(index=False))


if __name__ == "__main__":
    main()
