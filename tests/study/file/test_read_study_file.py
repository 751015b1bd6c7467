"""The study file: what is read, and how mistakes are named."""

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.resolved_file import resolved_toml

GOOD = """
name = "demo"
seed = 3

[source]
path = "computed.csv"
kind = "molecule"
material = "smiles"
value = "y"
unit = "g/cm^3"

[target]
dataset = "some-name"

[descriptor]
names = ["morgan", "rdkit2d"]

[design]
m = [10, 20]
replicates = 4
"""


def settings_of(tmp_path: Path, text: str = GOOD, **replaced: str):
    for old, new in replaced.items():
        text = text.replace(old, new)
    path = tmp_path / "my.toml"
    path.write_text(text)
    return read_study_file(path).settings


def refused(tmp_path: Path, old: str, new: str) -> str:
    assert old in GOOD
    path = tmp_path / "my.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_study_file(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message


def test_settings_and_defaults(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings.name == "demo"
    assert settings.source.unit == "g/cm^3"
    assert settings.descriptor.descriptors == ("morgan", "rdkit2d")
    assert settings.design.m == (10, 20)
    assert settings.design.sizes == 8
    assert settings.design.overlap == "exclude"
    assert settings.design.draws == 1
    assert settings.law.metric == "mae"


def test_unknown_keys_are_refused_with_the_nearest_known(tmp_path: Path) -> None:
    message = refused(tmp_path, "replicates = 4", "replicats = 4")
    assert "unknown key 'replicats' in section [design]. Did you mean 'replicates'?" in message
    message = refused(tmp_path, "[descriptor]", "[descriptors]")
    assert "unknown key 'descriptors' in the top level. Did you mean 'descriptor'?" in message


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("seed = 3", 'seed = "three"', ["seed: found 'three'"]),
        ("replicates = 4", "replicates = 1", ["design.replicates: found 1", "or equal to 2"]),
        ("m = [10, 20]", "m = [10, 0]", ["design.m.1: found 0"]),
        ("m = [10, 20]", "m = []", ["design.m"]),
        ("m = [10, 20]", "m = [10]\nn = [5, 6]", ["at least 3 different sizes n, found 2"]),
        ("m = [10, 20]", "m = [10]\nn = [5, 6, 7]\nsizes = 4", ["leave out 'sizes'"]),
        ("m = [10, 20]", 'overlap = "ignore"', ["design.overlap: found 'ignore'", "exclude"]),
        ("m = [10, 20]", 'test = "same"', ["design.test: found 'same'", "fixed"]),
        ("replicates = 4", "draws = 0", ["design.draws: found 0", "or equal to 1"]),
        ('name = "demo"\n', "", ["the key 'name' is missing"]),
        ('name = "demo"', 'name = "../up"', ["name: found '../up'"]),
        ('dataset = "some-name"', "", ["target", "either 'dataset'"]),
        ('dataset = "some-name"', 'dataset = "x"\nunit = "eV"', ["'unit'", "leave it out"]),
        ('dataset = "some-name"', 'dataset = "x"\naggregate = "median"', ["'aggregate'"]),
        ('dataset = "some-name"', 'dataset = "x"\ncolumns = ["a"]', ["'columns'", "leave it"]),
        ('dataset = "some-name"', 'dataset = "x"\nmax_refused = 0.1', ["'max_refused'"]),
        ('dataset = "some-name"', 'dataset = "x"\nname = "a"', ["target", "'name'"]),
        ('dataset = "some-name"', 'dataset = "x"\nproperty = "a"', ["'property'"]),
        ('value = "y"', "value = 3", ["source.value: found 3"]),
        ("replicates = 4", 'join = "mean"', ["design.join: found 'mean'"]),
        ('value = "y"\n', "", ["source", "needs the key 'value'"]),
        ("replicates = 4", "replicates = 4\n[law]\nm = 30", ["law.m = 30 is not among design.m"]),
        ("replicates = 4", "replicates = 4\n[training]\nepochs = -1", ["epochs: found -1"]),
    ],
)  # fmt: skip
def test_bad_values_are_named(tmp_path: Path, old: str, new: str, parts: list[str]) -> None:
    message = refused(tmp_path, old, new)
    for part in parts:
        assert part in message


