"""A joint law known exactly, and one fitted to a simulated study of it."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from importlib import resources

import numpy as np

from simlaw.law import JointLaw, fit_joint
from simlaw.law.joint.surface import JointDraws

THETA = (3.0, 0.5, 0.4, 0.3, 0.05)
N, M = (
    axis.ravel() for axis in np.meshgrid([50.0, 200, 800, 3200, 12_000], [25.0, 50, 100, 200, 400])
)
SCHEMAS = resources.files("simlaw") / "schemas"
EXCHANGE_SCHEMA = json.loads((SCHEMAS / "exchange.schema.json").read_text())
PLAN_SCHEMA = json.loads((SCHEMAS / "plan.schema.json").read_text())


def truth(n, m, theta=THETA):
    amplitude, alpha, floor, beta, rest = theta
    return (amplitude * n**-alpha + floor) * m**-beta + rest


@functools.cache
def known(theta=THETA) -> JointLaw:
    law = fit_joint(N, M, truth(N, M, theta), resamples=50)
    draws = JointDraws(np.tile(law.theta, (2, 1)), np.zeros((2, 2)), np.zeros(2))
    return replace(law, draws=draws)


@functools.cache
def studied(seed: int, theta=THETA, replicates: int = 16, spread: float = 0.03) -> JointLaw:
    rng = np.random.default_rng(seed)
    rows = truth(N, M, theta) * (1 + spread * rng.standard_normal((replicates, N.size)))
    return fit_joint(
        np.tile(N, replicates),
        np.tile(M, replicates),
        rows.ravel(),
        replicate=np.repeat(np.arange(replicates), N.size),
        resamples=300,
        seed=seed,
    )
