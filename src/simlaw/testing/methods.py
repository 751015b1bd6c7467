"""What simlaw asks of a transfer method, for its author to run.

In a test::

    from simlaw.testing.methods import check_method

    def test_mine():
        check_method(MINE)

or one by one, with the checks of `METHOD_CHECKS` as a parameter. Each raises an AssertionError
that says what it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simlaw.transfer import METHODS, Attempt, Engine, Materials, Samples, TransferMethod
from simlaw.transfer.scaler import Float64
from simlaw.transfer.training_recipe import TrainingRecipe

RECIPE = TrainingRecipe(
    hidden=(8,), batch=16, epochs=2, least_steps=20, fine_tune_steps=20, direct_steps=20
)
"""Training short enough for a test."""

ETHERS = tuple("C" * i + "O" + "C" * j for i in range(1, 15) for j in range(1, i + 1))
"""105 molecules, as canonical SMILES."""

NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""What a name may be."""

N, M = 24, 12
"""Samples that most checks train on."""


@dataclass(frozen=True, eq=False)
class SmallStudy:
    """Two small tables with a property that descriptors determine, and another on the target side.

    Attributes
    ----------
    source, target
        Samples of both sides.
    materials
        The materials themselves.
    """

    source: Samples
    target: Samples
    materials: Materials

    @classmethod
    def of(cls, keys: Sequence[str] = ETHERS, kind: str = "molecule") -> SmallStudy:
        """Return a study of given materials, some 100 canonical keys: two in three are source."""
        rng = np.random.default_rng(0)
        rows = rng.standard_normal((len(keys), 4)).astype(np.float32)
        computed = (rows[:, 0] + np.abs(rows[:, 1])).astype(np.float64)
        measured = 1.5 * computed + 3.0 + 0.2 * rows[:, 2]
        split = 2 * len(keys) // 3
        return cls(
            Samples(rows[:split], computed[:split]),
            Samples(rows[split:], measured[split:]),
            Materials(tuple(keys[:split]), tuple(keys[split:]), kind),
        )

    def attempt(self, method: TransferMethod, n: int = N, m: int = M) -> Attempt:
        """Return what a method may use at n and m, as a study hands it on: no more than it uses."""
        # Copies: what one method writes into does not reach the next.
        engine = Engine(
            Samples(self.source.descriptors.copy(), self.source.values.copy()),
            Samples(self.target.descriptors.copy(), self.target.values.copy()),
            recipe=RECIPE,
            largest_n=len(self.source.values),
            materials=lambda: self.materials,
        )
        pretrained = None
        if method.uses_source:
            pretrained = engine.pretrain(
                self._shuffled(self.source, n),
                start=engine.start(_generator("start")),
                shuffles=_generator("pretrain"),
            )
        rows = self._shuffled(self.target, m if method.uses_target else 0)
        return Attempt(engine, pretrained, rows, _generator)

    @staticmethod
    def _shuffled(samples: Samples, count: int) -> np.typing.NDArray[np.int32]:
        order = np.random.default_rng(1).permutation(len(samples.values))
        return order[:count].astype(np.int32)


Check = Callable[[TransferMethod, SmallStudy], None]


def has_what_a_method_needs(method: TransferMethod, study: SmallStudy) -> None:
    """It has every attribute, a name that can stand in a file, and a title of one line."""
    METHODS.checked(method)
    _require(
        re.fullmatch(NAME, method.name) is not None,
        f"its name is {method.name!r}, but small letters, digits and single hyphens are allowed",
    )
    _require(
        method.title.strip() != "" and "\n" not in method.title,
        f"its title is {method.title!r}, but has to be one line",
    )
    for flag in ("uses_source", "uses_target"):
        found = getattr(method, flag)
        _require(isinstance(found, bool), f"its {flag} is {found!r}, but has to be True or False")
    _require(
        method.uses_source or method.uses_target,
        "it uses neither source nor target samples, and so has nothing to learn from",
    )
    method.ready()


def predicts_every_target_material(method: TransferMethod, study: SmallStudy) -> None:
    """It returns one finite double for each target material, in the target's unit."""
    _predicted(method, study)


