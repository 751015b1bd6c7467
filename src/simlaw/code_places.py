"""Code at a place, ``"module:attribute"``: imported, and refused where a file may not name it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from simlaw.errors import InputError


def import_place(place: str) -> Any:
    """Return what stands at ``module:attribute``.

    Raises
    ------
    InputError
        If it is no such place, or cannot be imported.

    Examples
    --------
    >>> import_place("simlaw.errors:nearest").__name__
    'nearest'
    """
    module, _, attribute = place.partition(":")
    if not (module and attribute and all(map(str.isidentifier, module.split(".")))):
        raise InputError(f"'{place}' is no place; one is written module:attribute.")
    try:
        found: Any = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise InputError(f"'{place}' cannot be imported: {error}") from error
    except Exception as error:  # somebody else's code may fail in any way
        raise InputError(
            f"'{place}' cannot be imported: {type(error).__name__}: {error}"
        ) from error
    return found


def allowed_place(place: str, *, allow_code: bool, folder: Path | None = None) -> Any:
    """Return what stands at a place that a file names, where the user allowed it.

    Parameters
    ----------
    place
        ``module:attribute``.
    allow_code
        Whether the user said that the file may name code to run.
    folder
        The file's own: modules that lie there are never imported, for whoever wrote the file may
        have put them there.

    Raises
    ------
    InputError
        Where it is not allowed, lies in that folder, or cannot be imported.
    """
    if not allow_code:
        raise InputError(
            f"'{place}' names code to be imported and run. If you trust it, allow it with "
            "--allow-code."
        )
    with _without(folder):
        if folder is not None:
            _refuse_what_lies_in(folder, place)
        return import_place(place)


def _refuse_what_lies_in(folder: Path, place: str) -> None:
    """Refuse a place whose module, or a package around it, lies in a folder; none is run."""
    parts = place.partition(":")[0].split(".")
    for count in range(1, len(parts) + 1 if all(parts) else 1):
        name = ".".join(parts[:count])
        if name in sys.modules:
            spec = getattr(sys.modules[name], "__spec__", None)
        else:
            spec = None
            with suppress(Exception):  # it runs the package around, which was looked at before
                spec = find_spec(name)
        if spec is None:  # whatever else is wrong with it is said when it is imported
            return
        files = [spec.origin, *(spec.submodule_search_locations or ())]
        if any(Path(file).resolve().is_relative_to(folder.resolve()) for file in files if file):
            raise InputError(
                f"'{place}' lies in {folder}, the folder of the file that names it, and code from "
                "there is never run. Install it as a package first: pip install FOLDER"
            )


@contextmanager
def _without(folder: Path | None) -> Iterator[None]:
    """Look for modules neither in a folder nor in the one that the program was started in."""
    kept = list(sys.path)
    barred = {Path.cwd().resolve(), *([folder.resolve()] if folder is not None else [])}
    sys.path[:] = [entry for entry in kept if entry and Path(entry).resolve() not in barred]
    try:
        yield
    finally:
        sys.path[:] = kept
