"""A commented study file for two tables, written from what their first rows tell."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel

from simlaw.errors import InputError
from simlaw.materials import KINDS
from simlaw.materials.refusal import shown
from simlaw.materials.registry import find_kind
from simlaw.study.explained import KEYS, SECTIONS
from simlaw.study.headers import (
    STRUCTURES,
    Header,
    material_columns,
    read_header,
    says_nothing,
    split_unit,
    value_columns,
)
from simlaw.study.spec import StudySpec
from simlaw.tables.units import parse
from simlaw.transfer import TrainingRecipe

WIDTH = 96
DESCRIPTOR = {"molecule": "rdkit2d", "polymer": "rdkit2d", "composition": "composition"}
"""Descriptor that is proposed for a kind; others get the columns both tables have."""

_ROLES = ("source", "target")


@dataclass(frozen=True)
class Wishes:
    """What the user settled; None stands for a guess.

    Attributes
    ----------
    kind
        Kind of material of both tables.
    material, value, unit
        By role, ``"source"`` and ``"target"``.
    """

    kind: str | None = None
    material: Mapping[str, str | None] = field(default_factory=dict)
    value: Mapping[str, str | None] = field(default_factory=dict)
    unit: Mapping[str, str | None] = field(default_factory=dict)


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
    source: Path, target: Path, wishes: Wishes, *, folder: Path, name: str, title: str | None = None
) -> Starter:
    """Propose a study of two table files.

    Parameters
    ----------
    source, target
        The tables.
    wishes
        What the user settled.
    folder
        Where the study file will lie; relative paths of tables are written from there.
    name, title
        Of the study.

    Raises
    ------
    InputError
        Unreadable tables, a column that is not there, or tables too small or too different for
        a study; the message says which option helps.
    """
    headers = {"source": read_header(source), "target": read_header(target)}
    settings: dict[str, Guess] = {"name": Guess(name)}
    kind, materials = _materials(headers, wishes)
    names = value_columns(
        headers["source"],
        headers["target"],
        {role: wishes.value.get(role) for role in _ROLES},
        [materials[role].value for role in _ROLES],
        taken_are_labels=kind.value not in DESCRIPTOR,
    )
    values = {role: columns[0] for role, columns in zip(_ROLES, names, strict=True)}
    units = _units(values, wishes)
    shared = _shared_numbers(headers, [*values.values(), *(materials[r].value for r in _ROLES)])
    counts = {r: headers[r].materials(materials[r].value, values[r]) for r in _ROLES}
    remarks: dict[str, list[str]] = {}
    for role, columns in zip(_ROLES, names, strict=True):
        header = headers[role]
        settings[f"{role}.path"] = Guess(_path_from(folder, header.path))
        settings[f"{role}.kind"] = kind
        settings[f"{role}.material"] = materials[role]
        settings[f"{role}.value"] = _value_guess(columns, wishes.value.get(role))
        settings[f"{role}.unit"] = units[role]
        about = "" if header.whole else "about "
        remarks[role] = [
            f"{about}{header.rows:,} rows, {about}{counts[role]:,} different materials with a value"
        ]
    settings["title"] = Guess(title or _title(values["target"], headers))
    settings["descriptor.names"], extra = _descriptor(kind.value, shared, headers)
    if settings["descriptor.names"].value == ["columns"]:
        for role in _ROLES:
            settings[f"{role}.columns"] = Guess(shared, "the numbers that both tables have")
    remarks["descriptor"] = extra
    settings |= _design(counts)
    return Starter(settings, remarks)


def embedded(name: str) -> Starter:
    """Return the study of refractive indices, which needs no tables, as a file to learn from."""
    settings = {
        "name": name,
        "title": "Refractive index of organic liquids",
        "source.dataset": "refractive-index-d4",
        "target.dataset": "refractive-index-crc",
        "descriptor.names": ["rdkit2d"],
        "design.m": [100],
        "design.sizes": 8,
        "design.smallest": 50,
        "design.replicates": 16,
    }
    return Starter({key: Guess(value) for key, value in settings.items()}, {})


def _title(value: str, headers: Mapping[str, Header]) -> str:
    said = split_unit(value)[0]
    if says_nothing(said):
        return " to ".join(headers[role].path.stem for role in _ROLES)
    return f"{said}: computed to measured"


def _materials(headers: Mapping[str, Header], wishes: Wishes) -> tuple[Guess, dict[str, Guess]]:
    found = {role: material_columns(headers[role]) for role in _ROLES}
    for role in _ROLES:
        if (column := wishes.material.get(role)) is not None:
            headers[role].need(column)
            found[role] = {
                k: [column] for k, columns in found[role].items() if column in columns
            } | {"label": [column]}
    if wishes.kind is not None:
        find_kind(wishes.kind)
        for role in _ROLES:
            if not found[role].get(wishes.kind) and not found[role]["label"]:
                raise InputError(_no_material(headers[role], role))
        kind = Guess(wishes.kind)
    else:
        both = [k for k in (*STRUCTURES, "label") if all(found[r].get(k) for r in _ROLES)]
        if not both:
            role = next(role for role in _ROLES if not any(found[role].values()))
            raise InputError(_no_material(headers[role], role))
        title = KINDS[both[0]].title
        why = f"entries read as {title}" if both[0] != "label" else "neither SMILES nor formulas"
        kind = Guess(both[0], why)
    chosen = {}
    for role in _ROLES:
        columns = found[role].get(kind.value) or found[role]["label"]
        if wishes.material.get(role) is not None:
            chosen[role] = Guess(columns[0])
        else:
            chosen[role] = Guess(columns[0], _others("the only such column", columns))
    return kind, chosen


def _no_material(header: Header, role: str) -> str:
    return (
        f"{header.path}: no column was found that names the materials. Its columns are: "
        f"{', '.join(header.columns[:20])}. Name it with --{role}-material."
    )


def _value_guess(columns: Sequence[str], wish: str | None) -> Guess:
    return Guess(columns[0], "" if wish else _others("the only column of numbers", columns))


def _others(alone: str, columns: Sequence[str]) -> str:
    if len(columns) == 1:
        return alone
    listed = ", ".join(f"'{shown(name, 40)}'" for name in columns[1:5])
    more = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
    return f"it could also be {listed}{more}"


def _units(values: Mapping[str, str], wishes: Wishes) -> dict[str, Guess]:
    units: dict[str, Guess] = {}
    for role in _ROLES:
        wish, said = wishes.unit.get(role), split_unit(values[role])[1]
        if wish is not None:
            parse(wish)
            units[role] = Guess(wish)
        elif said is not None:
            units[role] = Guess(said, "from the name of the column")
    for role, other in (_ROLES, _ROLES[::-1]):
        if role not in units and other in units:
            units[role] = Guess(units[other].value, f"none is named; that of the {other}")
    nothing = Guess("1", "none is named in the header; as it stands, both must be in the same unit")
    return {role: units.get(role, nothing) for role in _ROLES}


def _shared_numbers(headers: Mapping[str, Header], taken: Sequence[str]) -> list[str]:
    both = [set(headers[role].numbers) - set(headers[role].counters) for role in _ROLES]
    return [name for name in headers["source"].numbers if name in both[0] & both[1] - set(taken)]


def _descriptor(
    kind: str, shared: list[str], headers: Mapping[str, Header]
) -> tuple[Guess, list[str]]:
    if kind in DESCRIPTOR:
        remark = []
        if shared:
            listed = ", ".join(f"'{shown(name, 40)}'" for name in shared[:8])
            remark = [
                f"Both tables have the numbers {listed}. To use some of them too, name them as "
                'columns = [...] in both tables and add "columns" here.'
            ]
        return Guess([DESCRIPTOR[kind]], f"for kind {kind}"), remark
    if not shared:
        raise InputError(
            f"{headers['source'].path} and {headers['target'].path}: the materials are neither "
            "SMILES nor formulas, so columns of numbers must describe them, but the tables have "
            "none in common besides the values. Add such columns under the same names to both, "
            "or say what the materials are with --kind, --source-material and --target-material."
        )
    return Guess(["columns"], "labels are described by columns of numbers"), []


def _design(counts: Mapping[str, int]) -> dict[str, Guess]:
    measured, computed = counts["target"], counts["source"]
    test = max(1, round(0.2 * measured))
    pool, usable = measured - test, computed - test
    if pool < 4 or usable < 5:
        raise InputError(
            f"The tables are too small for a study: {computed:,} computed and {measured:,} "
            "measured materials with a value. At least 6 measured ones are needed, and 5 computed "
            "ones besides those held out for the test."
        )
    smallest = fitting_smallest(usable)
    return {
        "design.m": Guess(
            fitting_m(pool), f"about {pool:,} measured materials remain beside the test set"
        ),
        "design.sizes": Guess(8),
        "design.smallest": Guess(
            smallest, "" if smallest == 50 else f"about {usable:,} computed materials are usable"
        ),
        "design.replicates": Guess(16),
    }


def fitting_m(pool: int) -> list[int]:
    """Return sizes of fine-tuning sets that a pool of measured materials carries, with room.

    Examples
    --------
    >>> fitting_m(3_700), fitting_m(300), fitting_m(54), fitting_m(6)
    ([100, 1000], [100], [40], [4])
    """
    room = 0.75 * pool
    if room >= 1000:
        return [100, 1000]
    round_numbers = [m for m in (10, 20, 30, 40, 50, 60, 80, 100) if m <= room]
    return [round_numbers[-1] if round_numbers else max(2, int(room))]


def fitting_smallest(usable: int) -> int:
    """Return a smallest n that leaves room for a curve: 50, or an eighth of a small source.

    Examples
    --------
    >>> fitting_smallest(10_000), fitting_smallest(120), fitting_smallest(8)
    (50, 15, 2)
    """
    return 50 if usable >= 400 else max(2, usable // 8)


def fitting_name(stem: str) -> str:
    """Return a study name made of a file name.

    Examples
    --------
    >>> fitting_name("my study (2)"), fitting_name("é")
    ('my-study-2', 'study')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")
    return plain[:100] or "study"


