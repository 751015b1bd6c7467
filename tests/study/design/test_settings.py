"""Settings of a design: words that are known where they are used, and what goes together."""

from typing import Any

import pytest

from simlaw.errors import InputError
from simlaw.settings import from_mapping
from simlaw.study.design.settings import DesignSettings


def test_ms_are_increasing_and_distinct() -> None:
    assert DesignSettings(m=[20, 10, 20]).ms == (10, 20)
    assert DesignSettings(m=5).ms == (5,)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"m": []}, "m: found 0 of them"),
        ({"n": [10, 10, 20]}, "at least 3 different sizes n, found 2"),
        ({"draws": 2, "order": "nearest"}, "Use draws = 1, or order = 'random' or 'diverse'"),
        (
            {"test": "fixd"},
            "test: found 'fixd'; allowed are fresh, balanced, fixed. Did you mean 'fixed'",
        ),
        (
            {"overlap": "exclud"},
            "overlap: found 'exclud'; allowed are exclude, exclude-near, include",
        ),
        ({"test_fraction": 1.0}, "test_fraction: found 1.0; input should be less than 1"),
    ],
)
def test_what_is_not_allowed(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        DesignSettings(**changes)


def test_sizes_are_listed_or_made_by_a_rule() -> None:
    """In a file they exclude each other; in Python a listed n may follow a rule of before."""
    assert DesignSettings(n=[1, 2, 3], sizes=4).n == (1, 2, 3)
    with pytest.raises(InputError, match="'n' lists the sizes already; leave out 'sizes'"):
        from_mapping(DesignSettings, {"n": [1, 2, 3], "sizes": 8})
