import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law import FORMS, Estimate, fit

N = np.array([50.0, 100, 200, 400, 800, 1600, 3200])


def truth(n, amplitude=2.0, alpha=0.5, floor=0.1):
    return amplitude * np.asarray(n, float) ** -alpha + floor


def replicated(rng, replicates=16, spread=0.05, n=N, **parameters):
    rows = truth(n, **parameters) * (1 + spread * rng.standard_normal((replicates, n.size)))
    return {
        "n": np.tile(n, replicates),
        "error": rows.ravel(),
        "replicate": np.repeat(np.arange(replicates), n.size),
    }


@pytest.mark.heavy
@settings(max_examples=25, deadline=None)
@given(alpha=st.floats(0.15, 1.2), share=st.floats(0.05, 0.9), scale=st.floats(1e-9, 1e9))
def test_exact_points_give_their_law(alpha, share, scale):
    floor = share * scale
    amplitude = (1 - share) * scale * N[-1] ** alpha
    law = fit(N, truth(N, amplitude, alpha, floor), resamples=200)
    ahead = np.array([6400.0, 32000.0])
    assert law.predict(ahead) == pytest.approx(truth(ahead, amplitude, alpha, floor), rel=0.06)
    # A slow decay to a small gap leaves alpha open, even where the points are exact.
    assert 0.96 * law.alpha.low <= alpha <= 1.04 * law.alpha.high


def test_the_fit_does_not_depend_on_the_unit_of_the_error():
    rng = np.random.default_rng(3)
    points = replicated(rng)
    law = fit(**points)
    percent = fit(points["n"], 100 * points["error"], replicate=points["replicate"])
    assert percent.alpha.estimate == pytest.approx(law.alpha.estimate, rel=1e-6)
    assert percent.C.high == pytest.approx(100 * law.C.high, rel=1e-6)


def test_order_does_not_matter_and_the_seed_decides():
    points = replicated(np.random.default_rng(4))
    order = np.random.default_rng(0).permutation(points["n"].size)
    law = fit(**points)
    shuffled = fit(**{name: values[order] for name, values in points.items()})
    assert shuffled.to_dict()["law"]["C"] == pytest.approx(law.to_dict()["law"]["C"], rel=1e-9)
    assert fit(**points).to_dict() == law.to_dict()
    assert fit(**points, seed=1).to_dict() != law.to_dict()


def test_forecast_holds_the_truth_and_a_new_run_is_wider():
    law = fit(**replicated(np.random.default_rng(5)))
    mean = law.forecast([6400, 32000], band="mean")
    run = law.forecast([6400, 32000], band="new-run")
    expected = truth(mean.n)
    assert (mean.low < expected).all()
    assert (expected < mean.high).all()
    assert (run.low < mean.low).all()
    assert (mean.high < run.high).all()
    wide = law.forecast([6400, 32000], level=0.99, band="mean")
    assert (wide.low <= mean.low).all()
    assert (wide.high >= mean.high).all()
    assert not mean.notes
    assert [note.code for note in law.forecast([1e6], band="mean").notes] == ["far_extrapolation"]


def test_required_n_and_forecast_agree():
    law = fit(**replicated(np.random.default_rng(6)))
    size = 10_000.0
    curves = law.curves([size])[:, 0]
    for quantile in (0.1, 0.5, 0.9):
        error = float(np.quantile(curves, quantile))
        needed = law.required_n(error)
        assert np.mean(needed.draws <= size) == pytest.approx(quantile, abs=0.01)


def test_unreachable_when_the_gap_is_above_the_target():
    law = fit(**replicated(np.random.default_rng(7), replicates=32, spread=0.01))
    assert law.required_n(0.08).unreachable_probability > 0.95
    assert np.isinf(law.required_n(0.08).median)
    assert law.required_n(0.08).to_dict()["n"]["median"] is None
    assert law.required_n(0.12).unreachable_probability < 0.01


def test_interval_of_the_gap_reaches_zero_for_a_pure_power():
    law = fit(**replicated(np.random.default_rng(8), floor=0.0, alpha=0.2))
    assert law.C.low == 0.0
    assert law.alpha.low < 0.2 < law.alpha.high


@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_can_be_asked_for(name):
    rng = np.random.default_rng(9)
    law = fit(N, truth(N) * np.exp(0.01 * rng.standard_normal(N.size)), form=name, resamples=200)
    assert law.form == name
    assert tuple(law.parameters) == FORMS[name].parameters
    assert len(FORMS[name].units) == len(FORMS[name].parameters)
    predicted = law.predict(N)
    assert predicted == pytest.approx(truth(N), rel=0.35)
    assert name in repr(law) or "error(n)" in repr(law)


