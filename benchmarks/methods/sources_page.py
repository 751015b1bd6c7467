"""docs/several-sources.md: what sources that are kept apart do, and what was measured of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlaw.disk.whole_files import write_text

PAGE = Path("docs/several-sources.md")

Rows = list[dict[str, Any]]

HEAD = """# Several sources

<!-- Written by `python -m benchmarks.methods.sources`; change benchmarks/methods, not this. -->

Several sections `[[source]]` are joined to one table, or with `join = "columns"` kept apart:

1. On each source a network of its own is pretrained, on its own values in its own unit.
2. What each predicts is a column of the methods that take one: `extra-trees-column`,
   also as a part of `blend`.
3. The network of the first source is the one that `fine-tune`, `residual`, `head-only`,
   `frozen-ridge` and `zero-shot` go on with, exactly as if it were the only source. (`residual`
   with a slope for each source was tried: 3 to 5 % better on heat capacity, 76 to 83 % worse on
   the dielectric constant.)
4. A size n of the study is a row: so many materials of each source. n is their sum, and the law
   is in n along those rows.
5. A source may be of another property. Nothing is converted then, and no relation to the measured
   property is taken for granted: what its column is worth is learned from the measurements.

## In a study file

```toml
[[source]]
dataset = "mp-gap"

[[source]]
dataset = "oqmd-gap"

[target]
dataset = "expt-gap"

[design]
join = "columns"
n = { mp-gap = [50, 2000, 77000], oqmd-gap = [50, 4000, 340000] }
methods = ["fine-tune", "direct", "extra-trees", "extra-trees-column"]

[law]
method = "extra-trees-column"
```

A source is called by its dataset, by the key `name` of its section, or by its file. The lists are
equally long, of at least three sizes; from row to row no source shrinks, and their sum grows.
Without `n` each source grows from `smallest` to all that it has (or to `largest`), in `sizes`
rows. Three band gap databases are kept apart in `simlaw run band-gap-three-sources`. In Python:

```python
import simlaw
from simlaw.tables import catalog

mp, oqmd, target = (catalog.load(name) for name in ("mp-gap", "oqmd-gap", "expt-gap"))
n = {"mp-gap": [50, 2_000, 77_000], "oqmd-gap": [50, 4_000, 340_000]}
study = simlaw.Study(mp, target, beside=[oqmd], n=n, descriptor="composition")
```

- `curve.csv` has a column `n.NAME` for each source beside `n`; report and `plan.json` say the
  sizes of each.
- A tested material is kept out of every source, as `overlap` says; `simlaw check` looks at each
  source, and compares values with the measured ones where the unit allows.
- Trials are kept when a run goes on with more replicates or rows. A row whose sum is in the
  folder already, of other shares, is refused. A source that grew is another study: its run needs
  a folder of its own.
- The scale `log10` is for the target and for sources that can be converted to its unit.
- If the first source is of another property, its predictions are put on the mean and the spread
  of the m measured values before anything starts from them; `zero-shot` is then refused.
- `simlaw tune` works on one source. A single source of another property is refused.

`simlaw plan` takes a price for each source:

```sh
simlaw plan runs/mine --target-error 0.35 --cost-simulation mp-gap=2 \\
    --cost-simulation oqmd-gap=1 --cost-experiment 40
```

More simulations go in the shares of the study's last row, and cost the mean of the prices by
these shares; the answer says them, and what each source has of the n it names. Between two rows
each source grows evenly. Which shares would be best is not asked: another list of rows is another
study.

## What was measured

{replicates}, each on the shipped study's own splits at the largest n of every source; mean
absolute errors on the target's scale. The same pretrained networks serve *first* (the first
source alone) and *all*, so that the two differ by the further columns and nothing else.
Replicates draw from one small table: no interval is given, and a difference of a few in a hundred
is within what other materials might turn round.
They were measured before the recipe of fine-tuning was [settled](recipe.md), and without `blend`.

```sh
{command}
```