def learns_from_two_samples(method: TransferMethod, study: SmallStudy) -> None:
    """It works with as few samples as a study may ask for: two."""
    _predicted(method, study, n=2, m=2)


def repeats_itself(method: TransferMethod, study: SmallStudy) -> None:
    """The same attempt gives the same numbers: random ones are the attempt's own."""
    first, again = _predicted(method, study), _predicted(method, study)
    _require(
        np.array_equal(first, again),
        "two equal attempts gave different numbers; take random ones from attempt.generator",
    )


def reads_no_test_value(method: TransferMethod, study: SmallStudy) -> None:
    """Predictions do not change with target values outside the training rows."""
    rows = study.attempt(method).rows
    altered = replace(study, target=_altered(study.target, rows))
    _require(
        np.array_equal(_predicted(method, study), _predicted(method, altered)),
        "its predictions change with values of target materials that it may not train on",
    )


def reads_no_other_source_value(method: TransferMethod, study: SmallStudy) -> None:
    """Predictions do not change with source values outside this trial's n."""
    rows = study.attempt(method).source_rows
    altered = replace(study, source=_altered(study.source, rows))
    _require(
        np.array_equal(_predicted(method, study), _predicted(method, altered)),
        "its predictions change with values of source materials that are not among the trial's n",
    )


def leaves_its_inputs_alone(method: TransferMethod, study: SmallStudy) -> None:
    """It changes no array that it is given: other methods use the same ones."""
    attempt = study.attempt(method)
    given: dict[str, np.typing.NDArray[Any]] = {
        "source descriptors": attempt.engine.source.descriptors,
        "source values": attempt.engine.source.values,
        "target descriptors": attempt.engine.target.descriptors,
        "target values": attempt.engine.target.values,
        "rows": attempt.rows,
        "source rows": attempt.source_rows,
    }
    if attempt.pretrained is not None:
        given["predictions of the pretrained network"] = attempt.pretrained.on_target
    before = {what: array.copy() for what, array in given.items()}
    method.predict(attempt)
    for what, array in given.items():
        _require(np.array_equal(array, before[what]), f"it changes the {what} in place")


METHOD_CHECKS: tuple[Check, ...] = (
    has_what_a_method_needs,
    predicts_every_target_material,
    learns_from_two_samples,
    repeats_itself,
    reads_no_test_value,
    reads_no_other_source_value,
    leaves_its_inputs_alone,
)
"""Every check: takes a method and a small study."""


def check_method(method: TransferMethod, study: SmallStudy | None = None) -> None:
    """Run all checks.

    Parameters
    ----------
    method
        The method.
    study
        Where to run it; give one with materials of its kind where it reads the materials
        themselves and does not take molecules.

    Raises
    ------
    AssertionError
        With what is not as it should be.
    InputError
        If the object lacks what a method must have.
    """
    study = SmallStudy.of() if study is None else study
    for check in METHOD_CHECKS:
        check(method, study)


def _predicted(method: TransferMethod, study: SmallStudy, n: int = N, m: int = M) -> Float64:
    found = method.predict(study.attempt(method, n, m))
    wanted = study.target.values.shape
    _require(isinstance(found, np.ndarray), f"it returned {type(found).__name__}, but no array")
    _require(
        found.shape == wanted,
        f"it returned shape {found.shape}, but {wanted} is needed: one for each target material",
    )
    _require(found.dtype == np.float64, f"it returned {found.dtype}, but float64 is needed")
    bad = int(np.count_nonzero(~np.isfinite(found)))
    _require(bad == 0, f"{bad} of its {found.size} predictions are not finite")
    return found


def _altered(samples: Samples, kept: np.typing.NDArray[np.int32]) -> Samples:
    """Return samples with other values but for some rows."""
    values = np.full_like(samples.values, 1e3)
    values[kept] = samples.values[kept]
    return replace(samples, values=values)


def _generator(purpose: str) -> np.random.Generator:
    return np.random.default_rng(list(purpose.encode()))


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)
