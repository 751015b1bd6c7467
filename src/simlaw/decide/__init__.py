"""From a law to a decision: what to compute or measure next, and how much of it.

`required_n` says how many source samples a wanted error needs, as a distribution.
"""

from simlaw.decide.requirement import Requirement, required_n

__all__ = ["Requirement", "required_n"]
