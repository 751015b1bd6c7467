"""What ``simlaw classes`` answers: as text, and as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from simlaw.decide.materials.classes import MaterialClass
from simlaw.decide.materials.floor_sentence import floor_sentences
from simlaw.decide.materials.stay_wrong import WORST, StaysWrong
from simlaw.law.diagnose import doubts
from simlaw.law.estimate import Estimate
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import MISSING, count, span, value
from simlaw.report.materials.material_sentences import (
    EFFECTS,
    class_sentences,
    distance_sentence,
    twin_sentences,
    wrong_sentence,
)
from simlaw.study.reread.material_look import MaterialLook

SHOWN = 25
"""Most classes, and most materials that stay wrong, in text."""

WIDEST = 44
"""Most characters of a structure in a table."""


def material_text(look: MaterialLook) -> str:
    """Return what a run shows of its materials, in lines."""
    question = look.question
    unit = f" ({look.unit})" if look.unit not in ("", "1") else ""
    lines = [
        f"{look.name}: mean absolute errors{unit} of {count(look.tested)} tested materials by "
        f"{question.method}, m = {count(question.m)}, n = {count(question.n[0])} to "
        f"{count(question.n[-1])}"
    ]
    if look.classes is not None:
        lines += ["", f"By {question.by}:"]
        rows = [_row(one) for one in look.classes.classes[:SHOWN]]
        head = ("", "materials", "error", "interval", "with / without", "interval", "")
        lines += _table([head, *rows])
        lines += [f"  {one}" for one in class_sentences(look.classes)]
        if len(look.classes.classes) > SHOWN:
            lines.append(f"  The {SHOWN} largest classes are listed; --json has all.")
        lines += _laws(look.classes.classes)
    else:
        lines += ["", f"Materials of kind '{look.kind}' have no classes; --by column:NAME has."]
    if look.distance is not None:
        lines += ["", distance_sentence(look.distance, look.unit)]
    sided = sum(one.one_sided for one in look.wrong)
    lines += ["", wrong_sentence(len(look.wrong), sided, look.tested, WORST)]
    if look.wrong:
        heads = ("", "measured", "predicted", "error", "tests", "")
        lines += _table([heads, *(_wrong_row(one) for one in look.wrong[:SHOWN])])
    if len(look.wrong) > SHOWN:
        lines.append(f"  The {SHOWN} worst are listed; --json has all.")
    if look.twins is not None:
        lines += ["", *twin_sentences(look.twins, look.unit, question.level)]
    if look.floor is not None:
        lines += ["", *floor_sentences(look.floor)]
    if look.missing:
        lines += ["", f"Distances, twins and noise of measurement are left out: {look.missing}"]
    return "\n".join(lines)


def _row(one: MaterialClass) -> tuple[str, ...]:
    name = shortened(one.name)
    error = (value(one.error.estimate), span(one.error.low, one.error.high, like=one.own_error))
    if one.ratio is None:
        return (name, count(one.materials), *error, MISSING, "", "")
    wide = span(one.ratio.low, one.ratio.high, like=one.ratio.estimate)
    ratio = (value(one.ratio.estimate), wide, EFFECTS[one.effect])
    return (name, count(one.materials), *error, *ratio)


def _wrong_row(one: StaysWrong) -> tuple[str, ...]:
    sided = "one side" if one.one_sided else ""
    mean = sum(one.errors) / len(one.errors)
    numbers = (value(one.measured), value(one.predicted), value(mean))
    return (shortened(one.key), *numbers, count(one.times), sided)


def shortened(text: str) -> str:
    """Return a structure that fits a table.

    Examples
    --------
    >>> shortened("CCO"), shortened("C" * 60)[-4:]
    ('CCO', 'CCC…')
    """
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _laws(classes: tuple[MaterialClass, ...]) -> list[str]:
    lines = []
    for one in classes:
        if one.law is not None:
            alpha, gap = (one.law.parameters.get(name) for name in ("alpha", "C"))
            told = ", ".join(
                f"{name} {value(found.estimate)} ({span(found.low, found.high, like=found.high)})"
                for name, found in (("alpha", alpha), ("C", gap))
                if found is not None and not (name == "C" and CAPACITY_LIMITED in doubts(one.law))
            )
            lines.append(f"  Law of {shortened(one.name)}: {told}; {one.law.status}")
    return lines


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows in columns, the first to the left and numbers to the right."""
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    last = len(rows[0]) - 1
    return [
        "  "
        + "  ".join(
            cell.ljust(wide[place]) if place in (0, last) else cell.rjust(wide[place])
            for place, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]


def material_dict(look: MaterialLook) -> dict[str, Any]:
    """Return what a run shows of its materials as plain data for JSON."""
    question = look.question
    classes = look.classes
    content: dict[str, Any] = {
        "study": look.name,
        "kind": look.kind,
        "unit": look.unit,
        "method": question.method,
        "m": question.m,
        "n": list(question.n),
        "level": question.level,
        "tested": look.tested,
        "by": question.by or None,
        "classes": None,
        "stay_wrong": [asdict(one) for one in look.wrong],
        "distance": None if look.distance is None else asdict(look.distance),
        "twins": None if look.twins is None else asdict(look.twins),
        "floor": None,
        "left_out": look.missing,
    }
    if classes is not None:
        content["classes"] = {
            "whole": classes.whole,
            "whole_ratio": classes.whole_ratio,
            "small": classes.small,
            "small_materials": classes.small_materials,
            "between": classes.between,
            "classes": [_class_dict(one) for one in classes.classes],
        }
    if look.floor is not None:
        content["floor"] = {
            **asdict(look.floor.estimate),
            "metric": look.floor.metric,
            "materials": look.floor.materials,
            "rows": look.floor.rows,
            "alike": look.floor.alike,
            "apart": None if look.floor.apart != look.floor.apart else look.floor.apart,
        }
    return content


def _class_dict(one: MaterialClass) -> dict[str, Any]:
    def plain(found: Estimate | None) -> dict[str, Any] | None:
        return None if found is None else asdict(found)

    return {
        "name": one.name,
        "materials": one.materials,
        "error": plain(one.error),
        "own_error": one.own_error,
        "ratio": plain(one.ratio),
        "own_ratio": one.own_ratio,
        "effect": one.effect,
        "fall": plain(one.fall),
        "law": None if one.law is None else one.law.to_dict(),
    }
