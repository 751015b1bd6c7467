"""The tables of ``docs/engine-benchmarks.md``, written from the record of the last run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "engine-benchmarks.md"
BEGIN, END = (
    "<!-- figures, written by benchmarks/engine/bench.py -->",
    "<!-- end of figures, as above -->",
)

Known = Mapping[str, Any]

BUSY = 0.5
"""Average load of the minute before from which on figures are of other things, too."""

TARGETS: tuple[tuple[str, str, float], ...] = (
    ("engine_share_of_sgemm", "Training, as a share of the product of matrices", 0.65),
    ("ratio_torch_best", "Against PyTorch at its best, a core", 3.0),
    ("ratio_torch_default", "Against PyTorch as users write it, the machine", 12.0),
    ("ratio_sklearn", "Against scikit-learn at equal test error, a core", 5.0),
    ("ratio_study_torch_joblib", "A whole study against PyTorch with joblib", 4.0),
)
"""Figures that are aimed at: at least so much."""


def figures(known: Known) -> str:
    """Return all tables as Markdown; what is not in the record is left out."""
    parts = [_about(known), _targets(known), _speeds(known), _errors(known), _study(known)]
    return "\n\n".join(part for part in parts if part)


def write_page(known: Known, page: Path = PAGE) -> None:
    """Put the tables between the page's marks, and leave the rest as it is."""
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{page}: the marks of the figures are gone:\n{BEGIN}\n{END}")
    page.write_text(f"{before}{BEGIN}\n\n{figures(known)}\n\n{END}{after}", "utf-8")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table, or nothing if it has no rows."""
    if not rows:
        return ""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _about(known: Known) -> str:
    if "machine" not in known:
        return ""
    return (
        f"Measured on {known['measured']}: {known['machine']}; Python {known['python']}, "
        f"{known['versions']}. " + _quiet(known.get("load_before", 0.0))
    )


def _quiet(load: float) -> str:
    told = f"Processes that wanted a core when it began: {load:.1f}."
    return told if load < BUSY else f"**{told} Figures may have suffered.**"


def _targets(known: Known) -> str:
    rows = [
        (
            words,
            _number(known[key]),
            f"{target:g}",
            "reached" if known[key] >= target else "**below**",
        )
        for key, words, target in TARGETS
        if key in known
    ]
    return table(("Figure", "Measured", "Aim, at least", ""), rows)


def _speeds(known: Known) -> str:
    names = {
        "sgemm_gflops_per_core": ("product of 1024 x 1024 matrices, numpy", " GFLOP/s"),
        "engine_gflops_per_core": ("training call, 190-128-64-1", " GFLOP/s"),
        "engine_pretrain_gflops_per_core": ("whole pretraining, 190-128-64-1", " GFLOP/s"),
        "engine_wide_gflops_per_core": ("training call, 2048-1024-512-256-1", " GFLOP/s"),
        "torch_best_gflops_per_core": ("PyTorch at its best, 190-128-64-1", " GFLOP/s"),
        "seconds_simlaw_beside_torch_best": ("a pretraining by simlaw, one core", " s"),
        "seconds_torch_best": ("the same by PyTorch at its best, one core", " s"),
        "ratio_torch_best_wide": ("ratio of the two at 2048-1024-512-256-1", ""),
        "seconds_sklearn": ("30 passes by scikit-learn, one core", " s"),
        "seconds_simlaw_beside_sklearn_same_passes": ("the same by simlaw, squared loss", " s"),
        "ratio_sklearn_same_passes": ("ratio of the two, simlaw's error being smaller", ""),
        "seconds_simlaw_beside_sklearn": ("12 passes by simlaw, squared loss, equal error", " s"),
        "seconds_torch_default": ("PyTorch as users write it, the machine", " s"),
        "seconds_simlaw_on_machine": ("a pretraining by simlaw's two workers", " s"),
        "ratio_torch_default_one_process": ("PyTorch on the machine / simlaw on one core", ""),
    }
    rows = [
        (words, _number(known[key]) + unit) for key, (words, unit) in names.items() if key in known
    ]
    told = [table(("", "Median"), rows)]
    if "torch_best_settings" in known:
        tried = known.get("torch_settings_core_seconds", {})
        each = "; ".join(f"{words} {_number(seconds)}" for words, seconds in tried.items())
        told.append(
            f"PyTorch's best settings: {known['torch_best_settings']}. Core seconds of a third of "
            f"the training: {each}."
        )
    return "\n\n".join(part for part in told if part)


def _errors(known: Known) -> str:
    rows = []
    for name, words in (
        ("torch_best", "PyTorch at its best"),
        ("torch_default", "PyTorch as users write it"),
        ("sklearn", "scikit-learn with 30 passes, simlaw with 12, both with squared loss"),
        ("sklearn_same_passes", "the same, both with 30 passes"),
    ):
        if f"error_ratio_{name}" in known:
            ratio, stderr = known[f"error_ratio_{name}"], known[f"error_ratio_{name}_stderr"]
            rows.append(
                (
                    words,
                    _number(known[f"error_{name}"]),
                    _number(known[f"error_simlaw_beside_{name}"]),
                    f"{ratio:.3f} ± {stderr:.3f}",
                    _judged(ratio, stderr),
                )
            )
    return table(("Peer", "Its test error", "simlaw's", "Ratio", "Within 2 %"), rows)


def _judged(ratio: float, stderr: float) -> str:
    if abs(ratio - 1) <= 0.02:
        return "yes"
    words = "its error is larger" if ratio > 1 else "its error is **smaller**"
    return f"{words}, by {abs(ratio - 1) / max(stderr, 1e-12):.0f} standard errors"


def _study(known: Known) -> str:
    if "study_curves" not in known:
        return ""
    sides = [
        (
            words,
            f"{known[f'study_block_seconds_{who}']:.1f} s",
            f"{known[f'study_startup_seconds_{who}']:.1f} s",
            f"{known[f'study_seconds_{who}']:.1f} s",
        )
        for who, words in (("simlaw", "simlaw"), ("torch", "PyTorch with joblib"))
    ]
    curves = [
        (
            f"{point['n']:,}",
            point["method"],
            f"{point['simlaw']:.6f}",
            f"{point['torch']:.6f}",
            f"{100 * point['apart']:+.2f} ± {100 * point['stderr']:.2f} %",
            "yes" if point["agree"] else "**no**",
        )
        for point in known["study_curves"]
    ]
    agree = sum(point["agree"] for point in known["study_curves"])
    return "\n\n".join(
        (
            f"The whole study: {known['study_trials']} errors in {known['study_blocks']} blocks. "
            f"Ratio of the medians over the blocks {_number(known['ratio_study_torch_joblib'])}, "
            f"of the totals, start-up included, {_number(known['ratio_study_total'])}.",
            table(("", "A block, median", "Start-up", "In all"), sides),
            f"Mean test errors agree at {agree} of {len(curves)} points:",
            table(("n", "Method", "simlaw", "PyTorch", "Difference", "Agree"), curves),
        )
    )


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"
