"""Property tables: read, checked, and ready to be learned from.

`read_table` turns a user's CSV or Parquet file or DataFrame into a `PropertyTable`: one row per
material under its canonical key, replicate rows joined, units known, and an account of what was
read, refused and merged. `catalog` knows public datasets by name, `units` reads and converts units.
"""

from simlaw.tables.read import read_table
from simlaw.tables.table import Origin, PropertyTable, Refusal

__all__ = ["Origin", "PropertyTable", "Refusal", "read_table"]
