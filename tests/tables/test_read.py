import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.materials.reading import FIRST
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.files.read_rows import PIECE
from simlaw.tables.read import read_tables
from simlaw.tables.settings import TableSettings

LABELS = {"kind": "label", "material": "id", "value": "y"}


def write(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refused(source: object, **changes: object) -> str:
    with pytest.raises(InputError) as error:
        read_table(source, **{**LABELS, **changes})  # type: ignore[arg-type]
    return str(error.value)


class TestFormats:
    rows = pd.DataFrame({"id": ["a", "b", "a"], "y": [1.0, 2.0, 4.0], "t": [5, 6, 7]})

    def check(self, table: PropertyTable) -> None:
        assert table.keys == ["a", "b"]
        np.testing.assert_array_equal(table.values, [2.5, 2.0])
        assert table.columns == ("t",)
        np.testing.assert_array_equal(table.frame["t"], [6.0, 6.0])
        assert (table.rows_read, table.merged, len(table)) == (3, 1, 2)

    def test_frame(self) -> None:
        table = read_table(self.rows, **LABELS, columns=["t"])
        self.check(table)
        assert (table.name, table.property, table.unit) == ("table", "y", "1")

    def test_csv(self, tmp_path: Path) -> None:
        path = tmp_path / "stiffness.csv"
        self.rows.to_csv(path, index=False)
        table = read_table(path, **LABELS, columns=["t"], unit="GPa")
        self.check(table)
        assert (table.name, table.unit) == ("stiffness", "GPa")
        assert table.origin.address == str(path)
        assert table.origin.sha256 is not None

    def test_text_path_bom_quotes_crlf_and_spare_columns(self, tmp_path: Path) -> None:
        text = 'x,"id",y,t\r\n,a,1,5\r\n"1,2",b,2,6\r\n,"a",4.0e0,7\r\n'
        path = write(tmp_path, text, encoding="utf-8-sig")
        self.check(read_table(str(path), **LABELS, columns=["t"]))

    def test_tabs_and_compression(self, tmp_path: Path) -> None:
        path = tmp_path / "t.tsv.gz"
        path.write_bytes(gzip.compress(b"id\ty\tt\na\t1\t5\nb\t2\t6\na\t4\t7\n"))
        table = read_table(path, **LABELS, columns=["t"])
        self.check(table)
        assert table.name == "t"

    @pytest.mark.parametrize("dtype", ["float64", "float32", "int16", "Int64", "str", "object"])
    def test_parquet_of_any_number_type(self, tmp_path: Path, dtype: str) -> None:
        path = tmp_path / "t.parquet"
        self.rows.astype({"y": "int64"}).astype({"y": dtype}).to_parquet(path)
        self.check(read_table(path, **LABELS, columns=["t"]))


class TestLongFiles:
    """A file is read in pieces of `PIECE` rows."""

    def test_rows_keep_their_numbers_from_piece_to_piece(self, tmp_path: Path) -> None:
        lines = [f"s{row},{row},7" for row in range(2, 2 * PIECE + 50)]
        lines[PIECE] = ""
        lines[PIECE + 5] = ",,7"
        lines[2 * PIECE] = "bad,x,7"
        table = read_table(write(tmp_path, "id,y,z\n" + "\n".join(lines) + "\n"), **LABELS)
        assert [refusal.row for refusal in table.refusals] == [2 * PIECE + 2]
        assert table.missing == 1
        assert table.rows_read == len(lines) - 1
        assert table.keys[0] == "s2"
        np.testing.assert_array_equal([f"s{value:.0f}" for value in table.values], table.keys)

    def test_a_row_of_another_form_is_found_in_any_piece(self, tmp_path: Path) -> None:
        lines = ["a,1,2"] * (PIECE + 5) + ["a,1,2,3"]
        with pytest.raises(InputError, match=f"not of one form.*line {PIECE + 7}"):
            read_table(write(tmp_path, "id,y,z\n" + "\n".join(lines)), **LABELS)

    def test_a_last_piece_of_blank_lines(self, tmp_path: Path) -> None:
        text = "id,y\n" + "a,1\n" * (PIECE - 1) + "\n" * 3
        assert read_table(write(tmp_path, text), **LABELS).rows_read == PIECE - 1


class TestRowsRefused:
    def test_each_with_its_row_number_and_reason(self, tmp_path: Path) -> None:
        text = 'id,y\na,1\nb,\nc,abc\nd,inf\n,5\ne,nan\nf,1e999\n\ng,"1,5"\nh,1_000\ni, 7 \nj\n'
        table = read_table(write(tmp_path, text), **LABELS, max_refused=0.9)
        assert table.keys == ["a", "i"]
        assert table.rows_read == 11  # the blank line is none
        assert [(refusal.row, refusal.reason) for refusal in table.refusals] == [
            (4, "the value 'abc' is not a number"),
            (6, "the text is empty"),
            (8, "the value is infinite"),
            (
                10,
                "the value '1,5' has a comma, which may be a decimal mark or stand between "
                'thousands: set decimal = "," or decimal = "." for the table',
            ),
            (11, "the value '1_000' is not a number"),
        ]
        assert table.refusals[0].text == "c"
        assert table.missing == 4

    def test_rows_of_a_frame_count_from_one(self) -> None:
        frame = pd.DataFrame({"id": ["a", None, "c"], "y": [1.0, 2.0, np.inf]}, index=[7, 8, 9])
        table = read_table(frame, **LABELS, max_refused=0.7)
        assert [(refusal.row, refusal.reason) for refusal in table.refusals] == [
            (2, "the text is empty"),
            (3, "the value is infinite"),
        ]

    def test_a_further_column_must_be_a_number_too(self) -> None:
        frame = pd.DataFrame({"id": ["a", "b"], "y": [1.0, 2.0], "t": ["5", "warm"]})
        table = read_table(frame, **LABELS, columns=["t"], max_refused=0.5)
        assert str(table.refusals[0]) == "row 2: column 't' 'warm' is not a number"

    def test_unreadable_structures(self, tmp_path: Path) -> None:
        path = write(tmp_path, "id,y\nCCO,1\nC(C,2\nOCC,3\n")
        table = read_table(path, **{**LABELS, "kind": "molecule"}, max_refused=0.4)
        assert table.keys == ["CCO"]
        assert str(table.refusals[0]) == "row 3: 'C(C' has 1 unclosed '('"

    def test_too_many_stop_with_their_reasons_the_most_frequent_first(self, tmp_path: Path) -> None:
        bad = ["E,1e999\n", *(f"C{i},x{i}\n" for i in range(7)), ",1\n"]
        rows = "".join(bad) + "".join(f"D{i},1\n" for i in range(20))
        message = refused(write(tmp_path, "id,y\n" + rows))
        assert message.splitlines() == [
            "table: 9 of 29 rows cannot be used, more than the 10% allowed (max_refused = 0.1):",
            "  7 rows, such as row 3: the value 'x0' is not a number",
            "  row 2: the value is infinite",
            "  row 10: the text is empty",
        ]

    def test_none_left_stops_even_if_all_may_be_refused(self, tmp_path: Path) -> None:
        message = refused(write(tmp_path, "id,y\na,\nb,\nc,abc\n"), max_refused=1.0)
        assert "3 of 3 rows cannot be used, no row is left" in message
        assert message.endswith("is not a number\n  2 rows have no value")

    def test_rows_without_a_value_are_no_fault_of_a_table_of_several_properties(self) -> None:
        rows = pd.DataFrame({"id": list("abcde"), "y": [1.0, None, None, None, None]})
        table = read_table(rows, **LABELS)
        assert (table.missing, len(table.refusals), table.rows_read) == (4, 0, 5)
        assert table.account().missing == 4

    def test_by_the_first_rules_they_are_refused(self) -> None:
        rows = pd.DataFrame({"id": ["a", "b"], "y": [1.0, None]})
        table = read_tables([rows], TableSettings(**LABELS, max_refused=0.5), reading=FIRST)
        assert (table.missing, len(table.refusals)) == (0, 1)
        assert str(table.refusals[0]) == "row 2: the value is missing"

    def test_their_share_is_that_of_rows_with_a_value(self) -> None:
        rows = pd.DataFrame({"id": ["a"] * 4 + ["b"] * 20, "y": ["1", "2", "3", "x"] + [""] * 20})
        assert "1 of 4 rows cannot be used" in refused(rows)


class TestSeveralFiles:
    def test_one_table_whose_refusals_name_the_file(self, tmp_path: Path) -> None:
        first = write(tmp_path, "id,y\na,1\nb,x\n", name="train.csv")
        second = write(tmp_path, "y,id\n3,a\n,c\n5,d\n", name="test.csv")
        table = read_tables([first, second], TableSettings(**LABELS, max_refused=0.4))
        assert table.keys == ["a", "d"]
        np.testing.assert_array_equal(table.values, [2.0, 5.0])
        assert [str(refusal) for refusal in table.refusals] == [
            "train.csv row 3: the value 'x' is not a number",
        ]
        assert table.missing == 1
        assert table.summary()["refused_examples"][0]["file"] == "train.csv"
        assert len((table.origin.sha256 or "").split()) == 2


class TestFilesRefused:
    def test_missing(self, tmp_path: Path) -> None:
        write(tmp_path, "", name="measured.csv")
        message = refused(tmp_path / "mesured.csv")
        assert "there is no such file. Did you mean 'measured.csv'?" in message
        assert "no such file" in refused(tmp_path / "no" / "such" / "folder.csv")

    def test_folder(self, tmp_path: Path) -> None:
        assert "this is a folder" in refused(tmp_path)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "the file is empty"),
            ("id,y\n", "the table has no rows"),
            ("id,y\n\n\n", "the table has no rows"),
            ("id,y\na,1,2\n", "the rows are not of one form"),
            ("id,y\na,1\nb,2,3\n", "Expected 2 fields in line 3, saw 3"),
            ('id,y\n"a,1\nb,2\n', "the rows are not of one form"),
            ("id,value\na,1\n", "there is no column 'y'. Its columns are 'id', 'value'."),
            ("Id,Y\na,1\n", "there is no column 'id'. Did you mean 'Id'?"),
            ("id,y,y\na,1,2\n", "2 columns are called 'y'. Say which is meant, by 'y (1)' or"),
            ("PAR1....", "this is a Parquet file"),
            ("PK\x03\x04....", "a spreadsheet or an archive"),
            ("id,y\na,\0\n", "this is not a table in text: it holds binary data"),
        ],
    )
    def test_csv(self, tmp_path: Path, text: str, message: str) -> None:
        path = write(tmp_path, text)
        found = refused(path)
        assert message in found
        assert found.count(str(path)) == 1

    def test_other_formats_by_name(self, tmp_path: Path) -> None:
        for name in ("t.doc", "t", "t.parquet.gz", "t.gz"):
            assert "a table is read from a file of text (.csv, .tsv, .txt), a" in refused(
                write(tmp_path, "id,y\na,1\n", name=name)
            )

    def test_broken_archive_and_broken_parquet(self, tmp_path: Path) -> None:
        assert "cannot be read" in refused(write(tmp_path, "id,y\na,1\n", name="t.csv.gz"))
        message = refused(write(tmp_path, "id,y\na,1\n", name="t.parquet"))
        assert "cannot be read as a Parquet file" in message

    def test_parquet_without_the_column(self, tmp_path: Path) -> None:
        path = tmp_path / "t.parquet"
        pd.DataFrame({"id": ["a"], "Y": [1.0]}).to_parquet(path)
        assert "there is no column 'y'. Did you mean 'Y'?" in refused(path)

    def test_many_columns_are_not_all_listed(self, tmp_path: Path) -> None:
        path = write(tmp_path, ",".join(f"c{i}" for i in range(50)) + "\n")
        assert refused(path).endswith("'c19' and 30 more.")

    def test_dates_and_complex_numbers_are_no_values(self) -> None:
        dates = pd.DataFrame({"id": ["a"], "y": pd.to_datetime(["2024-01-01"])})
        assert "column 'y' holds datetime64" in refused(dates)
        assert "complex numbers" in refused(pd.DataFrame({"id": ["a"], "y": [1j]}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "polymr"}, "kind: found 'polymr'; allowed are molecule, polymer"),
        ({"unit": "g/cm^"}, "Unknown unit 'g/cm^'. Did you mean 'g/cm^3'?"),
        ({"aggregate": "meen"}, "aggregate: found 'meen'; allowed are median, mean"),
        ({"max_refused": 1.5}, "max_refused: found 1.5; input should be less than or equal to 1"),
        ({"columns": ["y"]}, "The column 'y' is asked for twice"),
        ({"value": "id"}, "The column 'id' is asked for twice"),
    ],
)
def test_settings_refused(changes: dict[str, object], message: str) -> None:
    assert message in refused(pd.DataFrame({"id": ["a"], "y": [1.0]}), **changes)