def _path_from(folder: Path, path: Path) -> str:
    if path.is_absolute() and not path.is_relative_to(folder.resolve()):
        return path.as_posix()
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def render(starter: Starter, *, command: str) -> str:
    """Return the text of the study file; ``command`` runs it.

    Every key of the schema appears, either set or commented out at its default.
    """
    lines = [
        *_comment("A study for simlaw. Run it with:"),
        f"#     {shown(command, 400)}",
        "#",
        *_comment(
            "Every setting is here. Those behind a '#' stand at their default: remove the '#' to "
            "change one. 'Guessed' marks what was read off your tables: please check it."
        ),
        "",
    ]
    defaults = _defaults()
    for key, standard in defaults.items():
        if "." not in key:
            lines += _entry(key, key, starter.settings.get(key), standard)
    for section, purpose in SECTIONS.items():
        lines += ["", "# " + "-" * (WIDTH - 2), *_comment(purpose), f"[{section}]"]
        for remark in starter.remarks.get(section, ()):
            lines += _comment(f"Found: {remark}")
        for key, standard in defaults.items():
            if key.startswith(f"{section}."):
                lines += _entry(key, key.partition(".")[2], starter.settings.get(key), standard)
    text = "\n".join(lines) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            "A path or column name is not valid Unicode and cannot stand in a study file. "
            "Rename it."
        ) from None
    return text