measures what is not yet in `benchmarks/results/methods/` and writes this page; one case by its
name.
"""

COMMAND = "python -m benchmarks.methods.sources --replicates 8"


def cells(rows_of: Mapping[str, Rows]) -> pd.DataFrame:
    """Return one row for each case, m and method that reads columns."""
    out = []
    for case, rows in rows_of.items():
        for m in sorted({row["m"] for row in rows}):
            of = [row for row in rows if row["m"] == m]
            alone = pd.DataFrame([row["alone"] for row in of]).mean()
            first = pd.DataFrame([row["first"] for row in of])
            every = pd.DataFrame([row["all"] for row in of])
            for method in every.columns:
                one, several = first[method], every[method]
                out.append(
                    {
                        "case": case, "m": m, "method": method, "replicates": len(of),
                        "first": one.mean(), "all": several.mean(),
                        "ratio": several.mean() / one.mean(),
                        "better": int((several < one).sum()),
                        "trees": alone["extra-trees"],
                        "alone": alone.min(), "which": str(alone.idxmin()),
                    }
                )  # fmt: skip
    return pd.DataFrame(out)


def write_page(rows_of: Mapping[str, Rows]) -> None:
    """Write the page."""
    table = cells(rows_of)
    counts = [f"{len({r['replicate'] for r in rows})} of {case}" for case, rows in rows_of.items()]
    # Not by format: the page has braces of its own.
    head = HEAD.replace("{replicates}", f"Replicates, at most: {', '.join(counts)}")
    head = head.replace("{command}", COMMAND)
    parts = [head, worse(table), overall(table), every(table), starts(rows_of), columns(rows_of)]
    write_text(PAGE, "\n".join(parts))


def worse(table: pd.DataFrame) -> str:
    """Return where further sources do harm, the worst first."""
    behind = table[table["ratio"] > 1.0].sort_values("ratio", ascending=False)
    lines = [
        "### Where further sources are worse", "",
        f"In {len(behind)} of {len(table)} cells the error with all sources is larger than with "
        "the first alone:", "",
    ]  # fmt: skip
    for _, row in behind.iterrows():
        lines.append(
            f"- {row['case']}, m = {row['m']:,}, `{row['method']}`: {row['all']:.4g} against "
            f"{row['first']:.4g} ({_percent(row['ratio'])}), better in {row['better']} of "
            f"{row['replicates']} replicates"
        )
    lost = table[table["all"] > table["alone"]]
    lines += ["", f"Than the better of `extra-trees` and `direct`, without any simulation: "
              f"{len(lost)} of {len(table)} cells.", ""]  # fmt: skip
    for _, row in lost.iterrows():
        lines.append(
            f"- {row['case']}, m = {row['m']:,}, `{row['method']}`: {row['all']:.4g} against "
            f"{row['alone']:.4g} (`{row['which']}`, {_percent(row['all'] / row['alone'])})"
        )
    return "\n".join([*lines, ""])


def overall(table: pd.DataFrame) -> str:
    """Return geometric means by method, same property and others apart."""
    lines = [
        "### In all", "",
        "Geometric mean over m of the error with all sources over that with the first alone; in "
        "the band gap the others are of the same property, in the polymers of another.", "",
        "| method | " + " | ".join(dict.fromkeys(table["case"])) + " |",
        "|---|" + "---|" * table["case"].nunique(),
    ]  # fmt: skip
    for method in dict.fromkeys(table["method"]):
        shown = []
        for case in dict.fromkeys(table["case"]):
            of = table[(table["case"] == case) & (table["method"] == method)]
            shown.append(f"{np.exp(np.log(of['ratio']).mean()):.3f}")
        lines.append(f"| `{method}` | " + " | ".join(shown) + " |")
    return "\n".join([*lines, ""])


def every(table: pd.DataFrame) -> str:
    """Return every cell."""
    lines = [
        "### Every cell", "",
        "*Trees alone*: `extra-trees`, which sees no simulation.", "",
        "| case | m | method | trees alone | first | all | change | all better |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for _, row in table.iterrows():
        lines.append(
            f"| {row['case']} | {row['m']:,} | `{row['method']}` | {row['trees']:.4g} | "
            f"{row['first']:.4g} | {row['all']:.4g} | {_percent(row['ratio'])} | {row['better']} "
            f"of {row['replicates']} |"
        )
    return "\n".join([*lines, ""])


def starts(rows_of: Mapping[str, Rows]) -> str:
    """Return what goes on with the first network, beside the best that reads all columns."""
    lines = [
        "### What starts from the first network", "",
        "Means over the same replicates; further sources change nothing here.", "",
        "| case | m | `direct` | `fine-tune` | `head-only` |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for case, rows in rows_of.items():
        for m in sorted({row["m"] for row in rows}):
            of = [row for row in rows if row["m"] == m]
            direct = np.mean([row["alone"]["direct"] for row in of])
            first = [np.mean([r["first"][k] for r in of]) for k in ("fine-tune", "head-only")]
            shown = " | ".join(f"{x:.4g}" for x in (direct, *first))
            lines.append(f"| {case} | {m:,} | {shown} |")
    return "\n".join([*lines, ""])


def columns(rows_of: Mapping[str, Rows]) -> str:
    """Return what one column of each source gives the trees."""
    lines = [
        "### One column at a time", "",
        "`extra-trees-column` with the column of one source, the first of a line the study's own; "
        "n in brackets.", "",
    ]  # fmt: skip
    for case, rows in rows_of.items():
        for m in sorted({row["m"] for row in rows}):
            of = [row for row in rows if row["m"] == m]
            names = list(of[0]["n"])
            found = {names[0]: [row["first"]["extra-trees-column"] for row in of]}
            found |= {name: [row["column of"][name] for row in of] for name in names[1:]}
            told = ", ".join(
                f"{name} ({of[0]['n'][name]:,}) {np.mean(errors):.4g}"
                for name, errors in found.items()
            )
            lines.append(f"- {case}, m = {m:,}: {told}")
    spent = ", ".join(
        f"{case} {np.median([row['pretraining'] for row in rows]):.0f}"
        for case, rows in rows_of.items()
    )
    lines += ["", "Seconds of processor time to pretrain all networks of a replicate at these n, "
              f"on a busy machine: {spent}."]  # fmt: skip
    return "\n".join([*lines, ""])


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.1f} %".replace("-", "−")
