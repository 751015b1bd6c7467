"""What is asked of the kind of material: entries that do not read, and two materials in one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from simlaw.errors import InputError
from simlaw.materials import KINDS, canonical_keys
from simlaw.materials.placeholders import why_placeholder
from simlaw.materials.refusal import shown
from simlaw.study.file.given_tables import GivenTable, Wishes
from simlaw.study.file.questions import Question
from simlaw.tables.account import Refusal, count_reasons
from simlaw.tables.cells import texts_of
from simlaw.tables.columns.header import ACCEPTED, Header
from simlaw.tables.columns.joined_materials import Joined, joined_materials
from simlaw.tables.columns.other_materials import other_materials
from simlaw.tables.columns.table_headers import STRUCTURES, texts_tried, understood
from simlaw.tables.rows.condition_names import words_of
from simlaw.tables.rows.varied_columns import TEMPERATURES

FEW = 0.2
"""Share of entries that must read as formulas where the column's name says that they are such."""

LEFT = 0.05
"""Share of entries that must read for a study to be made of them."""

MANY = 0.6
"""The same where its name says nothing."""

REASONS = 3
"""Kinds of reasons that a question names for each table."""

_SAYS = {
    "molecule": ("smiles", "molecule"),
    "polymer": ("smiles", "psmiles", "polymer"),
    "composition": ("formula", "composition"),
}


def ask_kind(sides: Mapping[str, GivenTable], wishes: Wishes) -> list[Question]:
    """Return the question of the kind of material, where the entries do not settle it.

    Parameters
    ----------
    sides
        The two tables by role.
    wishes
        What the user settled; a kind ends all questions.
    """
    if wishes.kind is not None or any(side.entry is not None for side in sides.values()):
        return []
    told = [k for k in STRUCTURES if all(side.kinds.get(k) for side in sides.values())]
    joined = {role: found for role, side in sides.items() if (found := _joined(side, wishes, role))}
    if joined and (not told or told[0] == "molecule"):
        return [_of_two(sides, joined)]
    return [] if told else _of_refused(sides, wishes)


def likeliest(kinds: Sequence[str], sides: Mapping[str, GivenTable]) -> str:
    """Return the kind of material of two tables that have columns of several kinds.

    The first, unless the column of another has more than twice as many different entries: few
    dopants stand beside many polymers.

    Parameters
    ----------
    kinds
        Those that both tables have a column of.
    sides
        The two tables by role.
    """
    counts = {
        kind: min(
            int(side.header.frame[side.kinds[kind][0]].nunique())
            for side in sides.values()
            if side.entry is None
        )
        for kind in kinds
    }
    most = max(kinds, key=lambda kind: counts[kind])
    return most if counts[most] > 2 * counts[kinds[0]] else kinds[0]


def kept_anyway(header: Header, material: str, kind: str) -> tuple[float, str] | None:
    """Return the ``max_refused`` that lets a column with many unread entries be used, and why.

    None where the usual share is enough.

    Raises
    ------
    InputError
        If hardly an entry reads.
    """
    texts = texts_tried(header, material)
    share = 1.0 - understood(kind, texts)
    if kind == "label" or not texts or share <= 0.1:
        return None
    if 1.0 - share < LEFT:
        raise InputError(f"{_why(header, material, kind, texts)} A study needs some that do.")
    return round(min(1.0, math.ceil(round(20 * share, 6)) / 20 + 0.05), 2), (
        f"{share:.0%} of the entries looked at do not read as {KINDS[kind].title}"
    )


def remarks_on_others(side: GivenTable, material: str, kind: str) -> list[str]:
    """Return what the study file says of other columns that name materials."""
    if side.entry is not None:
        return []
    frame = side.header.frame
    others = other_materials(frame, texts_of(frame[material]), kind, without=[material])
    return [f"{one}. If the value belongs to both, write the material of both." for one in others]


def _joined(side: GivenTable, wishes: Wishes, role: str) -> tuple[str, Joined] | None:
    """Return the column that joins two materials, where it would be the material's column."""
    wished = wishes.material.get(role)
    likely = [*side.kinds.get("molecule", ())[:1], *side.kinds.get("label", ())]
    for name in [wished] if wished else dict.fromkeys(likely):
        found = joined_materials(name, texts_tried(side.header, name))
        if found is not None:
            return name, found
        if name in side.kinds.get("molecule", ()):
            return None
    return None


