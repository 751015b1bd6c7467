import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.materials import KINDS, RefusedMaterial, canonical_key, canonical_keys, label
from simlaw.materials.refusal import shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_its_own_example(kind: str) -> None:
    key = canonical_key(kind, KINDS[kind].example)
    assert canonical_key(kind, key) == key


def test_an_unknown_kind_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'polymr'; allowed are molecule, polymer.*'polymer'\?"):
        canonical_key("polymr", "*CC*")
    with pytest.raises(InputError, match="Unknown kind"):
        canonical_keys("polymr", [])


def test_bulk_keys_and_reasons_stand_in_the_rows_of_their_texts() -> None:
    keys, reasons = canonical_keys("molecule", ["OCC", "C(", "CCO", "C("])
    assert keys == ["CCO", None, "CCO", None]
    assert reasons == [None, "'C(' has 1 unclosed '('", None, "'C(' has 1 unclosed '('"]
    assert canonical_keys("molecule", []) == ([], [])


def test_worker_processes_give_the_same() -> None:
    texts = [f"Fe{i}O{j}" for i in range(70) for j in range(1, 60)]
    assert canonical_keys("composition", texts, workers=2) == canonical_keys("composition", texts)


class TestLabel:
    def test_blanks_are_made_even(self) -> None:
        assert label.canonical("  sample \t 7\n") == "sample 7"
        assert label.canonical("A1") != label.canonical("a1")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [(" \n", "the text is empty"), ("x" * 5000, "has 5000 characters, and at most 1000")],
    )
    def test_refusals(self, text: str, reason: str) -> None:
        with pytest.raises(RefusedMaterial, match=reason):
            label.canonical(text)


@given(st.text(max_size=200), st.integers(8, 80))
def test_shown_text_fits_a_message(text: str, limit: int) -> None:
    result = shown(text, limit)
    assert result.isprintable()
    if text.isprintable():
        assert len(result) <= limit
        assert result == text or "..." in result
