"""Spreadsheets and JSON against what was written."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from simlaw.errors import InputError
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.files.whole_tables import (
    SeveralSheetsError,
    WholeTable,
    open_json,
    open_spreadsheet,
)

Cells = Sequence[Sequence[str | float | None]]
PLAIN = FileOptions()


def write_xlsx(path: Path, sheets: dict[str, Cells]) -> Path:
    """Write a spreadsheet as little as the format needs."""
    names = list(sheets)
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>'
        for i, name in enumerate(names)
    )
    relations = "".join(
        f'<Relationship Id="rId{i + 1}" Target="worksheets/sheet{i + 1}.xml" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        for i in range(len(names))
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" Target="xl/workbook.xml" '
            f'Type="{related}/officeDocument"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets>{entries}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}">{relations}</Relationships>',
        )
        for i, rows in enumerate(sheets.values()):
            book.writestr(f"xl/worksheets/sheet{i + 1}.xml", _sheet(main, rows))
    return path


def _sheet(main: str, rows: Cells) -> str:
    lines = []
    for r, row in enumerate(rows, start=1):
        cells = []
        for c, cell in enumerate(row):
            place = f"{chr(ord('A') + c)}{r}"
            if isinstance(cell, str) and cell:
                text = f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
                cells.append(text)
            elif isinstance(cell, (int, float)):
                cells.append(f'<c r="{place}"><v>{cell!r}</v></c>')
        lines.append(f'<row r="{r}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


TABLE: Cells = [["id", "Tg"], ["a", 300], ["b", 312.5], ["c", "n.d."]]


def rows_of(table: WholeTable) -> list[tuple[int, tuple[object, ...]]]:
    return [
        (int(number), tuple(row))
        for numbers, frame in table.pieces(range(len(table.columns.names)), 2)
        for number, row in zip(numbers, frame.itertuples(index=False), strict=True)
    ]


class TestSpreadsheets:
    def test_a_sheet_is_read_with_the_numbers_of_its_rows(self, tmp_path: Path) -> None:
        path = write_xlsx(tmp_path / "t.xlsx", {"data": [["My densities"], [], *TABLE]})
        table = open_spreadsheet(path, PLAIN)
        assert table.columns.names == ("id", "Tg")
        assert rows_of(table) == [(4, ("a", 300)), (5, ("b", 312.5)), (6, ("c", "n.d."))]
        assert (table.reading.sheet, table.reading.comments) == ("data", 2)
        assert table.count() == 3

    def test_the_only_table_among_several_sheets(self, tmp_path: Path) -> None:
        path = write_xlsx(tmp_path / "t.xlsx", {"about": [["read me"]], "data": TABLE})
        assert open_spreadsheet(path, PLAIN).reading.sheet == "data"

    def test_several_tables_are_asked_for(self, tmp_path: Path) -> None:
        other: Cells = [["id", "Tg"], ["z", 1]]
        path = write_xlsx(tmp_path / "t.xlsx", {"one": TABLE, "two": other})
        with pytest.raises(SeveralSheetsError, match="'one', 'two'") as asked:
            open_spreadsheet(path, PLAIN)
        assert asked.value.sheets == ("one", "two")
        table = open_spreadsheet(path, FileOptions(sheet="two"))
        assert rows_of(table) == [(2, ("z", 1))]
        with pytest.raises(InputError, match=r"no sheet 'tow'\. Did you mean 'two'"):
            open_spreadsheet(path, FileOptions(sheet="tow"))

    def test_units_and_no_header(self, tmp_path: Path) -> None:
        units: Cells = [["id", "Tg"], [None, "K"], ["a", 300]]
        path = write_xlsx(tmp_path / "t.xlsx", {"data": units})
        assert rows_of(open_spreadsheet(path, FileOptions(units_row=True))) == [(3, ("a", 300))]
        bare = write_xlsx(tmp_path / "u.xlsx", {"data": TABLE[1:]})
        table = open_spreadsheet(bare, FileOptions(header=False))
        assert table.columns.names == ("column 1", "column 2")
        assert len(rows_of(table)) == 3

    def test_what_is_no_spreadsheet(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        path.write_bytes(b"PK\x03\x04" + b"0" * 200)
        with pytest.raises(InputError, match="cannot be read as a spreadsheet"):
            open_spreadsheet(path, PLAIN)
        with pytest.raises(InputError, match="is empty"):
            open_spreadsheet(write_xlsx(path, {"data": []}), PLAIN)


RECORDS = [{"id": "a", "y": 1.5, "about": {"x": 1}}, {"id": "b", "y": None}]


class TestJson:
    @pytest.mark.parametrize(
        "content",
        [
            RECORDS,
            {"data": RECORDS},
            {"columns": ["id", "y"], "index": [0, 1], "data": [["a", 1.5], ["b", None]]},
            {"id": ["a", "b"], "y": [1.5, None]},
            {"id": {"0": "a", "1": "b"}, "y": {"0": 1.5, "1": None}},
        ],
    )
    @pytest.mark.parametrize("packed", [False, True])
    def test_each_form_of_a_table(self, tmp_path: Path, content: object, packed: bool) -> None:
        text = json.dumps(content).encode()
        path = tmp_path / ("t.json.gz" if packed else "t.json")
        path.write_bytes(gzip.compress(text) if packed else text)
        table = open_json(path, PLAIN)
        assert table.columns.names == ("id", "y")
        assert rows_of(table) == [(1, ("a", 1.5)), (2, ("b", None))]

    def test_a_record_in_each_line(self, tmp_path: Path) -> None:
        path = tmp_path / "t.jsonl"
        path.write_text('{"id": "a", "y": 1}\n\n{"id": "b", "y": 2}\n')
        assert rows_of(open_json(path, PLAIN)) == [(1, ("a", 1)), (2, ("b", 2))]

    @pytest.mark.parametrize("text", ["[1, 2]", '"a"', "{", '{"a": 1}', "[]", "[" * 100_000])
    def test_what_is_no_table(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "t.json"
        path.write_text(text)
        with pytest.raises(InputError, match="JSON"):
            open_json(path, PLAIN)
