"""scikit-learn's multilayer perceptron as a contender, on one thread."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable

import numpy as np
from task import Task

Turn = Callable[[int], dict[str, float]]


def pretraining(task: Callable[[], Task], rate: float) -> Turn:
    """Squared loss, Adam at a constant rate, the same batches and number of passes."""
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    warnings.simplefilter("ignore", ConvergenceWarning)
    job = task()
    recipe, epochs = job.recipe, round(job.recipe.epochs)

    def turn(seed: int) -> dict[str, float]:
        rows = job.rows(seed)
        began = time.perf_counter()
        scaler = StandardScaler()
        inputs = np.clip(scaler.fit_transform(job.descriptors[rows]), -recipe.clip, recipe.clip)
        centre, spread = job.values[rows].mean(), job.values[rows].std()
        network = MLPRegressor(
            hidden_layer_sizes=recipe.hidden,
            solver="adam",
            batch_size=recipe.batch,
            learning_rate_init=rate,
            max_iter=epochs,
            tol=0.0,
            n_iter_no_change=epochs + 1,
            random_state=seed,
        )
        network.fit(inputs, ((job.values[rows] - centre) / spread).astype(np.float32))
        tested = np.clip(scaler.transform(job.test_descriptors), -recipe.clip, recipe.clip)
        found = network.predict(tested) * spread + centre
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "error": float(np.abs(found - job.test_values).mean())}

    return turn
