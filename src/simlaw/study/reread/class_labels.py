"""The class of each material of a run: by a rule of its kind, by likeness, or by a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simlaw.errors import InputError, nearest
from simlaw.materials import KINDS, canonical_keys
from simlaw.study.design.clusters import CLUSTERED, cluster
from simlaw.study.design.grouping import CLUSTER
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.result import StudyResult
from simlaw.study.run_folder import SPEC
from simlaw.tables.files.open_table import open_table

NO_CLASS = "no class given"
"""Of materials whose cell in the column of classes is empty."""

DISTINCT = 0.5
"""Share of classes among the materials from which a rule tells too little: most stand alone."""


def rules_of_kind(kind: str) -> tuple[str, ...]:
    """Return the names of the classes that a kind of material has."""
    clusters = (CLUSTER,) if kind in CLUSTERED else ()
    return (*KINDS[kind].families, *KINDS[kind].groups, *clusters)


def usual_rule(kind: str, keys: Sequence[str]) -> str | None:
    """Return the classes that are shown where none are asked for; None for kinds without.

    That is the first rule of the kind, or clusters where by that rule most materials stand alone,
    as compositions do by their elements.
    """
    rules = rules_of_kind(kind)
    for rule in rules:
        if rule == CLUSTER or len(set(labels_by_rule(kind, rule, keys))) <= DISTINCT * len(keys):
            return rule
    return rules[0] if rules else None


def labels_by_rule(kind: str, rule: str, keys: Sequence[str]) -> list[str]:
    """Return the class of each material by a rule of its kind.

    Parameters
    ----------
    kind
        Of the materials.
    rule
        One of `rules_of_kind`.
    keys
        Canonical keys.

    Raises
    ------
    InputError
        If there is no such rule.
    """
    if rule not in rules_of_kind(kind):
        allowed = rules_of_kind(kind)
        raise InputError(
            f"Materials of kind '{kind}' have no classes '{rule}'; "
            + (f"allowed are {', '.join(allowed)}" if allowed else "simlaw knows none of theirs")
            + ", or a column of the measured table, as --by column:NAME."
            + nearest(rule, allowed)
        )
    if rule != CLUSTER:
        of = {**KINDS[kind].groups, **KINDS[kind].families}[rule]
        return [of(key) for key in keys]
    distinct = list(dict.fromkeys(keys))
    numbers = dict(zip(distinct, cluster(kind, distinct).tolist(), strict=True))
    # A cluster is known by its first member in the order of keys.
    first: dict[int, str] = {}
    for key in sorted(distinct):
        first.setdefault(numbers[key], key)
    return [f"like {first[numbers[key]]}" for key in keys]


def column_of(result: StudyResult) -> str | None:
    """Return the column of classes that a run's study file names; None without one."""
    if result.folder is None or not (result.folder / SPEC).is_file():
        return None
    return read_study_file(result.folder / SPEC).settings.target.class_column


def labels_by_column(result: StudyResult, column: str, keys: Sequence[str]) -> list[str]:
    """Return the class of each material by a column of the measured table's file.

    Where rows of one material differ the most frequent is taken, the first of several.

    Parameters
    ----------
    result
        A run with a folder.
    column
        Name of the column.
    keys
        Canonical keys of the materials.

    Raises
    ------
    InputError
        If the table is a dataset or is gone, or has no such column.
    """
    if result.folder is None:
        raise InputError(f"The result of '{result.name}' knows no run folder.")
    file = read_study_file(result.folder / SPEC)
    settings = file.settings.target
    if settings.path is None:
        raise InputError(
            f"Classes by a column need a measured table in a file; that of '{result.name}' is the "
            f"dataset '{settings.dataset}'."
        )
    table = open_table(file.folder / settings.path, settings.form)
    names = table.columns.names
    material = settings.needed("material")
    for name in (column, material):
        if name not in names:
            raise InputError(
                f"{table.path}: there is no column '{name}'.{nearest(name, names)} It has "
                f"{', '.join(names[:30])}."
            )
    votes: dict[str, Counter[str]] = {}
    for _, frame in table.pieces([names.index(material), names.index(column)], 10_000):
        found = canonical_keys(
            settings.needed("kind"),
            [str(text) for text in frame.iloc[:, 0]],
            reading=file.settings.reading,
        )[0]
        for key, cell in zip(found, frame.iloc[:, 1], strict=True):
            label = "" if cell is None else str(cell).strip()
            if key is not None and label and label.lower() != "nan":
                votes.setdefault(key, Counter())[label] += 1
    return [votes[key].most_common(1)[0][0] if key in votes else NO_CLASS for key in keys]
