"""Finding study files: the user's own, and those that come with simlaw."""

from __future__ import annotations

from pathlib import Path

from simlaw.errors import InputError, nearest

# In an installed package the studies lie in the package above; in a checkout at its top.
_FOLDERS = (Path(__file__).parents[1] / "studies", Path(__file__).parents[4] / "studies")


def shipped_studies() -> dict[str, Path]:
    """Return the study files that come with simlaw, by name."""
    return {
        path.stem: path for folder in reversed(_FOLDERS) for path in sorted(folder.glob("*.toml"))
    }


def find_study(text: str) -> Path:
    """Return the file a user means: a path, or the name of a study that comes with simlaw.

    Raises
    ------
    InputError
        If there is neither; the nearest name is suggested.
    """
    path = Path(text)
    if path.is_file():
        return path
    shipped = shipped_studies()
    if text in shipped:
        return shipped[text]
    if path.is_dir():
        raise InputError(f"{text}: this is a folder; give the study file, such as my.toml.")
    raise InputError(
        f"{text}: there is no such study file, and no study of that name comes with simlaw."
        f"{nearest(text, shipped)} Those that do: {', '.join(sorted(shipped))}. "
        "Write a file of your own with: simlaw init"
    )
