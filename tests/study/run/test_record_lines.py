"""The lines of a record: each part comes back as it was."""

import pytest

from simlaw.disk.blocks import Span
from simlaw.study.design.design import Trial
from simlaw.study.run.record_lines import TableVersion, TargetPart, Versions, line_of, read_line
from simlaw.study.run.trial import Finished, Kept, Row

ROWS = (Row(10, "fine-tune", 0.1, 0.2, ((0.1, 0.2), (0.1, 0.2)), (("worst", 3.0),)),)


@pytest.mark.parametrize(
    "part",
    [
        Finished(Trial(3, 50), ROWS, 1.5, 0.5),
        Versions({"numpy": "2.0"}),
        Versions({"numpy": "2.0"}, ("mine: ab12",)),
        TargetPart(80, Span(1, 500, 7)),
        TableVersion(1, 240, "ab", n=(20, 60, 180), asked=((20, 60, 180),)),
        TableVersion(2, 400, "cd", (240,), 1, (20, 60), (8, 50, None), "they differ"),
    ],
)
def test_a_part_comes_back(part) -> None:
    assert read_line(line_of(part)) == part


def test_what_a_trial_says_beside_its_numbers_comes_back() -> None:
    kept = (Kept(Span(4, 999, 2**32 - 1), (("fine-tune", 10),)),)
    done = Finished(Trial(0, 20), ROWS, 1.0, kept=kept, fingerprint="f" * 16, table=2, versions=3)
    found = read_line(line_of(done))
    assert isinstance(found, Finished)
    assert (found.kept, found.fingerprint, found.table, found.versions) == (
        kept,
        "f" * 16,
        2,
        3,
    )


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b'{"versions": 3}', b'{"target": 80, "errors": [0, 5, 1]}', b'{"table": 1}'],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_line(line)
