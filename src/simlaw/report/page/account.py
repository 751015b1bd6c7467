"""The account of a study: what was read, refused, left out and used; how it was run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simlaw.law.curve import FINE_TUNE
from simlaw.metrics import title_of
from simlaw.printed_numbers import MISSING, count, pretty_unit, value
from simlaw.report.words.sentences import plural

if TYPE_CHECKING:
    from simlaw.study.accounts import DescriptorAccount, OverlapAccount, ScaleAccount
    from simlaw.study.result import StudyResult
    from simlaw.tables.account import TableAccount

__all__ = ["again", "facts", "studied", "training"]


def facts(result: StudyResult) -> list[str]:
    """Return the line under the title."""
    unit = pretty_unit(result.unit)
    metric = title_of(result.metric)
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
    invalid = (descriptor.refused_source, descriptor.refused_target)
    off = (result.scale.refused_source, result.scale.refused_target)
    without = [left + right for left, right in zip(invalid, off, strict=True)]
    rows = [
        _row("Table", source.name, target.name),
        _row("Property", source.property, target.property),
        _row("Unit as read", _unit(source), _unit(target)),
        _row("Rows read", source.rows_read, target.rows_read),
        *_rows_left_out(source, target),
        _row("Rows refused", source.refused, target.refused),
        _row("Rows merged into another", source.merged, target.merged),
        _row(f"Distinct {plural(result.kind)}", source.materials, target.materials),
        _row("Without a descriptor", *invalid),
        *([_row("Without a logarithm", *off)] if _logarithmic(result) else []),
        _row("Used", _left(source, without[0]), _left(target, without[1])),
        _row("Values: least, median, greatest", _values(source), _values(target)),
        _row("Origin", source.origin.address, target.origin.address),
        _row("Licence", source.origin.licence, target.origin.licence),
        _row("SHA-256", source.origin.sha256, target.origin.sha256),
    ]
    empty = {MISSING}
    return {
        "rows": [row for row in rows if {row["source"], row["target"]} != empty],
        "sentences": [
            *_merging(source, target),
            *_joined(source, result.kind),
            *_beside(result),
            *_scale(result),
            *_split(result),
            *_fixed_test(result),
            *_order(result),
            *_draws(result),
            *_overlap(result),
            _descriptor(result),
            *_plugins(result),
            *_notes(result),
        ],
        "refused": [
            *_refused("source", source),
            *(row for one in result.beside for row in _refused(one.name, one)),
            *_refused("target", target),
            *_invalid(result),
        ],
    }


def _notes(result: StudyResult) -> list[str]:
    """Return what was found and is no warning: those stand above the first sentence."""
    return [f"{one.text} {one.way_out}" for one in result.findings if one.level == "note"]


def training(result: StudyResult) -> dict[str, Any]:
    """Return the design and the training settings as named texts, and the rule behind them."""
    design = asdict(result.design)
    settings = [
        _setting("Sizes n", design.pop("n")),
        _setting("Measurements m", design.pop("m")),
        *(
            _setting("Sizes by source" if name == "n_apart" else _title(name), entry)
            for name, entry in design.items()
        ),
    ]
    recipe = result.training.recipe.to_dict()
    settings += [_setting(_title(name), entry) for name, entry in recipe.items()]
    return {
        "rule": result.training.rule,
        "settings": [item for item in settings if item["value"] != MISSING],
    }


def again(result: StudyResult) -> dict[str, Any]:
    """Return what is needed to cite and to repeat the study."""
    tables = (result.source, *result.beside, result.target)
    cited = (table.origin.citation for table in tables)
    versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    record = f"{count(result.trials_done)} trials, {_duration(result.seconds)} of computing"
    seed = result.design.seed
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


def _rows_left_out(source: TableAccount, target: TableAccount) -> list[dict[str, str]]:
    """Return the rows that were not meant to be used, where there are any."""
    counts = (
        ("Rows not chosen", source.not_chosen, target.not_chosen),
        ("Rows without a value", source.missing, target.missing),
    )
    return [_row(what, left, right) for what, left, right in counts if left or right]


def _unit(table: TableAccount) -> str:
    return pretty_unit(table.unit) or "none (a plain number)"


def _left(table: TableAccount, without: int) -> int:
    return table.materials - without


def _values(table: TableAccount) -> str:
    ends = (table.value.min, table.value.median, table.value.max)
    known = [value(end) for end in ends if end is not None]
    return ", ".join(known) if len(known) == len(ends) else MISSING


def _merging(source: TableAccount, target: TableAccount) -> list[str]:
    if not (source.merged or target.merged):
        return []
    ways = {source.aggregate, target.aggregate}
    return [f"Rows of one material are merged into one value by their {' or '.join(sorted(ways))}."]


def _beside(result: StudyResult) -> list[str]:
    """Return which sources are kept apart, and what each has of the sizes n."""
    sizes = result.design.n_apart
    if sizes is None:
        return []
    things = plural(result.kind)
    tables = "; ".join(
        f"{one.name} ({one.property}, {_unit(one)}; {count(one.materials)} {things}; n = "
        f"{', '.join(map(count, sizes[one.name]))})"
        for one in (result.source, *result.beside)
    )
    return [
        f"{len(sizes)} sources are kept apart, a network pretrained on each: {tables}. n is of all "
        f"together. The network of {result.source.name} is fine-tuned; the predictions of each are "
        "columns of the methods that take them. The table above is of the first."
    ]


def _joined(source: TableAccount, kind: str) -> list[str]:
    joined = source.joined
    if joined is None:
        return []
    things, tables = plural(kind), joined.tables
    parts = ", ".join(
        f"{table.name} ({count(table.rows_read)} rows, {count(table.materials)} {things})"
        for table in tables
    )
    text = f"The source joins {len(tables)} tables: {parts}."
    shared, apart = joined.shared, joined.difference
    if not shared or apart.absolute is None:
        return [f"{text} No material is in more than one of them."]
    share = "" if apart.relative is None else f", or {100 * apart.relative:.2g} %,"
    unit = pretty_unit(apart.unit)
    rule = (
        "the first table that has one gives its value"
        if joined.join == "first"
        else "their value is the median of the tables' values"
    )
    return [
        f"{text} {count(shared)} {things} are in more than one, where the tables differ by "
        f"{value(apart.absolute)}{f' {unit}' if unit else ''}{share} in the median; {rule}."
    ]


def _logarithmic(result: StudyResult) -> bool:
    return result.scale.name == "log10"


def _scale(result: StudyResult) -> list[str]:
    if not _logarithmic(result):
        return []
    unit = pretty_unit(result.target.unit)
    return [
        f"Values are learned as their decimal logarithm{f' in {unit}' if unit else ''}, so errors "
        "are in decades: 0.1 is a factor of 1.26, 0.3 a factor of 2."
    ]


def _split(result: StudyResult) -> list[str]:
    split, groups = result.overlap.split, result.overlap.groups
    if not split or groups is None:
        return []
    largest = result.overlap.largest_group
    size = f" (the largest of {count(largest)})" if largest is not None else ""
    return [
        f"The test is drawn by {split}: of the {count(groups)} groups of measured "
        f"{plural(result.kind)} with one {split}{size}, a test set holds out whole ones, so that "
        f"what is tested on shares its {split} with none of the m that are learned from."
    ]


def _fixed_test(result: StudyResult) -> list[str]:
    if result.design.test != "fixed":
        return []
    return [
        f"Every replicate is tested on the same {count(result.design.test_size)} "
        f"{plural(result.kind)}, so the intervals leave out how the error varies with the test set."
    ]


def _order(result: StudyResult) -> list[str]:
    things = plural(result.kind)
    meaning = {
        "diverse": f"with the {things} first that are most unlike each other",
        "nearest": (
            f"with the {things} first that are nearest to a measured one that may be fine-tuned on"
        ),
    }.get(result.design.order)
    if meaning is None:
        return []
    return [
        f"The source grows in a chosen order, {meaning}, by their descriptors; the law holds for "
        "a source chosen in this way."
    ]


def _drawn(result: StudyResult) -> int:
    return result.design.draws


def _draws(result: StudyResult) -> list[str]:
    drawn = _drawn(result)
    if drawn == 1:
        return []
    what = (
        "fine-tuning samples"
        if result.design.test == "fixed"
        else "test set and fine-tuning samples"
    )
    return [
        f"Each pretraining serves {count(drawn)} draws of {what}, and an error of a replicate is "
        "the mean over them: what is said of a new run is said of such a mean, and a single "
        "draw scatters more."
    ]


def _overlap(result: StudyResult) -> list[str]:
    overlap = result.overlap
    policy, shared = overlap.policy, overlap.shared
    things = plural(result.kind)
    near = _near(overlap)
    # Where only the tested materials are kept out of the source, a split is as none is.
    split = overlap.split if overlap.kept_out in (None, "group") else None
    if not shared and not split:
        free = f", so all of the source may be used (policy {policy})"
        limited = policy == "exclude-near" and overlap.near
        return [f"No material is in both tables{'' if limited else free}.{near}"]
    text = f"{count(shared)} {things} are in both tables."
    if policy in ("exclude", "exclude-near"):
        left_out = overlap.excluded_per_replicate
        text += (
            f" Computed {things} with a tested {split} are taken out of a replicate's source"
            if split
            else " Those of a replicate's test set are taken out of its source"
        )
        if _drawn(result) > 1 and result.design.test != "fixed":
            text += ", whichever of its draws they are tested in,"
        text += " before pretraining"
        text += f" ({count(left_out)} in a median replicate)." if left_out is not None else "."
    elif policy == "include":
        text += (
            " They stay in the source also when they are tested on, so the errors here are not "
            f"those for {things} that nobody has computed."
        )
    if overlap.by_match:
        text += _same(overlap)
    return [text + near]


def _same(overlap: OverlapAccount) -> str:
    what = "stereochemistry or tautomer" if overlap.match == "tautomer" else "stereochemistry"
    return (
        f" {count(overlap.by_match or 0)} of them are written in both with other {what} only, and "
        "count as the same."
    )


def _near(overlap: OverlapAccount) -> str:
    """Say how many measured compositions have near neighbours, and what becomes of these."""
    if overlap.near is None:
        return ""
    if not overlap.near:
        return " No measured composition has a near neighbour in the computed table."
    kept_out = overlap.policy == "exclude-near"
    return (
        f" {count(overlap.near)} measured compositions have a near neighbour in the computed table"
        + (
            ", which is taken out with them."
            if kept_out
            else '; it stays in the source (overlap = "exclude-near" takes it out).'
        )
    )


def _descriptor(result: StudyResult) -> str:
    names = ", ".join(result.descriptor.names)
    return f"Descriptor: {names or MISSING}, {_text(result.descriptor.width)} numbers each."


def _plugins(result: StudyResult) -> list[str]:
    """Name what does not come with simlaw, and where it is from."""
    if not result.plugins:
        return []
    return [f"Not from simlaw itself: {'; '.join(map(str, result.plugins))}."]


def _refused(which: str, table: TableAccount) -> list[dict[str, Any]]:
    examples = table.refused_examples
    if not examples:
        return []
    files = any(example.file for example in examples)
    heads = [*(["File"] if files else []), "Row", "Material", "Reason"]
    rows = [
        [
            *([example.file] if files else []),
            _text(example.row),
            example.text,
            example.reason,
        ]
        for example in examples
    ]
    return [
        {
            "title": _first(len(rows), table.refused, f"Refused rows of the {which}"),
            "heads": heads,
            "rows": rows,
        }
    ]


def _invalid(result: StudyResult) -> list[dict[str, Any]]:
    return [
        *_left_out(result.descriptor, "Materials without a descriptor"),
        *_left_out(result.scale, "Materials without a logarithm"),
    ]


def _left_out(account: DescriptorAccount | ScaleAccount, what: str) -> list[dict[str, Any]]:
    reasons = [[text, reason] for text, reason in account.reasons]
    if not reasons:
        return []
    total = account.refused_source + account.refused_target
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
