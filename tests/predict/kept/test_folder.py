"""A predictor's folder: what comes back is what was kept, and a hostile one is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save
from tests.predict.small_predictor import new_materials, small_predictor

from simlaw import InputError, load_predictor
from simlaw.predict.kept.folder import ARRAYS, CARD, write_folder

Arrays = dict[str, np.ndarray]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a predictor that may be changed."""
    return small_predictor().save(tmp_path / "kept")


def rewrite(folder: Path, change: Callable[[Arrays], Any]) -> None:
    """Change the arrays, with the checksum that belongs to them."""
    arrays = {name: array.copy() for name, array in load((folder / ARRAYS).read_bytes()).items()}
    change(arrays)
    content = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    (folder / ARRAYS).write_bytes(content)
    edit(folder, lambda card: card.update(sha256=sha256(content).hexdigest()))


def edit(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the card."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    change(card)
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")


def refusal(folder: Path) -> str:
    """Return the one sentence that refuses a folder."""
    with pytest.raises(InputError) as caught:
        load_predictor(folder)
    message = str(caught.value)
    assert str(folder) in message
    assert "\n" not in message
    return message


def test_what_comes_back_predicts_the_same(folder: Path) -> None:
    before, after = small_predictor(), load_predictor(str(folder))
    new = new_materials()
    assert before.predict(new).frame.equals(after.predict(new).frame)
    assert after.card.sha256 == sha256((folder / ARRAYS).read_bytes()).hexdigest()
    assert sorted(os.listdir(folder)) == sorted([ARRAYS, CARD])
    again = after.save(folder.parent / "again")
    assert (again / ARRAYS).read_bytes() == (folder / ARRAYS).read_bytes()
    assert (again / CARD).read_bytes() == (folder / CARD).read_bytes()


def test_networks_of_several_depths_come_back(tmp_path: Path) -> None:
    predictor = small_predictor(wider_from=60)
    again = load_predictor(predictor.save(tmp_path / "kept"))
    assert again.predict(new_materials()).frame.equals(predictor.predict(new_materials()).frame)
    counts = {
        sum(1 for name in model.arrays() if name.startswith("weight"))
        for part in again.parts
        if part.sort == "network"
        for model in part.models
    }
    assert counts == {4, 6}


def test_a_predictor_is_replaced_and_nothing_else_is(folder: Path, tmp_path: Path) -> None:
    small_predictor().save(folder)
    assert load_predictor(folder).card.name == "small"
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.txt"):
        write_folder(small_predictor(), folder)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError, match="this is a file"):
        write_folder(small_predictor(), folder / "notes.txt")
    assert {entry.name for entry in tmp_path.iterdir()} == {"kept"}


def test_without_values_none_is_in_the_folder(tmp_path: Path) -> None:
    predictor = small_predictor(keep_values=False)
    folder = predictor.save(tmp_path / "kept")
    measured = small_predictor().neighbours.measured.values
    arrays = load((folder / ARRAYS).read_bytes())
    held = np.concatenate([one.ravel().astype(np.float64) for one in arrays.values()])
    assert not np.isin(measured, held).any()
    assert {part.sort for part in predictor.parts} <= {"network", "head"}
    assert not predictor.card.holds_values
    said = load_predictor(folder).predict(new_materials()).frame
    assert said["nearest_measured"].ne("").all()
    assert said["nearest_measured_value"].isna().all()
    # With them the folder does hold them: what is said of the other means something.
    whole = small_predictor().save(tmp_path / "whole")
    arrays = load((whole / ARRAYS).read_bytes())
    held = np.concatenate([one.ravel().astype(np.float64) for one in arrays.values()])
    assert np.isin(measured, held).all()


def test_a_missing_folder_or_file_is_named(folder: Path, tmp_path: Path) -> None:
    assert "card.json' is missing" in refusal(tmp_path / "nowhere")
    (folder / ARRAYS).unlink()
    assert "arrays.safetensors' is missing" in refusal(folder)
    (folder / ARRAYS).mkdir()
    assert "no file" in refusal(folder)


@pytest.mark.parametrize("size", [0, 7, 8, 1000, -1])
def test_a_truncated_file_is_damaged(folder: Path, size: int) -> None:
    content = (folder / ARRAYS).read_bytes()
    (folder / ARRAYS).write_bytes(content[:size])
    assert "damaged" in refusal(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not arrays at all",
        b"\xff" * 64,
        (2**62).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"{}",
        (150).to_bytes(8, "little")
        + b'{"a":{"dtype":"F64","shape":[1000000000000,1000000],"data_offsets":[0,8]}}'.ljust(150)
        + b"\0" * 8,
        (100).to_bytes(8, "little")
        + b'{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,99999999]}}'.ljust(100)
        + b"\0" * 8,
        (100).to_bytes(8, "little")
        + b'{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}'.ljust(100)
        + b"\0" * 8,
        (100).to_bytes(8, "little")
        + b'{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}'.ljust(100)
        + b"\0" * 8,
    ],
)
def test_a_hostile_file_of_arrays_is_refused(folder: Path, content: bytes) -> None:
    (folder / ARRAYS).write_bytes(content)
    edit(folder, lambda card: card.update(sha256=sha256(content).hexdigest()))
    assert "cannot be used" in refusal(folder)


