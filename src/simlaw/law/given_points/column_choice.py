"""Which columns of a table hold the points: named by the user, or called by their own names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simlaw.errors import InputError, nearest

ROLES = ("n", "error", "replicate", "stderr", "m")
"""What a column may be; the first two must be there."""

VALUES = ("error", "accuracy")
"""What the column of errors may be said to hold."""

OTHERS: dict[str, tuple[str, ...]] = {
    "n": (
        "size", "sizes", "samples", "n samples", "num samples", "train size", "training size",
        "n train", "num train", "ntrain", "trainsize", "dataset size", "data size", "n data",
        "n source", "source size", "training samples", "train samples", "num examples", "examples",
        "count", "points", "n points",
    ),
    "error": (
        "mae", "rmse", "mse", "loss", "err", "error rate", "test error", "test loss", "test mae",
        "test rmse", "test mse", "val error", "val loss", "validation error", "validation loss",
        "mape", "errors", "risk", "mean error", "err rate", "error mean", "nll", "cross entropy",
    ),
    "replicate": (
        "seed", "run", "repeat", "repetition", "fold", "trial", "rep", "replica", "replicates",
        "split", "iteration", "random state", "random seed",
    ),
    "stderr": ("std err", "standard error", "sem", "se", "error stderr", "std error"),
    "m": ("n target", "target size", "measurements", "n measured", "m target"),
}  # fmt: skip
"""Names that columns often have instead; they are proposed and never taken unasked."""

_ACCURACIES = frozenset(
    {
        "accuracy", "accuracies", "acc", "score", "r2", "auc", "auroc", "roc", "top1", "top5", "f1",
        "precision", "recall", "map", "bleu", "miou", "iou", "dice", "pearson", "spearman", "mcc",
        "kappa", "correct",
    }
)  # fmt: skip
_ERRORS = frozenset({"error", "err", "errors", "loss", "brier", "log", "nll", "risk"})


@dataclass(frozen=True)
class PointOptions:
    """What the user settled of a table of points.

    Attributes
    ----------
    columns
        Name of the column by what it is, one of `ROLES`; the others are found by their own names.
    values
        One of `VALUES`: ``"error"`` takes the errors as they stand whatever they look like, of
        ``"accuracy"`` what is left to 1 (or to 100) is fitted. Empty where nothing was said.
    direct
        Error of direct learning, in the terms of the column of errors; None where it is not known.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: str = ""
    direct: float | None = None

    def __post_init__(self) -> None:
        for role in self.columns:
            if role not in ROLES:
                raise InputError(
                    f"A column may be given for {', '.join(ROLES)}, not for '{role}'."
                    f"{nearest(role, ROLES)}"
                )
        if self.values and self.values not in VALUES:
            raise InputError(f"The values are one of {', '.join(VALUES)}, not '{self.values}'.")


def choose_columns(place: str, names: Sequence[str], options: PointOptions) -> dict[str, str]:
    """Return which column is what.

    Parameters
    ----------
    place
        The file, for messages.
    names
        Of its columns.
    options
        What the user settled. A column that is not named there is found by its own name, whatever
        its capitals and the blanks around it.

    Raises
    ------
    InputError
        If a column is missing, or several could be meant, or errors look like accuracies by name.

    Examples
    --------
    >>> choose_columns("a.csv", ["N", " Error", "seed"], PointOptions({"replicate": "seed"}))
    {'n': 'N', 'error': ' Error', 'replicate': 'seed'}
    """
    chosen: dict[str, str] = {}
    missing = []
    for role in ROLES:
        wanted = options.columns.get(role, role)
        found = _find(place, names, wanted)
        if found is not None:
            chosen[role] = found
        elif role in options.columns:
            raise InputError(
                f"'{place}' has no column '{wanted}'; its columns are {_listed(names)}."
                f"{nearest(wanted, names)}"
            )
        elif role in ROLES[:2]:
            missing.append(role)
    if missing:
        raise InputError(_missing(place, names, missing, chosen))
    _check_distinct(place, chosen)
    if is_accuracy_name(chosen["error"]) and not options.values:
        raise InputError(
            f"'{place}': by its name the column '{chosen['error']}' holds accuracies or scores, "
            "which rise where errors fall. --error-is accuracy fits what is left to 1 (to 100 "
            "where it is in per cent); --error-is error takes the values as errors all the same."
        )
    return chosen


def is_accuracy_name(name: str) -> bool:
    """Say whether a column is called like an accuracy.

    Examples
    --------
    >>> is_accuracy_name("Test_Accuracy"), is_accuracy_name("R^2"), is_accuracy_name("top-1 error")
    (True, True, False)
    """
    joined = name.lower().replace("r²", "r2").replace("r^2", "r2")
    joined = re.sub(r"(?<=top)[-_ ](?=\d)", "", joined)
    words = set(re.split(r"[^a-z0-9]+", joined))
    return bool(words & _ACCURACIES) and not words & _ERRORS


def likely_columns(names: Sequence[str], role: str) -> list[str]:
    """Return the columns that are often called so, for what a column may be."""
    return [name for name in names if plain_name(name) in OTHERS[role]]


def plain_name(name: str) -> str:
    """Return a name without capitals, units and marks between its words."""
    bare = re.sub(r"[\[(].*?[\])]", "", name)
    return " ".join(re.split(r"[^a-z0-9]+", bare.lower())).strip()


def _find(place: str, names: Sequence[str], wanted: str) -> str | None:
    if wanted in names:
        return wanted
    alike = [name for name in names if name.strip().lower() == wanted.strip().lower()]
    if len(alike) > 1:
        raise InputError(
            f"'{place}': the columns {_listed(alike)} could all be '{wanted}'. Give each a name "
            "of its own in the file, or leave one out."
        )
    return alike[0] if alike else None


def _missing(
    place: str, names: Sequence[str], missing: Sequence[str], chosen: Mapping[str, str]
) -> str:
    what = " and ".join(f"'{role}'" for role in missing)
    columns = "columns" if len(missing) > 1 else "column"
    said = f"'{place}' has no {columns} {what}; its columns are {_listed(names)}."
    if all(_is_number(name) for name in names):
        return f"{said} These are numbers: write the names n,error in a line above them."
    likely = {role: likely_columns(names, role) for role in missing}
    scores = [name for name in names if is_accuracy_name(name)]
    rest = [name for name in names if name not in chosen.values()]
    if "error" in missing and not likely["error"] and scores:
        likely["error"] = scores
    words = [f"{role}={likely[role][0] if likely[role] else 'NAME'}" for role in missing]
    if "replicate" not in chosen and (repeats := likely_columns(names, "replicate")):
        words.append(f"replicate={repeats[0]}")
    option = f'--columns "{",".join(words)}"' if " " in "".join(words) else ",".join(words)
    option = option if option.startswith("--") else f"--columns {option}"
    if "error" in missing and likely["error"] and likely["error"] == scores:
        option += " --error-is accuracy"
    if any(likely.values()):
        return f"{said} Did you mean {option}?"
    close = nearest(missing[0], rest)
    return f"{said}{close} Say which column it is: {option}"


def _check_distinct(place: str, chosen: Mapping[str, str]) -> None:
    for role, column in chosen.items():
        twice = [other for other, name in chosen.items() if name == column and other != role]
        if twice:
            raise InputError(
                f"'{place}': the column '{column}' is given both as {role} and as {twice[0]}."
            )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(str(name) for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*%?\s*", text) is not None
