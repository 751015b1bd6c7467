"""A study proposed for two tables, from what their names and first rows tell."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simlaw.errors import InputError
from simlaw.materials import KINDS
from simlaw.materials.refusal import shown
from simlaw.materials.registry import find_kind
from simlaw.study.file.given_tables import GivenTable, Wishes, given_table
from simlaw.study.file.propose_form import FormGuess, propose_form
from simlaw.study.file.propose_kind import (
    ask_kind,
    kept_anyway,
    likeliest,
    remarks_on_others,
)
from simlaw.study.file.propose_rows import RowsGuess, chosen, propose_at, propose_where
from simlaw.study.file.propose_units import Side, UnitGuess, propose_units
from simlaw.study.file.questions import OpenQuestionsError, Question
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import shipped_studies
from simlaw.study.file.suited_defaults import (
    few_measured,
    fitting_descriptor,
    fitting_m,
    fitting_smallest,
)
from simlaw.tables.columns.header import Header
from simlaw.tables.columns.table_headers import (
    STRUCTURES,
    says_nothing,
    value_columns,
)
from simlaw.tables.suspicion.table_checks import SMALL
from simlaw.tables.units import split_unit

_ROLES = ("source", "target")


@dataclass(frozen=True)
class Guess:
    """A setting and what it rests on.

    Attributes
    ----------
    value
        The setting.
    because
        Why, in a few words; empty where the user said so.
    """

    value: Any
    because: str = ""


@dataclass(frozen=True)
class Starter:
    """A study file to be: its settings by dotted key, and remarks on the sections."""

    settings: Mapping[str, Guess]
    remarks: Mapping[str, Sequence[str]]

    @property
    def guesses(self) -> dict[str, Guess]:
        """The settings that rest on a guess."""
        return {key: guess for key, guess in self.settings.items() if guess.because}


def propose(
    source: str, target: str, wishes: Wishes, *, folder: Path, name: str, title: str | None = None
) -> Starter:
    """Propose a study of two tables.

    Parameters
    ----------
    source, target
        The tables: files, or names of public datasets.
    wishes
        What the user settled.
    folder
        Where the study file will lie; relative paths of tables are written from there.
    name, title
        Of the study.

    Raises
    ------
    OpenQuestionsError
        The tables do not say all that is needed.
    InputError
        Unreadable tables, a column that is not there, or tables too small or too different for
        a study; the message says which option helps.
    """
    sides = {
        role: given_table(role, text, wishes)
        for role, text in zip(_ROLES, (source, target), strict=True)
    }
    headers = {role: side.header for role, side in sides.items()}
    open_kind = ask_kind(sides, wishes)
    if open_kind and (not wishes.guess or not open_kind[0].best):
        raise OpenQuestionsError(open_kind)
    if open_kind:
        wishes = replace(wishes, kind=open_kind[0].best)
    kind = Guess(wishes.kind, "not confirmed") if open_kind else _kind(sides, wishes)
    materials = {role: _material(role, sides[role], kind.value, wishes) for role in _ROLES}
    names = value_columns(
        headers["source"],
        headers["target"],
        {role: sides[role].value or wishes.value.get(role) for role in _ROLES},
        [materials[role].value for role in _ROLES],
        taken_are_labels=fitting_descriptor(kind.value) is None,
    )
    values = {role: columns[0] for role, columns in zip(_ROLES, names, strict=True)}
    rows = {role: _rows(sides[role], role, materials[role].value, values[role]) for role in _ROLES}
    sides = {
        role: replace(side, header=chosen(side.header, rows[role].where))
        for role, side in sides.items()
    }
    units = _units(sides, kind.value, materials, values, wishes)
    asked = [one.question for one in units.values() if one.question is not None]
    same = [] if rows["source"].where != rows["target"].where else _same_column(sides, values)
    asked = [*same, *_alike(sides, values, wishes), *asked]
    forms = _forms(sides, values, wishes)
    asked += [question for form in forms.values() for question in form.questions]
    if asked and (not wishes.guess or any(not one.best for one in asked)):
        raise OpenQuestionsError(asked)
    shared = _shared_numbers(headers, [*values.values(), *(materials[r].value for r in _ROLES)])
    settings = {"name": Guess(name), "title": Guess(title or _title(values["target"], sides))}
    remarks: dict[str, list[str]] = {}
    counts: dict[str, int | None] = {}
    for role, columns in zip(_ROLES, names, strict=True):
        side = sides[role]
        counts[role] = side.count(materials[role].value, values[role])
        remarks[role] = [side.account(counts[role], values[role])]
        remarks[role] += remarks_on_others(side, materials[role].value, kind.value)
        if side.entry is not None:
            settings[f"{role}.dataset"] = Guess(side.entry.name)
            continue
        settings[f"{role}.path"] = Guess(_path_from(folder, side.header.path))
        settings[f"{role}.kind"] = kind
        settings[f"{role}.material"] = materials[role]
        settings[f"{role}.value"] = _value_guess(columns, wishes.value.get(role))
        settings[f"{role}.unit"] = Guess(units[role].unit, units[role].because)
        if units[role].question is not None:
            settings[f"{role}.unit"] = Guess(units[role].unit, "not confirmed")
        at = propose_at(side.header, materials[role].value, values[role], kind.value)
        for key, guess in (("where", rows[role]), ("at", at)):
            if wanted := getattr(guess, key):
                settings[f"{role}.{key}"] = Guess(dict(wanted), guess.because[key])
        settings |= {f"{role}.{k}": Guess(*one) for k, one in forms[role].settings.items()}
        if share := kept_anyway(side.header, materials[role].value, kind.value):
            settings[f"{role}.max_refused"] = Guess(*share)
    settings["descriptor.names"], remarks["descriptor"] = _descriptor(kind.value, shared, headers)
    if settings["descriptor.names"].value == ["columns"]:
        for role in _ROLES:
            settings[f"{role}.columns"] = Guess(shared, "the numbers that both tables have")
    marked = [f"{one.role}.{one.setting}" for one in asked]
    marked += [f"{role}.kind" for role in _ROLES if open_kind]
    marked += [f"{role}.{key}" for role, form in forms.items() for key in form.marked]
    if marked:
        settings["guessed"] = Guess(list(dict.fromkeys(marked)), "not confirmed")
    if (measured := counts["target"]) is not None and measured < SMALL:
        remarks["target"].append(few_measured(measured))
    return Starter(settings | _design(counts["source"], measured), remarks)


def shipped(study: str, name: str) -> Starter:
    """Return a study that comes with simlaw under another name, as a file to learn from."""
    given = read_study_file(shipped_studies()[study]).given()
    settings: dict[str, Guess] = {}
    for key, value in (given | {"name": name}).items():
        if isinstance(value, dict):
            settings |= {f"{key}.{part}": Guess(setting) for part, setting in value.items()}
        else:
            settings[key] = Guess(value)
    return Starter(settings, {})


def _title(value: str, sides: Mapping[str, GivenTable]) -> str:
    known = [side.entry.property for side in sides.values() if side.entry is not None]
    said = known[0] if known else split_unit(value)[0]
    if says_nothing(said):
        return " to ".join(sides[role].header.path.stem for role in _ROLES)
    return f"{said}: computed to measured"


def _kind(sides: Mapping[str, GivenTable], wishes: Wishes) -> Guess:
    known = {side.entry.name: side.entry.kind for side in sides.values() if side.entry is not None}
    if wishes.kind is not None:
        find_kind(wishes.kind)
        known["--kind"] = wishes.kind
    if len(set(known.values())) > 1:
        listed = " and ".join(f"{kind} ({name})" for name, kind in known.items())
        raise InputError(f"Source and target must hold the same kind of material, not {listed}.")
    if known:
        return Guess(next(iter(known.values())))
    both = [k for k in (*STRUCTURES, "label") if all(side.kinds.get(k) for side in sides.values())]
    if not both:
        role = next(role for role in _ROLES if not any(sides[role].kinds.values()))
        raise InputError(_no_material(sides[role].header, role, ""))
    if both[0] == "label":
        return Guess("label", "neither SMILES nor formulas")
    kind = likeliest([one for one in both if one != "label"], sides)
    return Guess(kind, f"entries read as {KINDS[kind].title}")


def _material(role: str, side: GivenTable, kind: str, wishes: Wishes) -> Guess:
    columns = side.kinds.get(kind)
    if wishes.kind is not None:  # the user knows better than a sample of the entries
        columns = columns or side.kinds.get("label")
    if not columns:
        raise InputError(_no_material(side.header, role, kind))
    if wishes.material.get(role) is not None:
        return Guess(columns[0])
    return Guess(columns[0], _others("the only such column", columns))


def _no_material(header: Header, role: str, kind: str) -> str:
    what = f"materials of kind '{kind}' ({KINDS[kind].title})" if kind else "the materials"
    return (
        f"{header.path}: no column was found that names {what}. Its columns are: "
        f"{', '.join(header.columns[:20])}. Name it with --{role}-material"
        f"{' and --kind' if kind else ''}."
    )


def _value_guess(columns: Sequence[str], wish: str | None) -> Guess:
    return Guess(columns[0], "" if wish else _others("the only column of numbers", columns))


def _others(alone: str, columns: Sequence[str]) -> str:
    if len(columns) == 1:
        return alone
    listed = ", ".join(f"'{shown(name, 40)}'" for name in columns[1:5])
    more = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
    return f"it could also be {listed}{more}"


def _units(
    sides: Mapping[str, GivenTable],
    kind: str,
    materials: Mapping[str, Guess],
    values: Mapping[str, str],
    wishes: Wishes,
) -> dict[str, UnitGuess]:
    return propose_units(
        {
            role: Side(
                side.header,
                materials[role].value,
                values[role],
                wishes.unit.get(role),
                side.entry.unit if side.entry is not None else None,
            )
            for role, side in sides.items()
        },
        kind,
    )


def _rows(side: GivenTable, role: str, material: str, value: str) -> RowsGuess:
    if side.entry is not None:
        return RowsGuess()
    return propose_where(side.header, role, (material, value))


def _forms(
    sides: Mapping[str, GivenTable], values: Mapping[str, str], wishes: Wishes
) -> dict[str, FormGuess]:
    return {
        role: propose_form(
            side.header,
            role,
            values[role],
            sheet=wishes.sheet.get(role),
            decimal=wishes.decimal.get(role),
        )
        for role, side in sides.items()
        if side.entry is None
    }


def _alike(
    sides: Mapping[str, GivenTable], values: Mapping[str, str], wishes: Wishes
) -> list[Question]:
    """Return the question to ask where several columns have the name of the chosen one."""
    found = []
    for role, side in sides.items():
        alike = side.header.repeated
        if wishes.value.get(role) is not None or (said := alike.get(values[role])) is None:
            continue
        listed = " and ".join(f"'{name}'" for name, one in alike.items() if one == said)
        text = (
            f"{side.header.path}: several columns are called '{said}'. Which one holds the values? "
            f"From left to right they are {listed}."
        )
        found.append(Question("value", role, text, values[role]))
    return found


def _same_column(sides: Mapping[str, GivenTable], values: Mapping[str, str]) -> list[Question]:
    """Return the question to ask where one column would be both computed and measured."""
    paths = [side.header.path for side in sides.values() if side.entry is None]
    if len(paths) < 2 or len(set(values.values())) > 1 or paths[0].resolve() != paths[1].resolve():
        return []
    column = values["target"]
    text = (
        f"{paths[0]}: the column '{column}' would be both computed and measured. Which column "
        "holds the computed values, and which the measured ones?"
    )
    return [Question("value", role, text) for role in _ROLES]


def _shared_numbers(headers: Mapping[str, Header], taken: Sequence[str]) -> list[str]:
    both = [set(headers[role].numbers) - set(headers[role].counters) for role in _ROLES]
    return [name for name in headers["source"].numbers if name in both[0] & both[1] - set(taken)]


def _descriptor(
    kind: str, shared: list[str], headers: Mapping[str, Header]
) -> tuple[Guess, list[str]]:
    if (fitting := fitting_descriptor(kind)) is not None:
        remark = []
        if shared:
            listed = ", ".join(f"'{shown(name, 40)}'" for name in shared[:8])
            remark = [
                f"Both tables have the numbers {listed}. To use some of them too, name them as "
                'columns = [...] in both tables and add "columns" here.'
            ]
        return Guess([fitting], f"for kind {kind}"), remark
    if not shared:
        raise InputError(
            f"{headers['source'].path} and {headers['target'].path}: the materials are neither "
            "SMILES nor formulas, so columns of numbers must describe them, but the tables have "
            "none in common besides the values. Add such columns under the same names to both, "
            "or say what the materials are with --kind, --source-material and --target-material."
        )
    return Guess(["columns"], "labels are described by columns of numbers"), []


def _design(computed: int | None, measured: int | None) -> dict[str, Guess]:
    """Return sizes that the tables carry; where a number is not known, the usual ones."""
    few = measured is not None and measured < SMALL
    settings = {"design.sizes": Guess(8), "design.replicates": Guess(16)}
    if few:
        # Each split tests few materials; many splits average over which ones.
        because = f"{measured} measured materials are few: many splits, and more tested in each"
        settings["design.replicates"] = Guess(64, because)
        settings["design.test_fraction"] = Guess(0.3, because)
    test = 0 if measured is None else max(1, round((0.3 if few else 0.2) * measured))
    pool = 400 if measured is None else measured - test
    usable = 400 if computed is None else computed - test
    if pool < 4 or usable < 5:
        raise InputError(
            "The tables are too small for a study: "
            f"{'?' if computed is None else computed} computed and "
            f"{'?' if measured is None else measured} measured materials with a value. At least 6 "
            "measured ones are needed, and 5 computed ones besides those held out for the test."
        )
    because = "" if measured is None else f"about {pool:,} measured ones remain beside the test set"
    settings["design.m"] = Guess(fitting_m(pool), because)
    smallest = fitting_smallest(usable)
    because = "" if smallest == 50 else f"about {usable:,} computed materials are usable"
    settings["design.smallest"] = Guess(smallest, because)
    return settings


def _path_from(folder: Path, path: Path) -> str:
    if path.is_absolute() and not path.is_relative_to(folder.resolve()):
        return path.as_posix()
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()
