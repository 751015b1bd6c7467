"""The pretrained prediction as one more column of any regressor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from simlaw.transfer.methods.extra_trees import ExtraTrees
from simlaw.transfer.methods.protocol import Attempt
from simlaw.transfer.methods.scikit_learn import Regressor, learn_from_target, ready
from simlaw.transfer.scaler import Float64


@dataclass(frozen=True)
class PredictionColumn:
    """A transfer method: a regressor that also reads what the pretrained network predicts.

    Of several sources that are kept apart, the network of each gives a column.

    The network never sees a measurement and the regressor never sees a computed value: it weighs
    the prediction as one column among the descriptors.

    Attributes
    ----------
    name, title
        As in `TransferMethod`.
    model
        ``model(attempt, width)`` makes a regressor for rows of so many columns, the predictions the
        last of them; anything with ``fit`` and ``predict`` as in scikit-learn.
    ready
        As in `TransferMethod`; scikit-learn is asked for unless it is given.

    Examples
    --------
    A regressor of one's own, in the methods of a study::

        from sklearn.svm import SVR

        mine = PredictionColumn("svm-column", "a support vector machine", lambda *_: SVR())
        simlaw.Study(source, target, methods=["fine-tune", mine], ...)
    """

    uses_source: ClassVar[bool] = True
    uses_target: ClassVar[bool] = True

    name: str
    title: str
    model: Callable[[Attempt, int], Regressor]
    ready: Callable[[], object] = ready

    @property
    def made_of(self) -> Callable[[Attempt, int], Regressor]:
        """What makes the regressor, which says whose method it is."""
        return self.model

    def predict(self, attempt: Attempt, /) -> Float64:
        """Fit the regressor on the target samples, float64 ``(target rows,)``."""
        columns = (attempt.source.on_target, *attempt.others)
        return learn_from_target(attempt, lambda width: self.model(attempt, width), *columns)


def trees(attempt: Attempt, width: int) -> ExtraTrees:
    """Return the trees of `extra-trees`."""
    return ExtraTrees(attempt.seed("extra-trees"))


EXTRA_TREES_COLUMN = PredictionColumn(
    "extra-trees-column",
    "extra trees with the pretrained prediction as one more column (needs scikit-learn)",
    trees,
)
