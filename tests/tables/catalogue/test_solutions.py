"""What the entries say is compared with the files in tests/cases/test_solutions.py."""

import re

import pytest

from simlaw.materials import KINDS
from simlaw.tables.catalogue.entry import Dataset
from simlaw.tables.catalogue.solutions import SOLUTIONS
from simlaw.tables.datasets import DATASETS
from simlaw.tables.rows.joined_columns import JoinedColumns


@pytest.mark.parametrize("entry", SOLUTIONS, ids=[one.name for one in SOLUTIONS])
def test_entries_can_be_read_and_fetched(entry: Dataset) -> None:
    assert DATASETS[entry.name] is entry
    assert entry.kind in KINDS
    names = re.findall(r"\{(\w+)\}", entry.material)
    assert names
    if entry.joined:
        assert set(names) == set(JoinedColumns(entry.joined).names)
    for file in entry.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert re.search(r"/[0-9a-f]{40}/", file.address)
    assert len({file.path for file in entry.files}) == len(entry.files)
