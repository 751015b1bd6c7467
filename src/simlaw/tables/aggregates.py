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

APART = "columns"
"""The word for tables that are not joined."""

JOINS: Mapping[str, str] = MappingProxyType(
    {
        "median": "one table; the median of the tables' values, each table counting once",
        "first": "one table; the value of the first table that has it",
        APART: "the tables stay apart: a network is pretrained on each, its prediction is one "
        "column of what learns from the measurements; the first is fine-tuned. A table of another "
        "property or unit may be among them",
    }
)
"""How several source tables serve; the first ones join them and are names in `AGGREGATES`."""
