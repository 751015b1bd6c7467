"""The names of a table's columns: told apart where several are alike, and found by the user's."""

from __future__ import annotations

from collections.abc import Sequence

from simlaw.errors import InputError, nearest

_SHOWN = 20


def told_apart(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return names of which no two are alike, and those that were.

    Columns without a name keep none.

    Examples
    --------
    >>> told_apart(["SMILES", "Tg", "Tg", ""])
    (['SMILES', 'Tg (1)', 'Tg (2)', ''], ('Tg',))
    """
    stripped = [name.strip() for name in names]
    repeated = tuple(dict.fromkeys(name for name in stripped if name and stripped.count(name) > 1))
    counts = dict.fromkeys(repeated, 0)
    taken = set(stripped)
    found = []
    for name in stripped:
        if name in counts:
            counts[name] += 1
            while (new := f"{name} ({counts[name]})") in taken:
                counts[name] += 1
            name = new
        found.append(name)
    return found, repeated


def numbered(count: int) -> list[str]:
    """Return the names of columns that have none: ``column 1``, ``column 2``, ..."""
    return [f"column {place}" for place in range(1, count + 1)]


def positions(
    place: str, names: Sequence[str], columns: Sequence[str], repeated: Sequence[str] = ()
) -> list[int]:
    """Return where columns stand.

    Parameters
    ----------
    place
        Of the table, for messages.
    names
        Of its columns.
    columns
        Those that are wanted.
    repeated
        Names that several columns had.

    Raises
    ------
    InputError
        If one is missing, or its name was that of several.
    """
    for column in columns:
        found = names.count(column)
        if found == 1:
            continue
        if column in repeated:
            several = [name for name in names if name.startswith(f"{column} (")]
            raise InputError(
                f"{place}: {len(several)} columns are called '{column}'. Say which is meant, by "
                f"'{several[0]}' or '{several[1]}', or give each a name of its own in the file."
            )
        if found:
            raise InputError(
                f"{place}: {found} columns are called '{column}'. Give each a name of its own."
            )
        listed = ", ".join(f"'{name}'" for name in names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise InputError(
            f"{place}: there is no column '{column}'.{nearest(column, names)} "
            f"Its columns are {listed}{more}."
        )
    return [names.index(column) for column in columns]
