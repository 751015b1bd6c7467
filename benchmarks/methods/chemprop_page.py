"""The section on chemprop of docs/methods-benchmarks.md, from the cells that were recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.methods.chemprop_search import both, direct, network

RESULTS = Path("benchmarks/results/chemprop")

ALONE = ("direct", "gaussian-process", "extra-trees", "quantile-boosting", "gradient-boosting")

CASES = ("polymer-density", "refractive-index", "dyes")

BARS = {"geometric mean": 0.90, "at most": 1.05, "time": 0.1}
"""Of the blend's error over chemprop's: its geometric mean and its largest; and of the seconds."""

OWN = 0.95
"""Below this ratio of chemprop's error to the blend's at the largest n, simlaw needs graphs too."""

HEAD = """## A learned representation

Would the error fall faster in n if the network read the graphs of molecules instead of descriptors?
Chemprop 2.3 (directed message passing, PyTorch 2.13) is asked through the plug-in in
`examples/chemprop`: pretrained on the n computed materials, fine-tuned on the m measured ones
(`chemprop`), or trained on these alone (`chemprop-direct`). Both sides have the same materials in
every test, training and pretraining. Errors are mean absolute ones, means over replicates, of which
there are few.

Its settings are its own defaults or others of a [small search](#settings-of-chemprop), chosen for
each case on measured materials that no replicate tests; simlaw's are those that a study has when
nothing is set. That is in chemprop's favour, as are the up to 400 measured materials more that
decided, and that neither Lightning nor validation during the training is timed. Passes over
computed materials become fewer with n, from 50 down to 10: about 200,000 molecules are seen in all.
That keeps it affordable, and may cost chemprop accuracy at the largest n.

Seconds are processor time of one process with one thread, for the machine was busy with other
work; medians over replicates. They hold pretraining, adapting, and predicting every measured
material. Descriptors and graphs are made once for a study, and count apart.

```sh
pip install ./examples/chemprop            # chemprop, torch==2.13.0 (CPU)
python -m benchmarks.methods.chemprop      # what is missing; --side, CASE
python -m benchmarks.methods.blend --page
```
"""


def section(results: Path = RESULTS) -> str:
    """Return the section; empty where nothing was measured."""
    table = cells(results)
    if table.empty:
        return ""
    parts = [HEAD, worse(table), bars(table), every(table), falls(table), seconds(table)]
    return "\n".join([*parts, settings(results)])


def read(results: Path, name: str, what: str) -> list[dict[str, Any]]:
    """Return what is on record of a case."""
    path = results / f"{name}-{what}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def cells(results: Path) -> pd.DataFrame:
    """Return one row a case and n that both sides have: means of errors, medians of seconds.

    Raises
    ------
    ValueError
        If a cell was measured on other materials on the two sides.
    """
    out = []
    for case in CASES:
        ours = {(row["replicate"], row["n"]): row for row in read(results, case, "simlaw")}
        theirs = {(row["replicate"], row["n"]): row for row in read(results, case, "chemprop")}
        shared = sorted(set(ours) & set(theirs), key=lambda key: key[::-1])
        for key in shared:
            if ours[key]["splits"] != theirs[key]["splits"]:
                raise ValueError(
                    f"{case}, replicate {key[0]}, n = {key[1]}: the two sides had other materials; "
                    "measure the cell again on both"
                )
        described = read(results, case, "descriptors")
        for n in dict.fromkeys(n for _, n in shared):
            replicates = [replicate for replicate, size in shared if size == n]
            cell = _cell(case, n, replicates, ours, theirs)
            inputs = described[0]["seconds"] * (n + described[0]["measured"])
            took = cell["chemprop seconds"] + cell["graphs"]
            ratio = (cell["seconds"] + inputs) / took
            cell["largest"] = n == max(size for _, size in ours)
            out.append({**cell, "descriptors": inputs, "ratio with inputs": ratio})
    return pd.DataFrame(out)


def _cell(
    case: str, n: int, replicates: list[int], ours: dict[Any, Any], theirs: dict[Any, Any]
) -> dict[str, Any]:
    own, other = [[side[r, n] for r in replicates] for side in (ours, theirs)]
    direct = [theirs[r, 0]["errors"]["chemprop-direct"] for r in replicates if (r, 0) in theirs]
    errors = pd.DataFrame([row["errors"] for row in own]).mean()
    alone = errors[list(ALONE)]
    spent = [row["seconds"]["pretraining"] + row["seconds"]["blend"] for row in own]
    took = [row["seconds"]["pretraining"] + row["seconds"]["chemprop"] for row in other]
    chemprop = float(np.mean([row["errors"]["chemprop"] for row in other]))
    return {
        "case": case, "m": own[0]["m"], "n": n, "replicates": len(replicates),
        "test": own[0]["test"], "blend": float(errors["blend"]),
        "fine-tune": float(errors["fine-tune"]), "alone": float(alone.min()),
        "which": str(alone.idxmin()), "chemprop": chemprop,
        "direct": float(np.mean(direct)) if len(direct) == len(replicates) else None,
        "error ratio": float(errors["blend"]) / chemprop,
        "seconds": float(np.median(spent)), "chemprop seconds": float(np.median(took)),
        "time ratio": float(np.median(spent) / np.median(took)),
        "graphs": float(np.median([row["seconds"]["graphs"] for row in other])),
        "lost": sum(
            a["errors"]["blend"] > b["errors"]["chemprop"] for a, b in zip(own, other, strict=True)
        ),
    }  # fmt: skip


def worse(table: pd.DataFrame) -> str:
    """Return where the blend, or a network on descriptors, is worse than chemprop; worst first."""
    lines = ["### Where simlaw is worse", ""]
    for method, words in (("blend", "The blend"), ("fine-tune", "`fine-tune` alone")):
        behind = table[table[method] > table["chemprop"]].copy()
        lines += [f"{words} has a larger error than `chemprop` in {len(behind)} of {len(table)} "
                  f"cells{':' if len(behind) else '.'}", ""]  # fmt: skip
        behind["ratio"] = behind[method] / behind["chemprop"]
        for _, row in behind.sort_values("ratio", ascending=False).iterrows():
            lines.append(
                f"- {_where(row)}: {row[method]:.4g} against {row['chemprop']:.4g} "
                f"({_percent(row['ratio'])})"
            )
        lines += [""] if len(behind) else []
    alone = table.dropna(subset=["direct"]).drop_duplicates("case")
    behind = alone[alone["alone"] > alone["direct"]]
    lines += [
        f"The best of simlaw's methods without simulations has a larger error than "
        f"`chemprop-direct` in {len(behind)} of {len(alone)} cases"
        + (f": {', '.join(behind['case'])}." if len(behind) else "."),
        "",
    ]
    slow = table[table["ratio with inputs"] > BARS["time"]]
    lines += [
        "With descriptors and graphs counted, simlaw takes more than a tenth of chemprop's time in "
        f"{len(slow)} of {len(table)} cells"
        + (f"; at most {slow['ratio with inputs'].max():.2f} of it." if len(slow) else "."),
        "",
    ]
    return "\n".join(lines)


def bars(table: pd.DataFrame) -> str:
    """Return what was wanted, and whether it was reached."""
    mean = float(np.exp(np.log(table["error ratio"]).mean()))
    times = float(table["time ratio"].max())
    largest = table[table["largest"]]
    rows = [
        (
            "error of the blend over that of `chemprop`, geometric mean",
            mean,
            BARS["geometric mean"],
        ),
        ("the same, largest of all cells", float(table["error ratio"].max()), BARS["at most"]),
        ("seconds of pretraining and blend over chemprop's, largest", times, BARS["time"]),
    ]
    lines = ["### In all", "", "| | measured | wanted | |", "|---|---|---|---|"]
    for words, value, bar in rows:
        lines.append(
            f"| {words} | {value:.3f} | ≤ {bar:.2f} | {'reached' if value <= bar else 'missed'} |"
        )
    steeper = largest[largest["chemprop"] < OWN * largest["blend"]]
    named, high = ", ".join(largest["case"]), ", ".join(steeper["case"])
    verdict = "The largest n is not measured yet."
    if len(steeper):
        verdict = (
            f"On {high} chemprop's error is more than 5 % below the blend's at the largest n: "
            "there a network that reads graphs is worth having."
        )
    elif len(largest):
        verdict = (
            f"At the largest n ({named}) chemprop's error is nowhere more than 5 % below the "
            "blend's, which is where a message-passing network of simlaw's own would be worth "
            "its price."
        )
    return "\n".join([*lines, "", verdict, "", missing(table), ""])


def missing(table: pd.DataFrame) -> str:
    """Return which cells are not measured in all three replicates."""
    few = [f"{_where(row)} ({row['replicates']} of 3)" for _, row in table.iterrows()
           if row["replicates"] < 3]  # fmt: skip
    wanted = {"polymer-density": 1, "refractive-index": 3, "dyes": 3}
    counts = table["case"].value_counts()
    lacking = [
        f"{count - int(counts.get(case, 0))} of {count} sizes of {case}"
        for case, count in wanted.items()
        if counts.get(case, 0) < count
    ]
    said = []
    if few:
        said.append(f"Not all replicates are measured of: {'; '.join(few)}.")
    if lacking:
        said.append(f"Not measured: {', '.join(lacking)}.")
    return " ".join(said) or "Each cell has three replicates."


def every(table: pd.DataFrame) -> str:
    """Return every cell."""
    lines = [
        "### Every cell against chemprop", "",
        "*Lost*: replicates in which the blend is worse than `chemprop`.", "",
        "| case | m | n | blend | `fine-tune` | best alone | `chemprop` | `chemprop-direct` | "
        "blend / `chemprop` | lost |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for _, row in table.iterrows():
        direct = "" if pd.isna(row["direct"]) else f"{row['direct']:.4g}"
        lines.append(
            f"| {row['case']} | {row['m']:,} | {row['n']:,} | {row['blend']:.4g} | "
            f"{row['fine-tune']:.4g} | {row['alone']:.4g} (`{row['which']}`) | "
            f"{row['chemprop']:.4g} | {direct} | {row['error ratio']:.3f} | "
            f"{row['lost']} of {row['replicates']} |"
        )
    return "\n".join([*lines, ""])


def falls(table: pd.DataFrame) -> str:
    """Return how far errors fall from the smallest n measured to the largest."""
    lines = [
        "### Is it steeper?", "",
        "By how much the error changes from the smallest n measured to the largest.", "",
        "| case | n | blend | `fine-tune` | `chemprop` |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for case, of in table.groupby("case", sort=False):
        if len(of) < 2:
            continue
        first, last = of.loc[of["n"].idxmin()], of.loc[of["n"].idxmax()]
        shown = [_percent(last[one] / first[one]) for one in ("blend", "fine-tune", "chemprop")]
        lines.append(f"| {case} | {first['n']:,} to {last['n']:,} | {' | '.join(shown)} |")
    if len(lines) == 6:
        return "\n".join([*lines[:2], "No case has two sizes yet.", ""])
    return "\n".join([*lines, ""])


def seconds(table: pd.DataFrame) -> str:
    """Return processor seconds, and the ratio with descriptors and graphs counted too."""
    lines = [
        "### Seconds beside chemprop", "",
        "*Inputs*: descriptors of the n computed and all measured materials, from the time of a "
        "few hundred of them, and graphs of the same.", "",
        "| case | m | n | pretraining and blend | `chemprop` | ratio | inputs: descriptors | "
        "inputs: graphs | ratio with inputs |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for _, row in table.iterrows():
        lines.append(
            f"| {row['case']} | {row['m']:,} | {row['n']:,} | {row['seconds']:.3g} | "
            f"{row['chemprop seconds']:.4g} | {row['time ratio']:.4f} | {row['descriptors']:.3g} | "
            f"{row['graphs']:.3g} | {row['ratio with inputs']:.3f} |"
        )
    return "\n".join([*lines, ""])


def settings(results: Path) -> str:
    """Return what was tried, and what was chosen."""
    lines = [
        "### Settings of chemprop", "",
        "Tried on a tenth of the computed materials (on all for the density, where they are few) "
        "and at most 100 measured ones. First the network, of those within 2 % of the best the "
        "quickest; with this one fine-tuning (else 50 passes at its usual rate, nothing frozen), "
        "and direct learning. Chosen ones are bold.", "",
        "| case | what | setting | error on up to 400 further materials | seconds |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for case in CASES:
        rows = read(results, case, "settings")
        known = {row["what"] for row in rows}
        chosen = [network(rows), both(rows)] if "network" in known else []
        chosen += [direct(rows)] if "direct" in known else []
        order = ("network", "tuning", "direct")
        for row in sorted(rows, key=lambda row: order.index(row["what"])):
            name = f"**{row['name']}**" if row in chosen else row["name"]
            lines.append(
                f"| {case} | {row['what']} | {name} | {row['error']:.4g} | {row['seconds']:.3g} |"
            )
    return "\n".join([*lines, ""])


def _where(row: pd.Series[Any]) -> str:
    return f"{row['case']}, m = {row['m']:,}, n = {row['n']:,}"


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.1f} %".replace("-", "−")
