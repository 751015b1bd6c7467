"""The measured part of docs/several-sources.md, from the cells that were recorded."""

from collections.abc import Mapping
from typing import Any


def write_page(rows_of: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write the part."""
