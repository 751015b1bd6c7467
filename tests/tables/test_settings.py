"""Settings of tables: what stands together in a file, and what Python may leave open."""

import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.settings import from_mapping
from simlaw.tables.aggregates import AGGREGATES, JOINS
from simlaw.tables.read import read_tables
from simlaw.tables.settings import JoinSettings, TableSettings

FILE = {"path": "t.csv", "kind": "label", "material": "id", "value": "y"}


def test_a_file_or_a_dataset() -> None:
    assert from_mapping(TableSettings, FILE).path == "t.csv"
    assert from_mapping(TableSettings, {"dataset": "a"}).dataset == "a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "give either 'dataset'"),
        ({**FILE, "dataset": "a"}, "give either 'dataset'"),
        ({"dataset": "a", "unit": "eV"}, "the catalogue settles 'unit'"),
        ({"path": "t.csv", "kind": "label"}, "a file needs the key 'material' too"),
        ({**FILE, "kind": "lable"}, "found 'lable'.*Did you mean 'label'"),
    ],
)
def test_what_a_file_may_not_hold(content: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_mapping(TableSettings, content)


def test_rows_need_to_know_their_columns() -> None:
    rows = pd.DataFrame({"id": ["a"], "y": [1.0]})
    with pytest.raises(InputError, match="needs the setting 'material'"):
        read_tables([rows], TableSettings(kind="label", value="y"))


def test_tables_are_joined_by_aggregates() -> None:
    assert {*JOINS} - {"columns"} <= {*AGGREGATES}
    with pytest.raises(InputError, match="join: found 'mean'; allowed are median, first"):
        JoinSettings(join="mean")
