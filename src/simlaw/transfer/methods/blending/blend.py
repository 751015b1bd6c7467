"""A blend: methods that use the computed data and methods that do not, weighed on the training.

Nobody knows beforehand which method a table suits, nor whether its computed data help. Each part
says of every training material what it would predict without having seen it; weights of least
absolute error are found on that (`simplex_weights`), and so no test material is looked at. What
does not depend on n is worked out once for each m of a replicate.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from simlaw.transfer.engine import Engine
from simlaw.transfer.methods.blending import blend_parts
from simlaw.transfer.methods.blending.blend_parts import Part
from simlaw.transfer.methods.blending.inner_folds import Learned, Places, inner_folds
from simlaw.transfer.methods.blending.simplex_weights import EQUAL_BELOW, blend_weights
from simlaw.transfer.methods.protocol import Attempt
from simlaw.transfer.methods.scikit_learn import ready
from simlaw.transfer.scaler import Float64

HOPELESS = 1.25
"""A slow part is left out where its scout's error on what it had not seen is so many times that of
the best part."""

KEPT = 16
"""How many attempts' parts without computed data are kept at hand: some m of some replicates."""


@dataclass(frozen=True, eq=False)
class Blend:
    """A transfer method made of others.

    Attributes
    ----------
    name, title
        As in `TransferMethod`.
    both
        Its parts that learn from both tables, by name.
    alone
        Its parts that learn from the measurements alone, by name.
    scouts
        By the name of a slow part in `both` its like in `alone`: where that does much worse than
        the best of the others, the slow part is left out.
    """

    uses_source: ClassVar[bool] = True
    uses_target: ClassVar[bool] = True

    name: str
    title: str
    both: Mapping[str, Part]
    alone: Mapping[str, Part]
    scouts: Mapping[str, str] = field(default_factory=dict)

    def ready(self) -> None:
        """Import scikit-learn, whose trees are a part.

        Raises
        ------
        MissingExtraError
            If it is not installed, with the install line.
        """
        ready()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts."""
        return (*self.both, *self.alone)

    def predict(self, attempt: Attempt, /) -> Float64:
        """Return the blend of what its parts predict, float64 ``(target rows,)``."""
        learned = self.learn(attempt)
        weights = self.weights(learned, attempt.target_values)
        total = np.zeros(len(attempt.target_descriptors))
        for name, weight in weights.items():
            total += weight * learned[name].predicted
        return total

    def learn(self, attempt: Attempt) -> dict[str, Learned]:
        """Return what each part learned, by its name.

        With few training materials, or a single group of them, none are set aside.
        """
        folds = inner_folds(attempt) if len(attempt.rows) >= EQUAL_BELOW else ()
        folds = folds if len(folds) > 1 else ()
        learned = dict(zip(self.alone, _ALONE.of(self, attempt, folds), strict=True))
        for name, part in self.both.items():
            if name not in self.scouts:
                learned[name] = part(attempt, folds)
        missed = _errors(learned, attempt.target_values)
        for name, scout in self.scouts.items():
            if not folds or missed[scout] <= HOPELESS * min(missed.values()):
                learned[name] = self.both[name](attempt, folds)
        return {name: learned[name] for name in self.parts if name in learned}

    def weights(self, learned: Mapping[str, Learned], values: Float64) -> dict[str, float]:
        """Return the weight of each part, from what they learned and the m measured values.

        Equal ones where no materials were set aside.
        """
        held_out = [one.held_out for one in learned.values()]
        if not all(len(one) for one in held_out):
            return dict.fromkeys(learned, 1.0 / len(learned))
        found = blend_weights(np.column_stack(held_out), values)
        return dict(zip(learned, found.tolist(), strict=True))


def _errors(learned: Mapping[str, Learned], values: Float64) -> dict[str, float]:
    """Return the mean absolute error of each part on what it had not seen, where there is any."""
    return {
        name: float(np.abs(one.held_out - values).mean())
        for name, one in learned.items()
        if len(one.held_out)
    }


class _WithoutSource:
    """The parts that learn from measurements alone, which are the same at every n."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[
            Engine, OrderedDict[tuple[object, ...], tuple[Learned, ...]]
        ] = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, blend: Blend, attempt: Attempt, folds: Sequence[Places]) -> tuple[Learned, ...]:
        """Return them, worked out where they are not at hand."""
        groups = b"" if attempt.groups is None else attempt.groups[attempt.rows].tobytes()
        # The random numbers of an attempt are told apart by one of them.
        key = (*blend.alone, attempt.rows.tobytes(), groups, attempt.seed("blend"))
        with self._lock:
            kept = self._kept.setdefault(attempt.engine, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        found = tuple(part(attempt, folds) for part in blend.alone.values())
        with self._lock:
            kept[key] = found
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return found


_ALONE = _WithoutSource()

BLEND = Blend(
    "blend",
    "a blend of methods with and without computed data, weighed on the training materials "
    "(needs scikit-learn)",
    both=MappingProxyType(
        {
            "fine-tune": blend_parts.fine_tuned,
            "head-only": blend_parts.head_only,
            "residual": blend_parts.residual,
            "extra-trees-column": blend_parts.trees_column,
        }
    ),
    alone=MappingProxyType(
        {
            "direct": blend_parts.direct,
            "smooth": blend_parts.smooth,
            "extra-trees": blend_parts.trees,
        }
    ),
    scouts=MappingProxyType({"extra-trees-column": "extra-trees"}),
)