def test_robust_fit_shrugs_off_one_wrong_size():
    error = truth(N)
    error[3] *= 1.5
    plain, robust = fit(N, error), fit(N, error, robust=True)
    assert abs(robust.alpha.estimate - 0.5) < 0.5 * abs(plain.alpha.estimate - 0.5)
    named = fit(N, error, form="power+offset", robust=True)
    assert named.alpha.estimate == pytest.approx(0.5, abs=0.02)


def test_standard_errors_weigh_the_points():
    error = truth(N)
    error[2] *= 1.3
    spread = 0.01 * error
    spread[2] = 0.3 * error[2]
    trusted = fit(N, error, stderr=np.full(N.size, 0.01))
    doubted = fit(N, error, stderr=spread)
    assert abs(doubted.alpha.estimate - 0.5) < abs(trusted.alpha.estimate - 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": [1, 2, 3], "error": [1, 2]}, "error has 2 entries, but n has 3"),
        ({"n": [], "error": []}, "n is empty"),
        ({"n": [100, 200], "error": [1, 2]}, "at least 3 different sizes"),
        ({"n": [100], "error": [1]}, "there is 1"),
        ({"n": [0, 1, 2], "error": [1, 1, 1]}, "n must be finite and above zero"),
        ({"n": [1, 2, 3], "error": [1, np.nan, 1]}, "entry 2: nan"),
        ({"n": [1, 2, 3], "error": [1, -1, 1]}, "above zero"),
        ({"n": [1, 2, np.inf], "error": [1, 1, 1]}, "n must be finite"),
        ({"n": [1, 2, 2, 3], "error": [1, 1, 1, 1]}, "no replicate is given"),
        ({"n": [1, 2, 3], "error": ["a", "b", "c"]}, "error must be numbers"),
        ({"n": [1, 2, 3], "error": [1, 1, 1], "form": "pwer"}, "Did you mean 'power'"),
        ({"n": [1, 2, 3], "error": [1, 1, 1], "level": 1.0}, "level must lie"),
        ({"n": [1, 2, 3], "error": [1, 1, 1], "resamples": 5}, "at least 100"),
        ({"n": [1, 2, 3], "error": [1, 1, 1], "stderr": [1, -1, 1]}, "not negative"),
        ({"n": [1, 1, 2, 3], "error": [1] * 4, "replicate": [0] * 4}, "has 2 errors at n = 1"),
        ({"n": [1, 2, 3], "error": [1] * 3, "replicate": [0, None, 0]}, "empty at entry 2"),
        ({"n": [1, 2, 3], "error": [3, 2, 1], "direct": -1}, "direct learning must be"),
    ],
)
def test_bad_input_is_refused_in_words(change, message):
    with pytest.raises(InputError, match=message):
        fit(**change)


def test_wanted_errors_and_sizes_are_checked():
    law = fit(N, truth(N))
    with pytest.raises(InputError, match="above zero"):
        law.required_n(0)
    with pytest.raises(InputError, match="above zero"):
        law.predict([-1])
    with pytest.raises(InputError, match="band must be"):
        law.forecast([1], band="all")
    with pytest.raises(InputError, match="no parameter alpha"):
        _ = fit(N, truth(N), form="logarithmic").alpha
    assert Estimate(0.0, 0.0, 0.0, 0.9) == fit(N, truth(N), form="power").C


def test_a_million_sizes_are_put_together():
    rng = np.random.default_rng(0)
    n = np.sort(rng.uniform(10, 1e6, 1_000_000))
    law = fit(n, truth(n) * (1 + 0.05 * rng.standard_normal(n.size)))
    assert law.n.size <= 160
    assert law.C.estimate == pytest.approx(0.1, rel=0.02)
    assert "sizes_condensed" in {note.code for note in law.notes}


def test_many_replicates_are_no_trouble():
    points = replicated(np.random.default_rng(1), replicates=20_000)
    for form in ("auto", "power+offset"):
        assert fit(**points, form=form).alpha.estimate == pytest.approx(0.5, abs=0.01)


def test_default_fit_is_fast():
    points = replicated(np.random.default_rng(2), 32, n=np.geomspace(50, 20000, 10))
    fit(**points)
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        fit(**points, resamples=2000)
        seconds.append(time.process_time() - begin)
    assert min(seconds) < 1.0


def test_missing_cells_are_used_around():
    points = replicated(np.random.default_rng(11), replicates=12)
    keep = np.random.default_rng(0).uniform(size=points["n"].size) > 0.1
    law = fit(**{name: values[keep] for name, values in points.items()})
    assert law.alpha.low < 0.5 < law.alpha.high
    assert "incomplete_replicates" in {note.code for note in law.notes}


def test_a_dense_curve_without_gap_is_followed_to_the_horizon():
    n = np.round(np.geomspace(16, 4096, 60))
    law = fit(n, 20 * n**-1.9)
    assert law.predict([40960])[0] == pytest.approx(20 * 40960**-1.9, rel=0.1)
    assert law.required_n(1e-30).unreachable_probability < 0.5
