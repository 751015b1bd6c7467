"""Which part of n is of which source, and what a mix costs."""

import pytest

from simlaw.errors import InputError
from simlaw.study.sources.shares import mean_cost, split_of, split_sentence

SIZES = {"mp": [50, 100, 300], "oqmd": [50, 60, 100]}


def test_a_size_between_two_rows_grows_both_evenly() -> None:
    assert split_of(160, SIZES) == {"mp": 100, "oqmd": 60}
    assert split_of(280, SIZES) == {"mp": 200, "oqmd": 80}


@pytest.mark.parametrize("n", [10, 90, 130, 400, 5_000])
def test_shares_add_to_n(n: float) -> None:
    assert sum(split_of(n, SIZES).values()) == pytest.approx(n)


def test_a_price_is_the_mean_at_the_shares_of_the_last_row() -> None:
    assert mean_cost(["mp=1", "oqmd=5"], SIZES) == 2.0
    assert mean_cost(["0.5"], SIZES) == mean_cost(["0.5"], None) == 0.5
    assert mean_cost([], SIZES) is None


@pytest.mark.parametrize(
    ("costs", "sizes", "said"),
    [
        (["mp=1"], SIZES, "'oqmd' has no price"),
        (["mp=1", "mp=2"], SIZES, "has a price already"),
        (["mq=1", "oqmd=2"], SIZES, "no source is called 'mq'.*The sources are mp, oqmd"),
        (["mp=x", "oqmd=2"], SIZES, "'x' is no number"),
        (["1", "oqmd=2"], SIZES, "stands alone"),
        (["mp=1"], None, "this study has one source"),
        (["dear"], None, "'dear' is no number"),
    ],
)
def test_prices_that_cannot_be_used_are_refused(
    costs: list[str], sizes: dict[str, list[int]] | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        mean_cost(costs, sizes)


def test_an_answer_says_how_its_n_is_split() -> None:
    said = split_sentence(SIZES, [160.0, 800.0], 2.0)
    assert "75 % mp and 25 % oqmd" in said
    assert "n = 160 is 100 mp and 60 oqmd" in said
    assert "n = 800 is 600 mp and 200 oqmd" in said
    assert "costs 2" in said
