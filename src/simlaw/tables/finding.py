"""A finding: something that a table, or a pair of tables, makes one suspicious of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

Level = Literal["warning", "note"]


@dataclass(frozen=True)
class Code:
    """A kind of finding.

    Attributes
    ----------
    level
        A note is listed, and no more; a warning stands above the first sentence of the report.
    means
        What is the case, in one sentence.
    remedy
        What to do, unless a finding says something closer.
    """

    level: Level
    means: str
    remedy: str


def _warning(means: str, remedy: str) -> Code:
    return Code("warning", means, remedy)


def _note(means: str, remedy: str) -> Code:
    return Code("note", means, remedy)


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "unit_not_understood": _warning(
            "A unit is written with the column, and it is not one that is known.",
            "Write the unit in the study file in another spelling, such as 'g/cm^3'.",
        ),
        "unit_assumed": _warning(
            "The unit was guessed: the table does not say it.",
            "Check the unit, and remove the mark 'guessed' from the study file.",
        ),
        "unit_ambiguous": _warning(
            "The unit as written has two meanings.",
            "Write it in full, such as 'degC' or 'coulomb'.",
        ),
        "same_column": _warning(
            "Computed and measured values come from one and the same column.",
            "Name the column of each table.",
        ),
        "same_values": _warning(
            "The values of most shared materials are equal in both tables.",
            "One table may hold a copy of the other; check where they come from.",
        ),
        "offset": _warning(
            "Shared materials differ by a constant that units would explain.",
            "Check the unit and the reference of each table.",
        ),
        "factor": _warning(
            "Shared materials differ by a factor that units would explain.",
            "Check the unit of each table.",
        ),
        "unrelated": _warning(
            "The values of shared materials have nothing to do with one another.",
            "Check that both columns hold the same property.",
        ),
        "opposite_sign": _warning(
            "The values of shared materials rise where the others fall.",
            "Check that both columns hold the same property, with the same sign.",
        ),
        "implausible_values": _warning(
            "Values lie outside what the property can be.",
            "Check unit and column, and leave such rows out.",
        ),
        "outliers": _warning(
            "A few values are far from all others of the table.",
            "Check these rows: marks for missing values, slips of the decimal point.",
        ),
        "many_decades": _warning(
            "The values span many decades.",
            'Set design.scale = "log10".',
        ),
        "conditions_merged": _warning(
            "Rows of one material that were joined differ in a column of conditions.",
            "Choose rows by 'where' or 'at', or write the condition into the material.",
        ),
        "condition_chosen": _warning(
            "Of several rows of a material, those nearest to a wanted condition were taken.",
            "Check that what is left is near enough.",
        ),
        "conditions_lent": _note(
            "The computed table has no such condition, and the measured one has.",
            'design.lacking says what it gets as an input: "lend", those of measured rows drawn at '
            'random, or "constant", one for all.',
        ),
        "mixture_rows": _warning(
            "Rows are mixtures of several materials, and only one column names the material.",
            "Choose the rows of pure materials by 'where', or write the material of all columns.",
        ),
        "several_materials": _note(
            "Another column of the table holds materials too.",
            "If the value belongs to both, write the material of both columns.",
        ),
        "stereo_twins": _warning(
            "Materials of the two tables differ in stereochemistry only.",
            'They count as one by default; match = "stereo" keeps them apart.',
        ),
        "near_twins": _note(
            "Tested materials have near neighbours in the source.",
            'overlap = "exclude-near" keeps them out of the source.',
        ),
        "salts": _note(
            "Some materials are salts, charged or isotopes.",
            "Leave them out by 'where' if the property is not meant for them.",
        ),
        "censored": _warning(
            "Values are bounds or ranges ('<0.1', '1-2') and were not used.",
            "They are counted among the rows that cannot be used.",
        ),
        "units_row": _warning(
            "The row below the header holds units.",
            "Set units_row = true for the table.",
        ),
        "no_header": _warning(
            "The first row looks like data, not like names of columns.",
            "Set header = false for the table; its columns are then 'column 1', 'column 2', ...",
        ),
        "duplicate_header": _warning(
            "Several columns have one name.",
            "Give each a name of its own in the file; they can be named 'NAME (2)'.",
        ),
        "small_target": _warning(
            "There are fewer measured materials than a conclusion needs.",
            "Read the intervals, not the estimates, or measure more.",
        ),
        "spread_exceeds_gain": _warning(
            "Rows of one material differ by more than what is to be told apart.",
            "Find out what varies between the rows, or average more of them.",
        ),
        "failures_unknown": _note(
            "The computed table does not say which materials were tried and failed.",
            "If failures depend on the material, the law holds for those that succeed.",
        ),
        "appended_differ": _warning(
            "Rows that were appended to the computed table are unlike those before them.",
            "Larger n are then another table than smaller n, and the law is about both together: "
            "to have every size drawn from the whole table, run again with --redraw.",
        ),
        "table_grew": _note(
            "The computed table grew since the first trials of this folder.",
            "Trials at sizes up to the old number of rows were kept; --redraw runs them anew.",
        ),
        "guessed": _warning(
            "A setting of the study file was guessed and not yet confirmed.",
            "Check it, and remove the mark from the study file.",
        ),
    }
)
"""Every kind of finding by its code."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    code
        A key of `CODES`.
    text
        What was found, with numbers and an example.
    table
        ``"source"`` or ``"target"``; empty where it is about both, or not known yet.
    column
        Name of the column, where there is one.
    rows
        Rows as the user counts, the first few.
    count
        How many rows or materials there are of it.
    remedy
        What to do; that of the code where it is empty.
    """

    code: str
    text: str
    table: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    count: int = 0
    remedy: str = ""

    @property
    def level(self) -> Level:
        """How loud it is."""
        return CODES[self.code].level

    @property
    def way_out(self) -> str:
        """What to do."""
        return self.remedy or CODES[self.code].remedy

    def to_dict(self) -> dict[str, Any]:
        """Return level, code, text, table, column, rows, count and remedy for JSON."""
        content = {**asdict(self), "level": self.level, "remedy": self.way_out}
        return {**content, "rows": list(self.rows)}


def warnings_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are warnings."""
    return tuple(one for one in findings if one.level == "warning")
