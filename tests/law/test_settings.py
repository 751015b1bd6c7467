"""Settings of the law: its words are those that laws know."""

import pytest

from simlaw.errors import InputError
from simlaw.law import FORMS
from simlaw.law.curve import COLUMNS
from simlaw.law.settings import METRICS, LawSettings
from simlaw.metrics import STANDARD
from simlaw.settings import declared


def test_metrics_are_columns_of_a_curve() -> None:
    assert {*STANDARD} <= {*COLUMNS}
    assert {*STANDARD} < {*METRICS}


@pytest.mark.parametrize("form", ["auto", *FORMS])
def test_every_form_is_allowed(form: str) -> None:
    assert LawSettings(form=form).form == form


def test_the_m_to_open_with_has_a_shorter_key() -> None:
    assert declared(LawSettings)["headline_m"].key == "m"
    with pytest.raises(InputError, match="headline_m: found 0"):
        LawSettings(headline_m=0)
