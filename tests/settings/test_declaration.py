"""Settings as they are declared: types from annotations, words from mappings or registries."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field

import pytest

from simlaw.settings import Settings, about, declared, setting
from simlaw.settings.declaration import meaning, plain


class Pan:
    """A pan to bake in."""

    def __init__(self, name: str, title: str | None = None) -> None:
        self.name = name
        if title is not None:
            self.title = title


@dataclass(frozen=True)
class Shelf(Settings):
    height: int = setting(2, "Its place, counted from below.", least=0)


@dataclass(frozen=True)
class Oven(Settings):
    maker: str = field(metadata=about("Who made it.", key="made_by"))
    heat: float = setting(180.0, "Degrees Celsius.", above=0)
    times: int | Sequence[int] = setting((10,), "Minutes.", fewest=1)
    pans: Sequence[str | Pan] = setting((), "What stands in it.")
    door: bool = setting(True, "Whether it has one.")
    label: str | None = setting(None, "On the door.", example="hot")
    shelf: Shelf = field(default_factory=Shelf, metadata=about("Where things stand."))
    unexplained: int = 3


def test_only_fields_with_an_explanation_are_settings_in_order() -> None:
    assert [*declared(Oven)] == ["maker", "heat", "times", "pans", "door", "label", "shelf"]


@pytest.mark.parametrize(
    ("name", "of", "several", "single", "optional"),
    [
        ("maker", str, False, True, False),
        ("heat", float, False, True, False),
        ("times", int, True, True, False),
        ("pans", str, True, False, False),
        ("door", bool, False, True, False),
        ("label", str, False, True, True),
        ("shelf", Shelf, False, True, False),
    ],
)
def test_types_are_read_off_annotations(
    name: str, of: type, several: bool, single: bool, optional: bool
) -> None:
    one = declared(Oven)[name]
    assert (one.of, one.several, one.single, one.optional) == (of, several, single, optional)


def test_a_key_of_its_own_a_default_and_an_example() -> None:
    known = declared(Oven)
    assert (known["maker"].key, known["maker"].default) == ("made_by", MISSING)
    assert known["heat"].key == "heat"
    assert [known[name].shown for name in ("maker", "times", "label")] == [[], [10], "hot"]
    assert known["shelf"].section is Shelf
    assert known["heat"].section is None


def test_words_are_listed_with_their_meaning() -> None:
    sorts: Mapping[str, object] = {
        "round": "without corners",
        "tin": Pan("tin"),
        "big": Pan("b", "large"),
    }
    listed = about("Sort.", words=sorts)["setting"]
    assert listed.lines() == [
        "Sort.",
        '"round": without corners',
        '"tin": A pan to bake in.',
        '"big": large',
    ]
    assert about("Sort.", words=lambda: sorts)["setting"].lines() == listed.lines()
    assert about("Sort.", words=sorts, listed=False)["setting"].lines() == ["Sort."]
    assert about("Sort.")["setting"].allowed() == {}


def test_an_object_is_written_by_its_name() -> None:
    assert plain((1, "a", Pan("tin"), (2.5, None))) == [1, "a", "tin", [2.5, None]]
    assert meaning(Pan("tin")) == "A pan to bake in."
