"""What is expected of each folder of `tables`: made-up tables of the shapes that people have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What init, check and run do with a pair of tables.

    Attributes
    ----------
    fault
        What is the matter with the tables.
    source, target
        Column and unit as understood, and materials; None where there is no study.
    codes
        Of the warnings and notes, sorted.
    says
        What init asks, or is refused with, at exit status 2.
    answers
        Options that answer; with them a study is written.
    refused
        What check and run refuse the study with.
    files
        Names of the files.
    """

    fault: str
    source: tuple[str, str, int] | None = None
    target: tuple[str, str, int] | None = None
    codes: tuple[str, ...] = ()
    says: str = ""
    answers: tuple[str, ...] = ()
    refused: str = ""
    files: tuple[str, str] = ("computed.csv", "measured.csv")


def _plain(fault: str, codes: tuple[str, ...] = (), *, measured: int = 60) -> Expected:
    both = ("density", "1", 120), ("density", "1", measured)
    return Expected(fault, *both, codes)


EXPECTED = {
    "01-one-file-both-columns": Expected(
        "one file holds both columns",
        ("Calculated Tg (K)", "K", 120),
        ("Experiment Tg (K)", "K", 120),
        files=("table.csv", "table.csv"),
    ),
    "02-celsius-C-as-coulomb": Expected(
        "C stands for Celsius; the other table names no unit",
        ("Tg (C)", "degC", 120),
        ("Tg", "K", 60),
        says="--target-unit degC",
        answers=("--target-unit", "K"),
    ),
    "04-named-unit-not-read-ordinal-celsius": Expected(
        "the ordinal sign for a degree", ("Tg (ºC)", "degC", 120), ("Tg (K)", "K", 60)
    ),
    "06-named-unit-not-read-mPa.s": Expected(
        "mPa.s against Pa s", ("viscosity (mPa.s)", "mPa.s", 120), ("viscosity (Pa s)", "Pa s", 60)
    ),
    "09-unit-before-the-end": Expected(
        "words behind the unit", ("Tg (°C)", "degC", 120), ("Tg (K) exp", "K", 60)
    ),
    "10-log10-column-unit": Expected(
        "logarithms of values in two units",
        ("log10 conductivity (S/m)", "log10(S/m)", 120),
        ("log10 conductivity (S/cm)", "log10(S/cm)", 60),
    ),
    "11-method-word-read-as-unit": Expected(
        "(MD) and (exp) are no units", ("density (MD)", "1", 120), ("density (exp)", "1", 60)
    ),
    "12-conditions-merged": Expected(
        "ten temperatures of each material",
        ("kappa (W/(m K))", "W/(m K)", 120),
        ("kappa (W/(m K))", "W/(m K)", 60),
        ("condition_chosen",),
    ),
    "14-sparse-many-property-table": Expected(
        "a table of several properties", ("density", "1", 80), ("density", "1", 60)
    ),
    "15-long-table-tag-column": Expected(
        "a column tells measured rows from computed ones", ("value", "1", 120), ("value", "1", 60)
    ),
    "16-shared-condition-column-chosen": Expected(
        "both tables have a load", ("hardness", "1", 120), ("hardness", "1", 60)
    ),
    "18-comment-lines-and-semicolons": _plain("remarks above the header, semicolons"),
    "20-decimal-comma": _plain("decimal commas"),
    "21-uncertainty-in-cell": _plain("1.23 ± 0.05 and 1.23(5)"),
    "22-censored-and-ranges": _plain("bounds and ranges", ("censored",), measured=55),
    "24-sentinel-values": Expected(
        "-999 and the like",
        ("density (g/cm3)", "g/cm3", 120),
        ("density (g/cm3)", "g/cm3", 60),
        ("implausible_values", "implausible_values", "outliers", "outliers"),
    ),
    "25-refusals-by-first-five": Expected(
        "many rows without a structure", refused="20 rows, such as row 9: the text is empty"
    ),
    "26-flat-and-stereo-smiles": Expected(
        "flat in one table, with stereo in the other",
        ("density", "1", 90),
        ("density", "1", 40),
        ("stereo_twins",),
    ),
    "28-zero-amount-end-member": Expected("amounts of 0", ("gap", "1", 70), ("gap", "1", 70)),
    "29-refused-entries-make-labels": Expected(
        "a third of the SMILES cannot be read", says="--kind molecule"
    ),
    "30-two-kinds-of-material-columns": Expected(
        "polymer and dopant",
        ("sigma", "1", 23),
        ("sigma", "1", 23),
        (
            "conditions_merged",
            "conditions_merged",
            "several_materials",
            "several_materials",
            "small_target",
        ),
    ),
    "32-opposite-sign-or-wrong-pair": Expected(
        "HOMO energy against ionisation potential",
        ("homo (eV)", "eV", 120),
        ("IP (eV)", "eV", 60),
        ("opposite_sign",),
    ),
    "33-scale-factor-undeclared": Expected(
        "1,000 times apart, and no unit",
        ("density", "g/cm^3", 120),
        ("density", "kg/m^3", 60),
        says="--source-unit UNIT",
        answers=("--source-unit", "g/cm^3", "--target-unit", "kg/m^3"),
    ),
    "34-xlsx": Expected(
        "no spreadsheet, though its name says so",
        says="save the sheet as CSV",
        files=("computed.csv", "measured.xlsx"),
    ),
    "35-json-gz": Expected(
        "JSON without rows",
        says="the JSON table has no rows",
        files=("computed.csv", "measured.json.gz"),
    ),
    "37-duplicate-header": Expected(
        "two columns of one name",
        ("Tg", "1", 120),
        ("Tg (1)", "1", 60),
        ("duplicate_header",),
        says="--target-value 'Tg (1)'",
        answers=("--target-value", "Tg (1)"),
    ),
    "38-no-header": Expected(
        "no header", ("density", "1", 120), ("column 2", "1", 60), ("no_header",)
    ),
    "39-smiles-with-name": _plain("names and marks behind the SMILES"),
    "40-units-row-below-header": Expected(
        "units in the row below the header",
        ("Tg", "degC", 120),
        ("Tg", "K", 60),
        ("units_row", "units_row"),
    ),
    "41-nan-spellings": _plain("spellings of no value", measured=55),
    "43-psmiles-in-four-spellings": Expected(
        "ends of a repeat unit in several spellings",
        ("density", "1", 23),
        ("density", "1", 23),
        ("small_target",),
    ),
    "45-kJmol-vs-eV": Expected(
        "per mole against per molecule",
        ("energy (kJ/mol)", "kJ/mol", 120),
        ("energy (eV)", "eV", 60),
    ),
    "46-hydrate-with-a-full-stop": Expected(
        "CuSO4.5H2O", ("density", "1", 70), ("density", "1", 70)
    ),
}
