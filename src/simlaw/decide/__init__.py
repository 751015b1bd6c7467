"""From a law to a decision: what to compute or measure next, and how much of it.

`required_n` says how many source samples a wanted error needs, as a distribution; `next_round` how
far to go before asking again; `compare_protocols` which of several ways of producing them to spend
on. `joint_law` fits a study of several m; with it `simlaw.decide.exchange.exchange` says what a
measurement is worth, and `best_spend` and `least_cost` where money goes furthest.
"""

from simlaw.decide.budget import Spend, best_spend, least_cost
from simlaw.decide.compare_protocols import compare_protocols
from simlaw.decide.costs import Costs, Price
from simlaw.decide.exchange import Exchange
from simlaw.decide.protocol_comparison import Protocol, ProtocolComparison
from simlaw.decide.requirement import Requirement, required_n
from simlaw.decide.rounds import NextRound, learn_correction, next_round
from simlaw.decide.study_grid import joint_law

__all__ = [
    "Costs",
    "Exchange",
    "NextRound",
    "Price",
    "Protocol",
    "ProtocolComparison",
    "Requirement",
    "Spend",
    "best_spend",
    "compare_protocols",
    "joint_law",
    "learn_correction",
    "least_cost",
    "next_round",
    "required_n",
]
