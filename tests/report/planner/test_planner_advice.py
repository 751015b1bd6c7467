"""The planner advises what the command line does; its script is run by Node where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from simlaw.decide import Costs, Price, advise, alone_of, joint_law
from simlaw.decide.money.without_simulations import cheapest_advice
from simlaw.law import LearningCurve
from simlaw.report.planner.planner import SCRIPTS, planner_data
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]

ASKS = (
    (2000.0, 1.0, 8.0, 0, 0, 0.03),
    (3000.0, 1.0, 300.0, 0, 0, 0.022),
    (9000.0, 1.0, 50.0, 4000, 100, 0.018),
    (500.0, 1.0, 100.0, 0, 30, 0.026),
)
"""Budget, price of a simulation, of a measurement, how many of each are owned, wanted error."""

CALL = """
const law = new PlannerAdvice.Advised(DATA);
console.log(JSON.stringify(ASKS.map(([b, cs, ce, on, om, e]) => {
  const costs = {
    simulation: { each: cs, fixed: 0, batch: 1, owned: on, most: null },
    experiment: { each: ce, fixed: 0, batch: 1, owned: om, most: null },
  };
  const best = law.advise(costs, b), cheapest = law.cheapest(costs, e);
  return [best.n, best.m, best.mean, best.probability ?? null, cheapest.n, cheapest.m];
})));
"""


@pytest.mark.parametrize("direct", [0.025, 0.0178, None], ids=["helps", "hurts", "no direct"])
def test_it_advises_what_the_command_line_does(
    direct: float | None, make_curve: Curves, make_study: Studies, tmp_path: Path
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    result = make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), direct=direct))
    folder = resources.files("simlaw.report.planner")
    scripts = [(folder / name).read_text(encoding="utf-8") for name in SCRIPTS[:3]]
    call = CALL.replace("DATA", json.dumps(planner_data(result))).replace("ASKS", json.dumps(ASKS))
    program = tmp_path / "planner.js"
    program.write_text("\n".join([*scripts, call]))
    ran = subprocess.run([node, program], capture_output=True, text=True, check=True)
    law, alone = joint_law(result.curve), alone_of(result.curve)
    for ask, found in zip(ASKS, json.loads(ran.stdout), strict=True):
        budget, cs, ce, owned_n, owned_m, error = ask
        costs = Costs(Price(cs, owned=owned_n), Price(ce, owned=owned_m))
        best = advise(law, costs, budget, alone)
        cheapest = cheapest_advice(law, costs, error, alone).spend
        assert found[:2] == [best.spend.n, best.spend.m]
        assert found[2] == pytest.approx(best.spend.error, rel=2e-3)
        assert found[3] == (
            None if best.probability is None else pytest.approx(best.probability, abs=0.02)
        )
        assert found[4] == pytest.approx(cheapest.n, rel=1e-9)
        assert found[5] == pytest.approx(cheapest.m, abs=1 + 0.01 * cheapest.m)
