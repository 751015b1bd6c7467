"""docs/methods-benchmarks.md, from the cells that were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.methods import chemprop_page

from simlaw.disk.whole_files import write_text

PAGE = Path("docs/methods-benchmarks.md")

ALONE = (
    "direct", "gaussian-process", "extra-trees", "quantile-boosting", "gradient-boosting",
)  # fmt: skip

Rows = list[dict[str, Any]]

HEAD = """# Methods measured

<!-- Written by `python -m benchmarks.methods.blend`; change benchmarks/methods, not this page. -->

The [blend](concepts/methods.md#what-each-does) beside its parts, on splits of the shipped studies.
All numbers are mean absolute errors on held-out measured materials, means over a few replicates:
{replicates}.
The replicates of a study draw from one table, so a difference of one or two in a hundred is within
what another table might turn round. No interval is given for so few.
They were measured before the recipe of fine-tuning was [settled](recipe.md), and have to be
measured again. The share drawn to equal weights, the length of inner trainings and when the column
is left out were chosen with these replicates in view, so that the blend's figures are a little too
good.

- *pick*: the single method whose part of the blend had the least error on training materials that
  it was not shown. The same inner trainings give the weights of the blend.
- *best alone*: the best, in hindsight, of those that never see a computed value:
  {alone}.
- *best single*: the best of all single methods in hindsight, by the mean over the replicates of a
  row. Nobody could have known it; the blend is not expected to beat it everywhere.

```sh
{command}
```

measures what is not yet in `benchmarks/results/methods/` and writes this page; one case by its
name.
"""


def cells(rows_of: Mapping[str, Rows]) -> pd.DataFrame:
    """Return one row a case, n and m: mean errors over replicates, and ratios of the blend's."""
    out = []
    for case, rows in rows_of.items():
        sizes = sorted({(row["m"], row["n"]) for row in rows})
        for m, n in sizes:
            of = [row for row in rows if (row["m"], row["n"]) == (m, n)]
            errors = pd.DataFrame([row["errors"] for row in of]).mean()
            alone = errors[list(ALONE)]
            blend = float(np.mean([row["blend"] for row in of]))
            out.append(
                {
                    "case": case, "m": m, "n": n, "replicates": len(of), "blend": blend,
                    "pick": float(np.mean([row["pick"] for row in of])),
                    "alone": float(alone.min()), "which alone": str(alone.idxmin()),
                    "single": float(errors.min()), "which single": str(errors.idxmin()),
                    "lost": sum(row["blend"] > row["pick"] for row in of),
                }
            )  # fmt: skip
    found = pd.DataFrame(out)
    for other in ("pick", "alone", "single"):
        found[f"to {other}"] = found["blend"] / found[other]
    return found


def write_page(rows_of: Mapping[str, Rows]) -> None:
    """Write the page."""
    table = cells(rows_of)
    counts = {case: sorted({row["replicate"] for row in rows}) for case, rows in rows_of.items()}
    replicates = ", ".join(f"{len(found)} of {case}" for case, found in counts.items())
    head = HEAD.format(
        replicates=replicates,
        alone=", ".join(f"`{name}`" for name in ALONE),
        command="python -m benchmarks.methods.blend",
    )
    parts = [head, worse(table), overall(table), every(table), alone(rows_of)]
    parts += [weights(rows_of), times(rows_of), chemprop_page.section()]
    write_text(PAGE, "\n".join(parts))


def worse(table: pd.DataFrame) -> str:
    """Return what the blend loses, the worst first."""
    lines = ["## Where the blend is worse", ""]
    for other, words in (
        ("alone", "Than the best method without simulations"),
        ("pick", "Than the pick"),
        ("single", "Than the best single method in hindsight"),
    ):
        behind = table[table[f"to {other}"] > 1.0].sort_values(f"to {other}", ascending=False)
        lines += [f"{words}: {len(behind)} of {len(table)} cells.", ""]
        for _, row in behind.head(6).iterrows():
            which = f", `{row[f'which {other}']}`" if other != "pick" else ""
            lines.append(
                f"- {row['case']}, m = {row['m']:,}, n = {row['n']:,}: {row['blend']:.4g} against "
                f"{row[other]:.4g}{which} ({_percent(row[f'to {other}'])})"
            )
        lines += ["", f"…and {len(behind) - 6} more, each less."] if len(behind) > 6 else []
        lines.append("")
    return "\n".join(lines)


def overall(table: pd.DataFrame) -> str:
    """Return geometric means of the blend's error over that of others, by case and in all."""
    lines = [
        "## In all", "",
        "Geometric mean over the cells of the blend's error divided by another's.", "",
        "| case | cells | to the pick | to the best alone | to the best single |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    cases = list(dict.fromkeys(table["case"]))
    for name, of in [(case, table[table["case"] == case]) for case in cases] + [("all", table)]:
        means = [float(np.exp(np.log(of[f"to {k}"]).mean())) for k in ("pick", "alone", "single")]
        lines.append(f"| {name} | {len(of)} | " + " | ".join(f"{x:.3f}" for x in means) + " |")
    return "\n".join([*lines, ""])


def every(table: pd.DataFrame) -> str:
    """Return every cell."""
    lines = [
        "## Every cell", "",
        "*Lost*: replicates in which the blend is worse than the pick.", "",
        "| case | m | n | blend | pick | best alone | best single | lost |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for _, row in table.iterrows():
        lines.append(
            f"| {row['case']} | {row['m']:,} | {row['n']:,} | {row['blend']:.4g} | "
            f"{row['pick']:.4g} | {row['alone']:.4g} (`{row['which alone']}`) | "
            f"{row['single']:.4g} (`{row['which single']}`) | {row['lost']} of "
            f"{row['replicates']} |"
        )
    return "\n".join([*lines, ""])


def alone(rows_of: Mapping[str, Rows]) -> str:
    """Return mean errors of what learns from the measurements alone, and of what has the column."""
    lines = [
        "## Without simulations", "",
        "The smallest of a line is bold. Beside them `extra-trees-column` at the largest n: the "
        "same trees with one more column.", "",
        "| case | m | " + " | ".join(f"`{name}`" for name in ALONE) + " | `extra-trees-column` |",
        "|---|---|---|" + "---|" * len(ALONE),
    ]  # fmt: skip
    for case, rows in rows_of.items():
        for m in sorted({row["m"] for row in rows}):
            most = max(row["n"] for row in rows if row["m"] == m)
            of = [row["errors"] for row in rows if (row["m"], row["n"]) == (m, most)]
            means = {k: float(np.mean([one[k] for one in of])) for k in ALONE}
            column = float(np.mean([one["extra-trees-column"] for one in of]))
            least = min(means.values())
            shown = [f"**{x:.4g}**" if x == least else f"{x:.4g}" for x in means.values()]
            lines.append(f"| {case} | {m:,} | " + " | ".join([*shown, f"{column:.4g}"]) + " |")
    return "\n".join([*lines, ""])


def weights(rows_of: Mapping[str, Rows]) -> str:
    """Return mean weights by case and m, over n and replicates."""
    names = list(dict.fromkeys(k for rows in rows_of.values() for r in rows for k in r["weights"]))
    lines = [
        "## Weights", "",
        "Mean weight of each part over n and replicates, in hundredths; `smooth` is the Gaussian "
        "process of `residual` on the measurements alone. A slow part that was left out counts as "
        "zero.", "",
        "| case | m | " + " | ".join(f"`{name}`" for name in names) + " |",
        "|---|---|" + "---|" * len(names),
    ]  # fmt: skip
    for case, rows in rows_of.items():
        for m in sorted({row["m"] for row in rows}):
            of = [row["weights"] for row in rows if row["m"] == m]
            means = [np.mean([one.get(name, 0.0) for one in of]) for name in names]
            lines.append(
                f"| {case} | {m:,} | " + " | ".join(f"{100 * x:.0f}" for x in means) + " |"
            )
    return "\n".join([*lines, ""])


def times(rows_of: Mapping[str, Rows]) -> str:
    """Return seconds of processor time by case and m."""
    lines = [
        "## Time", "",
        "Median seconds of processor time on one core of the machine that measured, busy with "
        "other work. *First* is at the first n of a replicate, where the parts that learn from "
        "the measurements alone are worked out; *then* at every other n. Pretraining is shared by "
        "all m and methods.", "",
        "| case | m | blend, first | blend, then | `fine-tune` | `extra-trees-column` | "
        "pretraining, largest n |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for case, rows in rows_of.items():
        first = min(row["n"] for row in rows)
        most = max(row["n"] for row in rows)
        for m in sorted({row["m"] for row in rows}):
            of = [row for row in rows if row["m"] == m]
            found = [
                np.median([row["seconds"] for row in of if row["n"] == first]),
                np.median([row["seconds"] for row in of if row["n"] != first]),
                np.median([row["seconds of"]["fine-tune"] for row in of]),
                np.median([row["seconds of"]["extra-trees-column"] for row in of]),
                np.median([row["pretraining"] for row in of if row["n"] == most]),
            ]
            lines.append(f"| {case} | {m:,} | " + " | ".join(f"{x:.2g}" for x in found) + " |")
    return "\n".join([*lines, ""])


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.1f} %".replace("-", "−")
