"""Source tables that are kept apart: their names, their units, and what they need in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from simlaw.errors import InputError
from simlaw.study.design.sources_apart import check_sizes
from simlaw.study.settings import StudySettings
from simlaw.tables import PropertyTable
from simlaw.transfer import METHODS

Source: TypeAlias = PropertyTable | Sequence[PropertyTable]
"""A source table, or several that are kept apart."""


def tables_of(source: Source) -> tuple[PropertyTable, ...]:
    """Return the source tables, one or several."""
    return (source,) if isinstance(source, PropertyTable) else tuple(source)


def in_unit_of(target: PropertyTable, source: PropertyTable) -> PropertyTable | None:
    """Return a source table in the target's unit; None where it cannot be converted."""
    try:
        return source.to(target.unit)
    except InputError:
        return None


def check_apart(
    sources: Sequence[PropertyTable], target: PropertyTable, settings: StudySettings
) -> None:
    """Refuse sources that cannot serve side by side, and sizes that do not fit them.

    Parameters
    ----------
    sources
        All source tables of the study, the first first.
    target, settings
        Of the study.

    Raises
    ------
    InputError
        With what is allowed.
    """
    names = [one.name for one in sources]
    if len(sources) == 1:
        if isinstance(settings.n, Mapping):
            raise InputError(
                "n gives sizes by source, but there is one source, or they are joined. Give one "
                'list, or join = "columns".'
            )
        return
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            f"Two sources are called '{twice}'. Give one of them another name, by the key 'name' "
            "of its section."
        )
    if isinstance(settings.n, Mapping):
        check_sizes(settings.n, names)
    elif settings.n is not None:
        shown = ", ".join(f"{name} = [50, 200, 1000]" for name in names)
        raise InputError(
            f"n is one list, but the study keeps {len(sources)} sources apart: give a list for "
            f"each, row by row together, as in n = {{ {shown} }}; or leave n out."
        )
    first = sources[0]
    for one in sources[1:]:
        if one.columns != first.columns or one.conditions != first.conditions:
            raise InputError(
                f"Sources need the same further columns, but '{first.name}' has "
                f"{list(first.columns)} and '{one.name}' {list(one.columns)}."
            )
    if in_unit_of(target, first) is None:
        alone = [
            n for n in settings.methods if METHODS[n].uses_source and not METHODS[n].uses_target
        ]
        if alone:
            raise InputError(
                f"The method '{alone[0]}' predicts in the unit of the first source, "
                f"'{first.name}', which is {first.unit} and not the target's, {target.unit}. Leave "
                "it out of design.methods, or put a source of that unit first."
            )
