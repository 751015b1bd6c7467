"""Property tables: read, checked, and ready to be learned from.

`read_table` turns a user's file or DataFrame into a `PropertyTable`: one row per
material under its canonical key, replicate rows joined, units known, and an account of what was
read, refused and merged. `join_tables` makes one table of several. `catalog` knows public datasets
by name, `units` reads and converts units.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.tables.account import Origin, Refusal, TableAccount
    from simlaw.tables.join import join_tables
    from simlaw.tables.read import read_table
    from simlaw.tables.table import Joining, PropertyTable

__all__ = [
    "Joining",
    "Origin",
    "PropertyTable",
    "Refusal",
    "TableAccount",
    "join_tables",
    "read_table",
]

_HOMES = {
    "Joining": "table",
    "Origin": "account",
    "PropertyTable": "table",
    "Refusal": "account",
    "TableAccount": "account",
    "join_tables": "join",
    "read_table": "read",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: workers need no tables, and start without pandas."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.tables.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlaw.tables' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