def first(arrays: Arrays, end: str) -> str:
    return next(name for name in sorted(arrays) if name.endswith(end) and name.startswith("part"))


def put(end: str, place: int, value: float) -> Callable[[Arrays], None]:
    def change(arrays: Arrays) -> None:
        arrays[first(arrays, end)][place] = value

    return change


def drop(end: str) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.pop(first(arrays, end))  # type: ignore[return-value]


def turn(end: str, into: type) -> Callable[[Arrays], None]:
    def change(arrays: Arrays) -> None:
        name = first(arrays, end)
        arrays[name] = arrays[name].astype(into)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("/right", 0, 0), "behind"),
        (put("/right", 0, 2**30), "behind"),
        (put("/column", 0, 999), "column"),
        (put("/number", 0, np.nan), "finite"),
        (put("/rows", 0, 60), "rows"),
        (put("/rows", 0, -1), "rows"),
        (put("/base", 0, 99), "pretrained network"),
        (put("/scale", 1, 0.0), "positive"),
        (put("/smooth", 5, -1.0), "positive"),
        (drop("/number"), "missing"),
        (drop("/weight000"), "weights"),
        (turn("/right", np.int64), "int64"),
        (turn("/weights", np.float32), "float32"),
        (lambda arrays: arrays.update(more=np.zeros(3)), "belongs to nothing"),
        (lambda arrays: arrays.update({"../../evil": np.zeros(3)}), "belongs to nothing"),
        (lambda arrays: arrays["base0/weight000"].fill(np.inf), "finite"),
        (lambda arrays: arrays.update({"base0/weight000": np.zeros((3, 5), np.float32)}), "fit"),
        (lambda arrays: arrays.update({"base0/weight000": np.zeros(3, np.float32)}), "dimensions"),
        (lambda arrays: arrays.update({"base0/mean": np.zeros(4, np.float32)}), "shape"),
        (lambda arrays: arrays["source/ends"].fill(-1), "names"),
        (lambda arrays: arrays["source/letters"].fill(255), "utf-8"),
        (lambda arrays: arrays.update({"source/values": np.zeros(2)}), "length"),
        (lambda arrays: arrays["intervals/reach"].fill(-1), "widths"),
        (lambda arrays: arrays.pop("intervals/reach"), "missing"),
        (lambda arrays: arrays.pop("domain/surroundings"), "missing"),
    ],
)
def test_arrays_that_are_not_as_they_have_to_be_are_refused(
    folder: Path, change: Callable[[Arrays], Any], said: str
) -> None:
    rewrite(folder, change)
    assert said in refusal(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda card: card.update(format=2), "install a newer one"),
        (lambda card: card.update(format=0), "format"),
        (lambda card: card.update(format="1"), "format"),
        (lambda card: card.update(more=1), "more"),
        (lambda card: card.pop("unit"), "unit"),
        (lambda card: card.update(sha256=""), "damaged"),
        (lambda card: card.update(bases=10**9), "bases"),
        (lambda card: card.update(bases=7), "arrays of weights"),
        (lambda card: card["network"].update(name="os:system"), "network"),
        (lambda card: card["network"].update(version="99"), "version"),
        (lambda card: card["network"].update(hidden=[10**9] * 8), "hidden"),
        (lambda card: card["network"].update(clip=0.0), "clip"),
        (lambda card: card["parts"][0].update(sort="pickle"), "parts.0"),
        (lambda card: card["parts"][0].update(models=10**6), "models"),
        (lambda card: card["parts"][0].update(weight=0.0), "add up"),
        (lambda card: card["parts"][0].update(name=card["parts"][1]["name"]), "twice"),
        (lambda card: card.update(intervals="mine:Intervals"), "intervals"),
        (lambda card: card["descriptor"].update(versions=[]), "version"),
        (lambda card: card["descriptor"]["columns"].append("x3"), "shape"),
        (lambda card: card.update(unit="m" * 10**6), "unit"),
    ],
)
def test_a_card_that_is_not_as_it_has_to_be_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    edit(folder, change)
    assert said in refusal(folder)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "[" * 100_000, '{"format": NaN}', "\ud800", "{}"]
)
def test_a_card_that_is_no_card_is_refused(folder: Path, text: str) -> None:
    (folder / CARD).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert "cannot be used" in refusal(folder)


def test_a_huge_card_is_not_read(folder: Path) -> None:
    with open(folder / CARD, "ab") as file:
        file.truncate(200 * 2**20)
    assert "larger than any card" in refusal(folder)
