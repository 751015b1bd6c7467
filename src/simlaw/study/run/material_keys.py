"""The materials of a study's rows as text, for methods that read them; opened when one does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from simlaw.transfer.study_samples import Materials

MATERIALS = "materials.json"


@dataclass(frozen=True)
class MaterialKeys:
    """Canonical keys of the source and target rows: in memory, or in a file.

    Attributes
    ----------
    given
        In memory; None where they are in a file.
    path
        The file.
    """

    given: Materials | None = None
    path: Path | None = None

    def read(self) -> Materials:
        """Return the materials."""
        if self.given is not None:
            return self.given
        assert self.path is not None
        content = json.loads(self.path.read_text(encoding="utf-8"))
        return Materials(content["source"], content["target"], content["kind"])

    def in_memory(self) -> MaterialKeys:
        """Return the same, read."""
        return MaterialKeys(self.read())

    def write(self, path: Path) -> None:
        """Write them to a file."""
        path.write_text(self._text(), encoding="utf-8")

    def fingerprint(self) -> str:
        """Return what tells other materials, or another order of them, apart."""
        return blake2b(self._text().encode(), digest_size=16).hexdigest()

    def _text(self) -> str:
        one = self.read()
        return json.dumps(
            {"kind": one.kind, "source": list(one.source), "target": list(one.target)}
        )
