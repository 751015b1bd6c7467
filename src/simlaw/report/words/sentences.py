"""What a study found, in plain sentences; the command line and the page say the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simlaw.decide.curve_reading import (
    CurveReading,
    metric_words,
    no_trial,
    of_method,
    read_curve,
)
from simlaw.decide.method_comparison import MethodComparison, compare_methods, several_methods
from simlaw.decide.run_verdict import VerdictAtM, verdict_of
from simlaw.law import Estimate, Law, LearningCurve
from simlaw.law.answers.gain import WORTHWHILE, percent_span
from simlaw.law.curve import DIRECT, FINE_TUNE
from simlaw.law.diagnose import doubts, gain_is_open, rests_on_points
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.metrics import title_of
from simlaw.printed_numbers import about, count, level_text, span, value, with_unit
from simlaw.report.words.capacity import capacity_sentences
from simlaw.report.words.chosen_trials import allocated
from simlaw.report.words.draws_per_pretraining import drawn
from simlaw.report.words.verdict_sentences import (
    lead_sentence,
    named_reference,
    other_rises,
    rise_sentence,
    share_text,
)
from simlaw.report.words.what_intervals_are_about import about_sentence, best_of_sentence

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = [
    "SHORT_STATUS",
    "STATUS",
    "curve_sentences",
    "formula",
    "plural",
    "sentences",
    "share_of_direct",
]

STATUS = {
    "ok": "The points raise no doubt about the law; its intervals say how surely it is known.",
    "alpha_at_bound": "The decay rate is not determined by the data.",
    "gap_unidentified": "The transfer gap is not determined by the data.",
    "no_decay": "The points do not show that the error falls as the database grows.",
    "negative_transfer": "Pretraining does worse than direct learning.",
    "too_few_sizes": "Too few sizes were studied to check the law.",
}
"""Each status of a law in one sentence."""

SHORT_STATUS = {
    "ok": "no doubt raised",
    "alpha_at_bound": "decay rate not determined",
    "gap_unidentified": "gap not determined",
    "no_decay": "no fall with n is shown",
    "negative_transfer": "worse than direct learning",
    "too_few_sizes": "too few sizes to check it",
}
"""Each status of a law in a few words."""

_PLURALS = {
    "molecule": "molecules",
    "polymer": "polymers",
    "composition": "compositions",
    "mixture": "mixtures",
    "solution": "solutions",
}


def plural(kind: str) -> str:
    """Return the noun for several materials of a kind.

    Examples
    --------
    >>> plural("polymer"), plural("label")
    ('polymers', 'materials')
    """
    return _PLURALS.get(kind, "materials")


def formula(law: Law) -> str:
    """Return the fitted law with its numbers, as plain text, or that no short formula holds.

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600]
    >>> formula(fit(n, [2.0 * size**-0.5 + 0.1 for size in n], form="power+offset"))
    'error = 2.00 n^−0.500 + 0.100'
    """
    return law.formula_text


def sentences(result: StudyResult) -> list[str]:
    """Say what a study found: what was reached, the law, a forecast, the transfer gap.

    Parameters
    ----------
    result
        A finished or unfinished study.

    Returns
    -------
    list of str
        Plain text, one sentence or two each, the most important first. Statuses such as
        ``no_decay`` and ``negative_transfer`` are said as they are.
    """
    said = []
    if not result.finished:
        said.append(
            f"This study is not finished: {count(result.trials_done)} of "
            f"{count(result.trials_total)} trials are done, and what follows is from these alone."
        )
    known = result.m in result.curve.ms.tolist()
    reading = read_curve(result.curve, result.m, result.method) if known else None
    if reading is None:
        return [*said, f"No trial with m = {count(result.m)} is finished yet."]
    start = f"With m = {count(result.m)} measured {plural(result.kind)}"
    start += f"{of_method(result.method, ' and')}, "
    law = result.laws.get(result.m)
    things = f"computed {plural(result.kind)}"
    lead = lead_sentence(result.verdict, result.curve, things)
    said += [] if lead is None else [lead]
    there = {one.m: one for one in result.verdict.by_m}
    said += _describe(reading, law, result.curve, (things, start), there[result.m])
    said += other_rises(result.verdict, result.m)
    if several_methods(result.curve):
        level = law.level if law is not None else 0.9
        compared = compare_methods(result.curve, result.m, headline=result.method, level=level)
        said += _compared(compared, result.curve)
    said += capacity_sentences(result)
    about = None if law is None else law.inference
    said.append(about_sentence(result.curve, result.m, plural(result.kind), about))
    return said + drawn(result) + allocated(result)


def curve_sentences(
    curve: LearningCurve, law: Law | None, m: int | None = None, method: str = FINE_TUNE
) -> list[str]:
    """Say what a curve alone shows, with the words of :func:`sentences`."""
    reading = read_curve(curve, m, method)
    if reading is None:
        return [f"The curve has {no_trial(method)} yet."]
    start = f"With m = {count(reading.m)} measurements" if reading.m > 0 else ""
    start += of_method(method, " and" if start else "with")
    start += ", " if start else ""
    laws = {} if law is None else {reading.m: law}
    there = {one.m: one for one in verdict_of(curve, laws, method=method).by_m}
    return _describe(reading, law, curve, ("samples", start), there[reading.m])


def _describe(
    reading: CurveReading,
    law: Law | None,
    curve: LearningCurve,
    words: tuple[str, str],
    one: VerdictAtM,
) -> list[str]:
    """Say what one m shows; `words` are what n counts, and how the first sentence begins."""
    things, _ = words
    reached = _reached(reading, curve, words, one)
    said = [reached[0].upper() + reached[1:]]
    if law is None:
        sizes = len(reading.n)
        found = f"{sizes} size{'s are' if sizes != 1 else ' is'}"
        return [*said, f"No law is fitted: it needs at least three sizes n, and {found} there."]
    rises = rise_sentence(one, curve.unit)
    said += [] if rises is None else [rises]
    return said + _of_law(law, one, curve.unit, things)


def _reached(
    reading: CurveReading, curve: LearningCurve, words: tuple[str, str], one: VerdictAtM
) -> str:
    """Return the first sentence of an m: from where to where the error went."""
    (things, start), unit, metric = words, curve.unit, metric_words(curve, reading.m)
    last, n = with_unit(value(reading.last), unit), count(reading.largest)
    if one.without is None:
        if len(reading.n) < 2:
            return f"{start}the {metric} is {last} at n = {n} {things}."
        first = with_unit(value(float(reading.mean[0])), unit)
        verb = "falls" if reading.last < reading.mean[0] else "goes"
        return (
            f"{start}the {metric} {verb} from {first} at n = {count(float(reading.n[0]))} "
            f"to {last} at n = {n} {things}."
        )
    direct, alone = with_unit(value(one.without.estimate), unit), named_reference(one)
    if one.effect in ("no difference", "unknown"):
        return (
            f"{start}pretraining on n = {n} {things} makes no difference that the replicates can "
            f"tell: the {metric} is {last}, and {direct} for {alone}."
        )
    if one.effect == "helps":
        return (
            f"{start}pretraining on n = {n} {things} brings the {metric} from {direct} ({alone}) "
            f"down to {last}, {share_text(one.share)}."
        )
    return (
        f"{start}pretraining on n = {n} {things} raises the {metric} from {direct} ({alone}) to "
        f"{last}, {share_text(one.share)}: the transfer is negative."
    )


def _compared(comparison: MethodComparison, curve: LearningCurve) -> list[str]:
    """Say which transfer is best, and what it is worth beside the measurements alone."""
    best = comparison.best_transfer
    if best is None:
        return []
    unit, metric = curve.unit, title_of(curve.metric)
    error = with_unit(value(best.last), unit)
    where = f"at n = {count(comparison.largest)}"
    transfers = [entry for entry in comparison.entries if entry.role == "transfer"]
    said = f"{where}, {best.name} has a {metric} of {error}"
    if len(transfers) > 1:
        said = (
            f"of the {len(transfers)} transfer methods compared, {best.name} has the smallest "
            f"{metric} {where}: {error}"
        )
    said = said[0].upper() + said[1:] + "."
    reference, difference = comparison.reference, comparison.differences.get(best.name)
    if reference is None or difference is None:
        return [said]
    alone = f"{reference.name}, the best method that learns from the measurements alone"
    if reference.name == DIRECT:
        alone = "direct learning"
        if sum(entry.role == "target" for entry in comparison.entries) > 1:
            alone += ", the best from the measurements alone"
    base = with_unit(value(reference.last), unit)
    words = {
        "better": f"That is better than {base} of {alone}",
        "worse": f"That is worse than {base} of {alone}",
    }.get(difference.verdict, f"No difference is seen to {base} of {alone}")
    sure = best_of_sentence(comparison.sure_best, len(transfers))
    return [f"{said} {words} ({difference.text(reference.last)}). {sure}".rstrip()]


def share_of_direct(reading: CurveReading) -> float:
    """Return the error at the largest n over that of direct learning (NaN without one)."""
    return reading.last / reading.direct.mean if reading.direct else float("nan")


def _of_law(law: Law, reading: VerdictAtM, unit: str, things: str) -> list[str]:
    codes = doubts(law)
    sizes = f"between n = {count(law.n[0])} and {count(law.n[-1])}"
    if "no_decay" in codes:
        ahead = _gain(law, unit, things, "n" if reading.m == 0 else "the database")
        if reading.peak is not None:
            return [ahead]
        return [f"The points do not show that the error falls {sizes}.", ahead]
    said = [_rule(law)]
    if "alpha_at_bound" in codes:
        said.append(
            "The points do not determine the decay rate: alpha and C say little here, and "
            "forecasts far beyond the sizes studied are guesses."
        )
    said.append(_gain(law, unit, things, "n" if reading.m == 0 else "the database"))
    gap = law.parameters.get("C")
    if gap is not None:
        said.append(_gap(gap, law, unit, things))
    if reading.effect == "harms" and reading.without is not None:
        said.append(_crossing(law, reading.without.estimate, things))
    if "too_few_sizes" in codes:
        said.append(
            f"With {law.n.size} sizes the law cannot be checked: take its numbers as a sketch and "
            "study at least five sizes."
        )
    return said


def _rule(law: Law) -> str:
    open_ = [name for name in ("alpha", "C") if name in law.parameters]
    open_ = [name for name in open_ if not rests_on_points(law, name)]
    if law.formula_holds and open_ == ["C"] and CAPACITY_LIMITED in doubts(law):
        return (
            f"A formula that follows the law is {formula(law)}; its C is that of this network, and "
            "not of the source."
        )
    if law.formula_holds and open_:
        verb = "are" if len(open_) > 1 else "is"
        return (
            f"A formula that follows the law is {formula(law)}; its {' and '.join(open_)} {verb} "
            "not determined by the points."
        )
    if law.formula_holds:
        return f"The law is {formula(law)}."
    return (
        "No short formula describes the curve; its forecasts are medians of the curves that may be "
        "the true one."
    )


def _gain(law: Law, unit: str, things: str, grown: str) -> str:
    """Say what doubling brings, which is known best; where it may be nothing, how probably."""
    gain = law.gain()
    twice = 2 * float(law.n[-1])
    ahead = law.forecast([twice], band="mean")
    mean, low, high = float(ahead.mean[0]), float(ahead.low[0]), float(ahead.high[0])
    middle, ends = percent_span(gain.estimate, gain.low, gain.high)
    level = level_text(ahead.level)
    text = (
        f"Doubling {grown} to n = {count(twice)} {things} is forecast to bring the mean error to "
        f"{with_unit(value(mean), unit)} ({level} interval {span(low, high, like=mean)}), "
        f"{middle} less ({ends})"
    )
    if gain.low < WORTHWHILE[0] or gain_is_open(law):
        text += f"; {gain.chances_text()}"
    rests = any(note.code == "rests_on_prior" for note in ahead.notes)
    return text + ("; the forecast rests on the prior of the decay rate." if rests else ".")


def _gap(gap: Estimate, law: Law, unit: str, things: str) -> str:
    interval = span(gap.low, gap.high, like=gap.estimate or gap.high)
    if CAPACITY_LIMITED in doubts(law):
        return (
            f"No transfer gap is named: the network, and not the number of {things}, limits the "
            "error."
        )
    if not rests_on_points(law, "C"):
        return (
            f"The sizes studied do not determine the transfer gap ({_level(gap)} "
            f"{with_unit(interval, unit)}): forecasts far beyond n = {count(law.n[-1])} are "
            "guesses."
        )
    return (
        f"The transfer gap, the error that no number of {things} removes, is "
        f"{with_unit(value(gap.estimate), unit)} ({_level(gap)} {interval})."
    )


def _crossing(law: Law, direct: float, things: str) -> str:
    needed = law.required_n(direct)
    if math.isfinite(needed.median) and needed.median <= 100 * law.n[-1]:
        high = "no limit" if math.isinf(needed.high) else about(needed.high)
        return (
            f"The law comes down to direct learning at about n = {about(needed.median)} {things} "
            f"({100 * needed.level:g} % interval {about(needed.low)} to {high})."
        )
    if CAPACITY_LIMITED in doubts(law):
        return (
            f"By this law no reachable number of {things} makes up for it, but the network, and "
            "not the source, limits the error."
        )
    return f"By this law no reachable number of {things} makes up for it."


def _level(estimate: Estimate) -> str:
    return f"{100 * estimate.level:g} % interval"
