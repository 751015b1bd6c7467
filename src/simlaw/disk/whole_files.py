"""Whole files: a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from simlaw.errors import cannot_write


def write_text(path: Path, text: str) -> None:
    """Write a whole file or nothing: a reader never sees half of it.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise cannot_write(path, error) from None
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes files private; results are meant to be shared like any other file.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(partial, 0o666 & ~mask)
        os.replace(partial, path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        # Also where Ctrl-C comes in between; after the renaming there is none.
        with suppress(OSError):
            os.unlink(partial)