class TestAggregation:
    rows = pd.DataFrame({"id": ["a", "b", "a", "a"], "y": [3.0, 8.0, 1.0, 11.0]})

    @pytest.mark.parametrize(
        ("aggregate", "value"), [("median", 3), ("mean", 5), ("min", 1), ("max", 11), ("first", 3)]
    )
    def test_ways(self, aggregate: str, value: float) -> None:
        table = read_table(self.rows, **LABELS, aggregate=aggregate)
        np.testing.assert_array_equal(table.values, [value, 8.0])

    def test_spread_and_count(self) -> None:
        table = read_table(self.rows, **LABELS)
        assert table.frame["spread"][0] == pytest.approx(np.std([3, 1, 11], ddof=1))
        assert np.isnan(table.frame["spread"][1])
        assert table.frame["count"].tolist() == [3, 1]

    def test_the_first_spelling_is_kept(self) -> None:
        rows = pd.DataFrame({"id": ["OCC", "CCO"], "y": [1.0, 2.0]})
        table = read_table(rows, **{**LABELS, "kind": "molecule"})
        assert table.frame["material"].tolist() == ["OCC"]
        assert table.keys == ["CCO"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", " a ", "b", "c", ""]),
            st.floats(allow_nan=True, allow_infinity=True, width=32),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_row_is_used_merged_or_refused(rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["id", "y"])
    usable = [(text.strip(), y) for text, y in rows if text and np.isfinite(y)]
    if not usable:
        assert "no row is left" in refused(frame, max_refused=1.0)
        return
    table = read_table(frame, **LABELS, max_refused=1.0)
    assert table.missing == sum(np.isnan(y) for _, y in rows)
    counted = len(table) + table.merged + len(table.refusals) + table.missing
    assert counted == table.rows_read == len(rows)
    assert table.keys == list(dict.fromkeys(text for text, _ in usable))
    for key, value in zip(table.keys, table.values, strict=True):
        assert value == np.median([y for text, y in usable if text == key])


class TestMaterialsOfSeveralColumns:
    ROWS = pd.DataFrame(
        {
            "polymer": ["*CC*", "*CC*", "*CCO*", None],
            "solvent": ["CCO", "OCC", "C", "C"],
            "temp": [25.0, 25.0, 30.5, 30.0],
            "chi": [0.1, 0.3, 0.5, 0.7],
        }
    )

    def read(self, **changes):
        settings = {"kind": "mixture", "material": "{polymer}|{solvent}|{temp} degC"}
        settings |= {"value": "chi", "max_refused": 0.5}
        return read_table(self.ROWS, **{**settings, **changes})

    def test_are_written_out_of_them(self) -> None:
        table = self.read()
        assert table.keys == ["*C*|CCO|298.15", "*CCO*|C|303.65"]
        assert table.values == pytest.approx([0.2, 0.5])
        assert str(table.refusals[0]) == "row 4: the polymer is missing"

    def test_a_column_may_serve_twice(self) -> None:
        assert self.read(columns=("temp",)).columns == ("temp",)

    def test_a_missing_column_is_named(self) -> None:
        with pytest.raises(InputError, match=r"no column 'tmp'.*'temp'"):
            self.read(material="{polymer}|{solvent}|{tmp} degC")

    def test_a_file_reads_the_same(self, tmp_path: Path) -> None:
        self.ROWS.to_csv(tmp_path / "chi.csv", index=False)
        table = read_table(
            tmp_path / "chi.csv",
            kind="mixture",
            material="{polymer}_{solvent}|{temp}°C",
            value="chi",
            max_refused=0.5,
        )
        assert table.keys == self.read().keys


class TestRowsChosen:
    ROWS = pd.DataFrame(
        {
            "id": ["a", "a", "b", "b", "c", "c"],
            "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            "type": ["exp", "dft", "exp", "dft", "dft", " exp"],
            "T": ["300", "350", "290", "310", "", "300"],
        }
    )

    @pytest.mark.parametrize(
        ("where", "values"),
        [
            ({"type": "exp"}, [1.0, 3.0, 6.0]),
            ({"type": ["dft"]}, [2.0, 4.0, 5.0]),
            ({"type": ["dft", "exp"]}, [1.5, 3.5, 5.5]),
            ({"T": 300}, [1.0, 6.0]),
            ({"T": [290, 310]}, [1.0, 3.5, 6.0]),
            ({"T": [290, 310], "type": "dft"}, [4.0]),
        ],
    )
    def test_are_those_that_fit_every_column(self, where: dict, values: list[float]) -> None:
        table = read_table(self.ROWS, **LABELS, where=where)
        assert table.values.tolist() == values
        assert table.rows_read == 6
        assert table.not_chosen == 6 - int(table.frame["count"].sum())
        assert table.refusals == ()

    @pytest.mark.parametrize(
        ("where", "message"),
        [
            ({"type": "exq"}, r"'type' is 'exq': no row is left\. Column 'type' holds 'exp' \(3"),
            ({"type": "exq"}, r"Did you mean 'exp'\?"),
            ({"T": [0, 25]}, r"'T' is from 0 to 25: no row is left\. Column 'T' holds '300'"),
            ({"type": "exp", "T": 350}, r"'T' is 350: no row is left\."),
            ({"typ": "exp"}, r"there is no column 'typ'\. Did you mean 'type'\?"),
        ],
    )
    def test_none_left_names_what_is_there(self, where: dict, message: str) -> None:
        with pytest.raises(InputError, match=message):
            read_table(self.ROWS, **LABELS, where=where)

    def test_the_nearest_to_a_condition(self) -> None:
        table = read_table(self.ROWS, **LABELS, at={"T": 301}, max_refused=0.2)
        assert table.values.tolist() == [1.0, 4.0, 6.0]
        assert table.not_chosen == 2
        assert [str(refusal) for refusal in table.refusals] == ["row 5: column 'T' is missing"]
        (found,) = table.findings
        assert (found.code, found.column, found.count) == ("condition_chosen", "T", 3)
        assert "by 1 in the median and by 9 at most" in found.text

    def test_a_file_that_is_read_again_chooses_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        self.ROWS.to_csv(path, index=False)
        table = read_table(path, **LABELS, where={"type": "exp"}, at={"T": 300})
        (again,) = table.read_as
        assert read_tables([path], again).values.tolist() == table.values.tolist() == [1, 3, 6]
