"""A pair of tables read as a user would, and compared with the truth."""

from __future__ import annotations

import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tables.random_pair import Pair, random_pair

from simlaw.errors import InputError
from simlaw.settings import from_mapping
from simlaw.study.file.commented_file import render
from simlaw.study.file.given_tables import Wishes
from simlaw.study.file.load_study import load_study
from simlaw.study.file.propose_study import propose
from simlaw.study.file.questions import OpenQuestionsError
from simlaw.study.settings import StudyFileSettings
from simlaw.tables import PropertyTable

RIGHT, ASKED, REFUSED, WARNED, WRONG = "right", "asked", "refused", "warned", "silently wrong"

TOLERANCE = 1e-5
"""Largest difference from the truth, as a share of the range of usual values."""


@dataclass(frozen=True)
class Outcome:
    """What became of a pair.

    Attributes
    ----------
    seed
        Of the pair.
    known
        Whether all units are known.
    result
        One of the five words of this module.
    detail
        The question, the message, the warnings, or what is wrong.
    codes
        Of the warnings.
    """

    seed: int
    known: bool
    result: str
    detail: str = ""
    codes: tuple[str, ...] = ()


def outcome_of(seed: int) -> Outcome:
    """Write a pair, let init propose a study, and compare what is read with the truth."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pair = random_pair(seed, folder)
        paths = {role: str(side.path) for role, side in pair.sides.items()}
        try:
            starter = propose(
                paths["source"], paths["target"], Wishes(), folder=folder, name="pair"
            )
            text = render(starter, command="")
            settings = from_mapping(StudyFileSettings, tomllib.loads(text), where="init")
            study = load_study(settings, folder)
            check = study.check()
        except OpenQuestionsError as asked:
            return Outcome(seed, pair.known, ASKED, str(asked.questions[0].text))
        except InputError as error:
            return Outcome(seed, pair.known, REFUSED, str(error))
        wrong = [
            said
            for role, table in (("source", check.source), ("target", check.target))
            if (said := _differs(table, pair, role))
        ]
        codes = tuple(one.code for one in check.warnings)
        if wrong:
            return Outcome(seed, pair.known, WARNED if codes else WRONG, "; ".join(wrong), codes)
        headers = ", ".join(repr(side.settings["value"]) for side in pair.sides.values())
        detail = "; ".join([headers, *(one.text for one in check.warnings)])
        return Outcome(seed, pair.known, RIGHT, detail, codes)


def _differs(table: PropertyTable, pair: Pair, role: str) -> str:
    """Return how a table differs from the truth; empty where it does not."""
    side = pair.sides[role]
    try:
        read = table.to(pair.quantity.unit)
    except InputError as error:
        return f"{role}: {error}"
    found = dict(zip(read.keys, read.values.tolist(), strict=True))
    if found.keys() != side.truth.keys():
        return f"{role}: {len(found)} materials read, {len(side.truth)} written"
    width = abs(pair.quantity.high - pair.quantity.low)
    worst = max(side.truth, key=lambda key: abs(found[key] - side.truth[key]))
    if abs(found[worst] - side.truth[worst]) > TOLERANCE * width:
        return (
            f"{role}: {side.settings['value']!r} of {worst} is {found[worst]:.6g}, "
            f"not {side.truth[worst]:.6g} {pair.quantity.unit}"
        )
    return ""


@dataclass(frozen=True)
class Tally:
    """Counts over many pairs."""

    pairs: int
    known: Counter[str]
    unknown: Counter[str]
    warned_without_fault: int

    @property
    def right_without_question(self) -> float:
        """Share of the pairs of known units that were right without a question."""
        return self.known[RIGHT] / max(1, self.known.total())

    @property
    def silently_wrong(self) -> int:
        """Pairs that were wrong without a word."""
        return self.known[WRONG] + self.unknown[WRONG]


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count outcomes."""
    known: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    warned = pairs = 0
    for one in outcomes:
        pairs += 1
        (known if one.known else unknown)[one.result] += 1
        warned += one.known and one.result == RIGHT and bool(one.codes)
    return Tally(pairs, known, unknown, warned)
