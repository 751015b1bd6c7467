from __future__ import annotations

import altair as alt
import pandas as pd

from simlaw.charts.look import PLAIN, Look, shades, themed, titled


def test_titles_are_filled_in_where_there_are_none() -> None:
    assert titled(PLAIN, "n", "error") == Look("n", "error")
    assert titled(Look("runs", reach=3.0), "n", "error") == Look("runs", "error", reach=3.0)


def test_shades_go_from_light_to_dark() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.3 * red + 0.59 * green + 0.11 * blue

    for count in range(2, 6):
        found = [lightness(colour) for colour in shades(count)]
        assert len(found) == count
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == count
    assert len(shades(1)) == 1


def test_a_theme_changes_no_data() -> None:
    chart = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_point().encode(x="x:Q")
    before, after = chart.to_dict(), themed(chart).to_dict()
    assert {**after, "config": before["config"]} == before
    assert after["config"]["background"] == "white"
