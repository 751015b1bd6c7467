"""Units: their many spellings read, also in a column's name, checked, and converted."""

from simlaw.tables.units.spelling import compatible, convert, dimension, parse, split_unit

__all__ = ["compatible", "convert", "dimension", "parse", "split_unit"]
