"""Which parts of a study do not come with simlaw, and where they come from."""

from __future__ import annotations

from typing import Any

from simlaw.descriptors import DESCRIPTORS
from simlaw.law.forms.registry import AUTO, FORMS
from simlaw.materials import KINDS
from simlaw.metrics import METRICS
from simlaw.registry import Registry, fingerprint_of
from simlaw.study.accounts import PluginAccount
from simlaw.study.settings import StudySettings
from simlaw.transfer import METHODS
from simlaw.transfer.networks import NETWORKS


def plugged_in(settings: StudySettings, kind: str) -> tuple[PluginAccount, ...]:
    """Return an account of each part that does not come with simlaw, none for most studies.

    Parameters
    ----------
    settings
        Of the study.
    kind
        Kind of its materials.
    """
    asked: tuple[tuple[Registry[Any], tuple[str, ...]], ...] = (
        (KINDS, (kind,)),
        (DESCRIPTORS, settings.descriptors),
        (METHODS, tuple(settings.methods)),
        (NETWORKS, (settings.recipe.network,)),
        (METRICS, (settings.metric,)),
        (FORMS, () if settings.form == AUTO else (settings.form,)),
    )
    found = []
    for registry, names in asked:
        for name in names:
            known = registry.provenance(name)
            given = bool(registry.given([name]))
            if known is None and not given:
                continue
            found.append(
                PluginAccount(
                    registry.what,
                    name,
                    "" if known is None else known.place,
                    "" if known is None else known.distribution,
                    "" if known is None else known.version,
                    fingerprint_of(registry[name], known),
                )
            )
    return tuple(found)


def fingerprints(parts: tuple[PluginAccount, ...]) -> tuple[str, ...]:
    """Return what of them is part of a study's fingerprint: a form decides no trial's number."""
    return tuple(f"{one.what}: {one.fingerprint}" for one in parts if one.what != FORMS.what)


def reads_materials(settings: StudySettings) -> bool:
    """Whether a method may read the materials themselves: one of others, unless it says not."""
    return any(
        getattr(METHODS[name], "uses_materials", METHODS.provenance(name) is not None)
        for name in settings.methods
    )
