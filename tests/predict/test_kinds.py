"""Predictors of every kind of material, from their texts to values and reasons."""

from __future__ import annotations

from itertools import product
from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from tests.small_study import SHORT

import simlaw
from simlaw import InputError
from simlaw.predict import Predictor

CHAINS = ["C" * n for n in range(1, 9)]
HEADS = ["O", "N", "Cl", "C(=O)O", "C#N", "OC"]
MOLECULES = [chain + head for chain, head in product(CHAINS, HEADS)]
POLYMERS = [f"*{chain}C({head})*" for chain, head in product(CHAINS[:5], HEADS)]
FORMULAS = [f"{a}{n}{b}" for a, b, n in product(("Na", "Mg", "Fe", "Ca"), "OFS", (1, 2, 3))]
SOLUTIONS = [f"{one}|{two}|300 K" for one, two in product(MOLECULES[:20], ("O", "CCO"))]
MIXTURES = [
    f"{one}|{two}|{kelvin} K"
    for one, two, kelvin in product(POLYMERS[:8], ("O", "CCO"), (300, 350))
]
TEXTS = {
    "molecule": (MOLECULES, "morgan"),
    "polymer": (POLYMERS, "morgan"),
    "composition": (FORMULAS, "composition"),
    "solution": (SOLUTIONS, "solution-morgan"),
    "mixture": (MIXTURES, "pair-morgan"),
}


def table(kind: str, texts: list[str], bias: float) -> simlaw.PropertyTable:
    values = [len(text) + bias + crc32(text.encode()) % 7 / 10 for text in texts]
    frame = pd.DataFrame({"what": texts, "y": values})
    return simlaw.read_table(frame, kind=kind, material="what", value="y")


def predictor_of(kind: str) -> Predictor:
    texts, descriptor = TEXTS[kind]
    order = np.random.default_rng(0).permutation(len(texts))
    shuffled = [texts[place] for place in order]
    study = simlaw.Study(
        table(kind, shuffled[6:], 0.0),
        table(kind, shuffled[:26], 1.0),
        descriptor=descriptor,
        m=4,
        n=[4, 6, 8],
        recipe=SHORT,
    )
    return study.train(workers=1, progress=False)


@pytest.mark.parametrize(
    ("kind", "good", "bad", "why"),
    [
        ("molecule", "CCCC(=O)O", "C1CC", "ring"),
        ("polymer", "*CC(C#N)*", "CCO", "*"),
        ("composition", "Fe2O3", "Xx2O", "element"),
        ("solution", "CCN|O|300 K", "CCN", "two or three parts"),
        ("mixture", "*CC(O)*|O|310 K", "*CC(O)*|O", "three parts"),
    ],
)
def test_a_predictor_of_each_kind(kind: str, good: str, bad: str, why: str) -> None:
    predictor = predictor_of(kind)
    said = predictor.predict([good, bad, good]).frame
    assert said["value"].notna().tolist() == [True, False, True]
    assert said["value"][0] == pytest.approx(said["value"][2], rel=1e-9)
    assert abs(said["value"][0] - len(good) - 1) < 8
    assert why in said["reason"][1]
    assert said["nearest_measured"][0]
    with pytest.raises(InputError, match="holds label ones"):
        predictor.predict(
            simlaw.read_table(
                pd.DataFrame({"what": ["a"], "y": [1.0]}), kind="label", material="what", value="y"
            )
        )
