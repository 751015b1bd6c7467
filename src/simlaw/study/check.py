"""A study looked at before it is run: what will be read and done, and what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from simlaw.materials.same_material import identities
from simlaw.study.design.scale import LINEAR
from simlaw.study.design.usable_source_rows import EXCLUDE_NEAR, INCLUDE
from simlaw.study.settings import StudySettings
from simlaw.study.sources.apart import Source, in_unit_of, tables_of
from simlaw.tables import PropertyTable
from simlaw.tables.files.reading import FileReading
from simlaw.tables.finding import Finding, warnings_of
from simlaw.tables.suspicion.file_checks import look_at_failures
from simlaw.tables.suspicion.material_checks import (
    Pairs,
    look_at_charges,
    look_at_near,
    look_at_twins,
    near_ones,
    none_near,
)
from simlaw.tables.suspicion.pair_checks import PairAccount, look_at_pair
from simlaw.tables.suspicion.table_checks import look_at_table
from simlaw.tables.units import read_header

ROLES = ("source", "target")

# Guesses of these settings have a code of their own.
_GUESSED = {
    "unit": ("unit_assumed", ""),
    "header": ("no_header", "The first row is read as data, so that there is no header"),
    "units_row": ("units_row", "The row below the header is read as units"),
}


@dataclass(frozen=True)
class StudyCheck:
    """What is found about a study's tables before anything is trained.

    Attributes
    ----------
    source, target
        The tables as they were read.
    pair
        What they share.
    findings
        What looks wrong, and what is only noted.
    near
        Rows of source and target whose compositions are near each other, int32 ``(pairs, 2)``.
    beside
        What is found about further sources that are kept apart, each with the target.
    """

    source: PropertyTable
    target: PropertyTable
    pair: PairAccount
    findings: tuple[Finding, ...]
    near: Pairs = field(default_factory=none_near, compare=False, repr=False)
    beside: tuple[StudyCheck, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are warnings."""
        return warnings_of(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return tables, pair and warnings as plain data for JSON."""
        tables = {}
        for role, table in self._tables().items():
            account = table.account().to_dict()
            columns: dict[str, Any] = {}
            if len(table.read_as) == 1:
                read_as = table.read_as[0]
                columns = {"material": read_as.material, "value": read_as.value}
                columns["where"], columns["at"] = map(_plain, (read_as.where, read_as.at))
            tables[role] = {**account, "columns": columns, "read": asdict(table.file)}
        pairs = {one.source.name: asdict(one.pair) for one in self.beside}
        return {
            "tables": tables,
            "pair": asdict(self.pair),
            **({"pairs_beside": pairs} if pairs else {}),
            "warnings": [one.to_dict() for one in self.findings],
        }

    def _tables(self) -> dict[str, PropertyTable]:
        """All tables by their role, further sources between the first and the target."""
        more = {f"source {i}": one.source for i, one in enumerate(self.beside, start=2)}
        return {"source": self.source, **more, "target": self.target}

    def __str__(self) -> str:
        lines = []
        for role, table in self._tables().items():
            account = table.account()
            unit = "a number without a unit" if table.unit == "1" else f"in {table.unit}"
            lines.append(
                f"{role}: {table.name}, {table.property}, {unit}; {account.materials:,} materials "
                f"({table.kind}) of {account.rows_read:,} rows, {account.missing:,} without a "
                f"value, {account.refused:,} refused, {account.merged:,} merged"
            )
            if table.file.form in ("text", "spreadsheet"):
                lines.append(f"  file: {_form_in_words(table.file)}")
            lines += [f"  refused: {reason}" for reason in account.refused_reasons[:3]]
        for one in (self, *self.beside):
            of = f" of {one.source.name}" if self.beside else ""
            lines.append(_pair_in_words(one.pair, self.target.unit, of))
        lines += [f"{one.level}: {one.text} {one.way_out} [{one.code}]" for one in self.findings]
        return "\n".join(lines)


def _plain(chosen: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if chosen is None:
        return None
    return {key: list(one) if isinstance(one, tuple) else one for key, one in chosen.items()}


def _form_in_words(file: FileReading) -> str:
    """Say how a file was read, as far as that was found in it."""
    if file.form == "spreadsheet":
        said = [f"sheet '{file.sheet}'"]
    else:
        mark = {"\t": "tabs", " ": "blanks"}.get(file.separator, f"'{file.separator}'")
        said = [file.encoding, f"fields by {mark}"]
    said.append(f"decimal mark '{file.decimal}'")
    if file.comments:
        said.append(f"{file.comments} lines above the header passed over")
    return ", ".join(said)


def _pair_in_words(pair: PairAccount, unit: str, of: str = "") -> str:
    if pair.offset is None:
        return f"shared materials{of}: {f'{pair.shared:,}' if pair.shared else 'none'}"
    unit = "" if unit == "1" else f" {unit}"
    said = (
        f"shared materials{of}: {pair.shared:,}; measured minus computed {pair.offset:+.4g}{unit}"
    )
    if pair.ratio is not None:
        said += f", ratio {pair.ratio:.4g}"
    if pair.rank_correlation is not None:
        said += f", rank correlation {pair.rank_correlation:.2f}"
    return said


def check_tables(
    source: Source,
    target: PropertyTable,
    settings: StudySettings,
) -> StudyCheck:
    """Look at two tables with suspicion; or at several sources that are kept apart.

    Parameters
    ----------
    source, target
        As they were read, each in its own unit. Of sources that are kept apart one may be of
        another property, whose values are not compared with the measured ones.
    settings
        Of the study.

    Raises
    ------
    InputError
        If the unit of one cannot be converted to that of the other.
    """
    first, *beside = tables_of(source)
    apart = bool(beside)
    if not apart:
        return _check_pair(first, target, settings)
    found = [_check_pair(one, target, settings, apart=apart) for one in (first, *beside)]
    findings = list(found[0].findings)
    for number, one in enumerate(found[1:], start=2):
        # What is said of the target, or of the study, is said once.
        findings += [
            replace(each, table=f"source {number}" if each.table == "source" else each.table)
            for each in one.findings
            if each.table != "target" and each not in found[0].findings
        ]
    return replace(found[0], findings=tuple(findings), beside=tuple(found[1:]))


def _check_pair(
    source: PropertyTable, target: PropertyTable, settings: StudySettings, *, apart: bool = False
) -> StudyCheck:
    """Look at one source and the target."""
    findings = [_guessed(key) for key in settings.guessed]
    for role, table in zip(ROLES, (source, target), strict=True):
        findings += [replace(one, table=one.table or role) for one in table.findings]
        findings += look_at_table(table, role, linear=settings.scale == LINEAR)
        findings += look_at_charges(table, role)
        findings += _passed_over(table, role)
    findings += [replace(one, table="source") for one in look_at_failures(source)]
    same = settings.same
    findings += _same_column(source, target)
    if apart and in_unit_of(target, source) is None:
        pair = _of_another_property(source, target, same)
    else:
        pair, between = look_at_pair(source, target, same)
        findings += between
    if settings.overlap != INCLUDE:
        findings += look_at_twins(source, target, same=same, said=settings.match is not None)
    near = near_ones(source, target)
    kept_out = settings.overlap == EXCLUDE_NEAR
    findings += look_at_near(source, target, near, kept_out=kept_out)
    return StudyCheck(source, target, pair, tuple(findings), near)


def _of_another_property(source: PropertyTable, target: PropertyTable, same: str) -> PairAccount:
    """Count shared materials where values cannot be compared."""
    of_source, of_target = (identities(t.kind, same, t.keys) for t in (source, target))
    return PairAccount(len(set(of_source) & set(of_target)))


def _guessed(key: str) -> Finding:
    role, _, setting = key.partition(".")
    code, text = _GUESSED.get(setting, ("guessed", ""))
    said = f"{text}: " if text else ""
    return Finding(
        code,
        f"{said}'{key}' was guessed by simlaw init and is not confirmed.",
        table=role,
        remedy="Check it, and take it out of 'guessed' in the study file.",
    )


def _passed_over(table: PropertyTable, role: str) -> list[Finding]:
    """Return the finding where a column's name has a unit that the study takes for none."""
    if len(table.read_as) != 1 or table.unit != "1":
        return []
    said = read_header(table.read_as[0].value or "")
    if said.status not in ("unknown", "ambiguous"):
        return []
    text = (
        f"The name of the column '{table.read_as[0].value}' ({role}) gives a unit, "
        f"'{said.written}', and the study takes the values for numbers without one."
    )
    return [Finding("unit_not_understood", text, table=role, column=table.read_as[0].value or "")]


def _same_column(source: PropertyTable, target: PropertyTable) -> list[Finding]:
    if len(source.read_as) != 1 or len(target.read_as) != 1:
        return []
    first, second = source.read_as[0], target.read_as[0]
    chosen = (first.where, first.at, first.value), (second.where, second.at, second.value)
    if first.path is None or second.path is None or chosen[0] != chosen[1]:
        return []
    if Path(first.path).resolve() != Path(second.path).resolve():
        return []
    text = f"The column '{first.value}' of {first.path} is both computed and measured."
    return [Finding("same_column", text, column=first.value or "")]
