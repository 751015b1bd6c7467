"""The unit that a column's name gives: in brackets, after a comma, behind a slash or underscore."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simlaw.errors import InputError
from simlaw.tables.units.field_spellings import AMBIGUOUS, WHOLE
from simlaw.tables.units.spelling import NO_UNIT, parse

Status = Literal["none", "understood", "ambiguous", "unknown"]
Scale = Literal["", "log10", "ln", "p"]


@dataclass(frozen=True)
class HeaderUnit:
    """What the name of a column says of its unit.

    Attributes
    ----------
    label
        The name without its unit.
    unit
        The unit in a spelling for study files, such as ``"degC"`` or ``"log10(S/cm)"``; None where
        there is none, or it is not understood.
    written
        What stands in the name.
    status
        ``"none"``: no unit is written. ``"ambiguous"``, ``"unknown"``: one is, which cannot be
        taken as it is.
    scale
        Whether the column holds logarithms: ``"log10"``, ``"ln"``, ``"p"`` (minus log10), or not.
    """

    label: str
    unit: str | None = None
    written: str | None = None
    status: Status = "none"
    scale: Scale = ""


_PREFIXED = (
    "m", "g", "s", "mol", "eV", "ev", "J", "j", "cal", "Hz", "Pa", "pa", "bar", "N", "V", "W", "S",
    "L", "l", "ohm", "Ohm", "Ω", "T",
)  # fmt: skip
_PREFIXES = ("", "f", "p", "n", "u", "µ", "μ", "m", "c", "d", "k", "K", "M", "G")
_PLAIN = frozenset(
    {
        "K", "C", "F", "°C", "ºC", "˚C", "℃", "°F", "℉", "degC", "degF", "oC", "deg", "Celsius",
        "celsius", "Kelvin", "kelvin", "D", "debye", "Debye", "atm", "Torr", "torr", "mmHg", "psi",
        "hartree", "Hartree", "hartrees", "Ha", "Eh", "Ry", "rydberg", "bohr", "Bohr", "angstrom",
        "Angstrom", "angstroms", "Å", "A", "Ang", "ang", "%", "percent", "h", "hr", "hour", "hours",
        "min", "day", "days", "year", "P", "cP", "cp", "poise", "cSt", "barrer", "Barrer",
        "barrers", "Barrers", "amu", "Da", "kDa", "u", "dyn", "dyne", "erg", "ppm", "ppb", "cc",
        "at", "atom", "atoms", "f.u.", "fu", "f.u", "at.", "sec", "M", "mM", "uM", "nM", "µM",
        "wt%", "at%", "mol%", "vol%", "wt.%", "at.%", "mol.%", "mass%", "Mpa", "Gpa", "KPa", "rad",
        "mole", "moles", "liter", "litre", "meter", "metre", "gram", "grams", "second", "seconds",
        "mols", "litres", "liters", "per", "kgf", "lb", "lbf", "ft",
        "joule", "watt", "volt", "pascal", "dimensionless", "unitless", "e", "Oe", "cmHg", "STP",
    }
)  # fmt: skip
SYMBOLS = _PLAIN | {prefix + base for prefix in _PREFIXES for base in _PREFIXED}
# Letters that name groups, phases, sites and sizes at the end of a name more often than units.
_AFTER_UNDERSCORE = (SYMBOLS - _PLAIN) - {
    "m", "g", "s", "l", "L", "j", "J", "N", "V", "W", "S", "T", "n", "d", "pN", "pV", "pS", "nN",
    "mL", "dl", "cl", "Gs", "Ms", "Ks", "ks", "ds", "cs", "ms", "us", "ns", "ps", "fs", "dT", "cT",
    "Mm", "Gm", "Km", "dm", "MS", "GS", "MN", "GN", "MT", "GT", "MV", "MW", "GL", "ML", "pT", "pW",
    "Kl", "KL", "KS", "KT", "KV", "KW", "KN", "Kg", "Mg", "Gg", "dg", "cg", "pg", "ng", "fg", "cd",
    "dV", "dW", "dS", "dN", "cV", "cW", "cS", "cN", "fT", "fN", "fV", "fW", "fS", "fl", "fL", "pl",
    "pL", "nl", "nL", "nS", "nT", "nV", "nW", "uL", "ul", "uN", "uS", "uT", "uV", "uW", "Gl", "Ml",
    "ml", "mj", "mJ", "mN", "mS", "mT", "mV", "mW", "kg", "kl", "kL", "kN", "kS", "kT", "kV", "kW",
}  # fmt: skip
_AFTER_UNDERSCORE |= {
    "degC", "degF", "debye", "Debye", "hartree", "Hartree", "Ha", "angstrom", "Angstrom", "Ang",
    "percent", "Barrer", "barrer", "Kelvin", "kelvin", "Celsius", "celsius", "bohr", "MPa", "GPa",
    "kPa", "cP", "wt%", "at%", "mol%", "amu", "ppm",
}  # fmt: skip
_TEMPERATURE = re.compile(
    r"(?i)(?:^|[^a-z])(t|tg|tm|tb|tc|td|t_?(?:g|m|b|c|d)|temp|temperature|melting|boiling|glass|"
    r"transition|decomposition|flash|mp|bp|point|curie|n[ée]el|freezing)(?:$|[^a-z])"
)
_TIME = re.compile(r"(?i)time|duration|half|age|life")
_CURRENT = re.compile(r"(?i)current|amp[eè]re|charge|capacit")
_METHOD = re.compile(
    r"(?i)\A\s*(md|dft|exp\.?|expt\.?|experiment(al)?|meas\.?|measured|calc\.?|calculated|comp\.?|"
    r"computed|sim\.?|simulated|simulation|theory|theor\.?|pred\.?|predicted|qm|mm|gaff2?|opls\w*|"
    r"pbe\w*|hse\w*|scan|r2scan|lda|gga(\+u)?|b3lyp.*|m06.*|pm[3-7]|am1|xtb|gfn\w*|ccsd.*|mp2|hf|"
    r"cosmo\S*|gw|g0w0|ml|gc|ri|avg\.?|mean|median|std\.?|sd|min\.?|max\.?|total|dry|wet|bulk|"
    r"this work|ref\.?|lit\.?|dsc|dma|tga|xrd|nist|id|no\.?|smiles|model|raw)\s*\Z"
)
_THEORY = re.compile(r"(?i:6-31|def2|cc-p|aug-|b3lyp|pbe|wb97|m06|gaff|opls)|/[A-Z]{3,}")
# Scales of tests, and words for none: whoever writes them means a unit that no conversion knows.
_SCALES = re.compile(
    r"(?i)\A(hv|hb|hbw|hk|hr[a-c]|shore ?[ad0]?|brix|°bx|phr|grd|arb\.? ?u(nits?)?\.?|arb\.?|"
    r"arbitrary units?|a\.u|units?|engler|sus|api)\Z"
)
_PREFIXED_TOKEN = re.compile(r"(?!pH|pK|pI|aW|dE)[a-zµμ]{1,2}[A-Z][a-z]{0,2}\Z")
_SHORT_TOKEN = re.compile(r"[^\W\d_]{1,6}\Z")
_GLUED = re.compile(
    r"(?P<label>(?i:mp|bp|tg|tm|tb|td|temp|temperature|melting ?point|boiling ?point))"
    r"(?P<unit>[CKF])\Z"
)
_SHAPE = re.compile(r"[/^%°º℃Å]|[A-Za-z]\s?[-−]\d|[A-Za-z][23]\b|·|⋅|[⁻²³¹]")
_CONDITION = re.compile(r"\s*([A-Za-z]+\s*[=<>~]|[-+]?\d+(\.\d+)?\s*[A-Za-z°]+\b(?!\s*[-^/]))")
_JOINED = {
    "g_cm3": "g/cm^3", "g_per_cm3": "g/cm^3", "g_cc": "g/cm^3", "gcm3": "g/cm^3", "gcc": "g/cm^3",
    "kg_m3": "kg/m^3", "kgm3": "kg/m^3", "kg_per_m3": "kg/m^3", "kcal_mol": "kcal/mol",
    "kcal_per_mol": "kcal/mol", "kcalmol": "kcal/mol", "kj_mol": "kJ/mol", "kj_per_mol": "kJ/mol",
    "kjmol": "kJ/mol", "ev_atom": "eV/atom", "ev_per_atom": "eV/atom", "mev_atom": "meV/atom",
    "w_mk": "W/(m K)", "w_m_k": "W/(m K)", "wmk": "W/(m K)", "j_kgk": "J/(kg K)",
    "j_kg_k": "J/(kg K)", "j_gk": "J/(g K)", "j_g_k": "J/(g K)", "j_mol_k": "J/(mol K)",
    "j_molk": "J/(mol K)", "s_cm": "S/cm", "s_m": "S/m", "mn_m": "mN/m", "cm2_vs": "cm^2/(V s)",
    "cm2_v_s": "cm^2/(V s)", "mpa_s": "mPa s", "pa_s": "Pa s", "mol_l": "mol/L", "g_mol": "g/mol",
}  # fmt: skip
_LOG = re.compile(
    r"(?P<log>log_?10|lg|ln|log)(?=[\s_(\[]|[A-Z]|\Z)|(?P<ten>log_?10)|(?P<p>p)(?=[A-Z])"
)
_LOGS: dict[str, Scale] = {"ln": "ln"}


def read_header(name: str) -> HeaderUnit:
    """Return what the name of a column says of its unit.

    Examples
    --------
    >>> read_header("Tg (K) exp").unit, read_header("Tg_C").unit, read_header("density (MD)").unit
    ('K', 'degC', None)
    >>> read_header("log10 conductivity (S/cm)").unit, read_header("mu (a.u.)").status
    ('log10(S/cm)', 'ambiguous')
    """
    scale = _scale(name)
    for label, written, loud in _candidates(name):
        inner, inner_scale = _without_log(written)
        scale = inner_scale or scale
        if scale:
            inner = _without_quantity(inner)
            # Solubility in cm, or siemens per cm: a quantity stands before such a slash.
            if re.match(r"[A-Z]\s+/\s+\S", inner):
                return HeaderUnit(label, None, written, "ambiguous", scale)
        found = _meaning(inner, label, loud=loud, square=f"[{written}]" in name)
        if found is None:
            continue
        unit, status = found
        label = re.sub(r"\s+", " ", label).strip(" \t,;:/_-") or name
        if unit is not None and scale == "p":
            return HeaderUnit(label, None, written, "ambiguous", scale)
        if unit is not None and scale:
            unit = f"{scale}({unit})"
        return HeaderUnit(label, unit, written, status, scale)
    return HeaderUnit(name, scale=scale)


def split_unit(name: str) -> tuple[str, str | None]:
    """Return what a column name says without its unit, and the unit as it stands there.

    Examples
    --------
    >>> split_unit("density [g/cm3]"), split_unit("Tg (K)"), split_unit("yield (dry)")
    (('density', 'g/cm3'), ('Tg', 'K'), ('yield (dry)', None))
    """
    found = read_header(name)
    if found.status != "understood" or found.label == name:
        return name, None
    return found.label, found.written


def units_of_row(cells: Sequence[str]) -> bool:
    """Return whether the cells of a row are units: each is one, or says that there is none.

    Examples
    --------
    >>> units_of_row(["", "K", "g/cm3"]), units_of_row(["CCO", "300", "0.9"])
    (True, False)
    """
    kinds = [_of_row(cell.strip().strip("()[]")) for cell in cells]
    return "other" not in kinds and "unit" in kinds


def _of_row(cell: str) -> str:
    if cell.lower() in NO_UNIT and cell != "1":
        return "none"
    found = _meaning(cell, "temperature", loud=False) if not cell[:1].isdigit() else None
    return "unit" if found is not None and found[1] == "understood" else "other"


def _scale(name: str) -> Scale:
    found = _LOG.match(name.strip())
    if found is None:
        inside = re.search(r"[\s_](log_?10|log|lg|ln)[\s_(\[]", name)
        return "" if inside is None else "ln" if inside[1] == "ln" else "log10"
    if found["p"]:
        return "p" if re.match(r"p(K[aAbdi]?|IC50|EC50|H\b|Ki)", name.strip()) else ""
    return "ln" if found["log"] == "ln" else "log10"


def _without_log(written: str) -> tuple[str, Scale]:
    found = re.match(r"\s*(log_?10|log|lg|ln)[\s_]*\(?(.*?)\)?\s*\Z", written)
    if found is None:
        return written.strip(), ""
    return found[2].strip(), "ln" if found[1] == "ln" else "log10"


def _candidates(name: str) -> Iterator[tuple[str, str, bool]]:
    """Yield label, what may be a unit, and whether its place says that it is one."""
    for match in re.finditer(r"\[([^\[\]]*)\]|\(([^()]*(?:\([^()]*\)[^()]*)*)\)", name):
        written = (match[1] if match[1] is not None else match[2]).strip()
        if match[2] is not None and (inner := re.search(r"\[([^\[\]]+)\]", name)):
            yield name.replace(inner[0], ""), inner[1].strip(), True
            continue
        # Part of the unit itself: "cp J/(kg K)".
        if match.start() and name[match.start() - 1] in "/*·^":
            continue
        yield name[: match.start()] + name[match.end() :], written, True
    for mark in (r",\s*", r"\s+/\s+", r"\s+in\s+"):
        parts = re.split(mark, name)
        if len(parts) == 2 and all(parts):
            yield parts[0], parts[1].strip(), False
    tail = re.match(r"(.+?)[\s_]+(\S*[/^]\S*(?:\s[A-Za-z]+-?\d?\))?)\s*\Z", name)
    if tail:
        yield tail[1], tail[2], False
    quantity = re.match(r"([A-Za-zα-ωΑ-Ω_ ]+)/([^/\s].*)\Z", name)
    if quantity and (quantity[1] == "T" or quantity[1] not in SYMBOLS):
        yield quantity[1], quantity[2], False
    yield from _tails(name)


def _tails(name: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what stands behind the last underscores or blank, where it cannot be a plain word."""
    parts = re.split(r"[_\s.]+", name)
    for count in (4, 3, 2, 1):
        tail = "_".join(parts[-count:]).lower()
        if len(parts) > count and tail in _JOINED:
            yield "_".join(parts[:-count]), _JOINED[tail], False
    if (glued := _GLUED.match(parts[-1])) is not None and glued["label"][-1].islower():
        yield name[:-1], glued["unit"], False
    if len(parts) < 2:
        return
    label, tail = "_".join(parts[:-1]), parts[-1]
    if tail in _AFTER_UNDERSCORE or (tail in ("K", "C", "F") and _TEMPERATURE.search(label)):
        yield label, tail, False
    elif tail.lower() in ("ev", "gpa", "mpa", "kpa", "degc", "nm", "kcal"):
        yield label, {"mpa": "MPa", "gpa": "GPa", "kpa": "kPa"}.get(tail.lower(), tail), False


