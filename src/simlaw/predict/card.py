"""What a predictor says of itself, as records whose every value is checked when they are read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

FORMAT = 1
"""Raised when the folder is written otherwise; a newer one is refused."""

MOST = 10_000
"""Most entries of any list of a card, and most letters of any text are ten times that."""

_STRICT = ConfigDict(extra="forbid", str_max_length=10 * MOST)


Count = Annotated[int, Field(ge=0, le=10**12)]
Few = Annotated[int, Field(ge=0, le=10**4)]
Texts = Annotated[tuple[str, ...], Field(max_length=MOST)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(ge=0)]


@dataclass(frozen=True)
class TableCard:
    """One of the two tables.

    Attributes
    ----------
    name
        Of the table.
    materials
        How many were learned from.
    address, licence, citation, sha256
        As in `simlaw.tables.account.Origin`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    materials: Count
    address: str | None = None
    licence: str | None = None
    citation: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class DescriptorCard:
    """What a material is turned into.

    Attributes
    ----------
    names
        Descriptors, put side by side.
    versions
        Of each, everything that decides its numbers.
    columns
        Those that models read, in their order.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    names: Texts
    versions: Texts
    columns: Annotated[tuple[str, ...], Field(min_length=1, max_length=10**6)]


@dataclass(frozen=True)
class NetworkCard:
    """What the networks are.

    Attributes
    ----------
    name, version
        In `simlaw.transfer.NETWORKS`.
    clip
        Standardised descriptors are cut at plus and minus this.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    version: str
    clip: Annotated[float, Field(gt=0)]


@dataclass(frozen=True)
class PartCard:
    """One part of the blend.

    Attributes
    ----------
    name
        In `simlaw.predict.training.fit_parts.RECIPES`.
    sort
        What its models are.
    centre
        What is made of their answers.
    weight, known_weight
        In the blend, and in that of materials whose computed value is looked up.
    models
        How many there are.
    error
        Of this part alone, on materials that it had not seen.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    sort: Literal["network", "head", "smooth", "forest"]
    centre: Literal["mean", "median"]
    weight: Share
    models: Annotated[int, Field(ge=1, le=1000)]
    error: Positive
    known_weight: Share = 0.0


@dataclass(frozen=True)
class ErrorCard:
    """The error to expect on new materials, as cross-validation finds it.

    Attributes
    ----------
    metric
        ``"mae"`` or ``"rmse"``.
    error, low, high
        On materials that nothing had seen, with a 90 % interval.
    rival, rival_error
        The best part that learns from measurements alone, and its error on the same materials.
    materials, folds
        How many were held out, in how many folds.
    split, overlap
        What was held out as a whole, and whether the same material was kept out of the computed
        table, as in the study.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    metric: Literal["mae", "rmse"]
    unit: str
    error: Positive
    low: Positive
    high: Positive
    rival: str | None
    rival_error: Positive | None
    materials: Count
    folds: Few
    split: str
    overlap: str


@dataclass(frozen=True)
class DomainCard:
    """Which materials count as those that were learned from.

    Attributes
    ----------
    elements
        In either table.
    distance
        Within which 95 % of the measured materials have another of them.
    compared
        Number of computed materials that the nearest is looked for among: all, or a sample.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    elements: Annotated[tuple[str, ...], Field(max_length=200)]
    distance: Positive
    compared: Count


@dataclass(frozen=True)
class LookupCard:
    """Materials whose computed value is looked up.

    Attributes
    ----------
    match
        What counts as the same material.
    materials
        How many computed ones there are.
    intervals
        A name in `simlaw.predict.intervals.registry.INTERVALS`.
    expected
        The error to expect where a material is one of these; its rival is the blend without the
        looked-up value, on the same materials.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    match: Literal["stereo", "constitution", "tautomer"]
    materials: Count
    intervals: str
    expected: ErrorCard


@dataclass(frozen=True)
class LawCard:
    """The law of the run that a predictor was trained from.

    Attributes
    ----------
    text
        As the run prints it.
    form, status
        Of the law.
    method, m
        What it is about.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    text: str
    form: str
    status: str
    method: str
    m: Count


@dataclass(frozen=True)
class Card:
    """Everything a predictor says of itself.

    Attributes
    ----------
    format
        `FORMAT`.
    name, title, property
        Of the study, and what is predicted.
    unit, scale
        Of the property, and on which scale it was learned.
    kind
        Kind of material.
    material
        How the measured table writes materials: a column, or columns in braces.
    numbers
        Columns of numbers that a table of new materials has to have.
    reading
        Rules that materials are read by.
    source, target
        The tables.
    descriptor, network, parts
        What it is made of.
    bases
        How many pretrained networks there are.
    intervals
        A name in `simlaw.predict.intervals.registry.INTERVALS`.
    expected
        The error to expect; where computed values are looked up, of materials that have none.
    lookup
        What is looked up; None where nothing is.
    domain
        Which materials it was trained for.
    holds_values
        Whether measured values are in the folder.
    settings
        Of training, in JSON.
    seed
        Of everything random.
    versions
        Of the libraries that shaped the numbers.
    cite
        What to cite.
    law
        Where it was trained from a run.
    note
        The user's own words about the study.
    sha256
        Of the file of arrays.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    format: Annotated[int, Field(ge=1)]
    name: str
    title: str
    property: str
    unit: str
    scale: Literal["linear", "log10"]
    kind: str
    material: str
    numbers: Texts
    reading: Few
    source: TableCard
    target: TableCard
    descriptor: DescriptorCard
    network: NetworkCard
    parts: Annotated[tuple[PartCard, ...], Field(min_length=1, max_length=100)]
    bases: Annotated[int, Field(ge=0, le=1000)]
    intervals: str
    expected: ErrorCard
    domain: DomainCard
    holds_values: bool
    settings: Annotated[dict[str, str | int | float | list[int]], Field(max_length=200)]
    seed: Annotated[int, Field(ge=0)]
    versions: Annotated[dict[str, str], Field(max_length=100)]
    cite: Texts
    lookup: LookupCard | None = None
    law: LawCard | None = None
    note: str | None = None
    sha256: str = ""


def to_json(card: Card) -> str:
    """Return a card as text."""
    return json.dumps(asdict(card), indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def from_json(text: str) -> Card:
    """Return the card that a text holds.

    Raises
    ------
    ValueError
        If it is none of this format; the message says what is wrong, in some words.
    """
    try:
        content = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ValueError("its card is not JSON") from None
    if not isinstance(content, dict):
        raise ValueError("its card holds no record")
    number = content.get("format")
    if isinstance(number, int) and number > FORMAT:
        raise ValueError(
            f"its format is {number}, and this version of simlaw knows formats up to {FORMAT}: "
            "install a newer one"
        )
    try:
        card: Card = _adapter().validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"its card is wrong at '{where[:80]}' ({first['msg'][:120]})") from None
    return card


def _refuse(constant: str) -> float:
    raise ValueError(constant)


@cache
def _adapter() -> TypeAdapter[Card]:
    return TypeAdapter(Card)