def _entry(dotted: str, key: str, guess: Guess | None, standard: Any) -> list[str]:
    said = [] if dotted.startswith("target.") else _comment(KEYS.get(dotted, ""))
    if guess is None:
        return [*said, f"# {key} = {_toml(standard)}", *([""] if said else [])]
    if guess.because:
        said += _comment(f"Guessed: {guess.because}.")
    return [*said, f"{key} = {_toml(guess.value)}", *([""] if said else [])]


def _comment(text: str) -> list[str]:
    """Return comment lines; a control character could end a comment, so none is let through."""
    safe = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
    return textwrap.wrap(
        safe, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )


def _toml(value: Any) -> str:
    return str(tomlkit.item(value).as_string())


_EXAMPLES: dict[str, Any] = {
    "title": "Refractive index: computed to measured",
    "dataset": "refractive-index-d4",
    "path": "table.csv",
    "kind": "molecule",
    "material": "smiles",
    "value": "value",
    "unit": "1",
    "property": "refractive index",
    "name": "my table",
    "n": [50, 200, 1000],
    "largest": 10_000,
    "m": 100,
}
"""Shown for keys that have no default of their own."""


def _defaults() -> dict[str, Any]:
    """Return the default or an example of every key of the schema, by its dotted name."""
    recipe = TrainingRecipe().to_dict()
    found: dict[str, Any] = {}
    for name, section in StudySpec.model_fields.items():
        kind = section.annotation
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            found[name] = _EXAMPLES.get(name, section.default)
            continue
        for key, setting in kind.model_fields.items():
            standard = setting.get_default()
            if name == "training":
                standard = recipe[key]
            elif standard is None or setting.is_required():
                standard = _EXAMPLES.get(key, [])
            found[f"{name}.{key}"] = list(standard) if isinstance(standard, tuple) else standard
    return found
