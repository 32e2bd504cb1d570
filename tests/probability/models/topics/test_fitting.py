"""Recovery of planted topics, alignment, progress, and what documents may be."""

import io
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from coursekit.probability import ProbabilityError
from coursekit.probability.models.topics import TopicModel, progress_bar
from coursekit.probability.models.topics.alignment import cheapest, match_topics
from coursekit.probability.models.topics.corpus import encode
from coursekit.probability.models.topics.fitting import run


@pytest.mark.parametrize(("sampler", "sweeps"), [("collapsed", 80), ("parallel", 200)])
def test_planted_topics_are_recovered(sampler, sweeps):
    # Ten topics on a grid of 5 × 5 words, the rows and the columns (Griffiths and Steyvers, 2004).
    bars = np.zeros((10, 5, 5))
    for i in range(5):
        bars[i, i, :], bars[5 + i, :, i] = 0.2, 0.2
    model = TopicModel(0.2, bars.reshape(10, 25), length=50)
    corpus = model.generate(200, rng=0)
    found = TopicModel.fit(
        corpus, 10, alpha=0.2, eta=0.1, sweeps=sweeps, starts=3, rng=1, sampler=sampler
    )
    match = found.match(model.beta)
    assert match.distances.max() < 0.1
    assert sorted(match.order) == list(range(10))
    ordered = found.beta[match.order]
    assert all(
        set(row.argsort()[-5:]) == set(np.flatnonzero(bars[k])) for k, row in enumerate(ordered)
    )
    assert np.abs(found.theta[:, match.order] - corpus.theta).mean() < 0.03
    assert found.trace[-1] > found.trace[0] + 1000
    same = [
        np.mean(match.order[true] == guess)
        for true, guess in zip(corpus.topics, found.topics, strict=True)
        if len(true)
    ]
    assert np.mean(same) > 0.7


class Scripted:
    """A chain whose log p(w, z) is told beforehand, and whose estimates tell what it did."""

    def __init__(self, name, script):
        self.name, self.script, self.moved = name, script, 0

    def sweep(self):
        self.moved += 1

    def log_joint(self):
        return self.script[self.moved - 1]

    def estimates(self):
        return np.array([self.name]), np.array([self.moved])


@pytest.mark.parametrize(("burn_in", "winner"), [(0, 2.0), (1, 2.0), (2, 1.0), (3, 1.0)])
def test_the_best_of_several_starts_goes_on_after_the_burn_in(burn_in, winner):
    chains = [Scripted(1.0, [-9, -5, -4, -8]), Scripted(2.0, [-7, -6, -6, -1])]
    chain, theta, beta, trace = run(chains, 4, burn_in, None)
    assert chain.name == winner
    assert theta.tolist() == [winner]
    assert beta.tolist() == [np.mean(range(burn_in + 1, 5))]
    assert trace.tolist() == chain.script
    (other,) = (one for one in chains if one is not chain)
    assert other.moved == max(burn_in, 1)


def test_a_fit_is_repeatable_and_does_not_touch_its_input():
    documents = [[0, 1, 2], [2, 2, 1]]
    one = TopicModel.fit(documents, 2, sweeps=10, rng=3)
    two = TopicModel.fit(documents, 2, sweeps=10, rng=np.random.default_rng(3))
    assert np.array_equal(one.theta, two.theta)
    assert np.array_equal(one.trace, two.trace)
    assert documents == [[0, 1, 2], [2, 2, 1]]
    assert [len(z) for z in one.topics] == [3, 3]
    np.testing.assert_allclose(one.theta.sum(axis=1), 1)
    np.testing.assert_allclose(one.beta.sum(axis=1), 1)
    assert one.model.length == 3


def test_estimates_are_averages_after_the_burn_in():
    chain = TopicModel.chain([[0, 1, 2], [2, 2, 1]], 2, rng=5)
    kept = []
    for sweep in range(8):
        chain.sweep()
        if sweep >= 5:
            kept.append(chain.estimates())
    found = TopicModel.fit([[0, 1, 2], [2, 2, 1]], 2, sweeps=8, burn_in=5, rng=5)
    np.testing.assert_allclose(found.theta, np.mean([theta for theta, _ in kept], axis=0))
    np.testing.assert_allclose(found.beta, np.mean([beta for _, beta in kept], axis=0))


def test_texts_become_words():
    found = TopicModel.fit(
        ["Goal, team: goal!", ["team", "goal"], "Law and vote. Law!"], 2, sweeps=30, rng=0
    )
    assert found.model.vocabulary == ("and", "goal", "law", "team", "vote")
    assert {frozenset(row) for row in found.top_words(2)} >= {frozenset({"goal", "team"})}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 7), ties=st.booleans())
