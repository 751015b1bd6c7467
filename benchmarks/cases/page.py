"""The page ``docs/cases.md``, written from the record of the runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plan import Case, Variant

from simlaw.law.answers.gain import percent_span
from simlaw.printed_numbers import count, pretty_unit, span, value
from simlaw.report.words.sentences import SHORT_STATUS

HEAD = """# Case studies

<!-- Written by `make cases`; change benchmarks/cases, not this page. -->

Every kind of system of Minami et al., *npj Comput. Mater.* **11**, 146 (2025)
([doi:10.1038/s41524-025-01606-5](https://doi.org/10.1038/s41524-025-01606-5)), on public data, by
every transfer method of simlaw, and beside what a user would otherwise fit to measurements alone.
`make cases` makes this page from nothing: it runs {runs} studies of {replicates} replicates each,
and goes on where it was stopped. One row alone: `python benchmarks/cases/run.py NAME`. The numbers
are in `benchmarks/results/cases.json`, each run's own report in `runs/cases/NAME/report.html`.

How to read it:

- Errors are mean absolute errors on held-out measured materials, averaged over the replicates. No
  tested material is in the source, unless the row says that overlap was included.
- *Alone* is the best method that learns from the measurements alone: direct learning, or one of
  three [baselines](concepts/baselines.md) from scikit-learn on the same splits and descriptors.
- *Best transfer* is the [transfer method](concepts/methods.md) with the smallest mean error at the
  largest n. Choosing it on the same test errors flatters it a little; all methods are listed below
  each table, so that you can choose another way.
- *Gain* is the paired difference to *alone* at the largest n, per replicate, with its 90 %
  interval. Negative is better. The interval speaks of these data drawn again, not of other data.
- The law is error(n) = D n^-α + C with 90 % intervals; *open* says that the sizes measured do not
  tell. A gain without a law is common: where little is left to learn from more simulations, the
  curve is flat, and simlaw says so.
- *Split*: `material` holds out materials one by one; the others hold out whole groups
  ([what they are](concepts/trials.md)).
"""


OPEN_GAP = frozenset({"gap_unidentified", "no_decay", "capacity_limited"})
"""What is said of a law whose C is not told of the database."""


def page(cases: Mapping[str, Case], known: Mapping[str, Any]) -> str:
    """Return the page as Markdown; runs that are not recorded are named as missing."""
    runs = [variant for case in cases.values() for variant in case.variants]
    replicates = sorted({entry["replicates"] for entry in known.values()}) or [0]
    text = [
        HEAD.format(runs=len(runs), replicates=" or ".join(map(str, replicates))),
        "## At a glance\n",
        _glance(cases, known),
    ]
    text += [section for case in cases.values() for section in _case(case, known)]
    return "\n".join(text).rstrip() + "\n"


def _glance(cases: Mapping[str, Case], known: Mapping[str, Any]) -> str:
    rows = []
    for case in cases.values():
        first = case.variants[0]
        if first.name not in known:
            continue
        entry = known[first.name]
        for m in sorted(map(int, entry["by_m"])):
            rows.append([f"[{case.title}](#{first.name})", *_glanced(entry, m)])
    head = [
        "case",
        "m",
        "direct",
        "alone",
        "best transfer",
        "of direct",
        "gain on *alone*",
        "verdict",
    ]
    return _table(head, rows)


def _glanced(entry: Mapping[str, Any], m: int) -> list[str]:
    errors = entry["by_m"][str(m)]
    best, alone = errors["best"], errors["reference"]
    direct = _last(errors, "direct")
    return [
        count(m),
        value(direct),
        f"{value(_last(errors, alone))} ({alone})",
        f"{value(_last(errors, best))} ({best})",
        f"{_last(errors, best) / direct:.2f}",
        _gain(errors, best),
        errors["differences"][best]["verdict"],
    ]


def _case(case: Case, known: Mapping[str, Any]) -> Iterable[str]:
    there = [variant for variant in case.variants if variant.name in known]
    if not there:
        return
    first = known[there[0].name]
    unit = pretty_unit(first["unit"])
    yield f"\n## {case.title} {{ #{case.variants[0].name} }}\n"
    yield f"{case.about}\n\n*In the paper.* {case.paper}\n"
    yield _counts(there, known)
    yield f"\nErrors{f' in {unit}' if unit else ''}:\n"
    yield _errors(there, known)
    yield "\nLaws:\n"
    yield _laws(there, known)
    yield ""
    for variant in there:
        yield _verdict(variant, known[variant.name], unit)
        yield from _capacity(known[variant.name])
    yield f"\n{case.reading}\n" if case.reading else ""
    yield f"\n![Error against n by method](img/cases/{first['figure']})\n"
    for variant in there:
        yield from _methods(variant, known[variant.name], unit)
    if missing := [variant.name for variant in case.variants if variant.name not in known]:
        yield f"\nNot run yet: {', '.join(missing)}.\n"


def _counts(there: list[Variant], known: Mapping[str, Any]) -> str:
    rows = []
    for variant in there:
        entry = known[variant.name]
        refused = entry["source"]["refused"] + entry["target"]["refused"]
        groups = entry["overlap"].get("groups")
        rows.append(
            [
                f"`{variant.name}`",
                variant.protocol,
                count(entry["source"]["materials"]),
                count(entry["target"]["materials"]),
                count(entry["overlap"]["shared"]),
                *_agreement(entry.get("agreement")),
                entry["overlap"]["policy"] + "d",
                entry["split"] + (f" ({count(groups)} groups)" if groups else ""),
                count(entry["test_size"]),
                f"{refused} + {sum(entry['refused_descriptors'])}",
            ]
        )
    head = [
        "run",
        "source",
        "computed",
        "measured",
        "in both",
        "r",
        "difference",
        "overlap",
        "split",
        "tested",
        "refused",
    ]
    return (
        "Materials; those in both tables, the correlation r of their computed and measured values, "
        "and the median of computed minus measured; those tested in a replicate; rows refused by "
        "the tables, and materials without a descriptor.\n\n" + _table(head, rows)
    )


def _agreement(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return ["", ""]
    return [f"{found['r']:.2f}", value(found["median_difference"], 2)]


def _errors(there: list[Variant], known: Mapping[str, Any]) -> str:
    rows = []
    for variant in there:
        entry = known[variant.name]
        for m in sorted(map(int, entry["by_m"])):
            errors = entry["by_m"][str(m)]
            best, alone = errors["best"], errors["reference"]
            chosen, zero = errors["methods"][best], errors["methods"]["zero-shot"]
            rows.append(
                [
                    f"`{variant.name}`",
                    count(m),
                    value(_last(errors, "direct")),
                    f"{value(_last(errors, alone))} ({alone})",
                    value(zero["mean"][-1]),
                    best,
                    f"{value(chosen['mean'][0])} (n = {count(chosen['n'][0])})",
                    f"**{value(chosen['mean'][-1])}** (n = {count(chosen['n'][-1])})",
                    f"{chosen['mean'][-1] / _last(errors, 'direct'):.2f}",
                    _gain(errors, best),
                ]
            )
    head = [
        "run",
        "m",
        "direct",
        "alone",
        "zero-shot",
        "best transfer",
        "smallest n",
        "largest n",
        "of direct",
        "gain on *alone*",
    ]
    return _table(head, rows)


def _laws(there: list[Variant], known: Mapping[str, Any]) -> str:
    rows = []
    for variant in there:
        entry = known[variant.name]
        for m in sorted(map(int, entry["by_m"])):
            errors = entry["by_m"][str(m)]
            for method in dict.fromkeys([errors["best"], "fine-tune"]):
                law = errors["laws"].get(method)
                if law is None:
                    continue
                said = {law["status"], *law["notes"]}
                rows.append(
                    [
                        f"`{variant.name}`",
                        count(m),
                        method,
                        _parameter(law, "alpha", "alpha_at_bound" in said or "no_decay" in said),
                        _parameter(law, "C", bool(said & OPEN_GAP)),
                        _parameter(law, "D", "no_decay" in said),
                        SHORT_STATUS.get(law["status"], law["status"].replace("_", " ")),
                    ]
                )
    return _table(["run", "m", "method", "α", "C", "D", "status"], rows)


def _verdict(variant: Variant, entry: Mapping[str, Any], unit: str) -> str:
    m = entry["m"]
    errors = entry["by_m"][str(m)]
    best, alone = errors["best"], errors["reference"]
    chosen, found = errors["methods"][best], errors["differences"][best]
    to_direct = errors["against_direct"].get(best)
    n = count(chosen["n"][-1])
    said = {
        "better": f"{best} is better than {alone}, the best without simulations",
        "worse": f"even {best} is worse than {alone}, the best without simulations",
    }.get(
        found["verdict"], f"no difference between {best} and {alone}, the best without simulations"
    )
    text = f"- `{variant.name}`, m = {count(m)}, n = {n}: {said}."
    if to_direct and alone != "direct":
        text += {
            "better": " Beside direct learning by the same network it gains",
            "worse": " Beside direct learning by the same network it loses",
        }.get(
            to_direct["verdict"], " Beside direct learning by the same network: no difference seen"
        )
        text += f" ({_interval(to_direct, chosen['mean'][-1])})."
    tuned = errors["methods"].get("fine-tune")
    worse = errors["against_direct"].get("fine-tune")
    if tuned and worse and worse["verdict"] == "worse":
        text += (
            f" Fine-tuning is negative transfer here: {value(tuned['mean'][-1])} against "
            f"{value(_last(errors, 'direct'))} of direct learning."
        )
    return text


def _capacity(entry: Mapping[str, Any]) -> Iterable[str]:
    """Say what a larger network brings, where that was tried."""
    for one in entry.get("capacity", {}).get("by_m", ()):
        fall = one["fall"]
        middle, ends = percent_span(fall["estimate"], fall["low"], fall["high"])
        way = "lower"
        if fall["estimate"] < 0:
            middle, ends = percent_span(-fall["estimate"], -fall["high"], -fall["low"])
            way = "higher"
        told = "the network limits the error, and C is not the database's"
        if not one["limited"]:
            told = "it is not shown that the network limits the error by more than 2 %"
        yield (
            f"    - Twice the width and twice the steps at m = {count(one['m'])}, "
            f"n = {count(one['n'])} ({entry['capacity']['method']}): error {way} by {middle} "
            f"({ends}); {told}."
        )


def _methods(variant: Variant, entry: Mapping[str, Any], unit: str) -> Iterable[str]:
    for m in sorted(map(int, entry["by_m"])):
        errors = entry["by_m"][str(m)]
        sizes = sorted({n for one in errors["methods"].values() for n in one["n"]})
        rows = []
        for name, one in errors["methods"].items():
            at = {
                n: f"{value(mean)} ± {value(stderr, 2)}"
                for n, mean, stderr in zip(one["n"], one["mean"], one["stderr"], strict=True)
            }
            rows.append([name, *(at.get(n, "") for n in sizes)])
        table = _table(["method", *(f"n = {count(n)}" for n in sizes)], rows)
        lines = "\n".join(f"    {line}" for line in table.splitlines())
        yield f'??? note "All methods: {variant.name}, m = {count(m)}"\n\n{lines}\n'


def _gain(errors: Mapping[str, Any], method: str) -> str:
    return _interval(errors["differences"][method], _last(errors, method))


def _interval(found: Mapping[str, Any], like: float) -> str:
    return f"{value(found['mean'], like=like)} ({span(found['low'], found['high'], like=like)})"


def _last(errors: Mapping[str, Any], method: str) -> float:
    return float(errors["methods"][method]["mean"][-1])


def _parameter(law: Mapping[str, Any], name: str, doubtful: bool) -> str:
    found = law["parameters"].get(name)
    if found is None:
        return ""
    estimate, low, high = found
    ends = span(low, high, like=estimate or high or 1.0)
    return f"open ({ends})" if doubtful else f"{value(estimate)} ({ends})"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
