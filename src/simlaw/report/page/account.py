"""The account of a study: what was read, refused, left out and used; how it was run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simlaw.decide.curve_reading import METRICS
from simlaw.law.curve import FINE_TUNE
from simlaw.printed_numbers import MISSING, count, pretty_unit, value
from simlaw.report.words.sentences import plural

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["again", "facts", "studied", "training"]


def facts(result: StudyResult) -> list[str]:
    """Return the line under the title."""
    unit = pretty_unit(result.unit)
    metric = METRICS.get(result.metric, result.metric)
    return [
        result.property + (f" in {unit}" if unit else ""),
        f"{metric} on held-out measured {plural(result.kind)}",
        f"m = {count(result.m)}",
        *([] if result.method == FINE_TUNE else [f"method {result.method}"]),
        f"{count(result.replicates)} replicates"
        + (f" of {count(drawn)} draws" if (drawn := _drawn(result)) > 1 else ""),
    ]


def studied(result: StudyResult) -> dict[str, Any]:
    """Return the two tables side by side, the overlap in words, and what was refused."""
    source, target = result.source, result.target
    descriptor = result.descriptor
    invalid = (descriptor.get("refused_source", 0), descriptor.get("refused_target", 0))
    off = (result.scale.get("refused_source", 0), result.scale.get("refused_target", 0))
    without = [left + right for left, right in zip(invalid, off, strict=True)]
    rows = [
        _row("Table", source.get("name"), target.get("name")),
        _row("Property", source.get("property"), target.get("property")),
        _row("Unit as read", _unit(source), _unit(target)),
        _row("Rows read", source.get("rows_read"), target.get("rows_read")),
        _row("Rows refused", source.get("refused"), target.get("refused")),
        _row("Rows merged into another", source.get("merged"), target.get("merged")),
        _row(f"Distinct {plural(result.kind)}", source.get("materials"), target.get("materials")),
        _row("Without a descriptor", *invalid),
        *([_row("Without a logarithm", *off)] if _logarithmic(result) else []),
        _row("Used", _left(source, without[0]), _left(target, without[1])),
        _row("Values: least, median, greatest", _values(source), _values(target)),
        _row("Origin", _origin(source, "address"), _origin(target, "address")),
        _row("Licence", _origin(source, "licence"), _origin(target, "licence")),
        _row("SHA-256", _origin(source, "sha256"), _origin(target, "sha256")),
    ]
    empty = {MISSING}
    return {
        "rows": [row for row in rows if {row["source"], row["target"]} != empty],
        "sentences": [
            *_merging(source, target),
            *_joined(source, result.kind),
            *_scale(result),
            *_split(result),
            *_fixed_test(result),
            *_order(result),
            *_draws(result),
            *_overlap(result),
            _descriptor(result),
        ],
        "refused": [*_refused("source", source), *_refused("target", target), *_invalid(result)],
    }


def training(result: StudyResult) -> dict[str, Any]:
    """Return the design and the training settings as named texts, and the rule behind them."""
    design = dict(result.design)
    settings = [
        _setting("Sizes n", design.pop("n", None)),
        _setting("Measurements m", design.pop("m", None)),
        *(_setting(_title(name), entry) for name, entry in design.items()),
    ]
    recipe = dict(result.training)
    rule = recipe.pop("rule", "")
    settings += [_setting(_title(name), entry) for name, entry in recipe.items()]
    return {"rule": str(rule), "settings": [item for item in settings if item["value"] != MISSING]}


def again(result: StudyResult) -> dict[str, Any]:
    """Return what is needed to cite and to repeat the study."""
    cited = (table.get("origin", {}).get("citation") for table in (result.source, result.target))
    versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    record = f"{count(result.trials_done)} trials, {_duration(result.seconds)} of computing"
    seed = result.design.get("seed")
    if seed is not None:
        record += f", seed {seed}"
    return {
        "data": list(dict.fromkeys(text for text in cited if text)),
        "command": result.command,
        "toml": result.spec_toml.strip(),
        "record": f"{record}. {versions}." if versions else f"{record}.",
    }


def _row(name: str, source: Any, target: Any) -> dict[str, Any]:
    numeric = isinstance(source, int) or isinstance(target, int)
    return {
        "name": name,
        "source": _text(source),
        "target": _text(target),
        "numeric": numeric,
    }


def _text(entry: Any) -> str:
    """Return a setting or a count as text: lists joined, numbers with few digits."""
    if entry is None or entry == "":
        return MISSING
    if isinstance(entry, bool):
        return "yes" if entry else "no"
    if isinstance(entry, int):
        return count(entry)
    if isinstance(entry, float):
        return count(entry) if entry.is_integer() and abs(entry) >= 1 else f"{entry:.4g}"
    if isinstance(entry, Mapping):
        return ", ".join(
            f"{_title(str(name)).lower()} {_text(part)}" for name, part in entry.items()
        )
    if isinstance(entry, Sequence) and not isinstance(entry, str):
        return ", ".join(_text(part) for part in entry)
    return str(entry)


def _unit(table: Mapping[str, Any]) -> str:
    return pretty_unit(str(table.get("unit") or "")) or "none (a plain number)"


def _left(table: Mapping[str, Any], without: int) -> int | None:
    materials = table.get("materials")
    return None if materials is None else int(materials) - int(without)


def _values(table: Mapping[str, Any]) -> str:
    spread = table.get("value") or {}
    ends = [spread.get(name) for name in ("min", "median", "max")]
    return MISSING if None in ends else ", ".join(value(end) for end in ends)


def _origin(table: Mapping[str, Any], part: str) -> str | None:
    found = (table.get("origin") or {}).get(part)
    return None if found is None else str(found)


def _merging(source: Mapping[str, Any], target: Mapping[str, Any]) -> list[str]:
    if not (source.get("merged") or target.get("merged")):
        return []
    ways = {str(table.get("aggregate", "median")) for table in (source, target)}
    return [f"Rows of one material are merged into one value by their {' or '.join(sorted(ways))}."]


def _joined(source: Mapping[str, Any], kind: str) -> list[str]:
    joined = source.get("joined")
    if not joined:
        return []
    things, tables = plural(kind), joined["tables"]
    parts = ", ".join(
        f"{table['name']} ({count(table['rows_read'])} rows, {count(table['materials'])} {things})"
        for table in tables
    )
    text = f"The source joins {len(tables)} tables: {parts}."
    shared, apart = int(joined["shared"]), joined["difference"]
    if not shared:
        return [f"{text} No material is in more than one of them."]
    share = "" if apart["relative"] is None else f", or {100 * apart['relative']:.2g} %,"
    unit = pretty_unit(str(apart["unit"] or ""))
    rule = (
        "the first table that has one gives its value"
        if joined["join"] == "first"
        else "their value is the median of the tables' values"
    )
    return [
        f"{text} {count(shared)} {things} are in more than one, where the tables differ by "
        f"{value(apart['absolute'])}{f' {unit}' if unit else ''}{share} in the median; {rule}."
    ]


def _logarithmic(result: StudyResult) -> bool:
    return result.scale.get("name") == "log10"


def _scale(result: StudyResult) -> list[str]:
    if not _logarithmic(result):
        return []
    unit = pretty_unit(str(result.target.get("unit") or ""))
    return [
        f"Values are learned as their decimal logarithm{f' in {unit}' if unit else ''}, so errors "
        "are in decades: 0.1 is a factor of 1.26, 0.3 a factor of 2."
    ]


def _split(result: StudyResult) -> list[str]:
    split, groups = result.overlap.get("split"), result.overlap.get("groups")
    if not split or groups is None:
        return []
    largest = result.overlap.get("largest_group")
    size = f" (the largest of {count(int(largest))})" if largest is not None else ""
    return [
        f"The test is drawn by {split}: of the {count(groups)} groups of measured "
        f"{plural(result.kind)} with one {split}{size}, a test set holds out whole ones, so that "
        f"what is tested on shares its {split} with none of the m that are learned from."
    ]


def _fixed_test(result: StudyResult) -> list[str]:
    if result.design.get("test") != "fixed":
        return []
    return [
        f"Every replicate is tested on the same {count(int(result.design['test_size']))} "
        f"{plural(result.kind)}, so the intervals leave out how the error varies with the test set."
    ]


def _order(result: StudyResult) -> list[str]:
    things = plural(result.kind)
    meaning = {
        "diverse": f"with the {things} first that are most unlike each other",
        "nearest": (
            f"with the {things} first that are nearest to a measured one that may be fine-tuned on"
        ),
    }.get(str(result.design.get("order", "random")))
    if meaning is None:
        return []
    return [
        f"The source grows in a chosen order, {meaning}, by their descriptors; the law holds for "
        "a source chosen in this way."
    ]


def _drawn(result: StudyResult) -> int:
    return int(result.design.get("draws", 1))


def _draws(result: StudyResult) -> list[str]:
    drawn = _drawn(result)
    if drawn == 1:
        return []
    what = (
        "fine-tuning samples"
        if result.design.get("test") == "fixed"
        else "test set and fine-tuning samples"
    )
    return [
        f"Each pretraining serves {count(drawn)} draws of {what}, and an error of a replicate is "
        "the mean over them: what is said of a new run is said of such a mean, and a single "
        "draw scatters more."
    ]


def _overlap(result: StudyResult) -> list[str]:
    overlap = result.overlap
    policy, shared = overlap.get("policy"), int(overlap.get("shared", 0))
    things = plural(result.kind)
    # Where only the tested materials are kept out of the source, a split is as none is.
    split = overlap.get("split") if overlap.get("kept_out", "group") == "group" else None
    if not shared and not split:
        return [
            f"No material is in both tables, so all of the source may be used (policy {policy})."
        ]
    text = f"{count(shared)} {things} are in both tables."
    if policy == "exclude":
        left_out = overlap.get("excluded_per_replicate")
        text += (
            f" Computed {things} with a tested {split} are taken out of a replicate's source"
            if split
            else " Those of a replicate's test set are taken out of its source"
        )
        if _drawn(result) > 1 and result.design.get("test") != "fixed":
            text += ", whichever of its draws they are tested in,"
        text += " before pretraining"
        text += f" ({count(left_out)} in a median replicate)." if left_out is not None else "."
    elif policy == "include":
        text += (
            " They stay in the source also when they are tested on, so the errors here are not "
            f"those for {things} that nobody has computed."
        )
    return [text]


def _descriptor(result: StudyResult) -> str:
    names = ", ".join(str(name) for name in result.descriptor.get("names", ()))
    return f"Descriptor: {names or MISSING}, {_text(result.descriptor.get('width'))} numbers each."


def _refused(which: str, table: Mapping[str, Any]) -> list[dict[str, Any]]:
    examples = table.get("refused_examples") or []
    if not examples:
        return []
    files = any(example.get("file") for example in examples)
    heads = [*(["File"] if files else []), "Row", "Material", "Reason"]
    rows = [
        [
            *([str(example.get("file", ""))] if files else []),
            _text(example.get("row")),
            str(example.get("text", "")),
            str(example.get("reason", "")),
        ]
        for example in examples
    ]
    total = int(table.get("refused", len(rows)))
    return [
        {
            "title": _first(len(rows), total, f"Refused rows of the {which}"),
            "heads": heads,
            "rows": rows,
        }
    ]


def _invalid(result: StudyResult) -> list[dict[str, Any]]:
    return [
        *_left_out(result.descriptor, "Materials without a descriptor"),
        *_left_out(result.scale, "Materials without a logarithm"),
    ]


def _left_out(account: Mapping[str, Any], what: str) -> list[dict[str, Any]]:
    reasons = [[str(text), str(reason)] for text, reason in account.get("reasons", ())]
    if not reasons:
        return []
    total = sum(int(account.get(f"refused_{which}", 0)) for which in ("source", "target"))
    title = _first(len(reasons), max(total, len(reasons)), what)
    return [{"title": title, "heads": ["Material", "Reason"], "rows": reasons}]


def _first(shown: int, total: int, what: str) -> str:
    part = count(total) if shown >= total else f"first {shown} of {count(total)}"
    return f"{what} ({part})"


def _title(name: str) -> str:
    text = name.replace("_", " ").replace(".", " ")
    return text[:1].upper() + text[1:]


def _setting(name: str, entry: Any) -> dict[str, str]:
    return {"name": name, "value": str(entry) if name == "Seed" else _text(entry)}


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 90:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
