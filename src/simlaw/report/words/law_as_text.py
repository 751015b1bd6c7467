"""A law as the terminal shows it."""

from __future__ import annotations

from simlaw.charts.text_chart import text_chart
from simlaw.law import INFERENCES, Law

__all__ = ["law_as_text"]


def law_as_text(law: Law) -> str:
    """Return a law as the terminal shows it: chart, parameters, forecast, notes."""
    level = f"{100 * law.level:.0f} %"
    ahead = [factor * float(law.n[-1]) for factor in (1, 2, 10)]
    mean, run = (law.forecast(ahead, band=band) for band in ("mean", "new-run"))
    lines = [text_chart(law), "", repr(law).split("\n  note:")[0], ""]
    lines.append(f"  {'n':>10} {'error':>10}   {level} of the mean        {level} of a new run")
    for i, size in enumerate(ahead):
        lines.append(
            f"  {size:>10.4g} {mean.mean[i]:>10.4g}   {mean.low[i]:<9.4g} {mean.high[i]:<12.4g}"
            f"{run.low[i]:<9.4g} {run.high[i]:.4g}"
        )
    lines.append(f"  Intervals are about errors {INFERENCES[law.inference]}.")
    if law.skill:
        lines += [
            "",
            f"  rolling-origin error {100 * law.skill['rmsle']:.2f} % "
            f"(last value {100 * law.skill['rmsle_last_value']:.2f} %, "
            f"pure power {100 * law.skill['rmsle_power']:.2f} %)",
        ]
    lines += ["", f"  {law.gain()!r}"]
    if law.prior is not None:
        lines.append(f"  {law.prior.text()}")
    far = law.forecast(ahead[-1:], band="mean").notes
    lines += [f"  note: {note.text}" for note in (*law.notes, *far)]
    return "\n".join(lines)
