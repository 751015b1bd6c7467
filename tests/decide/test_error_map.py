import json

import numpy as np
import pytest
from tests.decide.laws import known

from simlaw.decide.error_map import error_map, round_levels
from simlaw.errors import InputError


def test_lines_have_equal_error_and_lie_on_the_map():
    law = known()
    found = error_map(law, lines=6, cells=40)
    assert found.error.shape == (40, 40)
    assert np.all(np.diff(found.error, axis=0) < 0)
    assert np.all(np.diff(found.error, axis=1) < 0)
    assert len(found.lines) >= 5
    for line in found.lines:
        assert law.predict(line.n, line.m) == pytest.approx(line.error, rel=1e-9)
        assert np.all(np.diff(line.m) > 0)
        assert np.all(np.diff(line.n) < 0)
        assert found.n[0] * 0.999 <= line.n.min() <= line.n.max() <= found.n[-1] * 1.001
    errors = [line.error for line in found.lines]
    assert errors == sorted(errors, reverse=True)
    assert found.points_n.size == 25
    json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.parametrize(("low", "high"), [(0.0131, 0.0402), (12.0, 3000.0), (0.5, 0.5004)])
@pytest.mark.parametrize("count", [1, 4, 9])
def test_levels_are_round_and_inside(low, high, count):
    levels = round_levels(low, high, count)
    assert len(levels) == len(set(levels)) <= count
    assert all(low < level < high for level in levels)
    assert len(levels) >= count - 1


def test_what_cannot_be_drawn():
    assert round_levels(0.2, 0.2, 3) == []
    with pytest.raises(InputError, match="cells at least 2"):
        error_map(known(), cells=1)
