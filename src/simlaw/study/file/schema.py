"""The study file: TOML read into checked settings, every mistake named by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from simlaw.errors import InputError, nearest
from simlaw.transfer import STANDARD_METHODS

Positive: TypeAlias = Annotated[int, Field(gt=0)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class TableSpec(_Section):
    """One property table: a catalogue name, or a file with its columns."""

    dataset: str | None = None
    path: str | None = None
    kind: str | None = None
    material: str | None = None
    value: str | None = None
    unit: str | None = None
    property: str | None = None
    name: str | None = None
    aggregate: Literal["median", "mean", "min", "max", "first"] = "median"
    columns: tuple[str, ...] = ()
    max_refused: Annotated[float, Field(ge=0, le=1)] = 0.1

    @model_validator(mode="after")
    def _one_way(self) -> TableSpec:
        if (self.dataset is None) == (self.path is None):
            raise ValueError("give either 'dataset' (a catalogue name) or 'path' (a file)")
        if self.path is not None:
            missing = [k for k in ("kind", "material", "value") if getattr(self, k) is None]
            if missing:
                raise ValueError(f"a file needs the key '{missing[0]}' too")
        elif given := [
            k for k in type(self).model_fields if k in self.model_fields_set - {"dataset"}
        ]:
            raise ValueError(
                f"the catalogue settles '{given[0]}' of its datasets; leave it out, or give a file "
                "by 'path'"
            )
        return self


_ONE, _SEVERAL = "one", "several"

SourceSpec: TypeAlias = Annotated[
    Annotated[TableSpec, Tag(_ONE)]
    | Annotated[tuple[TableSpec, ...], Field(min_length=1), Tag(_SEVERAL)],
    Discriminator(lambda found: _SEVERAL if isinstance(found, list | tuple) else _ONE),
]
"""One table, or several that are joined."""


class DescriptorSpec(_Section):
    """What a material is turned into."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    leave_out: tuple[str, ...] = ()


class DesignSpec(_Section):
    """Which trials are run, and on which scale."""

    m: Annotated[tuple[Positive, ...], Field(min_length=1)] = (100,)
    n: tuple[Positive, ...] | None = None
    sizes: Annotated[int, Field(ge=3, le=100)] = 8
    smallest: Positive = 50
    largest: Positive | None = None
    replicates: Annotated[int, Field(ge=2, le=100_000)] = 16
    test_fraction: Annotated[float, Field(gt=0, lt=1)] = 0.2
    overlap: Literal["exclude", "include"] = "exclude"
    split: str = "material"
    test: Literal["fresh", "fixed"] = "fresh"
    order: Literal["random", "diverse", "nearest"] = "random"
    draws: Annotated[int, Field(ge=1, le=1000)] = 1
    scale: Literal["linear", "log10"] = "linear"
    methods: Annotated[tuple[str, ...], Field(min_length=1)] = STANDARD_METHODS
    join: Literal["median", "first"] = "median"

    @model_validator(mode="after")
    def _sizes_once(self) -> DesignSpec:
        if self.n is not None and (
            given := {"sizes", "smallest", "largest"} & self.model_fields_set
        ):
            raise ValueError(f"'n' lists the sizes already; leave out '{sorted(given)[0]}'")
        if self.n is not None and len(set(self.n)) < 3:
            raise ValueError(f"a law needs at least 3 different sizes n, found {len(set(self.n))}")
        return self


class TrainingSpec(_Section):
    """Changes to the training recipe; what is not given keeps its default."""

    hidden: Annotated[tuple[Positive, ...], Field(min_length=1, max_length=8)] | None = None
    batch: Positive | None = None
    fine_tune_batch: Positive | None = None
    epochs: Annotated[float, Field(gt=0)] | None = None
    least_steps: Positive | None = None
    most_steps: Positive | None = None
    learning_rate: Annotated[float, Field(gt=0)] | None = None
    decay_samples: Annotated[float, Field(ge=0)] | None = None
    decay_limit: Annotated[float, Field(ge=0)] | None = None
    fine_tune_steps: Positive | None = None
    fine_tune_rate: Annotated[float, Field(gt=0)] | None = None
    anchor_samples: Annotated[float, Field(ge=0)] | None = None
    anchor_limit: Annotated[float, Field(ge=0)] | None = None
    calibration_prior: Annotated[float, Field(ge=0)] | None = None
    direct_steps: Positive | None = None
    direct_rate: Annotated[float, Field(gt=0)] | None = None
    direct_decay_samples: Annotated[float, Field(ge=0)] | None = None
    direct_decay_limit: Annotated[float, Field(ge=0)] | None = None
    huber: Annotated[float, Field(gt=0)] | None = None
    clip: Annotated[float, Field(gt=0)] | None = None


