from dataclasses import replace

import numpy as np
import pytest
from tests.law.joint.test_fit_joint import M, N, study

from simlaw.law import fit_joint
from simlaw.law.joint.fit_joint import no_short_formula


@pytest.fixture(scope="module")
def law():
    n, m, error, replicate = study(replicates=5, spread=0.2)
    return fit_joint(n, m, error, replicate=replicate, resamples=200)


@pytest.mark.parametrize("band", ["mean", "new-run"])
@pytest.mark.parametrize("level", [0.2, 0.9])
def test_every_estimate_lies_inside_its_interval(law, band, level):
    n, m = (axis.ravel() for axis in np.meshgrid([50.0, 5e4, 2e5, 1e7], [10.0, 640, 2e3, 1e5]))
    ahead = law.forecast(n, m, level=level, band=band)
    assert (ahead.low <= ahead.mean).all()
    assert (ahead.mean <= ahead.high).all()
    assert ahead.mean == pytest.approx(law.predict(n, m))
    for estimate in (*law.parameters.values(), *law.marginal(100).values()):
        assert estimate.low <= estimate.estimate <= estimate.high


def test_intervals_are_plain_quantiles_of_the_draws(law):
    ahead = law.forecast([2e5], [2e3], level=0.5, band="mean")
    assert ahead.band == "mean"
    curves = law.curves([2e5], [2e3])[:, 0]
    told = (ahead.low[0], ahead.mean[0], ahead.high[0])
    assert told == pytest.approx(tuple(np.quantile(curves, [0.25, 0.5, 0.75])))
    told = (law.E.low, law.E.estimate, law.E.high)
    assert told == pytest.approx(tuple(np.quantile(law.draws.theta[:, 4], [0.05, 0.5, 0.95])))
    # A point that lies outside the middle tenth of the draws no longer draws the interval out.
    middle = law.forecast([1e7], [10], level=0.1, band="mean")
    assert middle.high[0] - middle.low[0] < 0.2 * np.ptp(law.curves([1e7], [10]))


def test_what_never_goes_away_is_not_above_the_error_at_the_largest_sizes(law):
    edge = law.forecast([N.max()], [M.max()], band="mean")
    assert law.E.high <= edge.high[0]
    for m in (10, 640):
        assert law.marginal(m)["C"].high <= law.forecast([N.max()], [m], band="mean").high[0]


def test_pairs_keep_their_shape_however_many(law):
    n, m = np.geomspace(50, 1e6, 60)[None, :], np.geomspace(10, 2e3, 40)[:, None]
    whole = law.predict(n, m)
    assert whole.shape == (40, 60)
    assert whole[7, 50] == law.predict(n[0, 50], m[7, 0])


def test_required_n_and_forecast_are_of_the_same_draws(law):
    wanted = float(law.predict(3e5, 1e3))
    needed = law.required_n(wanted, 1e3)
    assert needed.median == pytest.approx(3e5, rel=0.1)
    share = np.mean(law.curves([3e5], [1e3]) <= wanted)
    assert needed.reached_by(3e5) == pytest.approx(share, abs=0.01)


def test_where_no_formula_describes_the_law_a_note_says_so(law):
    assert "no_short_formula" not in {note.code for note in law.notes}
    assert no_short_formula(law) == ()
    (note,) = no_short_formula(replace(law, theta=law.theta * [1, 1, 1, 1, 5]))
    assert note.code == "no_short_formula"
    assert note.text.startswith("No short formula describes the law: at n = ")


def test_notebooks_and_terminals_see_medians_and_their_level(law):
    assert "90 % interval" in repr(law)
    assert "estimates are medians" in repr(law)
    assert f"{law.alpha.estimate:.4g}" in repr(law)
    assert len(repr(law).splitlines()) < 12
    shown = law._repr_html_()
    assert "90 % interval" in shown
    assert "estimates are medians" in shown
    assert f"{law.alpha.estimate:.4g}" in shown
