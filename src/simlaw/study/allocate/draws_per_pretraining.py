"""How many draws of test set and target samples one pretraining should serve.

Errors scatter with the pretraining (its source samples, its start) and with each draw that is
measured on it. A replicate of d draws has the covariance ``between + within / d`` and takes the
seconds ``pretraining + d * draw``: two-stage sampling, with pretrainings as primary and draws as
secondary trials (Cochran, *Sampling Techniques*, 3rd edition, 1977, chapter 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.law import Law
from simlaw.law.replicate_spread import spread_of
from simlaw.study.allocate.next_trials import known_covariance, rates
from simlaw.study.run.trial import Finished

Floats = npt.NDArray[np.float64]

LEAST = 4
"""Fewest replicates with all sizes from which components are told."""

MOST_DRAWS = 16
"""No more draws than this are recommended: their test sets hold out most of the target."""


@dataclass(frozen=True)
class Components:
    """How errors scatter and what they cost, by pretraining and by draw.

    Attributes
    ----------
    between
        Relative covariance between sizes over pretrainings, (k, k).
    within
        The same over draws measured on one pretraining, (k, k).
    pretraining, draw
        Typical seconds of a pretraining and of what is measured on it in one draw, (k,).
    draws
        Number of draws that this was seen with.
    """

    between: Floats
    within: Floats
    pretraining: Floats
    draw: Floats
    draws: int

    def covariance(self, draws: int) -> Floats:
        """Relative covariance of a replicate's errors between sizes, (k, k)."""
        return np.asarray(self.between + self.within / draws)

    def seconds(self, draws: int) -> Floats:
        """Seconds of a trial at each size, (k,)."""
        return np.asarray(self.pretraining + draws * self.draw)


def components_of(
    finished: Iterable[Finished], sizes: Sequence[int], *, m: int, method: str, metric: str = "mae"
) -> Components | None:
    """Return the components of one method at one m, None where draws or replicates are too few.

    Parameters
    ----------
    finished
        Finished trials; replicates that lack a size are left aside.
    sizes
        Source sizes, (k,).
    m, method, metric
        Which errors.
    """
    at, which = {n: i for i, n in enumerate(sizes)}, ("mae", "rmse").index(metric)
    found: dict[int, dict[int, tuple[list[float], float, float]]] = {}
    for done in finished:
        row = next((r for r in done.rows if r.m == m and r.method == method), None)
        if done.trial.n in at and row is not None and row.draws and done.pretraining is not None:
            entry = [pair[which] for pair in row.draws], done.pretraining, done.seconds
            found.setdefault(done.trial.replicate, {})[done.trial.n] = entry
    whole = [one for _, one in sorted(found.items()) if len(one) == len(sizes)]
    if len(whole) < LEAST:
        return None
    errors = np.array([[one[n][0] for n in sizes] for one in whole])
    shared, total = np.median(
        [[[one[n][i] for n in sizes] for one in whole] for i in (1, 2)], axis=1
    )
    draws, rows = errors.shape[2], errors.mean(axis=2)
    mean = rows.mean(axis=0)
    apart = (errors - rows[:, :, None]) / mean[None, :, None]
    within = np.einsum("rid,rjd->ij", apart, apart) / (len(whole) * (draws - 1))
    spread = spread_of(rows, mean)
    # What draws leave of the scatter of replicates, as far as it is a covariance.
    left = np.outer(spread.scale, spread.scale) * spread.correlation - within / draws
    values, vectors = np.linalg.eigh(left)
    between = (vectors * np.maximum(values, 0.0)) @ vectors.T
    per_draw = np.maximum(total - shared, 1e-6) / draws
    return Components(between, within, np.maximum(shared, 0.0), per_draw, draws)


def time_by_draws(components: Components, law: Law, at: float) -> Floats:
    """Seconds for the same gain in sureness of a forecast, by number of draws.

    Parameters
    ----------
    components
        At the sizes of the law.
    law
        As it is known so far.
    at
        Size that the forecast is for.

    Returns
    -------
    float64 of shape (MOST_DRAWS,)
        For 1, 2, ... draws, relative to the number of draws that the components were seen with.
    """
    counts = range(1, MOST_DRAWS + 1)
    known, few = known_covariance(law, at), 1e-9 * np.eye(law.n.size)
    told = [np.linalg.inv(components.covariance(d) + few) for d in (*counts, components.draws)]
    prices = np.array([components.seconds(d).sum() for d in (*counts, components.draws)])
    gain = rates(known, np.array(told, dtype=np.float64), prices)
    return np.asarray(gain[-1] / gain[:-1])


@dataclass(frozen=True)
class DrawsAdvice:
    """What several draws on each pretraining showed, and how many would be best.

    Attributes
    ----------
    share
        The draws' share of the scatter between single runs at each size.
    pretraining_seconds, draw_seconds
        Of a pretraining, and of what is measured on it in one draw, at each size.
    best
        Number of draws at which a forecast grows sure soonest.
    time
        The time it takes then, relative to the number of draws that was run.
    """

    share: tuple[float, ...]
    best: int
    time: float
    pretraining_seconds: tuple[float, ...] = ()
    draw_seconds: tuple[float, ...] = ()


def advice(components: Components, law: Law, at: float) -> DrawsAdvice:
    """Return what is known of the draws, the best number of them included."""
    times = time_by_draws(components, law, at)
    best = int(np.argmin(times))
    own = np.diag(components.within)
    return DrawsAdvice(
        share=tuple(round(float(x), 3) for x in own / (own + np.diag(components.between))),
        best=best + 1,
        time=round(float(times[best]), 3),
        pretraining_seconds=tuple(round(float(x), 4) for x in components.pretraining),
        draw_seconds=tuple(round(float(x), 4) for x in components.draw),
    )
