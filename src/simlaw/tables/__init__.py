"""Property tables: read, checked, and ready to be learned from.

`read_table` turns a user's CSV or Parquet file or DataFrame into a `PropertyTable`: one row per
material under its canonical key, replicate rows joined, units known, and an account of what was
read, refused and merged. `join_tables` makes one table of several. `catalog` knows public datasets
by name, `units` reads and converts units.
"""

from simlaw.tables.join import join_tables
from simlaw.tables.read import read_table
from simlaw.tables.table import Joining, Origin, PropertyTable, Refusal

__all__ = ["Joining", "Origin", "PropertyTable", "Refusal", "join_tables", "read_table"]
