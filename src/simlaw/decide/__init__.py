"""From a law to a decision: what to compute or measure next, and how much of it.

A law itself says how many source samples a wanted error needs (`simlaw.law.Law.required_n`);
`required_n_at_targets` asks it for a range of errors, `requirement_sentence` says the answer,
`next_round` how far to go before asking again, and `plan_for_error` puts it all together.
`joint_law` fits a study of several m; with it `exchange` says what a measurement is worth,
`best_spend`, `least_cost` and `trade_off` where money goes furthest (`plan_for_money` all three),
`alone_of` what not simulating is worth and `advise` whether to simulate at all,
`shared_budget` splits a budget over several properties that the same simulations yield,
`error_map` how the error lies over n and m, and `direct_learning` what measurements alone reach.
`compare_protocols` says which of several ways of producing source samples to spend on,
`capacity_fall` says whether the network limits an error,
`compare_methods` what each transfer method is worth, and `read_curve` what a curve shows at one m.
`verdict_of` sums up what a run shows of its simulations: every other answer speaks from it.
"""

from typing import Any

from simlaw.decide.capacity import CapacityFall, capacity_fall
from simlaw.decide.curve_reading import CurveReading, read_curve
from simlaw.decide.direct_learning_over_m import (
    DirectLearning,
    direct_learning,
    direct_learning_of,
)
from simlaw.decide.error_map import ErrorMap, error_map
from simlaw.decide.exchange import Exchange, Worth, exchange
from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.decide.method_comparison import MethodComparison, compare_methods
from simlaw.decide.money.budget import Spend, best_spend, least_cost
from simlaw.decide.money.costs import Costs, Price
from simlaw.decide.money.error_along_budgets import Slack, Step, next_step, slack, trade_off
from simlaw.decide.money.plan_for_money import BudgetPlan, MoneyPlan, plan_for_money
from simlaw.decide.money.shared_budget import SharedPlan, gain_of_all, shared_budget
from simlaw.decide.money.shared_property import SharedProperty
from simlaw.decide.money.without_simulations import Advice, Alone, advise, alone_of
from simlaw.decide.next_round_to_buy import Correction, NextRound, learn_correction, next_round
from simlaw.decide.plan_for_error import ErrorPlan, WantedError, plan_for_error
from simlaw.decide.protocols.compare_protocols import compare_protocols
from simlaw.decide.protocols.protocol_comparison import (
    Crossing,
    Pair,
    Protocol,
    ProtocolComparison,
    SideBySide,
)
from simlaw.decide.protocols.protocol_sentences import crossing_sentence, verdict
from simlaw.decide.required_n_at_targets import TargetAnswer, required_n_at_targets
from simlaw.decide.requirement_sentence import requirement_sentence
from simlaw.decide.run_verdict import Verdict, VerdictAtM, verdict_of

__all__ = [
    "Advice",
    "Alone",
    "CapacityFall",
    "BudgetPlan",
    "Correction",
    "Costs",
    "Crossing",
    "CurveReading",
    "DirectLearning",
    "ErrorMap",
    "ErrorPlan",
    "Exchange",
    "MethodComparison",
    "MoneyPlan",
    "NextRound",
    "Pair",
    "Price",
    "Protocol",
    "ProtocolComparison",
    "SharedPlan",
    "SharedProperty",
    "SideBySide",
    "Slack",
    "Spend",
    "Step",
    "TargetAnswer",
    "Verdict",
    "VerdictAtM",
    "WantedError",
    "Worth",
    "advise",
    "alone_of",
    "best_spend",
    "capacity_fall",
    "compare_methods",
    "compare_protocols",
    "crossing_sentence",
    "direct_learning",
    "direct_learning_of",
    "error_map",
    "exchange",
    "gain_of_all",
    "joint_law",
    "learn_correction",
    "least_cost",
    "next_round",
    "next_step",
    "plan_for_error",
    "plan_for_money",
    "read_curve",
    "required_n_at_targets",
    "requirement_sentence",
    "shared_budget",
    "slack",
    "trade_off",
    "verdict",
    "verdict_of",
]


def __getattr__(name: str) -> Any:
    """Return what had another place before; it goes with the next version."""
    if name not in ("required_n", "Requirement"):
        raise AttributeError(f"module 'simlaw.decide' has no attribute '{name}'")
    import warnings

    from simlaw.law import Law, Requirement

    moved: dict[str, tuple[str, Any]] = {
        "required_n": ("law.required_n(error)", Law.required_n),
        "Requirement": ("simlaw.law.Requirement", Requirement),
    }
    now, found = moved[name]
    warnings.warn(f"simlaw.decide.{name} is now {now}.", DeprecationWarning, stacklevel=2)
    return found
