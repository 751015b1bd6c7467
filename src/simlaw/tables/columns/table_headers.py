"""The columns of two tables: which name materials, which hold the property."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from simlaw.errors import InputError, MissingExtraError
from simlaw.materials import KINDS, canonical_keys
from simlaw.materials.refusal import shown
from simlaw.tables.columns.header import ACCEPTED, TEXTS, Header, is_counter
from simlaw.tables.units import split_unit

# Of two molecules side by side nobody can see which is the solute: that kind has to be said.
STRUCTURES = tuple(kind for kind in KINDS if kind not in ("label", "solution"))
"""Kinds that are told from the text itself."""

_MATERIAL_WORDS = (
    "smiles", "psmiles", "formula", "composition", "compound", "material", "structure", "polymer",
    "molecule", "monomer", "sample", "label", "name", "id",
)  # fmt: skip
_VALUE_WORDS = frozenset(
    {"value", "target", "y", "property", "result", "measured", "computed", "calculated"}
)
# A number beside the property: an identifier, a spread, a reference.
_ASIDE = frozenset(
    {
        "id", "unnamed", "cas", "cid", "std", "stdev", "sd", "sem", "stderr", "err", "error",
        "uncertainty", "sigma", "var", "variance", "count", "min", "max", "year", "fold", "split",
        "seed", "doi", "ref", "reference",
    }
)  # fmt: skip
# The same where it is the whole name: "index", but not "refractive index".
_ALONE = frozenset(
    {
        "index", "no", "number", "row", "t", "temp", "temperature", "p", "press", "pressure",
        "load", "force", "time", "frequency", "freq", "ph", "conc", "concentration", "molarity",
        "humidity", "rh", "rate", "thickness", "strain", "doping", "field", "phase", "test",
        "measurement", "condition", "k",
    }
)  # fmt: skip
# Words that say on which side a column stands.
_COMPUTED = frozenset(
    {
        "md", "dft", "gc", "calc", "calculated", "computed", "comp", "sim", "simulated", "theory",
        "theoretical", "qm", "pbe", "hse", "gga", "lda", "scan", "b3lyp", "gaff", "gaff2", "opls",
        "cosmo", "gw", "xtb", "predicted", "pred",
    }
)  # fmt: skip
_MEASURED = frozenset(
    {"exp", "expt", "exper", "experiment", "experimental", "measured", "meas", "observed", "obs"}
)
# Words that say where a value is from and not what it is of.
_SIDE = frozenset(
    {
        "md", "dft", "gc", "exp", "expt", "experimental", "measured", "computed", "calc",
        "calculated", "sim", "simulated", "value", "mean", "avg", "average",
    }
)  # fmt: skip
_SHORT = {
    "rho": "density", "cp": "heat capacity", "tc": "thermal conductivity", "eg": "band gap",
    "bandgap": "band gap", "ri": "refractive index", "dc": "dielectric constant",
    "tg": "glass transition", "tm": "melting point", "tb": "boiling point", "logs": "solubility",
}  # fmt: skip


def understood(kind: str, texts: Sequence[str]) -> float:
    """Return the share of texts that are materials of a kind; 0 where its library is missing."""
    if not texts:
        return 0.0
    try:
        keys, _ = canonical_keys(kind, texts)
    except MissingExtraError:
        return 0.0
    return sum(key is not None for key in keys) / len(texts)


def material_columns(header: Header) -> dict[str, list[str]]:
    """Return the columns that may name the material, by kind, the likeliest first.

    Every kind of `STRUCTURES` is told by trying the texts; ``label`` takes any column of text.
    """
    found: dict[str, list[tuple[float, str]]] = {kind: [] for kind in (*STRUCTURES, "label")}
    for place, name in enumerate(header.columns):
        texts = texts_tried(header, name)
        if name in header.numbers or not texts:
            continue
        rank = _name_rank(name) - place * 1e-3
        # Formulas like "CO" are SMILES as well; the kind that understands clearly more wins.
        shares = dict.fromkeys(STRUCTURES, 0.0)
        if not _is_serial(texts):
            shares = {kind: understood(kind, texts) for kind in STRUCTURES}
        best = max(shares, key=lambda kind: shares[kind] - 0.1 * (kind == "composition"))
        if shares[best] >= ACCEPTED:
            found[best].append((rank + 10 * shares[best], name))
        found["label"].append((rank + header.frame[name].nunique() / len(header.frame), name))
    for name, values in header.numbers.items():
        if is_counter(values) or _words(name) & {"id", "cid", "cas"}:
            found["label"].append((_name_rank(name) - 5, name))
    return {kind: [name for _, name in sorted(ranked)[::-1]] for kind, ranked in found.items()}


def texts_tried(header: Header, name: str) -> list[str]:
    """Return the distinct entries of a column of text that are tried as materials."""
    column = header.frame[name].dropna()
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return []
    return [text for text in pd.unique(column.astype(str))[: TEXTS + 1] if text][:TEXTS]


def _is_serial(texts: Sequence[str]) -> bool:
    """Whether texts are one word with a number, as in ``PI1``: no formula, though it reads so."""
    return len(texts) > 1 and len({text.rstrip("0123456789") for text in texts}) == 1


def _name_rank(name: str) -> float:
    words = _words(name)
    ranks = [len(_MATERIAL_WORDS) - i for i, word in enumerate(_MATERIAL_WORDS) if word in words]
    return max(ranks, default=0) / len(_MATERIAL_WORDS)


def value_columns(
    source: Header,
    target: Header,
    chosen: Mapping[str, str | None],
    taken: Sequence[str],
    *,
    taken_are_labels: bool,
) -> tuple[list[str], list[str]]:
    """Return the columns that may hold the property in each table, the likeliest pair first.

    Names that agree speak for a pair, or where none do, values of one range; names of
    identifiers, spreads, conditions and numbered series speak against a column. Where nothing
    decides, the first column comes first; among many columns that describe labels, the last.

    Parameters
    ----------
    source, target
        The two tables.
    chosen
        ``source`` and ``target``: the column the user named, or None.
    taken
        The material columns of source and target.
    taken_are_labels
        Whether they are labels, which other columns have to describe.
    """
    sides: list[list[str]] = []
    for role, header, material in zip(("source", "target"), (source, target), taken, strict=True):
        given = chosen[role]
        names = [name for name in header.numbers if name != material]
        if given is not None and header.need(given) not in header.numbers:
            raise InputError(
                f"{header.path}: the column '{given}' holds no numbers but, for instance, "
                f"{shown(str(header.frame[given].iloc[0]))!r}."
            )
        sides.append([given] if given is not None else names)
        if not sides[-1]:
            raise InputError(
                f"{header.path}: no column of numbers was found for the values. "
                f"Its columns are: {', '.join(header.columns[:20])}."
            )
    series = [_series(header.numbers) for header in (source, target)]
    last = -1 if taken_are_labels else 1
    ranked = []
    for i, a in enumerate(sides[0]):
        for j, b in enumerate(sides[1]):
            rank = _agreement(source, a, target, b)
            rank += _alone(source, a, series[0]) + _alone(target, b, series[1])
            rank += _on_its_side(a, _COMPUTED, _MEASURED) + _on_its_side(b, _MEASURED, _COMPUTED)
            ranked.append((-rank, last * i, last * j, a, b))
    ranked.sort()
    return (
        list(dict.fromkeys(a for *_, a, _ in ranked)),
        list(dict.fromkeys(b for *_, b in ranked)),
    )


def _agreement(source: Header, a: str, target: Header, b: str) -> float:
    """Return how much speaks for two columns being of one property, 0 to 2."""
    said = [_words(split_unit(name)[0]) for name in (a, b)]
    first, second = (_spelled_out(words - _SIDE or words) for words in said)
    if shared := len(first & second):
        return 2.0 * shared / len(first | second)
    return 0.5 * _common(source.spans.get(a), target.spans.get(b))


def _on_its_side(name: str, here: frozenset[str], there: frozenset[str]) -> float:
    """Return how much a name speaks for a column being computed, or measured."""
    words = _words(name)
    return 0.75 * bool(words & here) - 0.75 * bool(words & there)


def _alone(header: Header, name: str, series: frozenset[str]) -> float:
    """Return how much a column's own name and numbers speak for it being a property."""
    words = _words(split_unit(name)[0])
    rank = 0.5 * bool(words & _VALUE_WORDS) - 1.0 * (name in series)
    if words & _ASIDE or words <= _ALONE or is_counter(header.numbers.get(name)):
        rank -= 2.0
    return rank


def _series(names: Iterable[str]) -> frozenset[str]:
    """Return those names that differ from others in a number only, such as x0, x1, x2."""
    stems: dict[str, list[str]] = {}
    for name in names:
        if name[-1:].isdigit():
            stems.setdefault(name.rstrip("0123456789"), []).append(name)
    return frozenset(name for group in stems.values() if len(group) > 1 for name in group)


def _spelled_out(words: frozenset[str]) -> frozenset[str]:
    return frozenset(part for word in words for part in _SHORT.get(word, word).split())


def _common(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float:
    """Return the share, 0 to 1, that two spans have in common."""
    if a is None or b is None:
        return 0.0
    whole = max(a[1], b[1]) - min(a[0], b[0])
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0])) / whole if whole > 0 else 1.0


def says_nothing(name: str) -> bool:
    """Whether a column name does not say which property it is, such as ``value``."""
    return _words(name) <= _VALUE_WORDS | _SIDE


def _words(name: str) -> frozenset[str]:
    """Return the words of a name: ``"Unnamed: 0"``, ``"RHO_MD"`` and ``"meltTemp"`` split."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return frozenset(word for word in re.split(r"[\W_]+", spaced.lower()) if word) or frozenset(
        {name}
    )
