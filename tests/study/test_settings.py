"""All settings of a study: one field is its key, its keyword, its check and its comment."""

import inspect
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw import Study, TrainingRecipe, read_table
from simlaw.errors import InputError
from simlaw.settings import Declared, Settings, declared, from_mapping, to_mapping
from simlaw.settings.check import checked
from simlaw.study.resolved_file import resolved_toml
from simlaw.study.settings import DesignSection, StudyFileSettings, StudySettings
from simlaw.tables.settings import JoinSettings, TableSettings

Make = Callable[..., Study]


def leaves(of: type[Settings]) -> dict[str, Declared]:
    """Return every setting of a file by its key with its section."""
    found = {}
    for one in declared(of).values():
        inner = {} if one.section is None else leaves(one.section)
        found |= {f"{one.key}.{key}": each for key, each in inner.items()} or {one.key: one}
    return found


def values_of(one: Declared) -> st.SearchStrategy[Any]:
    """Return values that a setting allows, as Python takes them."""
    limits, words = one.about, one.about.allowed()
    each: st.SearchStrategy[Any]
    if one.mapped is not None:
        numbers = st.integers(-9, 9) | st.floats(-1e6, 1e6)
        each = numbers if float in one.mapped.of else st.text()
        if one.mapped.several:
            ranges = st.tuples(st.floats(-9, 0), st.floats(0, 9)).map(list)
            each = numbers | st.text() | ranges | st.lists(st.text(), min_size=1)
        return st.none() | st.dictionaries(st.text(), each, max_size=3)
    if words:
        each = st.sampled_from(sorted(words))
    elif one.of is bool:
        each = st.booleans()
    elif one.of is int:
        low = limits.least if limits.least is not None else (limits.above or 0) + 1
        high = limits.most if limits.most is not None else (limits.below or 10**6) - 1
        each = st.integers(int(low), int(high))
    elif one.of is float:
        each = st.floats(
            max(limits.least or 0, limits.above or 0),
            min(limits.most or 1e6, limits.below or 1e6),
            exclude_min=limits.above is not None,
            exclude_max=limits.below is not None,
        )
    else:
        each = st.from_regex(limits.pattern, fullmatch=True) if limits.pattern else st.text()
    if one.several:
        size = limits.greatest or 4
        each = st.lists(each, min_size=limits.fewest, max_size=size).map(tuple)
    return st.none() | each if one.optional else each


