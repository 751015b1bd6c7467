import json
from importlib import resources

import jsonschema
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simlaw.decide.protocols.compare_protocols import compare_protocols
from simlaw.decide.protocols.protocol_comparison import Protocol
from simlaw.decide.protocols.protocol_sentences import crossing_sentence, verdict
from simlaw.errors import InputError

N = np.geomspace(50, 6400, 8).round()
REPLICATES = 16
SCHEMA = json.loads((resources.files("simlaw") / "schemas/compare.schema.json").read_text())


def protocol(name, D, alpha, C, *, cost=None, shared=None, noise=0.01, seed=0, first=0):
    rng = np.random.default_rng(seed)
    common = np.zeros(REPLICATES) if shared is None else shared
    rows = (D * N**-alpha + C) * np.exp(common[:, None] + noise * rng.standard_normal((16, 8)))
    frame = pd.DataFrame(
        {
            "replicate": np.repeat(np.arange(REPLICATES) + first, N.size),
            "n": np.tile(N, REPLICATES),
            "error": rows.ravel(),
        }
    )
    return Protocol.of(name, frame, cost)


@pytest.fixture(scope="module")
def shared():
    return 0.1 * np.random.default_rng(5).standard_normal(REPLICATES)


@pytest.fixture(scope="module")
def pair(shared):
    return [
        protocol("slow", 2, 0.5, 0.10, cost=20, shared=shared, seed=1),
        protocol("quick", 2, 0.5, 0.105, cost=1, shared=shared, seed=2),
    ]


@pytest.fixture(scope="module")
def found(pair):
    return compare_protocols(pair, budget=2000)


def test_shape_of_the_answer(found, pair):
    answer = {"verdict": verdict(found, "eV"), **found.to_dict()}
    jsonschema.validate(json.loads(json.dumps(answer, allow_nan=False)), SCHEMA)
    for standing in (*found.at_n, *found.at_budget):
        assert sum(standing.best_probabilities) == pytest.approx(1)
        leader = standing.differences[standing.leader]
        assert (leader.low, leader.estimate, leader.high) == (0, 0, 0)
        assert all(e.low <= e.estimate <= e.high for e in standing.errors)
    assert found.headline in found.at_budget
    assert found.headline.sizes == (100, 2000)


def test_pairing_takes_out_what_replicates_share(pair, found):
    apart = compare_protocols(pair, paired=False)
    together, alone = found.at_n[1], apart.at_n[1]
    assert together.sizes == alone.sizes == (6400, 6400)
    slow = found.names[together.leader]
    assert slow == "slow"
    widths = [s.differences[1].high - s.differences[1].low for s in (together, alone)]
    # The shared scatter is ten times that of one training.
    assert widths[0] < 0.4 * widths[1]
    assert together.best_probabilities[0] > 0.95 > alone.best_probabilities[0]


def test_a_paired_difference_is_as_sure_as_a_paired_t_test(pair, found):
    last = [p.frame[p.frame["n"] == 6400]["error"].to_numpy() for p in pair]
    half = stats.t.ppf(0.95, 15) * np.std(last[1] - last[0], ddof=1) / 4
    difference = found.at_n[1].differences[1]
    # The law reads all sizes, so it may be surer than the last size alone, but not much.
    assert 0.4 * half < (difference.high - difference.low) / 2 < 1.4 * half


def test_cost_can_turn_the_order(found):
    at_n, at_budget = found.at_n[1], found.headline
    assert found.names[at_n.leader] == "slow"
    assert found.names[at_budget.leader] == "quick"
    assert "quick is the protocol to spend on" in verdict(found)
    crossing = found.pairs[0].crossing_budget
    # 2 (B / 20)^-0.5 + 0.100 = 2 B^-0.5 + 0.105 at B = 1.93e6.
    assert crossing is not None
    assert crossing.low < 1.93e6
    assert crossing.low < crossing.median


