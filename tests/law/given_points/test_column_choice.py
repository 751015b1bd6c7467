"""Columns are found by their own names or named; others are proposed and never taken."""

from __future__ import annotations

import pytest

from simlaw.errors import InputError
from simlaw.law.given_points.column_choice import (
    PointOptions,
    choose_columns,
    is_accuracy_name,
    likely_columns,
)


def choose(*names: str, values: str = "", **columns: str) -> dict[str, str]:
    return choose_columns("c.csv", names, PointOptions(columns, values))


def test_capitals_and_blanks_are_no_matter() -> None:
    assert choose(" N", "ERROR ", "Replicate") == {
        "n": " N",
        "error": "ERROR ",
        "replicate": "Replicate",
    }
    assert choose("n", "N", "error") == {"n": "n", "error": "error"}
    with pytest.raises(InputError, match="could all be 'error'"):
        choose("n", "Error", "ERROR")


def test_named_columns() -> None:
    chosen = choose("size", "mae", "rmse", "seed", n="Size", error="rmse", replicate="seed")
    assert chosen == {"n": "size", "error": "rmse", "replicate": "seed"}
    with pytest.raises(InputError, match=r"no column 'sise'; .* Did you mean 'size'"):
        choose("size", "mae", n="sise")
    with pytest.raises(InputError, match="given both as n and as error"):
        choose("n", "mae", error="n")
    with pytest.raises(InputError, match=r"not for 'replicat'. Did you mean 'replicate'"):
        PointOptions({"replicat": "seed"})
    with pytest.raises(InputError, match="one of error, accuracy"):
        PointOptions(values="loss")


@pytest.mark.parametrize(
    ("names", "proposed"),
    [
        (["train_size", "mae"], "Did you mean --columns n=train_size,error=mae?"),
        (["N_train", "Test Loss [eV]"], '--columns "n=N_train,error=Test Loss [eV]"'),
        (["n", "RMSE", "seed"], "--columns error=RMSE,replicate=seed?"),
        (["n", "acc"], "--columns error=acc --error-is accuracy?"),
        (["n", "erorr"], "Did you mean 'erorr'? Say which column it is: --columns error=NAME"),
        (["1", "0.5"], "These are numbers"),
    ],
)
def test_other_names_are_proposed(names: list[str], proposed: str) -> None:
    with pytest.raises(InputError) as refused:
        choose(*names)
    assert proposed in str(refused.value)


def test_a_column_called_like_an_accuracy_is_refused_unless_it_is_said_what_it_is() -> None:
    with pytest.raises(InputError, match="--error-is accuracy fits what is left"):
        choose("n", "Val_Acc", error="Val_Acc")
    for values in ("accuracy", "error"):
        assert choose("n", "acc", values=values, error="acc")["error"] == "acc"


@pytest.mark.parametrize("name", ["Accuracy", "test_acc", "R2", "R²", "r^2", "Top-5 (%)", "AUC"])
def test_names_of_accuracies(name: str) -> None:
    assert is_accuracy_name(name)


@pytest.mark.parametrize("name", ["error", "top-1 error", "Brier score", "mae", "vaccine", "loss"])
def test_names_of_errors(name: str) -> None:
    assert not is_accuracy_name(name)


def test_likely_columns() -> None:
    assert likely_columns(["Random State", "n", "seeds"], "replicate") == ["Random State"]
