"""Samples and the estimates made from them, within the errors that they state."""

import numpy as np
import pytest
from scipy import stats
from support.networks import RandomNetwork

from coursekit.probability import ProbabilityError
from coursekit.probability.models.bayes_net import BayesNet, lecture_network, two_causes


def test_ancestral_samples_have_the_joint_distribution():
    net = lecture_network()
    draws = net.sample(20_000, rng=1)
    counts = np.zeros((2,) * 5)
    np.add.at(counts, tuple(draws[name] for name in net.names), 1)
    expected = 20_000 * net.joint().table
    assert stats.chisquare(counts.ravel(), expected.ravel()).pvalue > 0.001


def test_samples_have_labels_shapes_and_a_seed():
    net = two_causes()
    draws = net.sample((3, 4), rng=0)
    assert {name: values.shape for name, values in draws.items()} == dict.fromkeys(
        net.names, (3, 4)
    )
    assert set(np.unique(draws["sprinkler"])) <= {"off", "on"}
    again = net.sample((3, 4), rng=np.random.default_rng(0))
    assert all(np.array_equal(draws[name], again[name]) for name in net.names)
    assert net.sample(rng=0)["wet"] in ("no", "yes")
    assert net.sample(0, rng=0)["wet"].shape == (0,)


def test_values_of_probability_0_are_never_drawn():
    tenths = np.full(10, 0.1)  # their sum is not quite 1
    net = BayesNet({"p(a)": [0, *tenths, 0], "p(b | a)": np.tile([0.0, 0.3, 0.7, 0.0], (12, 1))})
    draws = net.sample(50_000, rng=0)
    assert (draws["a"].min(), draws["a"].max()) == (1, 10)
    assert (draws["b"].min(), draws["b"].max()) == (1, 2)


class Lowest(np.random.Generator):
    """A source of chance that always draws the lowest number it can."""

    def random(self, size=None):
        return np.zeros(size)


def test_the_lowest_chance_hits_the_first_value_that_is_possible():
    net = BayesNet({"p(a)": [0.0, 0.0, 0.4, 0.6]})
    assert net.sample(2, rng=Lowest(np.random.PCG64()))["a"].tolist() == [2, 2]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", ["likelihood_weighting", "gibbs"])
def test_estimates_agree_with_loops_within_their_errors(method, seed):
    random = RandomNetwork(seed, 6, sharp=1.0)
    names, observed = random.question(seed, targets=2, evidence=2)
    more = {"samples": 20_000} if method == "likelihood_weighting" else {"sweeps": 150}
    estimate = getattr(random.net(), method)(names, observed, rng=seed, **more)
    error = estimate.joint.table - random.conditional(names, observed)
    assert np.abs(error / estimate.std_error).max() < 4
    assert np.abs(error).max() < 0.03
    assert estimate.joint.names == tuple(names)
    assert estimate.effective_samples > 0


def test_stated_errors_are_the_errors_that_occur():
    net = two_causes()
    truth = net.query("rain", {"wet": "yes"}).table
    runs = [
        net.likelihood_weighting("rain", {"wet": "yes"}, samples=400, rng=i) for i in range(300)
    ]
    found = np.array([run.joint.table[1] for run in runs])
    stated = np.array([run.std_error[1] for run in runs])
    assert stated.mean() == pytest.approx(found.std(), rel=0.12)
    assert abs(found.mean() - truth[1]) < 4 * found.std() / np.sqrt(300)
    # As many independent draws from the posterior would have the same error.
    effective = np.mean([run.effective_samples for run in runs])
    assert truth.prod() / found.var() == pytest.approx(effective, rel=0.25)
    chains = [net.gibbs("rain", {"wet": "yes"}, sweeps=20, chains=16, rng=i) for i in range(200)]
    found = np.array([run.joint.table[1] for run in chains])
    stated = np.array([run.std_error[1] for run in chains])
    assert np.sqrt(np.mean(stated**2)) == pytest.approx(found.std(), rel=0.15)
    assert abs(found.mean() - truth[1]) < 4 * found.std() / np.sqrt(200)


def test_weighting_estimates_the_probability_of_the_evidence():
    net = lecture_network()
    estimate = net.likelihood_weighting("a", {"d": 1, "e": 1}, samples=40_000, rng=0)
    assert estimate.evidence == pytest.approx(net.prob(d=1, e=1), rel=0.02)
    assert estimate.samples == 40_000
    assert estimate.effective_samples < 40_000
    # Nothing given: all weights are 1.
    free = net.likelihood_weighting("e", samples=1000, rng=0)
    assert free.effective_samples == pytest.approx(1000)
    assert free.evidence == 1


def test_weighting_finds_rare_evidence():
    # Evidence of probability 1e-4: rejecting what disagrees would keep 2 of 20 000 samples.
    net = BayesNet({"p(a)": [0.5, 0.5], "p(b | a)": [[0.99995, 0.00005], [0.99985, 0.00015]]})
    estimate = net.likelihood_weighting("a", {"b": 1}, samples=20_000, rng=0)
    assert estimate.joint.prob(a=1) == pytest.approx(0.75, abs=0.02)


def test_query_by_weighting_returns_the_estimate():
    net = two_causes()
    one = net.query("rain", {"wet": "yes"}, "likelihood_weighting", samples=500, rng=4)
    other = net.likelihood_weighting("rain", {"wet": "yes"}, samples=500, rng=4).joint
    assert np.array_equal(one.table, other.table)
    assert one.title == "p(rain | wet=yes)"


def test_gibbs_starts_where_the_evidence_is_possible():
    # b copies a, c copies b: from a start that disagrees, no weights would be left.
    copy = [[1.0, 0.0], [0.0, 1.0]]
    net = BayesNet({"p(a)": [0.5, 0.5], "p(b | a)": copy, "p(c | b)": copy})
    assert net.gibbs("a", {"c": 1}, rng=0).joint.prob(a=1) == 1
    with pytest.raises(ProbabilityError, match="none of"):
        net.gibbs("a", {"b": 0, "c": 1}, rng=0)


def test_gibbs_with_a_thousand_observed_children():
    # Of weight 0.02 ** 1000, which is no float.
    rows = np.array([[0.02, 0.98], [0.02002, 0.97998]])
    net = BayesNet({"p(a)": [0.5, 0.5]} | {f"p(b{i} | a)": rows for i in range(1000)})
    observed = {f"b{i}": 0 for i in range(1000)}
    exact = net.query("a", observed).prob(a=1)
    estimate = net.gibbs("a", observed, sweeps=40, burn_in=2, rng=0)
    assert abs(estimate.joint.prob(a=1) - exact) < 4 * estimate.std_error[1]


def test_a_query_by_gibbs():
    net = two_causes()
    name, evidence = net.names[0], {net.names[-1]: net.labels[net.names[-1]][0]}
    found = net.query(name, given=evidence, method="gibbs", samples=20_000, rng=0)
    exact = net.query(name, given=evidence)
    assert found.names == exact.names
    assert found.title == exact.title
    np.testing.assert_allclose(np.asarray(found), np.asarray(exact), atol=0.03)
    with pytest.raises(ProbabilityError, match='"likelihood_weighting" or "gibbs"'):
        net.query(name, method="magic")
