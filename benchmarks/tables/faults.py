"""Pairs of tables with one fault each, and the code of the warning that is due."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.tables.random_pair import materials

from simlaw.errors import InputError
from simlaw.study.file.given_tables import Wishes
from simlaw.study.file.propose_study import propose
from simlaw.study.file.questions import OpenQuestionsError
from simlaw.study.study import Study
from simlaw.tables import read_table


@dataclass
class Draft:
    """Two tables in the making: computed and measured values of one quantity.

    Attributes
    ----------
    rng
        Where everything random comes from.
    computed, measured
        Columns ``SMILES`` and ``y``; a fault may add others.
    read
        Keywords of reading, for both; ``computed_`` or ``measured_`` before one is for that alone.
    text
        What becomes of the text of the measured table.
    """

    rng: np.random.Generator
    computed: pd.DataFrame
    measured: pd.DataFrame
    read: dict[str, Any] = field(default_factory=dict)
    text: Callable[[str], str] = str

    def some_rows(self, count: int) -> list[int]:
        """Draw rows of the measured table."""
        return self.rng.choice(len(self.measured), count, replace=False).tolist()


def draft(seed: int) -> Draft:
    """Return two tables without a fault."""
    rng = np.random.default_rng(seed)
    some = materials("molecule")
    order = rng.permutation(len(some))[:80]
    texts = [some[place][0] for place in order]
    low = float(rng.choice([1.0, 50.0, 300.0]))
    base = low * (1 + 0.5 * rng.beta(2, 2, len(texts)))
    computed = pd.DataFrame({"SMILES": texts, "y": base})
    count = int(rng.integers(35, 60))
    measured = pd.DataFrame(
        {
            "SMILES": texts[:count],
            "y": base[:count] + 0.03 * low * rng.standard_normal(count),
        }
    )
    return Draft(rng, computed, measured)


def _unit_ambiguous(one: Draft) -> None:
    one.read["unit"] = str(one.rng.choice(["C", "F", "A", "D"]))


def _same_values(one: Draft) -> None:
    one.measured["y"] = one.computed["y"].to_numpy()[: len(one.measured)]


def _offset(one: Draft) -> None:
    kelvin = 300 + 60 * one.rng.random(len(one.computed))
    one.computed["y"] = kelvin
    count = len(one.measured)
    one.measured["y"] = kelvin[:count] - 273.15 + 5 * one.rng.standard_normal(count)
    one.read["unit"] = "K"


def _factor(one: Draft) -> None:
    one.measured["y"] *= float(one.rng.choice([1000.0, 0.001, 96.485, 27.211, 4.184]))


def _unrelated(one: Draft) -> None:
    one.measured = one.computed.assign(y=one.rng.permutation(one.computed["y"].to_numpy()))


def _opposite_sign(one: Draft) -> None:
    one.measured["y"] = 3 * one.measured["y"].mean() - one.measured["y"]


def _outliers(one: Draft) -> None:
    mark = float(one.rng.choice([-999.0, 9999.0, 1e30, -9999.0]))
    one.measured.loc[one.some_rows(2), "y"] = mark


def _many_decades(one: Draft) -> None:
    powers = 10 ** one.rng.uniform(-4, 2, len(one.computed))
    one.computed["y"] = powers
    noise = np.exp(0.2 * one.rng.standard_normal(len(one.measured)))
    one.measured["y"] = powers[: len(one.measured)] * noise


def _at_temperatures(one: Draft, name: str) -> None:
    tables = [
        one.measured.assign(**{name: value, "y": one.measured["y"] * 300 / value})
        for value in (250, 300, 350, 400)
    ]
    one.measured = pd.concat(tables, ignore_index=True)


def _conditions_merged(one: Draft) -> None:
    _at_temperatures(one, str(one.rng.choice(["Temperature (K)", "T", "temp_K", "T/K"])))


def _condition_chosen(one: Draft) -> None:
    _at_temperatures(one, "Temperature (K)")
    one.read["measured_at"] = {"Temperature (K)": 298.15}


def _mixture_rows(one: Draft) -> None:
    if one.rng.random() < 0.5:
        one.measured[str(one.rng.choice(["x1", "mole fraction", "wt%"]))] = one.rng.uniform(
            0.1, 0.9, len(one.measured)
        )
    else:
        one.measured["Component 2"] = "O"


def _censored(one: Draft) -> None:
    cells = one.measured["y"].map("{:.4f}".format).astype(object)
    form = str(one.rng.choice(["<{}", "> {}", "~{}", "{}-{}", "≥{}"]))
    for row in one.some_rows(3):
        cells[row] = form.format(cells[row], cells[row])
    one.measured["y"] = cells


def _units_row(one: Draft) -> None:
    unit = str(one.rng.choice(["K", "(K)", "[K]", "°C"]))
    one.text = lambda text: text.replace("\n", f"\n,{unit}\n", 1)


def _no_header(one: Draft) -> None:
    one.text = lambda text: text.partition("\n")[2]


def _duplicate_header(one: Draft) -> None:
    one.measured["z"] = one.measured["y"] * 1.1
    one.text = lambda text: text.replace(",z\n", ",y\n", 1)
    one.read["measured_value"] = "y (1)"


def _small_target(one: Draft) -> None:
    one.measured = one.measured.head(int(one.rng.integers(8, 14)))


def _spread_exceeds_gain(one: Draft) -> None:
    noise = 3 * one.measured["y"].std()
    one.measured = pd.concat(
        [
            one.measured.assign(y=one.measured["y"] + noise * one.rng.standard_normal(len(rows)))
            for rows in (one.measured, one.measured, one.measured)
        ],
        ignore_index=True,
    )


def _implausible_values(one: Draft) -> None:
    property, unit, wrong = [
        ("density", "g/cm^3", 900.0),
        ("Tg", "degC", -300.0),
        ("band gap", "eV", -0.7),
        ("refractive index", "1", 0.4),
    ][int(one.rng.integers(4))]
    base = one.rng.uniform(1.0, 3.0, len(one.computed))
    one.computed["y"] = base
    one.measured["y"] = base[: len(one.measured)] * one.rng.normal(1, 0.02, len(one.measured))
    one.measured.loc[one.some_rows(2), "y"] = wrong
    one.read |= {"property": property, "unit": unit}


def _several_materials(one: Draft) -> None:
    others = [text for text, _ in materials("molecule")]
    one.measured[str(one.rng.choice(["solvent_smiles", "Dopant_SMILES", "ligand SMILES"]))] = [
        others[int(place)] for place in one.rng.integers(0, 30, len(one.measured))
    ]


def _stereo_twins(one: Draft) -> None:
    ends = ["F", "Cl", "Br", "O", "N", "S", "C#N", "OC", "CO", "CCl"]
    flat = [f"CC({a}){b}" for a in ends for b in ends if a < b]
    handed = [f"C[C@H]({a}){b}" for a in ends for b in ends if a < b]
    count = len(flat)
    base = one.rng.uniform(1, 2, count)
    one.computed = pd.DataFrame({"SMILES": flat, "y": base})
    one.measured = pd.DataFrame({"SMILES": handed, "y": base * one.rng.normal(1, 0.02, count)})


def _near_twins(one: Draft) -> None:
    texts = [text for text, _ in materials("composition")][:60]
    base = one.rng.uniform(1, 2, len(texts))
    one.computed = pd.DataFrame({"SMILES": [f"{text}La0.01" for text in texts], "y": base})
    one.measured = pd.DataFrame({"SMILES": texts, "y": base * 1.01})
    one.read["kind"] = "composition"


def _salts(one: Draft) -> None:
    salts = ["[Na+].CC(=O)[O-]", "[Cl-].C[NH3+]", "[2H]C([2H])O", "CC(=O)[O-]"]
    some = [salts[int(place)] for place in one.rng.permutation(4)[:3]]
    extra = pd.DataFrame({"SMILES": some, "y": [float(one.measured["y"].median())] * 3})
    one.measured = pd.concat([one.measured, extra], ignore_index=True)


def _same_column(one: Draft) -> None:
    one.measured = one.computed


def _as_it_is(one: Draft) -> None:
    """Leave the tables as they are: what is due is due of any such table."""


def _unit_passed_over(one: Draft) -> None:
    unit = str(one.rng.choice(["HV", "grd", "arb. u.", "phr"]))
    named = {"y": f"y [{unit}]"}
    one.computed, one.measured = (
        each.rename(columns=named) for each in (one.computed, one.measured)
    )
    one.read |= {"value": f"y [{unit}]", "unit": "1"}


FAULTS: Mapping[str, Callable[[Draft], None]] = {
    "unit_not_understood": _unit_passed_over,
    "unit_assumed": _factor,
    "unit_ambiguous": _unit_ambiguous,
    "same_column": _same_column,
    "same_values": _same_values,
    "offset": _offset,
    "factor": _factor,
    "unrelated": _unrelated,
    "opposite_sign": _opposite_sign,
    "implausible_values": _implausible_values,
    "outliers": _outliers,
    "many_decades": _many_decades,
    "conditions_merged": _conditions_merged,
    "condition_chosen": _condition_chosen,
    "mixture_rows": _mixture_rows,
    "several_materials": _several_materials,
    "stereo_twins": _stereo_twins,
    "near_twins": _near_twins,
    "salts": _salts,
    "censored": _censored,
    "units_row": _units_row,
    "no_header": _no_header,
    "duplicate_header": _duplicate_header,
    "small_target": _small_target,
    "spread_exceeds_gain": _spread_exceeds_gain,
    "failures_unknown": _as_it_is,
}
"""By code: what is done to two tables so that the warning is due."""

_BY_INIT = ("no_header", "units_row", "unit_assumed")


def codes_with(code: str, seed: int) -> tuple[str, ...]:
    """Make one fault, and return the codes that are raised, by a check or as a question."""
    one = draft(seed)
    FAULTS[code](one)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        source, target = folder / "computed.csv", folder / "measured.csv"
        one.computed.to_csv(source, index=False)
        target.write_text(one.text(one.measured.to_csv(index=False)), encoding="utf-8")
        if code in _BY_INIT:
            # What init settles and marks: a check repeats it.
            return _codes_of_init(source, target, folder, assumed=code == "unit_assumed")
        if code == "same_column":
            target = source
        tables = []
        for role, path in (("computed", source), ("measured", target)):
            keywords = {"kind": "molecule", "material": "SMILES", "value": "y", "unit": "K"}
            for key, value in one.read.items():
                named, _, rest = key.partition("_")
                if named not in ("computed", "measured"):
                    keywords[key] = value
                elif named == role:
                    keywords[rest] = value
            tables.append(read_table(path, **keywords, max_refused=0.5))  # type: ignore[arg-type]
        described = "composition" if one.read.get("kind") == "composition" else "rdkit2d"
        check = Study(*tables, descriptor=described, m=[4]).check()
        return tuple(finding.code for finding in check.findings)


def _codes_of_init(source: Path, target: Path, folder: Path, *, assumed: bool) -> tuple[str, ...]:
    import tomllib

    from simlaw.settings import from_mapping
    from simlaw.study.file.commented_file import render
    from simlaw.study.file.load_study import load_study
    from simlaw.study.settings import StudyFileSettings

    wishes = Wishes(unit={"source": "g/cm^3"} if assumed else {"source": "K"}, guess=True)
    try:
        starter = propose(str(source), str(target), wishes, folder=folder, name="pair")
    except OpenQuestionsError as asked:
        return tuple(one.setting for one in asked.questions)
    settings = from_mapping(StudyFileSettings, tomllib.loads(render(starter, command="")), where="")
    try:
        return tuple(one.code for one in load_study(settings, folder).check().findings)
    except InputError as error:
        return (str(error),)
