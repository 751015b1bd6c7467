"""Every command, asked of the same run, says the same of its simulations."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.cli.command_line import Outcome
from tests.cli.law.run_folders import KINDS, SIZES, write_run

from simlaw.report.page.page import render
from simlaw.report.words.sentences import sentences
from simlaw.report.words.verdict_sentences import lead_sentence
from simlaw.study import run_folder

Call = Callable[..., Outcome]
PRICES = ("--cost-simulation", 1, "--cost-experiment", 20)

EXPECTED = {
    "helps everywhere": "helps",
    "harms everywhere": "harms",
    "harms, then helps": "helps",
    "flat": "no difference",
    "one m": "helps",
    "five m": "helps",
    "no direct": "unknown",
    "rising": "harms",
    "another metric": "helps",
    "a better method alone": "harms",
    "helps with few, harms with many": "mixed",
}


@pytest.mark.parametrize("name", KINDS)
def test_no_two_answers_disagree(
    name: str, tmp_path: Path, simlaw: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A run is read, and its laws fitted, once for all commands.
    monkeypatch.setattr(run_folder, "load_result", lru_cache(run_folder.load_result))
    load_result, kind = run_folder.load_result, KINDS[name]
    folder = write_run(kind, tmp_path / "one")
    result = load_result(folder)
    verdict = json.loads(json.dumps(result.verdict.to_dict()))
    if name in EXPECTED:
        assert verdict["status"] == EXPECTED[name]
    by_m = {one["m"]: one for one in verdict["by_m"]}
    assert list(by_m) == list(kind.ms)

    metric = ("--metric", kind.metric) if kind.metric != "mae" else ()
    fitted = asked(simlaw, "fit", folder / "curve.csv", *metric)
    assert without_gain(fitted["verdict"]) == without_gain(verdict)
    for m in kind.ms:
        agrees_with_status(result.laws[m].status, by_m[m])
    alone = asked(simlaw, "fit", folder / "curve.csv", *metric, "--m", kind.ms[0])
    assert without_gain(alone["verdict"]) == without_gain(verdict)
    agrees_with_status(alone["status"], by_m[kind.ms[0]])

    target = 0.9 * by_m[kind.ms[0]]["sizes"][-1]["error"]
    planned = asked(simlaw, "plan", folder, "--target-error", target, "--m", kind.ms[0])
    assert planned["verdict"] == verdict
    agrees_with_round(planned, by_m[kind.ms[0]])

    if len(kind.ms) >= 3:
        for budget in (2_000, 20_000):
            spent = asked(simlaw, "plan", folder, "--budget", budget, *PRICES)
            assert spent["verdict"] == verdict
            agrees_with_purchase(spent["spend"], by_m)
        for m in kind.ms:
            for n in (SIZES[0], SIZES[-1]):
                told = asked(simlaw, "exchange", folder, "--n", n, "--m", m)
                assert told["verdict"] == verdict
                agrees_with_rate(told, by_m[m], n)

    other = write_run(kind, tmp_path / "two", "two")
    compared = asked(simlaw, "compare", folder, other)
    assert compared["runs"] == {"one": verdict, "two": verdict}

    lead = lead_sentence(result.verdict, result.curve, "computed molecules")
    if lead is not None:
        assert sentences(result)[0] == lead
        page = render(result).replace("\u00a0", " ")
        assert lead.split("=")[0].replace("\u00a0", " ") in page


def asked(simlaw: Call, *words: object) -> dict[str, Any]:
    """Return what a command prints as JSON."""
    outcome = simlaw(*words, "--json")
    assert outcome.status == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def without_gain(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings alone: a law fitted with another seed has other draws."""
    return [
        {key: value for key, value in one.items() if key not in ("doubling", "gap")}
        for one in verdict["by_m"]
    ]


def agrees_with_status(status: str, one: dict[str, Any]) -> None:
    """The law's status says no harm and no fall that the verdict does not say."""
    if status == "negative_transfer":
        assert one["effect"] == "harms" or one["shape"] == "rises"
    elif status == "no_decay":
        assert one["shape"] in ("no fall shown", "rises, then falls")
    else:
        assert one["shape"] in ("falls", "rises, then falls")


def agrees_with_round(planned: dict[str, Any], one: dict[str, Any]) -> None:
    """No round of simulations where none is shown to lower the error."""
    if planned["next_round"]["more"]:
        assert one["shape"] in ("falls", "rises, then falls")
    if planned["next_round"]["reason"] == "not_shown":
        assert one["shape"] in ("rises", "no fall shown")


def agrees_with_purchase(spend: dict[str, Any], by_m: dict[int, dict[str, Any]]) -> None:
    """No simulations are advised where those of the cell beside do harm, nor too sure ones."""
    if spend["simulate"] is False:
        assert spend["n"] == 0
        return
    if spend["n"] > SIZES[-1] or not min(by_m) <= spend["m"] <= max(by_m):
        return
    near = by_m[min(by_m, key=lambda m: abs(m / spend["m"] - 1))]
    cell = min(near["sizes"], key=lambda one: abs(one["n"] / spend["n"] - 1))
    assert cell["effect"] != "harms", (spend, cell)


def agrees_with_rate(told: dict[str, Any], one: dict[str, Any], n: int) -> None:
    """A measurement is worth simulations only where these help and the error falls with them."""
    (cell,) = (size for size in one["sizes"] if size["n"] == n)
    helps = cell["effect"] in ("helps", "unknown")
    falls = one["shape"] in ("falls", "rises, then falls")
    assert told["simulations_help"] == (helps and falls)
    assert (told["rate"] is not None) == (helps and falls)
    assert ("worth no number" in told["sentence"]) != (helps and falls)
