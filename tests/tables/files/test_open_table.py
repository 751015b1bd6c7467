"""One door to files of every form: the same rows come out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.tables.files.test_whole_tables import write_xlsx

from simlaw.errors import InputError
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.reading import FileOptions

FRAME = pd.DataFrame({"id": ["a", "b", "c"], "y": [1.5, 2.5, 3.5]})


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.txt", "t.parquet", "t.json", "t.xlsx"])
def test_every_form_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    match path.suffix:
        case ".parquet":
            FRAME.to_parquet(path)
        case ".json":
            FRAME.to_json(path, orient="split")
        case ".xlsx":
            write_xlsx(path, {"data": [["id", "y"], *FRAME.to_numpy().tolist()]})
        case _:
            FRAME.to_csv(path, index=False, sep="," if name == "t.csv" else "\t")
    table = open_table(path)
    assert table.columns.names == ("id", "y")
    assert table.path == path
    assert table.count() == 3
    pieces = [frame for _, frame in table.pieces([1, 0], 2)]
    assert len(pieces) == 2
    whole = pd.concat(pieces)
    assert whole.iloc[:, 0].astype(float).tolist() == [1.5, 2.5, 3.5]
    assert whole.iloc[:, 1].tolist() == ["a", "b", "c"]
    assert table.reading.form in ("text", "parquet", "json", "spreadsheet")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("t.csv", FileOptions(sheet="x"), "'sheet' is for spreadsheets"),
        ("t.parquet", FileOptions(header=False), "names its columns itself"),
        ("t.json", FileOptions(units_row=True), "names its columns itself"),
    ],
)
def test_a_setting_that_would_do_nothing_is_refused(
    tmp_path: Path, name: str, options: FileOptions, said: str
) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(InputError, match=said):
        open_table(tmp_path / name, options)
