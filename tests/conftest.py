"""Fixtures that several packages' tests share, and which tests run when."""

from tests.chosen_tests import pytest_collection_modifyitems
from tests.known_studies import browser, make_curve, make_study, rivals
from tests.small_study import full_disk, small

__all__ = [
    "browser",
    "full_disk",
    "make_curve",
    "make_study",
    "pytest_collection_modifyitems",
    "rivals",
    "small",
]
