"""Nobody but `simlaw.disk` opens files to write, renames, syncs or locks."""

from __future__ import annotations

import ast
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "simlaw"

FORBIDDEN = {
    *("replace", "rename", "fsync", "mkstemp", "mkdtemp", "NamedTemporaryFile", "FileLock"),
    *("write_text", "write_bytes", "to_parquet", "to_csv", "save", "savez"),
}
"""Functions and methods that write, by their last name."""

INTO_AN_UNFINISHED_FOLDER = {
    *("descriptors/cache.py", "study/run/inputs.py", "study/run/material_keys.py")
}
"""Files that fill a folder which `simlaw.disk.store.making` gave."""

# Contract suites leave notes in folders that pytest throws away.
ELSEWHERE = sorted(
    path.relative_to(SRC).as_posix()
    for path in SRC.rglob("*.py")
    if path.relative_to(SRC).parts[0] not in ("disk", "testing")
)


def writes(tree: ast.AST) -> list[str]:
    """Return the calls that write to a path, as source; methods of other things are left out."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        text = ast.unparse(node)
        function = node.func
        if isinstance(function, ast.Attribute):
            owner, name = ast.unparse(function.value), function.attr
            if name == "open" and "wb" in text:
                found.append(text)
            if name not in FORBIDDEN or (owner == "dataclasses" and name == "replace"):
                continue
            # Texts are replaced, columns renamed, and inputs and journals save themselves.
            if name in ("replace", "rename") and owner not in ("os", "path", "Path", "shutil"):
                continue
            if name == "save" and owner != "np":
                continue
            # What `whole_file` gave is written to.
            if name == "to_parquet" and ast.unparse(node.args[0]) == "file":
                continue
            # Without a path it gives a text; a curve writes itself.
            if name == "to_csv" and (not node.args or owner == "self.curve"):
                continue
            found.append(text)
        elif isinstance(function, ast.Name):
            if function.id == "open" and any(f"'{mode}" in text for mode in "wax"):
                found.append(text)
            if function.id in FORBIDDEN - {"replace", "write_text", "write_bytes"}:
                found.append(text)
    return found


def test_whole_files_are_left_to_disk() -> None:
    source = {name: (SRC / name).read_text(encoding="utf-8") for name in ELSEWHERE}
    found = {name: calls for name, text in source.items() if (calls := writes(ast.parse(text)))}
    assert set(found) == INTO_AN_UNFINISHED_FOLDER, found


def test_what_writes_is_seen() -> None:
    for text in (
        "open(path, 'w')",
        "open(path, mode='ab')",
        "path.open('wb')",
        "os.replace(a, b)",
        "path.write_text(text)",
        "tempfile.mkstemp()",
        "frame.to_parquet(path)",
        "frame.to_csv(path)",
        "np.save(path, array)",
        "os.fsync(handle)",
        "FileLock(path)",
    ):
        assert writes(ast.parse(text)) == [ast.unparse(ast.parse(text))], text
    for text in ("text.replace('a', 'b')", "frame.to_csv(index=False)", "open(path, 'rb')"):
        assert writes(ast.parse(text)) == [], text
