"""The picture docs/img/scale/rows.svg and the tables of docs/scale.md, from the figures kept.

Run: python benchmarks/rows/rows_picture.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from simlaw.charts.svg import draw

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results" / "rows.json"
PICTURE = HERE.parents[1] / "docs" / "img" / "scale" / "rows.svg"
PAGE = HERE.parents[1] / "docs" / "scale.md"
BEGIN, END = (
    "<!-- figures, written by benchmarks/rows/rows_picture.py -->\n\n",
    "\n<!-- end of figures",
)
BOUND = 4.0
"""GB that a study of a million rows must stay below."""


def panel(
    frame: pd.DataFrame, column: str, title: str, rule: float | None = None
) -> alt.LayerChart:
    """One quantity against rows, both on log axes."""
    base = alt.Chart(frame).encode(
        x=alt.X(
            "rows:Q",
            scale=alt.Scale(type="log"),
            title="rows of the source",
            axis=alt.Axis(values=sorted(set(frame["rows"]))),
        ),
        y=alt.Y(f"{column}:Q", scale=alt.Scale(type="log"), title=None),
        color=alt.Color("what:N", title=None, sort=None, legend=alt.Legend(orient="bottom")),
    )
    layers: list[Any] = [base.mark_line(), base.mark_point(filled=True, size=50)]
    if rule is not None:
        layers.append(
            alt.Chart(pd.DataFrame({"y": [rule]}))
            .mark_rule(strokeDash=[4, 4], color="#888")
            .encode(y="y:Q")
        )
    return alt.layer(*layers).properties(width=270, height=220, title=title)


def trials_of(study: dict[str, Any]) -> list[tuple[int, float]]:
    """Sizes n and seconds of their trials, by n."""
    return sorted((int(n), seconds) for n, seconds in study["trial_seconds"].items())


def picture(figures: dict[str, Any]) -> alt.HConcatChart:
    """Memory and time of the studies with columns in a Parquet file."""
    studies = [one for one in figures["studies"] if one["case"] == "parquet"]
    memory = pd.DataFrame(
        [
            {"rows": one["rows"], "what": what, "gb": one[key]}
            for one in studies
            for what, key in (
                ("while reading and preparing", "prepare_pss_gb"),
                ("while trials run", "trials_pss_gb"),
            )
        ]
    )
    seconds = pd.DataFrame(
        [
            {"rows": one["rows"], "what": what, "s": value}
            for one in studies
            for what, value in (
                ("reading and preparing, processor", one["prepare_processor_seconds"]),
                ("a trial with all rows", trials_of(one)[-1][1]),
            )
        ]
    )
    return alt.hconcat(
        panel(memory, "gb", "memory of all processes, GB", BOUND), panel(seconds, "s", "seconds")
    ).resolve_scale(color="independent")


def tables(figures: dict[str, Any]) -> str:
    """The two tables of the page as Markdown."""
    lines = [
        "| source | rows | columns | file, GB | preparing, GB | trials, GB | preparing, s "
        "(processor) | a trial with n samples, s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in figures["studies"]:
        trials = ", ".join(f"{n:,}: {s:.2g}" for n, s in trials_of(one) if n > 1000)
        lines.append(
            f"| {one['case']} | {one['rows']:,} | {one['width']} | {one['file_gb']:.2f} | "
            f"{one['prepare_pss_gb']:.2f} | {one['trials_pss_gb']:.2f} | "
            f"{one['prepare_processor_seconds']:.0f} | {trials} |"
        )
    lines += [
        "",
        "| trials | file, GB | lines read, s | read, with curve and law, s | GB |",
    ]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {one['lines']:,} | {one['file_gb']:.3f} | {one['read_seconds']:.1f} | "
        f"{one['load_seconds']:.1f} | {one['peak_pss_gb']:.2f} |"
        for one in figures.get("journals", [])
    ]
    return "\n".join(lines)


def main() -> None:
    """Draw, and put the tables into the page."""
    figures = json.loads(RESULTS.read_text())
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(draw(picture(figures)))
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{tables(figures)}\n{END}{rest.partition(END)[2]}")
    print(tables(figures))


if __name__ == "__main__":
    main()
