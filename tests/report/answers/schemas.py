"""The schemas that answers keep."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def schema(name: str) -> dict[str, Any]:
    """Return a schema that comes with simlaw."""
    path = resources.files("simlaw") / f"schemas/{name}.schema.json"
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def told(answer: Any) -> dict[str, Any]:
    """Return an answer as another program reads it."""
    return json.loads(json.dumps(answer.to_dict(), allow_nan=False))  # type: ignore[no-any-return]
