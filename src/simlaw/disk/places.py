"""Where things are kept between runs."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(chosen: Path | None = None) -> Path:
    """Return where descriptors, inputs, compiled programs and unnamed runs are kept.

    The argument, else ``$SIMLAW_CACHE_DIR``, else the user's cache folder of the platform.
    """
    if chosen is not None:
        return chosen
    if named := os.environ.get("SIMLAW_CACHE_DIR"):
        return Path(named)
    import pooch

    return Path(pooch.os_cache("simlaw"))
