"""Errors and laws of classes of materials, each drawn towards the whole by how little it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simlaw.decide.materials.mean_errors import MeanErrors, mean_errors
from simlaw.decide.materials.shrinkage import Shrunk, shrink
from simlaw.law.estimate import Estimate, Note
from simlaw.law.fit import fit
from simlaw.law.law import Law
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import MeanNoise, noise_of_means

Floats = npt.NDArray[np.float64]

LEAST = 5
"""Fewest tested materials of a class that is shown on its own."""

PRIOR = 4.0
"""Degrees of freedom that the spread within all classes adds to that within one (Smyth 2004, doi
10.2202/1544-6115.1027, with a number that is set and not fitted)."""

HELP, HARM, OPEN = "help", "harm", "open"


@dataclass(frozen=True)
class MaterialClass:
    """What a run shows of one class.

    Attributes
    ----------
    name
        Of the class.
    materials
        Tested materials in it.
    error
        Mean absolute error at the largest n, shrunk, with its interval for new materials of the
        class.
    own_error
        The plain mean over its materials.
    ratio
        Error at the largest n over that of direct learning, shrunk; None without direct learning.
    own_ratio
        The plain one.
    effect
        Whether simulations `HELP` it or `HARM` it by that interval, or that is `OPEN`.
    fall
        Error at the largest n over that at the smallest, shrunk.
    law
        Its law; None with fewer than three sizes, or where laws are not asked for.
    """

    name: str
    materials: int
    error: Estimate
    own_error: float
    ratio: Estimate | None
    own_ratio: float | None
    effect: str
    fall: Estimate
    law: Law | None = None


@dataclass(frozen=True)
class ClassErrors:
    """What a run shows of all classes.

    Attributes
    ----------
    classes
        Those with `LEAST` materials or more, the largest first.
    by
        What the classes are, such as ``"scaffold"``.
    method, m, n
        Whose errors, and the sizes.
    whole
        Mean absolute error of all tested materials at the largest n.
    whole_ratio
        That over direct learning; None without it.
    small, small_materials
        Number of smaller classes, and of their materials.
    between
        Standard deviation between classes of the log of the ratio, chance taken out; of the log of
        the error where there is no direct learning.
    level
        Of the intervals.
    """

    classes: tuple[MaterialClass, ...]
    by: str
    method: str
    m: int
    n: tuple[int, ...]
    whole: float
    whole_ratio: float | None
    small: int
    small_materials: int
    between: float
    level: float

    def of_effect(self, effect: str) -> tuple[MaterialClass, ...]:
        """The classes that simulations help, harm, or where that is open."""
        return tuple(one for one in self.classes if one.effect == effect)


@dataclass(frozen=True)
class ClassQuestion:
    """What is asked of the classes.

    Attributes
    ----------
    method, m, n
        Whose errors, and at which sizes, increasing.
    direct
        Name of the method that learns from measurements alone; empty where there is none.
    by
        What the classes are.
    level
        Of the intervals.
    laws
        How many of the largest classes get a law.
    limits
        What else than the source limits the errors; a note of every law.
    """

    method: str
    m: int
    n: tuple[int, ...]
    direct: str = "direct"
    by: str = "class"
    level: float = 0.9
    laws: int = 0
    limits: tuple[Note, ...] = ()

    @property
    def cells(self) -> list[Cell]:
        """Those with simulations."""
        return [(self.method, self.m, n) for n in self.n]


def class_errors(
    errors: MaterialErrors, labels: Sequence[str], question: ClassQuestion
) -> ClassErrors:
    """Return what a run shows of classes of materials.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    labels
        Class of each of the N materials.
    question
        Which errors, and how sure.

    Notes
    -----
    A class's number is the log of its mean over that of all tested materials. Its variance is that
    of its materials, whose spread within the class is drawn towards the spread within all. The
    factor on the whole curve, its tilt against log n and the ratio to direct learning are shrunk
    one by one, see `simlaw.decide.materials.shrinkage`.

    Raises
    ------
    InputError
        If no replicate has all the errors asked for.
    """
    cells = question.cells
    alone = (question.direct, question.m, 0)
    if question.direct:
        cells = [*cells, alone]
    found = mean_errors(errors, cells)
    names, sizes = _large(labels, found)
    tested = np.flatnonzero(found.tested)
    whole = found.size[:, tested].mean(axis=1)
    size = found.size / whole[:, None]
    members = [tested[[labels[i] == name for i in tested.tolist()]] for name in names]
    count = len(question.n)
    at = np.log(np.array(question.n, dtype=np.float64))
    middle = at - at.mean()
    level = np.full(count, 1.0 / count)
    tilt = middle / max(float(middle @ middle), 1e-300)
    last, rise = np.zeros(count), np.zeros(count)
    last[-1] = rise[-1] = 1.0
    rise[0] -= 1.0
    extra = [0.0] if question.direct else []
    contrasts = [np.append(one, extra) for one in (last, level, tilt, rise)]
    if question.direct:
        contrasts.append(np.append(last, -1.0))
    parts = [_shrunk(size, members, contrast) for contrast in contrasts] if names else []
    shown = []
    for number, name in enumerate(names):
        here = [_ratio(part, number, question.level) for part in parts]
        own = size[:, members[number]].mean(axis=1) * whole
        ratio = own_ratio = None
        effect = OPEN
        if question.direct:
            ratio = _times(here[4], whole[count - 1] / whole[count])
            own_ratio = float(own[count - 1] / own[count])
            effect = HELP if ratio.high < 1 else HARM if ratio.low > 1 else OPEN
        law = None
        if number < question.laws and count >= 3:
            noise = noise_of_means(errors, question.cells)
            law = _law(question, whole[:count], noise, (parts[1], parts[2], middle, number))
        shown.append(
            MaterialClass(
                name,
                sizes[number],
                _times(here[0], float(whole[count - 1])),
                float(own[count - 1]),
                ratio,
                own_ratio,
                effect,
                _times(here[3], float(whole[count - 1] / whole[0])),
                law,
            )
        )
    everything = {labels[i] for i in tested.tolist()}
    return ClassErrors(
        classes=tuple(shown),
        by=question.by,
        method=question.method,
        m=question.m,
        n=question.n,
        whole=float(whole[count - 1]),
        whole_ratio=float(whole[count - 1] / whole[count]) if question.direct else None,
        small=len(everything) - len(names),
        small_materials=int(tested.size - sum(sizes)),
        between=parts[-1].between if len(names) > 1 else 0.0,
        level=question.level,
    )


def _large(labels: Sequence[str], found: MeanErrors) -> tuple[list[str], list[int]]:
    """Names of the classes that are large enough, with their tested materials."""
    counts: dict[str, int] = {}
    for number in np.flatnonzero(found.tested).tolist():
        counts[labels[number]] = counts.get(labels[number], 0) + 1
    order = sorted(counts, key=lambda name: (-counts[name], name))
    names = [name for name in order if counts[name] >= LEAST]
    return names, [counts[name] for name in names]


def _shrunk(size: Floats, members: Sequence[npt.NDArray[np.intp]], contrast: Floats) -> Shrunk:
    """A contrast of log means of all classes, shrunk.

    Parameters
    ----------
    size
        Errors over those of the whole, float64 of shape (k, N).
    members
        Materials of each class.
    contrast
        Weight of each of the k logs.
    """
    own, spread, count = [], [], []
    for one in members:
        mean = size[:, one].mean(axis=1)
        moved = contrast @ (size[:, one] / mean[:, None])
        own.append(float(contrast @ np.log(mean)))
        spread.append(float(moved.var(ddof=1)))
        count.append(float(one.size))
    within, free = np.array(spread), np.array(count) - 1
    pooled = float(np.average(within, weights=free))
    variance = (free * within + PRIOR * pooled) / (free + PRIOR) / np.array(count)
    return shrink(np.array(own), np.maximum(variance, 1e-12))


def _ratio(part: Shrunk, number: int, level: float) -> Estimate:
    half = float(ndtri((1 + level) / 2)) * float(part.deviation[number])
    middle = float(part.estimate[number])
    return Estimate(math.exp(middle), math.exp(middle - half), math.exp(middle + half), level)


def _times(one: Estimate, factor: float) -> Estimate:
    factor = float(factor)
    return Estimate(one.estimate * factor, one.low * factor, one.high * factor, one.level)


def _law(
    question: ClassQuestion,
    whole: Floats,
    noise: MeanNoise | None,
    parts: tuple[Shrunk, Shrunk, Floats, int],
) -> Law:
    """The law of the whole curve times a class's factor and tilt."""
    factor, tilt, middle, number = parts
    curve = whole * np.exp(factor.estimate[number] + tilt.estimate[number] * middle)
    covariance = np.full((middle.size, middle.size), factor.deviation[number] ** 2)
    covariance += np.outer(middle, middle) * tilt.deviation[number] ** 2
    freedom = 30.0
    if noise is not None:
        covariance, freedom = covariance + noise.covariance, noise.freedom
    law = fit(
        np.array(question.n, dtype=np.float64),
        curve,
        level=question.level,
        noise=MeanNoise(covariance, freedom),
    )
    return replace(law, notes=(*law.notes, *question.limits))
