"""Property tables: read, checked, and ready to be learned from."""

from simlaw.tables.table import Origin, PropertyTable, Refusal

__all__ = ["Origin", "PropertyTable", "Refusal"]