def test_the_cheapest_assignment(seed, size, ties):
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 4, (size, size)).astype(float) if ties else rng.normal(size=(size, size))
    order = cheapest(cost)
    assert sorted(order) == list(range(size))
    paid = cost[np.arange(size), order].sum()
    best = min(
        sum(cost[i, j] for i, j in enumerate(p)) for p in itertools.permutations(range(size))
    )
    assert paid == pytest.approx(best, abs=1e-12)


def test_the_cheapest_assignment_of_many_against_scipy():
    for seed in range(5):
        cost = np.random.default_rng(seed).random((60, 60))
        rows, columns = linear_sum_assignment(cost)
        assert cost[np.arange(60), cheapest(cost)].sum() == pytest.approx(cost[rows, columns].sum())


def test_matching_undoes_a_permutation():
    rng = np.random.default_rng(0)
    true = rng.dirichlet(np.ones(20), 6)
    shuffle = rng.permutation(6)
    match = match_topics(true[shuffle], true)
    assert np.array_equal(true[shuffle][match.order], true)
    assert not match.distances.any()
    apart = match_topics(np.eye(4)[:2], np.eye(4)[2:])
    assert apart.distances.tolist() == [1.0, 1.0]


def test_progress_is_told_after_each_sweep():
    calls = []
    found = TopicModel.fit(
        [[0, 1], [1, 2]], 2, sweeps=5, rng=0, progress=lambda *call: calls.append(call)
    )
    assert [(done, total) for done, total, _ in calls] == [(i, 5) for i in range(1, 6)]
    assert [value for _, _, value in calls] == found.trace.tolist()


def test_the_bar_fills_on_one_line():
    stream = io.StringIO()
    bar = progress_bar(width=4, stream=stream)
    bar(1, 2, -20.0)
    bar(2, 2, -10.0)
    assert stream.getvalue() == (
        "\r[##..] 1/2  log p(w, z) = -20.0\r[####] 2/2  log p(w, z) = -10.0\n"
    )


def test_no_bar_unless_asked_for(capsys):
    TopicModel.fit([[0, 1], [1, 2]], 2, sweeps=2, rng=0)
    assert capsys.readouterr() == ("", "")


FIT = {"topics": 2, "sweeps": 2, "rng": 0}


@pytest.mark.parametrize(
    ("documents", "more", "message"),
    [
        ("goal team", {}, "documents are str"),
        (3, {}, "documents are int"),
        ([3], {}, "document 0 is 3"),
        ([], {}, "no words"),
        ([[], []], {}, "no words"),
        ([[0, 1], ["goal"]], {}, "one kind for all"),
        ([[0, -1]], {}, "document 0 is -1 at index 1"),
        ([["goal", 1]], {}, "document 0 has 1 at index 1"),
        ([[0], [0, 5]], {"vocabulary": ("a", "b")}, "document 1 has the word 5"),
        (["goal law"], {"vocabulary": ("goal",)}, "document 0 has the word 'law'"),
        (["goal"], {"vocabulary": ("goal", "goal")}, "'goal' twice"),
        ([[0, 1]], {"topics": 1}, "topics is 1"),
        ([[0, 1]], {"alpha": 0}, "alpha is 0"),
        ([[0, 1]], {"alpha": [1, 2, 3]}, r"alpha has shape \(3,\)"),
        ([[0, 1]], {"eta": 0}, "eta is 0"),
        ([[0, 1]], {"eta": [0.1, 0.2]}, r"eta has shape \(2,\)"),
        ([[0, 1]], {"sweeps": 0}, "sweeps is 0"),
        ([[0, 1]], {"burn_in": 2}, "burn_in is 2 of 2 sweeps"),
        ([[0, 1]], {"starts": 0}, "starts is 0"),
        ([[0, 1]], {"sampler": "magic"}, "sampler is 'magic'"),
        ([[0, 1]], {"rng": None}, "rng is None"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(documents, more, message):
    with pytest.raises(ProbabilityError, match=message):
        TopicModel.fit(documents, **FIT | more)


def test_topics_of_another_shape_cannot_be_matched():
    found = TopicModel.fit([[0, 1], [1, 2]], **FIT)
    with pytest.raises(ProbabilityError, match=r"shape \(3, 3\); expected \(2, 3\)"):
        found.match(np.eye(3))


def test_numbers_of_words_and_a_vocabulary():
    coded = encode([[0, 2], np.array([1])], ("x", "y", "z"))
    assert coded.words.tolist() == [0, 2, 1]
    assert coded.owners.tolist() == [0, 0, 1]
    assert coded.lengths.tolist() == [2, 1]
    assert coded.vocabulary == ("x", "y", "z")
