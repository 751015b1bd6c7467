"""errors.parquet: every prediction, as it was measured, in bounded memory."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.study import errors_parquet
from simlaw.study.errors_parquet import write_errors
from simlaw.study.run_folder import save_measured

Make = Callable[..., Study]


def some(rows: int = 5, tests: int = 30) -> MaterialErrors:
    rng = np.random.default_rng(0)
    order = [rng.permutation(100).astype(np.int32) for _ in range(rows)]
    cells = [("fine-tune", 10, 50), ("fine-tune", 10, 200), ("direct", 10, 0)]
    errors = {
        cell: [
            None if cell[2] == 200 and row == 3 else rng.normal(size=tests).astype(np.float32)
            for row in range(rows)
        ]
        for cell in cells
    }
    return MaterialErrors(
        keys=[f"<m{i % 90}>" for i in range(100)],
        measured=rng.normal(size=100),
        replicate=np.arange(rows) // 2,
        draw=np.arange(rows) % 2,
        test=[np.sort(one[:tests]) for one in order],
        pool=[one[tests:] for one in order],
        errors=errors,
        unit="eV",
    )


@pytest.mark.parametrize("together", [1, 45, 10**6])
def test_it_holds_every_prediction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(errors_parquet, "TOGETHER", together)
    materials = some()
    assert write_errors(materials, tmp_path / "errors.parquet") == 14 * 30
    found = pd.read_parquet(tmp_path / "errors.parquet")
    want = materials.frame()
    assert list(found.columns) == list(want.columns)
    for name in want.columns:
        np.testing.assert_array_equal(found[name].astype(want[name].dtype), want[name])
    about = parquet.read_schema(tmp_path / "errors.parquet").metadata
    assert about[b"unit"] == b"eV"


def test_a_run_and_a_report_write_it(small: Make, tmp_path: Path) -> None:
    result = small().run(tmp_path, executor="threads", workers=1, progress=False)
    path = tmp_path / "errors.parquet"
    assert result.curve.materials is not None
    want = result.curve.materials.frame()
    assert len(pd.read_parquet(path)) == len(want)
    path.unlink()
    save_measured(load_result(tmp_path), tmp_path)
    found = pd.read_parquet(path)
    np.testing.assert_array_equal(found["predicted"], want["predicted"])
    # As the curve says: the mean over the materials of a replicate.
    found = found[(found["method"] == "fine-tune") & (found["m"] == 20) & (found["n"] == 60)]
    gap = (found["predicted"] - found["measured"]).abs().groupby(found["replicate"]).mean()
    np.testing.assert_allclose(gap, result.points(20)["error"].iloc[2:4], rtol=1e-5)


def test_a_full_disk_is_told_and_leaves_no_half_table(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    with full_disk(500), pytest.raises(InputError, match="the disk is full"):
        write_errors(some(), tmp_path / "errors.parquet")
    assert list(tmp_path.iterdir()) == []
