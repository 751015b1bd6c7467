"""The planner in a real browser: what it answers is what `simlaw.decide` answers."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.report.planner.planner_view import SHOWN, at

from simlaw.decide.exchange import exchange
from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.budget import Spend, best_spend, least_cost
from simlaw.decide.money.costs import Costs, Price
from simlaw.decide.money.without_simulations import advise, alone_of, cheapest_advice
from simlaw.errors import InputError
from simlaw.law import JointLaw, LearningCurve, fit_joint
from simlaw.law.joint.surface import FORMULAS
from simlaw.printed_numbers import (
    about,
    chance,
    count,
    money,
    percent,
    rough,
    size_span,
    span,
    target,
    value,
)
from simlaw.report.page.page import planner_page
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]

ARROW_RIGHT = "\ue014"


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100, 200), sizes=(50, 450, 4000), unit="g/cm^3"))


@pytest.fixture(scope="module")
def law(result: StudyResult) -> JointLaw:
    return joint_law(result.curve)


@pytest.fixture(scope="module")
def page(result: StudyResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planner") / "planner.html"
    path.write_text(planner_page(result), encoding="utf-8")
    return path


def spend_texts(name: str, spend: Spend | None) -> dict[str, str]:
    if spend is None:
        return {name: "out of reach", f"{name}-buy": "", f"{name}-error": ""}
    ends = span(spend.low, spend.high, like=spend.error)
    return {
        name: f"n = {count(spend.n)}, m = {count(spend.m)}",
        f"{name}-error": f"error {value(spend.error)} (90 % interval {ends})",
    }


def expected(result: StudyResult, law: JointLaw, s: dict[str, Any]) -> dict[str, str]:
    """What the command line's functions say, in the command line's digits."""
    here = law.forecast([s["n"]], [s["m"]], band="mean")
    mean, low, high = (float(x[0]) for x in (here.mean, here.low, here.high))
    by_joint = law.required_n(s["e"], s["m"])
    needed = result.laws[s["m"]].required_n(s["e"]) if s["m"] in result.laws else by_joint
    worth = exchange(law, s["n"], s["m"]).rate
    costs = Costs(
        Price(s["cs"], fixed=s["fs"], batch=s["bs"], owned=s["on"], most=s.get("ms")),
        Price(s["ce"], fixed=s["fe"], batch=s["be"], owned=s["om"], most=s.get("me")),
    )
    alone = alone_of(result.curve)
    best = advise(law, costs, s["b"], alone).spend
    try:
        cheapest = cheapest_advice(law, costs, s["e"], alone).spend
    except InputError:
        cheapest = None

    def limit(x: float, text: Callable[[float], str]) -> str:
        return "no limit" if np.isinf(x) else text(x)

    interval = size_span(needed.low, needed.high, 50)
    median = "under 50" if needed.median < 50 else about(needed.median)
    near = result.verdict.at(s["m"])
    assert near is not None
    helps = near.falls and near.at(s["n"]).effect == "helps"
    rate = {
        "worth": rough(worth.estimate),
        "worth-span": f"{rough(worth.low)} to {limit(worth.high, rough)}",
    }
    none = {
        "worth": "no number",
        "worth-span": "not shown that simulations help at this n and m",
    }
    return {
        "here": value(mean),
        "here-span": span(low, high, like=mean),
        "needed": "out of reach" if np.isinf(needed.median) else median,
        "needed-span": "no n reaches it" if np.isinf(needed.low) else interval,
        "unreachable": chance(needed.unreachable_probability),
        **(rate if helps else none),
        **spend_texts("best", best),
        **spend_texts("cheapest", cheapest),
    }


def held(law: JointLaw) -> dict[str, Any]:
    """What the page holds of a law."""
    surface = measured_surface(law)
    return {
        "form": law.form,
        "level": law.level,
        "theta": law.theta.tolist(),
        "draws": np.hstack([law.draws.theta, law.draws.drift]).tolist(),
        "n": [law.n.min(), law.n.max()],
        "m": [law.m.min(), law.m.max()],
        "shift": {"n": surface.n.tolist(), "m": surface.m.tolist(), "log": surface.shift.tolist()},
        "none": None,
    }


PLAIN = {"fs": 0, "fe": 0, "bs": 1, "be": 1, "on": 4000, "om": 200}
SETTINGS = [
    {**PLAIN, "e": 0.016, "n": 4000, "m": 200, "cs": 1, "ce": 20, "b": 8000},
    {**PLAIN, "e": 0.0142, "n": 900, "m": 75, "cs": 0.5, "ce": 400, "b": 50_000},
    {"e": 0.0201, "n": 450, "m": 100, "cs": 2, "ce": 31, "b": 9_999, "on": 0, "om": 0}
    | {"fs": 500, "fe": 120, "bs": 96, "be": 8},
    {"e": 0.005, "n": 20_000, "m": 1000, "cs": 0.1, "ce": 3, "b": 300, "on": 10, "om": 10}
    | {"fs": 1, "fe": 0, "bs": 7, "be": 1},
    {**PLAIN, "e": 0.0151, "n": 450, "m": 50, "cs": 1, "ce": 90, "b": 90_000, "ms": 9000}
    | {"me": 260, "bs": 50},
    {**PLAIN, "e": 0.03, "n": 50, "m": 25, "cs": 3, "ce": 1, "b": 0, "on": 60, "om": 30},
]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: f"e={s['e']}")
def test_every_answer_is_that_of_the_command_line(
    browser: Any, page: Path, result: StudyResult, law: JointLaw, setting: dict[str, Any]
) -> None:
    browser.open(at(page, **setting))
    shown = browser.run(SHOWN)
    wanted = expected(result, law, setting)
    assert {name: shown[name].split("; ")[0] for name in wanted} == wanted
    assert browser.log("browser") == []


@pytest.mark.parametrize("form", FORMULAS)
def test_the_formulas_are_those_of_python(
    browser: Any, page: Path, result: StudyResult, form: str
) -> None:
    browser.open(page)
    rows = result.curve.frame.query("method == 'fine-tune'")
    columns = (rows[name].to_numpy() for name in ("n", "m", "mae"))
    law = fit_joint(*columns, replicate=rows["replicate"].to_numpy(), resamples=60, form=form)
    browser.run(f"window.law = new PlannerAdvice.Advised({json.dumps(held(law))})")
    rng = np.random.default_rng(5)
    for _ in range(12):
        n, m = 10 ** rng.uniform(1, 5), 10 ** rng.uniform(0.5, 3.5)
        error = float(law.predict(n, m)) * rng.uniform(0.8, 1.2)
        n_owned, m_owned = (int(x) for x in rng.integers(0, 500, 2))
        budget = float(10 ** rng.uniform(3, 6))
        prices = [
            {"each": float(10 ** rng.uniform(-1, 1.5)), "fixed": float(rng.integers(0, 50))}
            | {"batch": int(rng.integers(1, 30)), "owned": owned, "most": most}
            for owned, most in ((n_owned, None), (m_owned, int(rng.integers(600, 2000))))
        ]
        costs = Costs(*(Price(**price) for price in prices))
        given = json.dumps([n, m, error, budget, *prices])
        found = browser.run(
            f"const [n, m, e, b, s, x] = {given};"
            "const costs = {simulation: s, experiment: x};"
            "return [law.forecast(n, m), law.required(e, m), law.exchange(n, m),"
            "law.bestSpend(costs, b), law.leastCost(costs, e)].map((o) => JSON.parse("
            "JSON.stringify(o, (k, v) => (v === Infinity ? 'inf' : v))));"
        )
        here = law.forecast([n], [m], band="mean")
        needed, worth = law.required_n(error, m), exchange(law, n, m).rate
        pairs = [
            (found[0], {"mean": here.mean[0], "low": here.low[0], "high": here.high[0]}),
            (found[1], {k: getattr(needed, k) for k in ("median", "low", "high")}),
            (found[2], {k: getattr(worth, k) for k in ("estimate", "low", "high")}),
        ]
        for spend, ask in (
            (found[3], lambda c=costs, b=budget: best_spend(law, c, b)),
            (found[4], lambda c=costs, e=error: least_cost(law, c, e)),
        ):
            try:
                wanted = ask()
            except InputError:
                assert spend is None
                continue
            pairs.append((spend, {"n": wanted.n, "m": wanted.m, "cost": wanted.cost}))
        for mine, theirs in pairs:
            got = {name: float(mine[name]) for name in theirs}
            assert got == pytest.approx({k: float(v) for k, v in theirs.items()}, rel=1e-8)


def test_purchases_in_large_batches_are_those_of_python(
    browser: Any, page: Path, law: JointLaw
) -> None:
    browser.open(page)
    browser.run(f"window.law = new PlannerAdvice.Advised({json.dumps(held(law))})")
    rng = np.random.default_rng(11)
    agreed = 0
    for _ in range(60):
        error = float(law.predict(10 ** rng.uniform(2, 7), 10 ** rng.uniform(1, 4)))
        budget = float(10 ** rng.uniform(3, 9))
        prices = [
            {"each": float(10 ** rng.uniform(-5, 4)), "fixed": float(rng.choice([0, 1000]))}
            | {"batch": int(10 ** rng.uniform(0, 5)), "owned": int(rng.choice([0, 300]))}
            for _ in range(2)
        ]
        costs = Costs(*(Price(**price) for price in prices))
        given = json.dumps([error, budget, *(price | {"most": None} for price in prices)])
        found = browser.run(
            f"const [e, b, s, x] = {given}, costs = {{simulation: s, experiment: x}};"
            "return [law.bestSpend(costs, b), law.leastCost(costs, e)]"
            ".map((one) => one && [one.n, one.m, one.cost]);"
        )
        asks = (
            (lambda c=costs, b=budget: best_spend(law, c, b)),
            (lambda c=costs, e=error: least_cost(law, c, e)),
        )
        for mine, ask in zip(found, asks, strict=True):
            try:
                theirs = ask()
            except InputError:
                assert mine is None
                continue
            assert mine == [theirs.n, theirs.m, pytest.approx(theirs.cost, rel=1e-12)]
            agreed += 1
    assert agreed > 80


def test_numbers_are_printed_by_the_rules_of_the_report(browser: Any, page: Path) -> None:
    browser.open(page)
    rng = np.random.default_rng(1)
    numbers = [*(10 ** rng.uniform(-3, 12, 300)), 0.0, 2.5, 0.5, 99.95, 999.5, 1e9, 9.95, 12.5]
    printed = browser.run(
        f"const xs = {json.dumps([float(x) for x in numbers])};"
        "const N = PlannerNumbers;"
        "return xs.map((x, i) => [N.value(x), N.about(x), N.money(x), N.rate(x),"
        "N.span(x / 3, x, x / 2), N.percent(i / xs.length), N.chance(i / xs.length),"
        "N.sizeSpan(x / 2, x, 50), x > 0 ? N.target(x) : '']);"
    )
    for i, (x, texts) in enumerate(zip(numbers, printed, strict=True)):
        x = float(x)
        assert texts == [
            value(x),
            about(x),
            money(x),
            rough(x),
            span(x / 3, x, like=x / 2),
            percent(i / len(numbers)),
            chance(i / len(numbers)),
            size_span(x / 2, x, 50),
            target(x) if x > 0 else "",
        ], x


def test_a_slider_moves_the_answer_and_the_address(
    browser: Any, page: Path, result: StudyResult
) -> None:
    browser.open(page)
    before = browser.run(SHOWN)
    browser.press("#pl-e-slider", ARROW_RIGHT * 3)
    after = browser.run(SHOWN)
    assert after["needed"] != before["needed"]
    error = float(browser.run("return document.querySelector('#pl-e').value"))
    assert after["needed"] == about(result.laws[100].required_n(error).median)
    spoken = "return document.querySelector('#pl-e-slider').getAttribute('aria-valuetext')"
    assert browser.run(spoken) == f"{error:.4f}\u00a0g/cm³"
    said = (
        "return new Promise((done) => setTimeout(() => "
        "done([document.querySelector('[data-says]').textContent, location.hash]), 400))"
    )
    sentence, address = browser.run(said)
    assert f"an error of {error:.4f}\u00a0g/cm³ needs about n = {after['needed']}" in sentence
    assert f"e={error:g}&" in address
    assert browser.log("browser") == []


def test_below_the_fewest_studied_nothing_is_claimed(browser: Any, page: Path) -> None:
    browser.open(at(page, e=0.04, n=450, m=200))
    assert browser.run(SHOWN)["needed"] == "under 50"
    said = browser.run("return document.querySelector('[data-says]').textContent")
    assert "is reached with n under 50 by the" in said


def test_a_link_shows_the_view_again(browser: Any, page: Path) -> None:
    browser.open(at(page, e=0.0155, n=777, m=60, b=1234, cs=0.25, ce=9, om=33, be=5))
    fields = (
        "return [...document.querySelectorAll('.controls input[type=number]')].map(e => e.value)"
    )
    first, shown = browser.run(fields), browser.run(SHOWN)
    assert first == [
        "0.0155",
        "777",
        "60",
        "1234",
        "0.25",
        "9",
        "4000",
        "33",
        "0",
        "0",
        "1",
        "5",
        "",
        "",
    ]
    link = browser.run("return document.querySelector('[data-link]').href")
    browser.run("document.querySelector('[data-reset]').click()")
    assert browser.run(fields) != first
    browser.run(f"location.hash = {json.dumps(link.partition('#')[2])}")
    again = "return new Promise((done) => setTimeout(() => done(true), 50))"
    assert browser.run(again)
    assert (browser.run(fields), browser.run(SHOWN)) == (first, shown)


def test_a_wrong_setting_says_what_is_allowed(browser: Any, page: Path) -> None:
    browser.open(page)
    before = browser.run(SHOWN)
    browser.run(
        "const f = document.querySelector('#pl-bs'); f.value = '2.5';"
        "f.dispatchEvent(new Event('input'))"
    )
    said = browser.run("return document.querySelector('#pl-bs-says').textContent")
    assert said == "Give a whole number from 1 on."
    assert browser.run("return document.querySelector('#pl-bs').ariaInvalid") == "true"
    assert browser.run(SHOWN) == before
    hostile = at(page, e=-1, n=0, cs=0, b=-5, constructor=3)
    browser.open(hostile)
    assert browser.run(SHOWN) == before
    assert browser.log("browser") == []


def test_an_answer_takes_less_than_a_tenth_of_a_second(browser: Any, page: Path) -> None:
    browser.open(page)
    times = browser.run(
        "const times = []; for (const id of ['e', 'n', 'm', 'b', 'cs', 'ce']) {"
        "const s = document.querySelector(`#pl-${id}-slider`);"
        "for (let k = 1; k <= 12; k++) { s.value = Math.round((k * s.max) / 12);"
        "const start = performance.now(); s.dispatchEvent(new Event('input'));"
        "document.body.getBoundingClientRect(); times.push(performance.now() - start); } }"
        "return times.sort((a, b) => a - b)"
    )
    print(f"one answer: median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms")
    assert times[len(times) // 2] < 50
    assert times[int(0.95 * len(times))] < 100


def test_the_view_is_taken_along(browser: Any, page: Path, law: JointLaw) -> None:
    browser.open(at(page, **SETTINGS[0]))
    browser.run(
        "window.saved = []; window.original = URL.createObjectURL;"
        "URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };"
        "HTMLAnchorElement.prototype.click = () => {};"
        "for (const one of ['csv', 'svg']) document.querySelector(`[data-${one}]`).click();"
    )
    table, picture = browser.run("return Promise.all(window.saved.map((blob) => blob.text()))")
    rows = {row["quantity"]: row for row in csv.DictReader(io.StringIO(table))}
    here = law.forecast([4000], [200], band="mean")
    assert float(rows["error at n and m"]["value"]) == pytest.approx(here.mean[0], rel=1e-9)
    assert float(rows["error at n and m"]["high"]) == pytest.approx(here.high[0], rel=1e-9)
    assert rows["target error"]["value"] == "0.016"
    drawn = ET.fromstring(picture)
    assert drawn.tag.endswith("svg")
    assert "Refractive index" in (drawn[0].text or "")
    assert browser.log("browser") == []


def test_a_click_on_the_map_sets_n_and_m(browser: Any, page: Path) -> None:
    browser.open(page)
    before = browser.run("return [document.querySelector('#pl-n').value, 0]")
    browser.click("#pl-map")
    n, m = (
        float(browser.run(f"return document.querySelector('#pl-{name}').value")) for name in "nm"
    )
    assert [n, 0] != before
    assert 50 < n < 4000
    assert 25 < m < 300


@pytest.mark.parametrize("width", [400, 800, 1400])
def test_it_fits_and_is_labelled(browser: Any, page: Path, width: int) -> None:
    browser.open(page, width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    unnamed = browser.run(
        "return [...document.querySelectorAll('input, select, button')]"
        ".filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent)).length"
    )
    assert unnamed == 0
    small = browser.run(
        "return [...document.querySelectorAll('#pl-map text')]"
        ".map((e) => e.getBoundingClientRect()).filter((b) => b.height < 11).length"
    )
    assert small == 0
    assert [a for a in browser.requested() if not a.startswith("data:")] == [page.as_uri()]
