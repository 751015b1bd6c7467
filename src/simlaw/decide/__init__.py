"""From a law to a decision: what to compute or measure next, and how much of it.

`required_n` says how many source samples a wanted error needs, as a distribution;
`compare_protocols` which of several ways of producing them to spend on.
"""

from simlaw.decide.protocol import compare_protocols
from simlaw.decide.requirement import Requirement, required_n
from simlaw.decide.standing import Protocol, ProtocolComparison

__all__ = [
    "Protocol",
    "ProtocolComparison",
    "Requirement",
    "compare_protocols",
    "required_n",
]