def some(of: type[Settings], *fixed: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return keywords of a settings class, some of them left at their default."""
    free = {n: values_of(one) for n, one in declared(of).items() if n not in fixed}
    return st.fixed_dictionaries({}, optional=free)


@st.composite
def study_files(draw: st.DrawFn) -> StudyFileSettings:
    """Return the settings of any study file that can be written."""
    design = draw(some(DesignSection, "m", "n", "order", "draws", "methods"))
    design["m"] = draw(st.lists(st.integers(2, 999), min_size=1, max_size=4))
    if draw(st.booleans()):
        design["n"] = draw(st.lists(st.integers(1, 9999), min_size=3, max_size=6, unique=True))
        # Sizes that are listed need no rule.
        design = {k: v for k, v in design.items() if k not in ("sizes", "smallest", "largest")}
    order, draws = draw(st.sampled_from([("nearest", 1), ("random", 3), ("diverse", 2)]))
    others = draw(st.lists(st.sampled_from(["direct", "residual"]), unique=True))
    design |= {"order": order, "draws": draws, "methods": ["fine-tune", *others]}
    law = draw(some(declared(StudyFileSettings)["law"].of, "headline_m", "method"))
    law["headline_m"] = draw(st.sampled_from([None, *design["m"]]))
    training = draw(some(TrainingRecipe, "least_steps", "most_steps"))
    tables = [
        draw(
            st.builds(TableSettings, dataset=st.text())
            | st.builds(
                lambda keys, conditions: TableSettings(**{**keys, **FILE}, conditions=conditions),
                some(TableSettings, "dataset", "conditions"),
                # No name that a further column may have by chance.
                st.sampled_from([(), ("the temperature",), ("the load", "the rate")]),
            )
        )
        for _ in range(3)
    ]
    return StudyFileSettings(
        **{"name": "x", **draw(some(StudyFileSettings, "source", "target", *SECTIONS))},
        source=tables[0] if draw(st.booleans()) else tables[:2],
        target=tables[2],
        descriptor=declared(StudyFileSettings)["descriptor"].of(["morgan"]),
        design=DesignSection(**design),
        training=TrainingRecipe(**training),
        law=declared(StudyFileSettings)["law"].of(**law),
    )


FILE = {"path": "t.csv", "kind": "label", "material": "id", "value": "y"}
SECTIONS = ("descriptor", "design", "training", "law")


def without_defaults(settings: Settings) -> dict[str, Any]:
    """Return the mapping of settings without what stands at its default."""
    content = to_mapping(settings)
    for one in declared(type(settings)).values():
        value = getattr(settings, one.name)
        if isinstance(value, Settings):
            content[one.key] = without_defaults(value)
        elif one.section is not None:
            content[one.key] = [without_defaults(table) for table in value]
        elif value == one.default and not one.about.needed:
            content.pop(one.key, None)
    return content


@settings(deadline=None, max_examples=60)
@given(study_files())
def test_any_study_file_comes_back_out_of_its_text(file: StudyFileSettings) -> None:
    text = tomlkit.dumps(without_defaults(file))
    assert from_mapping(StudyFileSettings, tomllib.loads(text)) == file


@settings(deadline=None, max_examples=60)
@given(study_files())
def test_a_file_and_the_keywords_of_a_study_are_the_same(file: StudyFileSettings) -> None:
    keywords = file.keywords()
    assert {*keywords} == {one.name for one in fields(StudySettings)}
    again = StudySettings(**keywords).in_file(file.source, file.target)
    assert again == replace(file, design=replace(file.design, join="median"))


def test_a_note_is_kept_with_the_settings(small: Make) -> None:
    tables = (TableSettings(dataset="a"), TableSettings(dataset="b"))
    file = small(note="a <note>").in_file(*tables)
    assert 'note = "a <note>"' in resolved_toml(file, Path("."))
    assert "note" not in resolved_toml(small().in_file(*tables), Path("."))


def test_every_setting_is_explained() -> None:
    for section in declared(StudyFileSettings).values():
        assert section.about.says.endswith((".", ":"))
    for key, one in leaves(StudyFileSettings).items():
        assert one.about.says.endswith((".", ":")), key
        assert all(meaning for meaning in one.about.lines()[1:]), key


def test_every_setting_without_a_default_has_an_example_that_is_allowed() -> None:
    for key, one in leaves(StudyFileSettings).items():
        if one.default is None:
            assert one.about.example is not None, key
            assert checked(one.about.example, one)[1] == [], key


def test_the_keywords_of_a_study_are_the_keys_of_a_study_file() -> None:
    """All but those of tables, which `read_table` and `join_tables` take."""
    keys = {
        one.name
        for key, one in leaves(StudyFileSettings).items()
        if key.partition(".")[0] not in ("source", "target", "training")
    } - {*declared(JoinSettings)}
    parameters = inspect.signature(Study).parameters
    assert {*parameters} == {"source", "target", "beside", "recipe", *keys}
    assert {*declared(TableSettings)} - {"dataset", "path", "class_column"} == {
        *inspect.signature(read_table).parameters
    } - {"source", "workers"}
    text = inspect.getdoc(Study) or ""
    for name in {*parameters} - {"source", "target"}:
        assert f"\n{name}\n    " in text, name


def test_the_first_arguments_of_a_study_keep_their_places(small: Make) -> None:
    plain = small()
    study = Study(plain.source, plain.target, "columns", [10, 20], [20, 60, 180])
    assert (study.descriptor, study.m, study.n) == (("columns",), (10, 20), (20, 60, 180))


def test_a_study_is_copied_with_other_settings(small: Make) -> None:
    study = small()
    other = study.with_settings(m=30, title="Other")
    assert (other.ms, other.title, other.n) == ((30,), "Other", study.n)
    assert study.ms == (10, 20)
    assert replace(study, m=30, title="Other") == other
    with pytest.raises(InputError, match=r"m\.0: found 1; input should be greater than or equal"):
        study.with_settings(m=[1])
    with pytest.raises(TypeError, match="colour"):
        study.with_settings(colour="red")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"headline_m": 15}, r"law\.m = 15 is not among design\.m = \[10, 20\]"),
        ({"method": "direct"}, r"law\.method is 'direct', but must be one of"),
        ({"methods": ["fine-tun"]}, "methods.0: found 'fine-tun'.*Did you mean 'fine-tune'"),
        (
            {"metric": "mse"},
            "metric: found 'mse'; allowed are mae, rmse, median, .*Did you mean 'rmse'",
        ),
        ({"form": "powr"}, "form: found 'powr'.*Did you mean 'power'"),
        ({"level": 1}, "level: found 1; input should be less than 1"),
        ({"replicates": 1}, "replicates: found 1; input should be greater than or equal to 2"),
        ({"split": "pair"}, "kind 'label' cannot be split by 'pair'"),
        ({"name": "../up"}, "name: found '../up'; input should match"),
    ],
)
def test_what_python_gives_is_checked_as_what_a_file_holds(
    small: Make, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        small(**changes)
