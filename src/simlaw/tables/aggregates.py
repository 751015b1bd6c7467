"""How several values of one material become one: its rows in a table, and its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

AGGREGATES: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "median": lambda groups: groups.median(),
        "mean": lambda groups: groups.mean(),
        "min": lambda groups: groups.min(),
        "max": lambda groups: groups.max(),
        "first": lambda groups: groups.first(),
    }
)
"""What becomes of groups of values, as pandas groups them, by name."""

JOINS: Mapping[str, str] = MappingProxyType(
    {
        "median": "the median of the tables' values, each table counting once",
        "first": "the value of the first table that has it",
    }
)
"""What becomes of a material in several tables that are joined: names in `AGGREGATES`."""