def _of_two(sides: Mapping[str, GivenTable], joined: Mapping[str, tuple[str, Joined]]) -> Question:
    role, (name, found) = next(iter(joined.items()))
    first, second = found.roles or found.kinds
    said = (
        f"{sides[role].header.path}: the column '{shown(name)}' joins two materials in one text, "
        f"a {first} and a {second}, such as '{shown(found.example)}'."
    )
    if found.mark == ".":
        text = (
            f"{said} As kind 'molecule' each is read as one material of two parts, and the order "
            "of the two is lost: both orders become one material. Is that what they are? If not, "
            'a solute in a solvent is of kind = "solution", with joined = '
            f'{{ "{shown(name)}" = "{{solvent}}.{{solute}}" }} and material = '
            '"{solute}|{solvent}" in the study file.'
        )
        return Question("kind", "", text, "molecule")
    text = (
        f"{said} No kind reads two materials in one column so: write them as columns of their own "
        "and name both in 'material' by a kind that tells them apart, or read them as labels."
    )
    header = sides[role].header
    degrees = next((c for c in header.numbers if not TEMPERATURES.isdisjoint(words_of(c))), None)
    if found.mark in "_|" and degrees is not None:
        text += (
            ' A polymer and a solvent at a temperature are of kind = "mixture", with material = '
            f'"{{{name}}}|{{{degrees}}} K" (or degC).'
        )
    return Question("kind", "", text)


def _of_refused(sides: Mapping[str, GivenTable], wishes: Wishes) -> list[Question]:
    best: tuple[float, str, str, list[str]] | None = None
    for kind in STRUCTURES:
        found = {
            role: _partly(side.header, kind, wishes.material.get(role))
            for role, side in sides.items()
        }
        tried = {role: one for role, one in found.items() if one is not None}
        if len(tried) < len(sides):
            continue
        lines = [
            _why(sides[role].header, column, kind, texts)
            for role, (column, share, texts) in tried.items()
            if share < ACCEPTED
        ]
        shares = [share for _, share, _ in tried.values()]
        stand_ins = [_stand_ins(texts) for _, _, texts in tried.values()]
        score = sum(shares) + (kind == "polymer") * sum(one > 0.5 for one in stand_ins)
        if lines and (best is None or score > best[0]):
            best = score, kind, kind if min(shares) >= LEFT else "", lines
    if best is None:
        return []
    _, kind, answer, lines = best
    rest = (
        f"with kind '{kind}' these rows are left out, with kind 'label' columns of numbers must "
        "describe the materials."
    )
    if not answer:
        rest = "with kind 'label' columns of numbers must describe the materials."
    text = f"{' '.join(lines)} Mend them, or say what the materials are: {rest}"
    return [Question("kind", "", text, answer)]


def _partly(header: Header, kind: str, wished: str | None) -> tuple[str, float, list[str]] | None:
    """Return the column that reads best as a kind, its share and entries; None if none does."""
    found = []
    for name in [wished] if wished else header.columns:
        texts = [] if name in header.numbers else texts_tried(header, name)
        if not texts:
            continue
        share = understood(kind, texts)
        says = any(word in name.lower() for word in _SAYS.get(kind, ()))
        written = "smiles" in name.lower() or (kind == "polymer" and _stand_ins(texts) > 0.5)
        enough = share >= FEW if says else share >= MANY and _look_written(texts)
        if enough or (written and kind in ("molecule", "polymer")):
            found.append((share + says + written, name, share, texts))
    if not found:
        return None
    _, name, share, texts = max(found)
    return name, share, texts


def _stand_ins(texts: Sequence[str]) -> float:
    """Return the share of entries with placeholders for the ends of a repeat unit."""
    return sum(bool(why_placeholder(text, polymer=True)) for text in texts) / max(1, len(texts))


def _look_written(texts: Sequence[str]) -> bool:
    """Whether most entries hold marks of a structure or amounts: PVC and PS are names too."""
    return sum(not text.isalpha() for text in texts) > len(texts) / 2


def _why(header: Header, column: str, kind: str, texts: Sequence[str]) -> str:
    keys, reasons = canonical_keys(kind, texts)
    refused = [
        Refusal(row, text, reason)
        for row, (text, reason) in enumerate(zip(texts, reasons, strict=True))
        if reason is not None
    ]
    read = sum(key is not None for key in keys)
    counted = "; ".join(
        f"{one.count:,} such as {one.example.reason}" for one in count_reasons(refused)[:REASONS]
    )
    return (
        f"{header.path}: the column '{shown(column)}' was tried as {KINDS[kind].title}, and of "
        f"{len(texts):,} different entries {read:,} read so; the others do not: {counted}."
    )
