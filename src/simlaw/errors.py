"""What simlaw says to a user whose input it cannot use."""

from __future__ import annotations

import errno
import importlib
import os
from collections.abc import Iterable
from difflib import get_close_matches
from types import ModuleType


class SimlawError(Exception):
    """Base of all errors that simlaw raises on purpose; its text is written for the user."""


class InputError(SimlawError, ValueError):
    """Something the user gave cannot be used; the command line exits with status 2."""


class DamagedError(SimlawError):
    """What was kept on disk is damaged, or was changed while it was read."""


class MissingExtraError(SimlawError, ImportError):
    """An optional library is needed and is not installed; the text holds the install line."""


FULL = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name)
)
"""What a system calls a disk, a quota or a file that takes no more."""

_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def cannot_write(
    where: str | os.PathLike[str], error: OSError, *, otherwise: str = "choose another place"
) -> InputError:
    """Return what to say where the system refuses to write, and what to do about it.

    Parameters
    ----------
    where
        The file or folder.
    error
        What the system said; arrays that were written in part say it without a number.
    otherwise
        What else may be done than making the place writable, as the end of a sentence.

    Examples
    --------
    >>> refusal = cannot_write("runs/a/curve.csv", OSError(errno.ENOSPC, "No space left on device"))
    >>> str(refusal).partition(". ")[0]
    'runs/a/curve.csv: cannot be written: the disk is full (No space left on device)'
    """
    reason = error.strerror or str(error) or type(error).__name__
    what, remedy = reason, ""
    if error.errno in FULL or error.errno is None:
        what, remedy = f"the disk is full ({reason})", "make room there"
    elif error.errno in _FORBIDDEN:
        what, remedy = f"it may not be written to ({reason})", "make it writable"
    elif error.errno == errno.EIO:
        what, remedy = f"the disk failed ({reason})", "mend it"
    again = f"{remedy} and run the same command again, or " if remedy else ""
    return InputError(
        f"{where}: cannot be written: {what}. What was finished before is kept: {again}{otherwise}."
    )


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the closest allowed word, or an empty string.

    Examples
    --------
    >>> nearest("smile", ["SMILES", "value"])
    " Did you mean 'SMILES'?"
    >>> nearest("zzz", ["SMILES"])
    ''
    """
    by_lower = {candidate.lower(): candidate for candidate in allowed}
    found = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.5)
    return f" Did you mean '{by_lower[found[0]]}'?" if found else ""


def require(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Import an optional module, or say which install line provides it.

    Parameters
    ----------
    module
        Dotted module name.
    extra
        The extra of simlaw that installs it.
    purpose
        What needs it, as the start of a sentence: ``"molecule descriptors"``.

    Raises
    ------
    MissingExtraError
        If the module cannot be imported.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{purpose} need the library '{module.partition('.')[0]}', which is not installed. "
            f"Install it with: pip install 'simlaw[{extra}]'"
        ) from error


class MaterialFailure(ValueError):
    """One material that something could not be computed for; the others go on.

    Parameters
    ----------
    reason
        One clear sentence for the user, without the row number.

    Examples
    --------
    >>> MaterialFailure("it has no atoms").reason
    'it has no atoms'
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
