"""What `simlaw init` asks of the kind of material, and what it remarks."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.study.file.given_tables import Wishes
from simlaw.study.file.propose_study import Starter, propose
from simlaw.study.file.questions import OpenQuestionsError

MOLECULES = [f"{'C' * k}O" for k in range(1, 41)]
POLYMERS = [f"*{'C' * k}O*" for k in range(1, 41)]
VALUES = np.cos(np.arange(40)) + 2


def proposed(
    folder: Path, texts: list[str], name: str = "SMILES", wishes: Wishes | None = None, **more: Any
) -> Starter:
    for file, shift in (("s", 0.1), ("t", 0.0)):
        of = MOLECULES if file == "s" and not more else texts
        pd.DataFrame({name: of, "density (g/cm3)": VALUES + shift, **more}).to_csv(
            folder / f"{file}.csv", index=False
        )
    tables = (str(folder / f"{file}.csv") for file in ("s", "t"))
    return propose(*tables, wishes or Wishes(), folder=folder, name="x")


def broken(share: float, how: str) -> list[str]:
    return [text + how if k < share * len(MOLECULES) else text for k, text in enumerate(MOLECULES)]


@pytest.mark.parametrize(
    ("how", "said"), [("[e]", "is no element"), ("(C", "unclosed"), ("#C", "valence")]
)
@pytest.mark.parametrize("share", [0.25, 0.3, 0.5, 0.75])
def test_entries_that_do_not_read_are_asked_about_with_reasons(
    tmp_path: Path, share: float, how: str, said: str
) -> None:
    with pytest.raises(OpenQuestionsError) as asked:
        proposed(tmp_path, broken(share, how))
    text = str(asked.value)
    assert "tried as a molecule as SMILES" in text
    assert f"{round(40 * share)} such as" in text
    assert said in text
    assert "--kind molecule" in text
    assert "neither SMILES nor formulas" not in text


@pytest.mark.parametrize("wishes", [Wishes(kind="molecule"), Wishes(guess=True)])
def test_once_settled_the_file_lets_them_be_left_out(tmp_path: Path, wishes: Wishes) -> None:
    found = proposed(tmp_path, broken(0.3, "[e]"), wishes=wishes).settings
    assert found["target.kind"].value == "molecule"
    assert found["target.max_refused"].value == pytest.approx(0.35)
    assert "30%" in found["target.max_refused"].because
    assert "source.max_refused" not in found
    marked = found["guessed"].value if "guessed" in found else []
    assert ("target.kind" in marked) == wishes.guess


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("[Ce]", "[Th]", "[Ce] and [Th]"), ("[At]", "[At]", "[At]"), ("{[$]", "[$]}", "BigSMILES")],
)
@pytest.mark.parametrize("name", ["SMILES", "psmiles", "repeat unit"])
@pytest.mark.parametrize("both", [True, False])
def test_placeholders_in_every_entry_are_named(
    tmp_path: Path, start: str, end: str, said: str, name: str, both: bool
) -> None:
    other = [f"{start}{text[1:-1]}{end}" for text in POLYMERS]
    for file, texts in (("s", other), ("t", other if both else POLYMERS)):
        frame = pd.DataFrame({name: texts, "density (g/cm3)": VALUES, "x": VALUES**2})
        frame.to_csv(tmp_path / f"{file}.csv", index=False)
    tables = [str(tmp_path / f"{file}.csv") for file in ("s", "t")]
    for wishes in (Wishes(), Wishes(guess=True)):
        with pytest.raises(OpenQuestionsError) as asked:
            propose(*tables, wishes, folder=tmp_path, name="x")
        assert said in str(asked.value)
        assert "tried as a polymer" in str(asked.value)
    with pytest.raises(InputError, match="A study needs some that do"):
        propose(*tables, Wishes(kind="polymer"), folder=tmp_path, name="x")


def test_names_stay_labels(tmp_path: Path) -> None:
    names = [f"{word} {k}" for k in range(10) for word in ("PE", "PVC", "nylon", "silica")]
    numbers = np.sin(np.arange(40.0))
    found = proposed(tmp_path, names, name="polymer", x=numbers).settings
    assert found["source.kind"].value == "label"


def test_short_names_that_read_as_formulas_stay_labels(tmp_path: Path) -> None:
    words = ["PVC", "PS", "PB", "PC", "PVF", "nylon", "PBS", "PI", "PET", "PMMA"]
    names = [word + "x" * k for k in range(4) for word in words]
    found = proposed(tmp_path, names, name="polymer", x=np.sin(np.arange(40.0))).settings
    assert found["source.kind"].value == "label"


def test_a_polymer_and_a_solvent_at_a_temperature_are_a_mixture(tmp_path: Path) -> None:
    pairs = [f"{a}_{b}" for a in POLYMERS[:10] for b in ("CCO", "CC#N", "CCl", "O")]
    with pytest.raises(OpenQuestionsError, match="a polymer and a molecule") as asked:
        proposed(tmp_path, pairs, name="ps_pair", temp=np.arange(40.0) ** 1.1 + 300)
    assert 'kind = "mixture", with material = "{ps_pair}|{temp} K"' in str(asked.value)


def test_two_materials_in_one_column_are_asked_about(tmp_path: Path) -> None:
    joined = [f"{a}.{b}" for a in MOLECULES[:8] for b in ("c1ccccc1", "CC#N", "CCl", "CBr", "CI")]
    with pytest.raises(OpenQuestionsError, match="joins two materials") as asked:
        proposed(tmp_path, joined, name="solvent.solute", x=1)
    assert "a solvent and a solute" in str(asked.value)
    found = proposed(tmp_path, joined, name="solvent.solute", x=1, wishes=Wishes(kind="molecule"))
    assert found.settings["source.kind"].value == "molecule"
    other = [text.replace(".", "_") for text in joined]
    with pytest.raises(OpenQuestionsError, match="columns of their own"):
        proposed(tmp_path, other, name="solvent_solute", x=1)


def test_other_columns_of_materials_are_remarked(tmp_path: Path) -> None:
    dopants = ["II", "O"] * 20
    found = proposed(tmp_path, POLYMERS, name="Polymer_SMILES", Dopant_SMILES=dopants)
    assert found.settings["source.material"].value == "Polymer_SMILES"
    assert found.settings["source.kind"].value == "polymer"
    for role in ("source", "target"):
        assert "'Dopant_SMILES' holds materials too" in found.remarks[role][1]
