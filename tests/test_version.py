"""The version is said in one place; what repeats it for others to read agrees."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import simlaw
from simlaw import _version

ROOT = Path(__file__).parents[1]


def test_the_package_says_its_version() -> None:
    assert simlaw.__version__ == _version.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", simlaw.__version__)


def test_the_metadata_are_made_from_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in settings["project"]
    assert settings["project"]["dynamic"] == ["version"]
    path = ROOT / settings["tool"]["hatch"]["version"]["path"]
    assert path.samefile(_version.__file__)


def test_the_citation_names_it() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == simlaw.__version__