def test_truth_of_gap_and_rate_is_inside(shared):
    slow = protocol("slow", 2, 0.3, 0.10, shared=shared, seed=3)
    fast = protocol("fast", 4, 0.6, 0.20, shared=shared, seed=4)
    both = compare_protocols([slow, fast])
    pair = both.pairs[0]
    assert pair.gap.low <= 0.10 <= pair.gap.high
    assert pair.rate.low <= 0.3 <= pair.rate.high
    assert pair.rate.low > 0
    assert pair.crossing_budget is None
    assert not both.by_budget
    true = 2 * 6400**-0.3 + 0.10, 4 * 6400**-0.6 + 0.20
    difference = both.at_n[1].differences[1 - both.at_n[1].leader]
    assert difference.low <= abs(true[0] - true[1]) <= difference.high


def test_curves_that_cross_and_curves_that_never_do(shared):
    early = protocol("early", 1, 0.4, 0.15, shared=shared, seed=6)
    late = protocol("late", 3, 0.5, 0.08, shared=shared, seed=7)
    # Where n^-0.4 + 0.15 and 3 n^-0.5 + 0.08 are equal.
    true = 307.0
    crossing = compare_protocols([early, late]).pairs[0].crossing_n
    assert crossing.low < true < crossing.high
    assert crossing.never_probability < 0.05
    assert "change places at about n = " in crossing_sentence(
        crossing, ("early", "late"), by_budget=False
    )
    worse = protocol("worse", 3, 0.5, 0.12, shared=shared, seed=8)
    never = compare_protocols([late, worse]).pairs[0].crossing_n
    assert never.never_probability > 0.9
    assert np.isinf(never.median)
    assert "keep their order" in crossing_sentence(never, ("late", "worse"), by_budget=False)


def test_equal_protocols_cannot_be_told_apart(shared):
    twins = [protocol(name, 2, 0.5, 0.1, shared=shared, seed=9) for name in ("a", "b")]
    standing = compare_protocols(twins).headline
    # The same numbers twice: nothing but the pairing's own limit is left.
    assert abs(standing.differences[1 - standing.leader].estimate) < 1e-12
    assert 0.3 < standing.best_probabilities[0] < 0.7
    assert "cannot be told apart" in verdict(compare_protocols(twins))


def test_several_protocols_and_the_order_they_are_given_in(pair, shared):
    third = protocol("third", 2, 0.5, 0.2, cost=1, shared=shared, seed=10)
    forth, back = (compare_protocols(p) for p in ([*pair, third], [third, *reversed(pair)]))
    assert len(forth.pairs) == 3
    assert forth.headline.at == back.headline.at == 6400
    assert forth.names[forth.headline.leader] == back.names[back.headline.leader] == "quick"
    assert forth.headline.best_probabilities[2] < 0.01


def test_the_same_seed_gives_the_same_numbers(pair, found):
    assert compare_protocols(pair, budget=2000).to_dict() == found.to_dict()


def test_runs_with_other_replicates(pair, shared):
    some = protocol("quick", 2, 0.5, 0.105, cost=1, shared=shared, first=8)
    assert compare_protocols([pair[0], some]).paired
    none = protocol("quick", 2, 0.5, 0.105, cost=1, shared=shared, first=16)
    with pytest.raises(InputError, match="0 replicates in common"):
        compare_protocols([pair[0], none])
    assert not compare_protocols([pair[0], none], paired=False).paired


def test_far_off_sizes_carry_a_note(found):
    codes = {note.code for standing in found.at_budget for note in standing.notes}
    assert codes == {"far_extrapolation"}
    low = compare_protocols(found.protocols, budget=100).headline
    assert [note.code for note in low.notes] == ["below_measured"]
    assert low.sizes == (5, 100)


def test_what_cannot_be_compared(pair):
    plain = Protocol("plain", pair[0].frame, pair[0].law)
    for protocols, budget, said in (
        (pair[:1], None, "at least two"),
        ([pair[0], pair[0]], None, "name of its own"),
        ([pair[0], plain], None, "plain has none"),
        ([plain, Protocol("other", pair[1].frame, pair[1].law)], 10.0, "needs the cost"),
        (pair, 0.0, "above zero"),
        (pair, float("nan"), "above zero"),
        (pair, 5.0, "does not pay for one sample of 'slow'"),
    ):
        with pytest.raises(InputError, match=said):
            compare_protocols(protocols, budget=budget)
    with pytest.raises(InputError, match="above zero"):
        Protocol("free", pair[0].frame, pair[0].law, cost=0)