class LawSpec(_Section):
    """How the law is fitted and which m the report opens with."""

    metric: Literal["mae", "rmse"] = "mae"
    form: str = "auto"
    level: Annotated[float, Field(gt=0, lt=1)] = 0.9
    m: Positive | None = None
    method: str = STANDARD_METHODS[0]


class StudySpec(_Section):
    """A whole study file."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    title: str | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    source: SourceSpec
    target: TableSpec
    descriptor: DescriptorSpec
    design: DesignSpec = DesignSpec()
    training: TrainingSpec = TrainingSpec()
    law: LawSpec = LawSpec()

    @property
    def sources(self) -> tuple[TableSpec, ...]:
        """The source tables, one or several."""
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @model_validator(mode="after")
    def _headline(self) -> StudySpec:
        if self.law.m is not None and self.law.m not in self.design.m:
            raise ValueError(f"law.m = {self.law.m} is not among design.m = {list(self.design.m)}")
        return self


def read_spec(path: Path) -> StudySpec:
    """Read a study file.

    Raises
    ------
    InputError
        Missing or unreadable file, broken TOML, an unknown key (the nearest known one is
        suggested), or a value that is not allowed; the message names file and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such study file. Write one with: simlaw init"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}.") from None
    return check_spec(content, where=str(path))


def check_spec(content: dict[str, Any], *, where: str) -> StudySpec:
    """Check settings that came as a mapping; ``where`` starts every message."""
    try:
        return StudySpec.model_validate(_tuples(content))
    except ValidationError as error:
        lines = [_sentence(dict(problem), content) for problem in error.errors()]
        more = f"\n  (and {len(lines) - 5} more)" if len(lines) > 5 else ""
        raise InputError(f"{where}: " + "\n  ".join(lines[:5]) + more) from None


def _tuples(value: Any) -> Any:
    """TOML arrays as tuples, which frozen settings hold."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _sentence(problem: dict[str, Any], content: dict[str, Any]) -> str:
    place = _place(problem["loc"])
    key = ".".join(place) or "the file"
    match problem["type"]:
        case "extra_forbidden":
            known = _known_keys(place[:-1])
            section = f"section {_header(place[:-1])}" if place[:-1] else "the top level"
            return (
                f"unknown key '{place[-1]}' in {section}.{nearest(place[-1], known)} "
                f"Allowed: {', '.join(known)}."
            )
        case "missing":
            return f"the key '{key}' is missing."
        case "value_error":
            return f"{key}: {problem['ctx']['error']}."
        case _:
            message = str(problem["msg"])
            return f"{key}: found {problem['input']!r}; {message[0].lower()}{message[1:]}."


def _place(location: Sequence[int | str]) -> list[str]:
    """Return where a problem is; of several source tables which one, counted from 1."""
    place = [str(part) for part in location]
    if place[:1] != ["source"] or len(place) < 2:
        return place
    if place[1] == _SEVERAL and len(place) > 2:
        return [f"source (table {int(place[2]) + 1})", *place[3:]]
    return ["source", *place[2:]]


def _header(place: list[str]) -> str:
    name, _, which = place[0].partition(" ")
    return f"[[{name}]] {which}" if which else f"[{'.'.join(place)}]"


def section_of(annotation: Any) -> type[BaseModel] | None:
    """Return the section that a field of the schema holds, the first where it may hold several."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        if get_origin(kind) is Annotated and (found := section_of(get_args(kind)[0])):
            return found
    return None


def _known_keys(place: list[str]) -> list[str]:
    model: type[BaseModel] = StudySpec
    for part in place:
        field = model.model_fields.get(part.partition(" ")[0])
        found = section_of(field.annotation) if field is not None else None
        if found is None:
            return []
        model = found
    return list(model.model_fields)