def _without_quantity(written: str) -> str:
    """Return the unit of ``conductivity/S cm-1`` or ``sigma (S/m)``, as stand in a logarithm."""
    found = re.match(r"([^\W\d][\w .]*?)\s*(?:/\s*(.+)|[(\[](.+)[)\]])\Z", written)
    # Brackets hold a unit, whatever stands before them; a slash may be one of the unit itself.
    if found is None or (found[2] and _is_ours(found[1])):
        return written
    unit = found[2] or found[3]
    return unit if _is_ours(unit) else written


def _meaning(
    written: str, label: str, *, loud: bool, square: bool = False
) -> tuple[str | None, Status] | None:
    """Return the unit that a text is, or that it is one not understood; None where it is none."""
    if not written or len(written) > 60 or _THEORY.search(written) or _CONDITION.match(written):
        return None
    if _METHOD.match(written) and written not in ("mM", "mm", "mL"):
        return _parsed(written) if written == "min" and _TIME.search(label) else None
    if written.lower() in AMBIGUOUS:
        return None, "ambiguous"
    if written.lower() in NO_UNIT:
        return ("1", "understood") if loud and written != "" else None
    if loud and _SCALES.match(written):
        return None, "unknown"
    if not _is_ours(written):
        # Square brackets hold units, if not a remark of several words.
        strange = (
            _SHAPE.search(written)
            or _PREFIXED_TOKEN.match(written)
            or (square and _SHORT_TOKEN.match(written))
        )
        return (None, "unknown") if loud and strange else None
    if (written in ("C", "A") and _CURRENT.search(label)) or (
        written == "F" and not _TEMPERATURE.search(label)
    ):
        return None, "ambiguous"
    return _parsed(written) or (None, "unknown")


def _parsed(written: str) -> tuple[str, Status] | None:
    try:
        parse(written)
    except InputError:
        return None
    return WHOLE.get(written, written), "understood"


def _is_ours(written: str) -> bool:
    """Whether every word of a text is a unit of the field, whatever a library would make of it."""
    if written in WHOLE or written in SYMBOLS:
        return True
    words = re.findall(r"f\.u\.?|at\.|[A-Za-zµμΩ°º˚℃℉Å%]+", re.sub(r"\d+e-?\d+", "", written))
    known = all(_known(word) for word in words)
    return (
        bool(words)
        and known
        and re.match(r"[\w\s*/^()·⋅•∙°º˚℃℉%+\-−.×⁰¹²³⁴-⁹⁻]+\Z", written) is not None
    )


def _known(word: str) -> bool:
    if word in SYMBOLS:
        return True
    # "mK" of "W/mK", "gK" of "J/gK": two units written together.
    return word in ("mK", "gK", "kgK", "molK", "cmK", "Vs")
