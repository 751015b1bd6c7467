"""Units: their many spellings read, also in a column's name, checked, and converted."""

from simlaw.tables.units.conversion import compatible, convert, convert_spread, dimension
from simlaw.tables.units.header_unit import HeaderUnit, read_header, split_unit, units_of_row
from simlaw.tables.units.spelling import ambiguous, parse

__all__ = [
    "HeaderUnit",
    "ambiguous",
    "compatible",
    "convert",
    "convert_spread",
    "dimension",
    "parse",
    "read_header",
    "split_unit",
    "units_of_row",
]
