"""Both Gibbs samplers: their stationary distribution is the posterior, by enumeration."""

import itertools
import time

import numpy as np
import pytest
from scipy.special import gammaln

from coursekit.probability.models.topics import TopicModel

SAMPLERS = ["collapsed", "parallel"]
DOCUMENTS = [[0, 1], [1, 2, 0], [2]]
ALPHA, ETA = np.array([0.4, 1.1]), 0.6


def log_joint(topics, documents=DOCUMENTS, alpha=ALPHA, eta=ETA):
    """log p(w, z) as two Dirichlet-multinomials, written with Γ and loops."""
    size = 1 + max(word for document in documents for word in document)
    by_word, total, place = np.zeros((len(alpha), size)), 0.0, 0
    for document in documents:
        own = np.zeros(len(alpha))
        for word in document:
            own[topics[place]] += 1
            by_word[topics[place], word] += 1
            place += 1
        total += gammaln(alpha.sum()) - gammaln(alpha.sum() + own.sum())
        total += (gammaln(alpha + own) - gammaln(alpha)).sum()
    for row in by_word:
        total += gammaln(size * eta) - gammaln(size * eta + row.sum())
        total += (gammaln(eta + row) - gammaln(eta)).sum()
    return total


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_stationary_distribution_is_the_enumerated_posterior(sampler):
    states = list(itertools.product(range(2), repeat=6))
    logs = np.array([log_joint(state) for state in states])
    posterior = np.exp(logs - logs.max())
    posterior /= posterior.sum()
    sweeps, batches = 12_000, 40
    chain = TopicModel.chain(DOCUMENTS, 2, ALPHA, ETA, rng=1, sampler=sampler)
    powers = 2 ** np.arange(5, -1, -1)
    visits = np.empty(sweeps, dtype=int)
    for sweep in range(sweeps):
        chain.sweep()
        visits[sweep] = chain.topics @ powers
    # Errors of correlated samples from the spread of the means of long batches.
    shares = np.array([np.bincount(b, minlength=64) for b in np.split(visits, batches)])
    shares = shares / (sweeps // batches)
    errors = shares.std(axis=0, ddof=1) / np.sqrt(batches)
    scores = (shares.mean(axis=0) - posterior) / errors
    assert np.abs(scores).max() < 4.5
    assert np.mean(scores**2) < 2
    assert np.abs(shares.mean(axis=0) - posterior).sum() / 2 < 0.03


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_states_stay_consistent_and_log_joint_is_right(sampler):
    rng = np.random.default_rng(0)
    documents = [rng.integers(0, 8, n).tolist() for n in (5, 0, 9, 1, 7)]
    documents[0][0] = 7
    alpha = np.array([0.2, 0.5, 1.5])
    chain = TopicModel.chain(documents, 3, alpha, 0.3, rng=2, sampler=sampler)
    for _ in range(20):
        expected = log_joint(chain.topics, documents, alpha, 0.3)
        assert chain.log_joint() == pytest.approx(expected, rel=1e-12)
        by_document, by_word = chain.counts()
        assert by_document.sum(axis=1).tolist() == [5, 0, 9, 1, 7]
        assert (
            by_word.sum(axis=1).tolist()
            == np.bincount(np.concatenate(documents).astype(int)).tolist()
        )
        theta, beta = chain.estimates()
        np.testing.assert_allclose(
            theta, (by_document + alpha) / (by_document + alpha).sum(1)[:, None]
        )
        np.testing.assert_allclose(beta.sum(axis=1), 1)
        chain.sweep()


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_both_samplers_find_the_same_posterior_means(sampler):
    # With a strong asymmetry topics keep their numbers, so that E[θ] can be compared.
    documents = [[0, 0, 0, 1], [2, 2, 3], [0, 2]]
    alpha = np.array([3.0, 0.5])
    logs, means = [], []
    for state in itertools.product(range(2), repeat=9):
        logs.append(log_joint(state, documents, alpha, 0.5))
        ends = np.split(np.array(state), [4, 7])
        means.append([(np.bincount(z, minlength=2) + alpha) / (len(z) + 3.5) for z in ends])
    weights = np.exp(np.array(logs) - max(logs))
    expected = np.tensordot(weights / weights.sum(), np.array(means), axes=1)
    found = TopicModel.fit(
        documents, 2, alpha, 0.5, sweeps=5000, burn_in=100, rng=0, sampler=sampler
    )
    np.testing.assert_allclose(found.theta, expected, atol=0.015)


@pytest.mark.parametrize(("sampler", "limit"), [("collapsed", 30), ("parallel", 5)])
def test_a_thousand_short_documents_take_seconds(sampler, limit):
    rng = np.random.default_rng(0)
    corpus = TopicModel(0.2, rng.dirichlet(np.full(500, 0.05), 8), length=30).generate(1000, rng=1)
    chain = TopicModel.chain(corpus, 8, 0.2, 0.05, rng=0, sampler=sampler)
    start = time.perf_counter()
    for _ in range(10):
        chain.sweep()
    # What a hundred sweeps would take, with room for a busy machine.
    assert 10 * (time.perf_counter() - start) < limit
