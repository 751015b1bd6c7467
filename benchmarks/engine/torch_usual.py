"""PyTorch as its users write it: a data loader, a scheduler, the loss added up, default threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from task import Task
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

Turn = Callable[[int], dict[str, float]]


def pretraining(task: Callable[[], Task]) -> Turn:
    """The same recipe and number of passes; start and order of samples are PyTorch's own."""
    job = task()

    def turn(seed: int) -> dict[str, float]:
        rows = job.rows(seed)
        began = time.perf_counter()
        torch.manual_seed(seed)
        found = usual(job, rows)
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "error": float(np.abs(found - job.test_values).mean())}

    return turn


def usual(job: Task, rows: np.ndarray) -> np.ndarray:
    recipe, epochs = job.recipe, round(job.recipe.epochs)
    x = torch.tensor(job.descriptors[rows])
    y = torch.tensor(job.values[rows], dtype=torch.float32).unsqueeze(1)
    x_mean, x_std = x.mean(dim=0), x.std(dim=0)
    x_std[x_std < 1e-5] = torch.inf
    y_mean, y_std = y.mean(), y.std()
    x = ((x - x_mean) / x_std).clamp(-recipe.clip, recipe.clip)
    y = (y - y_mean) / y_std
    loader = DataLoader(TensorDataset(x, y), batch_size=recipe.batch, shuffle=True)

    sizes = job.widths
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    criterion = nn.HuberLoss(delta=recipe.huber)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.pretrain_decay(job.n)
    )
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=recipe.learning_rate,
        total_steps=epochs * len(loader),
        pct_start=0.1,
    )

    history = []
    for _ in range(epochs):
        model.train()
        running = 0.0
        for x_batch, y_batch in loader:
            optimizer.zero_grad()
            loss = criterion(model(x_batch), y_batch)
            loss.backward()
            optimizer.step()
            scheduler.step()
            running += loss.item() * len(x_batch)
        history.append(running / len(rows))

    model.eval()
    with torch.no_grad():
        tested = torch.tensor(job.test_descriptors)
        tested = ((tested - x_mean) / x_std).clamp(-recipe.clip, recipe.clip)
        return (model(tested) * y_std + y_mean).squeeze(1).numpy()