SECOND = """
[[source]]
dataset = "another"
"""


def several(text: str = GOOD) -> str:
    return text.replace("[source]", "[[source]]") + SECOND


def test_one_source_or_several(tmp_path: Path) -> None:
    one, two = settings_of(tmp_path), settings_of(tmp_path, several())
    assert len(one.sources) == 1
    assert [table.dataset for table in two.sources] == [None, "another"]
    assert two.sources[0] == one.sources[0]
    assert two.design.join == "median"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"another"', '"another"\nunits = "eV"', r"unknown key 'units' in section \[\[source\]\] "
         r"\(table 2\). Did you mean 'unit'"),
        ('"another"', "3", r"source \(table 2\).dataset: found 3"),
        ('value = "y"\n', "", r"source \(table 1\): a file needs the key 'value'"),
        ('dataset = "another"', "", r"source \(table 2\): give either 'dataset'"),
    ],
)  # fmt: skip
def test_mistakes_in_one_of_several_sources(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        settings_of(tmp_path, several().replace(old, new))


@pytest.mark.parametrize("value", ["3", "[]", "[3]", '"x"'])
def test_a_source_that_is_no_table_is_refused(tmp_path: Path, value: str) -> None:
    start = GOOD[: GOOD.index("[source]")]
    rest = GOOD[GOOD.index("[target]") :]
    with pytest.raises(InputError, match=r"my\.toml: source"):
        settings_of(tmp_path, f"{start}source = {value}\n{rest}")


def test_several_mistakes_are_listed_together(tmp_path: Path) -> None:
    message = refused(tmp_path, "seed = 3", 'seed = -1\ncolour = "red"')
    assert "seed: found -1" in message
    assert "unknown key 'colour'" in message


def test_missing_file_and_broken_toml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such study file.*simlaw init"):
        read_study_file(tmp_path / "none.toml")
    path = tmp_path / "broken.toml"
    path.write_text("name = \n")
    with pytest.raises(InputError, match=r"broken.toml: not valid TOML.*line 1"):
        read_study_file(path)
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(InputError, match="UTF-8"):
        read_study_file(path)


def test_several_sources_are_joined_and_written_out_again(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,y\n" + "".join(f"s{i},{i}\n" for i in range(9)))
    (tmp_path / "b.csv").write_text("id,y\n" + "".join(f"s{i},{1000 * i + 2000}\n" for i in (8, 9)))
    one = 'path = "{}.csv"\nkind = "label"\nmaterial = "id"\nvalue = "y"\nunit = "{}"\n'
    file = tmp_path / "my.toml"
    file.write_text(
        'name = "x"\n'
        + "".join(f"[[source]]\n{one.format(*of)}" for of in (("b", "m"), ("a", "km")))
        + f'[target]\n{one.format("a", "km")}[descriptor]\nnames = ["columns"]\n'
    )
    settings = read_study_file(file).settings
    study = load_study(settings, tmp_path)
    assert study.source.unit == "km"
    assert study.source.name == "b + a"
    found = dict(zip(study.source.keys, study.source.values, strict=True))
    assert found == pytest.approx({**{f"s{i}": i for i in range(8)}, "s8": 9.0, "s9": 11.0})
    again = tmp_path / "again" / "study.toml"
    again.parent.mkdir()
    again.write_text(resolved_toml(settings, tmp_path))
    reread = read_study_file(again)
    assert load_study(reread.settings, reread.folder).source.keys == study.source.keys
    assert resolved_toml(reread.settings, reread.folder) == again.read_text()


def test_a_run_folder_keeps_the_rules_that_it_was_read_by(tmp_path: Path) -> None:
    assert settings_of(tmp_path).reading == 2
    (tmp_path / "trials.jsonl").touch()
    assert settings_of(tmp_path).reading == 1  # made before rules were numbered
    mine = tmp_path / "elsewhere"
    mine.mkdir()
    (mine / "my.toml").write_text(GOOD)
    file = read_study_file(mine / "my.toml")
    assert file.settings.reading == 2
    assert file.by_rules_of(tmp_path).settings.reading == 1
    (tmp_path / "study.toml").write_text("reading = 2\n")
    assert file.by_rules_of(tmp_path).settings.reading == 2
    assert file.by_rules_of(mine).settings.reading == 2
