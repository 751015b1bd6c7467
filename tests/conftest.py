"""Fixtures that several packages' tests share."""

from tests.known_studies import browser, make_curve, make_study, rivals
from tests.small_study import full_disk, small

__all__ = ["browser", "full_disk", "make_curve", "make_study", "rivals", "small"]
