"""All settings of a study: as Python takes them beside two tables, and as a study file holds them.

The settings themselves are declared in the packages that use them; here they come together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from simlaw.descriptors.settings import DescriptorSettings
from simlaw.errors import InputError
from simlaw.law.settings import LawSettings
from simlaw.materials.reading import FIRST, LATEST
from simlaw.materials.same_material import match_of
from simlaw.settings import Settings, about, setting
from simlaw.study.design.settings import DesignSettings
from simlaw.tables.settings import JoinSettings, TableSettings
from simlaw.transfer import TrainingRecipe, check_methods

_TRAINING = (
    "How networks are trained. Nothing has to be set here: the defaults adapt to n and m. "
    "Pretraining passes `epochs` times through its n samples, in no fewer than `least_steps` and "
    "no more than `most_steps` steps. Training on k samples is held by a decay of samples / k, "
    "and at most limit: towards zero in pretraining and direct learning, towards the pretrained "
    "weights in fine-tuning."
)


@dataclass(frozen=True, kw_only=True)
class Heading(Settings):
    """What a study is called, and the seed of all that is random in it."""

    name: str = setting(
        "study",
        "Name of the study: letters, digits, dots, hyphens and underscores. Results go to the "
        "folder runs/NAME, unless --output says otherwise.",
        needed=True,
        pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
    )
    title: str | None = setting(
        None, "Heading of the report.", example="Refractive index: computed to measured"
    )
    note: str | None = setting(
        None,
        "What to remember about this study; it stands with its settings in run folder and report.",
        example="first try, without salts",
    )
    seed: int = setting(0, "The same seed gives the same numbers.", least=0, below=2**63)
    guessed: Sequence[str] = setting(
        (),
        "Keys that simlaw init guessed and nobody has confirmed: a warning with every run. Take "
        "those out that are checked.",
    )
    reading: int = setting(
        LATEST,
        "Rules by which tables are read, 1 or 2. The latest, but for run folders that were made "
        "before rules were numbered.",
        least=FIRST,
        most=LATEST,
        listed=False,
    )


@dataclass(frozen=True)
class Training(Settings):
    """How networks are trained."""

    recipe: TrainingRecipe = field(
        default_factory=TrainingRecipe, kw_only=True, metadata=about(_TRAINING)
    )


@dataclass(frozen=True)
class StudySettings(LawSettings, Training, Heading, DesignSettings, DescriptorSettings):
    """Every setting of a study but its tables: the keywords of `simlaw.Study`."""

    def _agree(self) -> None:
        _check_headline(self, self)

    @property
    def same(self) -> str:
        """What counts as the same material across tables: as the study says, or by its rules."""
        return match_of(self.match, self.reading)

    def in_file(
        self,
        source: TableSettings | Sequence[TableSettings],
        target: TableSettings,
        *,
        join: str | None = None,
    ) -> StudyFileSettings:
        """Return the study file that holds these settings, and names these tables."""

        def part(of: type[Any]) -> dict[str, Any]:
            return {one.name: getattr(self, one.name) for one in fields(of)}

        design = DesignSection(**part(DesignSettings))
        return StudyFileSettings(
            **part(Heading),
            source=source,
            target=target,
            descriptor=DescriptorSettings(**part(DescriptorSettings)),
            design=design if join is None else replace(design, join=join),
            training=self.recipe,
            law=LawSettings(**part(LawSettings)),
        )


@dataclass(frozen=True)
class DesignSection(JoinSettings, DesignSettings):
    """The design of a study file, whose source may be several tables."""


@dataclass(frozen=True, kw_only=True)
class StudyFileSettings(Heading):
    """A whole study file, section by section."""

    source: TableSettings | Sequence[TableSettings] = field(
        metadata=about(
            "The computed table. n of its materials are used for pretraining; how the error falls "
            "with n is what the study measures. Several tables, each in a section [[source]] of "
            "its own, are joined and used as one."
        )
    )
    target: TableSettings = field(
        metadata=about(
            "The measured table. Some of its materials are held out for the test; m of the others "
            "are used for fine-tuning. The keys are those of [source]."
        )
    )
    descriptor: DescriptorSettings = field(
        metadata=about("What a material is turned into before a network sees it.")
    )
    design: DesignSection = field(
        default_factory=DesignSection,
        metadata=about("Which trials are run, and on which scale errors are counted."),
    )
    training: TrainingRecipe = field(default_factory=TrainingRecipe, metadata=about(_TRAINING))
    law: LawSettings = field(
        default_factory=LawSettings,
        metadata=about(
            "How the law error(n) = D n^-alpha + C is fitted, and what the report opens with."
        ),
    )

    @property
    def sources(self) -> tuple[TableSettings, ...]:
        """The source tables, one or several."""
        return (self.source,) if isinstance(self.source, TableSettings) else tuple(self.source)

    def _agree(self) -> None:
        _check_headline(self.design, self.law)

    def keywords(self) -> dict[str, Any]:
        """Return the keywords of `simlaw.Study` that stand for this file, its tables apart."""
        found: dict[str, Any] = {"recipe": self.training}
        parts = (
            (self, Heading),
            (self.descriptor, DescriptorSettings),
            (self.design, DesignSettings),
            (self.law, LawSettings),
        )
        for held, of in parts:
            found |= {one.name: getattr(held, one.name) for one in fields(of)}
        return found


def _check_headline(design: DesignSettings, law: LawSettings) -> None:
    """Refuse an m or a method to open with that the study does not have."""
    if law.headline_m is not None and law.headline_m not in design.ms:
        raise InputError(f"law.m = {law.headline_m} is not among design.m = {list(design.ms)}.")
    check_methods(design.methods, law.method)
