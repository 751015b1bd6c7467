from __future__ import annotations

from dataclasses import replace

from tests.surveys.surveyed import Curves, Studies, studied

from simlaw.study.result import StudyResult
from simlaw.surveys.row import failed_row, row_of
from simlaw.surveys.sources import sources_of
from simlaw.tables.account import Origin


def rows_of(*results: StudyResult) -> list:
    return [row_of(one, 0.02, 0.9) for one in results]


def test_studies_of_the_same_bytes_share_a_source(make_study: Studies, make_curve: Curves) -> None:
    curve = make_curve()
    a, b, c = (
        studied(make_study, curve, name, sha)
        for name, sha in (("a", "one"), ("b", "two"), ("c", "one"))
    )
    found = sources_of([*rows_of(a, b, c), failed_row("d", "no file")])
    assert [[row.name for row in one.rows] for one in found] == [["a", "c"], ["b"]]
    assert found[0].to_dict()["studies"] == ["a", "c"]


def test_without_bytes_the_address_decides_and_then_the_name(
    make_study: Studies, make_curve: Curves
) -> None:
    base = studied(make_study, make_curve(), "a")

    def other(name: str, table: str, address: str | None) -> StudyResult:
        source = replace(base.source, name=table, origin=Origin(address))
        return replace(base, name=name, source=source)

    rows = rows_of(
        other("a", "x", "db.csv"),
        other("b", "y", "db.csv"),
        other("c", "x", None),
        other("d", "x", None),
    )
    found = sources_of(rows)
    assert [[row.name for row in one.rows] for one in found] == [["a", "b"], ["c", "d"]]
    assert [one.name for one in found] == ["db.csv", "x"]


def test_what_each_can_learn_from_is_its_share(make_study: Studies, make_curve: Curves) -> None:
    a, b = (studied(make_study, make_curve(), name) for name in "ab")
    a = replace(a, design=replace(a.design, source_rows=40_000))
    b = replace(b, design=replace(b.design, source_rows=20_000))
    (found,) = sources_of(rows_of(a, b))
    assert found.size == 40_000
    assert found.shares == (1.0, 0.5)
