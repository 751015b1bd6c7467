"""The section of docs/decision-benchmarks.md on not simulating, from what was recorded."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlaw.decide.money.without_simulations import SURE_ENOUGH
from simlaw.disk.whole_files import write_text

PAGE = Path("docs/decision-benchmarks.md")
BEGIN, END = "<!-- begin of not-simulating -->", "<!-- end of not-simulating -->"


def losses(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Relative losses of the advice and regrets of the policies, one row a budget."""
    out = []
    for row in rows:
        best = min(row["policies"].values())
        # The rule as it stands, on the two purchases that were recorded.
        simulate = row["probability"] >= SURE_ENOUGH
        error = row["with"] if simulate else row["policies"]["no simulations"]
        out.append(
            {
                **{k: row[k] for k in ("kind", "materials", "replicates")},
                "probability": row["probability"],
                "simulate": simulate,
                "loss": error / best - 1,
                "to none": error / row["policies"]["no simulations"] - 1,
                "with wins": row["with"] < row["policies"]["no simulations"],
                **{f"regret {p}": x / best - 1 for p, x in row["policies"].items()},
            }
        )
    return pd.DataFrame(out)


def write_page(
    rows: list[dict[str, Any]], fresh: list[dict[str, Any]], grids: list[dict[str, Any]]
) -> None:
    """Put the section between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    write_text(PAGE, f"{head}{BEGIN}\n{section(rows, fresh, grids)}\n{END}{tail}")


def section(
    rows: list[dict[str, Any]], fresh: list[dict[str, Any]], grids: list[dict[str, Any]]
) -> str:
    """Return the section as Markdown."""
    table = losses(rows)
    large, small = table[table["materials"] >= 400], table[table["materials"] < 400]
    lines = [
        "| Table | Budgets | Loses more than 2 % | More than 5 % | Most lost to not simulating | "
        "Mean regret |",
        "|---|---|---|---|---|---|",
    ]
    groups = [("400 measured materials and more", large), ("46 to 118", small)]
    if fresh:
        new = losses(fresh)
        groups += [
            (f"{name}, further surfaces", new[there])
            for name, there in (
                ("400 and more", new["materials"] >= 400),
                ("46 to 118", new["materials"] < 400),
            )
        ]
    for name, part in groups:
        lines.append(
            f"| {name} | {len(part)} | {(part['loss'] > 0.02).mean():.1%} | "
            f"{(part['loss'] > 0.05).mean():.1%} | {max(part['to none'].max(), 0):.1%} | "
            f"{part['loss'].clip(lower=0).mean():.2%} |"
        )
    lines += ["", "Mean regret of a single fixed policy on the same budgets:", ""]
    names = list(rows[0]["policies"])
    lines += [f"| Table | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for name, part in (("400 and more", large), ("46 to 118", small)):
        cells = " | ".join(f"{part[f'regret {one}'].mean():.2%}" for one in names)
        lines.append(f"| {name} | {cells} |")
    lines += ["", "By kind of surface (all tables):", ""]
    lines += ["| Transfer | Budgets | Simulating advised | Loses more than 2 % | Mean regret |"]
    lines += ["|---|---|---|---|---|"]
    for name, part in table.groupby("kind"):
        lines.append(
            f"| {name} | {len(part)} | {part['simulate'].mean():.0%} | "
            f"{(part['loss'] > 0.02).mean():.1%} | {part['loss'].clip(lower=0).mean():.2%} |"
        )
    lines += [
        "",
        "The answer says how probably simulating is better; it was:",
        "",
        "| Probability said | Budgets | Simulating was better in |",
        "|---|---|---|",
    ]
    bins = np.array([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0001])
    for low, high in pairwise(bins):
        part = table[(table["probability"] >= low) & (table["probability"] < high)]
        if len(part):
            share = part["with wins"].mean()
            lines.append(f"| {low:.0%} to {min(high, 1):.0%} | {len(part)} | {share:.0%} |")
    lines += ["", "Measured grids, replayed (true error of the advice, and of the policies):", ""]
    lines += [
        "| Grid | Owned n, m | Advised n, m | Advice | No simulations | All measurements | "
        "All simulations | Half and half |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in grids:
        errors = ("advice", "no simulations", "all measurements", "all simulations")
        cells = " | ".join(f"{row[one]:.4g}" for one in (*errors, "half and half"))
        lines.append(
            f"| {row['grid']} | {row['owned n']:,}, {row['owned m']} | "
            f"{row['advised n']:,}, {row['advised m']} | {cells} |"
        )
    return "\n".join(lines)
