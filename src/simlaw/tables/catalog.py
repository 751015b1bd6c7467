"""Datasets known by name."""

from __future__ import annotations

from simlaw.errors import InputError, nearest
from simlaw.tables import measured
from simlaw.tables.table import PropertyTable


def load(name: str) -> PropertyTable:
    """Return the table of a dataset."""
    if name == measured.NAME:
        return measured.refractive_index()
    raise InputError(f"Unknown dataset '{name}'.{nearest(name, [measured.NAME])}")
