"""Units in the names of columns, as tables of this field write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.tables.units import parse, read_header, split_unit, units_of_row


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Tg (K) exp", "K"),
        ("Tg (C)", "degC"),
        ("Tg (ºC)", "degC"),
        ("Tg_C", "degC"),
        ("Tg, K", "K"),
        ("Tg / K", "K"),
        ("T/K", "K"),
        ("T_melt (deg. C)", "degC"),
        ("Calculated Tg std. dev. (K)", "K"),
        ("roe_kj/mol", "kj/mol"),
        ("density_g_cm3", "g/cm^3"),
        ("density g/cm3", "g/cm3"),
        ("ρ/kg·m−3", "kg·m−3"),
        ("viscosity (mPa.s)", "mPa.s"),
        ("kappa (W/(m K))", "W/(m K)"),
        ("kappa in W/mK", "W/mK"),
        ("Cp (298 K) [J/mol K]", "J/mol K"),
        ("alpha (10-6/K)", "10-6/K"),
        ("Formation energy [eV/at.]", "eV/at."),
        ("E_eV", "eV"),
        ("bulk_modulus_GPa", "GPa"),
        ("K (GPa)", "GPa"),
        ("dipole (D)", "debye"),
        ("refractive_index (-)", "1"),
        ("log10 conductivity (S/m)", "log10(S/m)"),
        ("log(sigma [S/cm])", "log10(S/cm)"),
        ("logS (mol/L)", "log10(mol/L)"),
        ("ln k (1/s)", "ln(1/s)"),
        ("time (min)", "min"),
    ],
)
def test_the_unit_is_read_wherever_it_stands(name: str, unit: str) -> None:
    found = read_header(name)
    assert (found.unit, found.status) == (unit, "understood")
    parse(unit)


@pytest.mark.parametrize(
    "name",
    """density (MD);density (exp);energy (DFT);gap (HSE06);E (B3LYP/6-31G*);yield (dry);foo (n=5);
    rho (T=298K);epsilon (1 kHz);n_D (20 °C);x_A;phase_C;group_K;max;value_min;homo_S0;bandgap_PBE;
    id_h;mass_density;solvent;Mn;U0;Cv;gap;logP;pKa;Tg;value;formula;SMILES;band_gap;e_form;mu;
    alpha;zpve;h298;g298;cv;r2;rot_a;bulk_modulus;shear_modulus;nsites;spacegroup;energy_above_hull;
    is_stable;Material ID;polymer_class;DOI;year;notes;std (MD);T (calc.);sample no.;Fold 1;
    density max;Score (ML);Tg (sim)""".replace("\n", "").split(";"),
)
def test_names_without_a_unit_give_none(name: str) -> None:
    assert read_header(name.strip()).unit is None
    assert read_header(name.strip()).status == "none"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("mu (a.u.)", "ambiguous"),
        ("polarizability [au]", "ambiguous"),
        ("capacitance (F)", "ambiguous"),
        ("capacity (C)", "ambiguous"),
        ("conductivity (blorp/cm)", "unknown"),
        ("rate [zz^2]", "unknown"),
    ],
)
def test_what_is_not_understood_is_never_replaced(name: str, status: str) -> None:
    found = read_header(name)
    assert (found.unit, found.status) == (None, status)
    assert found.written is not None


def test_scales() -> None:
    assert read_header("log10(viscosity)").scale == "log10"
    assert read_header("ln_k").scale == "ln"
    assert read_header("pKa").scale == "p"
    assert read_header("logo").scale == ""
    assert read_header("pressure").scale == ""


@given(
    st.sampled_from(["density", "Tg", "some property", "x", "Value"]),
    st.sampled_from(["{} ({})", "{} [{}]", "{}({})", "{} ({}) exp", "{}, {}", "{} / {}"]),
    st.sampled_from(["K", "degC", "g/cm3", "W/(m K)", "eV", "kJ/mol", "mPa.s", "S cm-1", "%"]),
)
def test_any_place_of_any_unit(label: str, form: str, unit: str) -> None:
    assert read_header(form.format(label, unit)).unit == unit


@given(st.text())
def test_any_column_name_is_split(name: str) -> None:
    said, unit = split_unit(name)
    assert unit is None or (said and said != name and unit in name) or said == name


def test_a_row_of_units_is_known_from_a_row_of_data() -> None:
    assert units_of_row(["", "K"])
    assert units_of_row(["-", "(g/cm3)", "[K]"])
    assert not units_of_row(["CCO", "300"])
    assert not units_of_row(["", "-"])
    assert not units_of_row(["C", "12"])
    assert not units_of_row(["NaCl", "eV"])


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Viscosity, Pa•s", "Pa•s"),
        ("mpC", "degC"),
        ("TgK", "K"),
        ("compC", None),
        ("MPC", None),
        ("measured log solubility in mols per litre", "log10(mols per litre)"),
        ("log(conductivity/S cm-1)", "log10(S cm-1)"),
        ("log10(K_VRH)", None),
        ("log10(S (mM))", "log10(mM)"),
        ("log10(sigma (S/m))", "log10(S/m)"),
        ("length (mm)", "mm"),
        ("energy (MM)", None),
        ("catalog number", None),
        ("hardness (kgf/mm2)", "kgf/mm2"),
    ],
)
def test_headers_of_public_tables(name: str, unit: str | None) -> None:
    assert read_header(name).unit == unit


@pytest.mark.parametrize(
    "unit", ["[HV]", "(HV)", "[grd]", "(Shore D)", "(arb. u.)", "[phr]", "(mPl)"]
)
def test_a_scale_that_is_no_unit_is_never_passed_over(unit: str) -> None:
    assert read_header(f"hardness {unit}").status in ("unknown", "ambiguous")


def test_a_letter_before_a_spaced_slash_may_be_the_quantity() -> None:
    assert read_header("log10(S / cm)").status == "ambiguous"
    assert read_header("log10(S/cm)").unit == "log10(S/cm)"
