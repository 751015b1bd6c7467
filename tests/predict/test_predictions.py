"""Tables of predictions as they are shown."""

from __future__ import annotations

import pandas as pd

from simlaw.predict.predictions import COLUMNS, Predictions, as_frame


def test_text_of_materials_never_becomes_html() -> None:
    frame = pd.DataFrame([dict.fromkeys(COLUMNS, 1.0)]).astype({"material": object})
    frame["material"] = "<script>alert(1)</script>"
    shown = Predictions(frame, "<b>")._repr_html_()
    assert "<script>" not in shown
    assert "<b>]" not in shown
    assert "1 predictions" in repr(Predictions(frame, "1"))


def test_no_predictions_are_a_table_too() -> None:
    assert tuple(as_frame([]).columns) == COLUMNS
    assert len(Predictions(as_frame([]), "1")) == 0
