"""The settings of descriptors: which, and what of them is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field

from simlaw.descriptors.registry import DESCRIPTORS
from simlaw.settings import Settings, about, setting


@dataclass(frozen=True)
class DescriptorSettings(Settings):
    """What a material is turned into."""

    descriptor: str | Sequence[str] = field(
        metadata=about(
            "One or several, which are joined:", key="names", words=DESCRIPTORS, fewest=1
        )
    )
    _: KW_ONLY
    leave_out: Sequence[str] = setting(
        (),
        "Descriptor columns that are left out, by name; * stands for any letters. For columns "
        "that were themselves fitted to measurements of the property.",
    )

    @property
    def descriptors(self) -> tuple[str, ...]:
        """Names of the descriptors to join."""
        return (self.descriptor,) if isinstance(self.descriptor, str) else tuple(self.descriptor)
