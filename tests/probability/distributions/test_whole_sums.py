"""Sums over whole numbers from few terms, against all terms."""

import math

import numpy as np
import pytest

from coursekit.probability.distributions.whole_sums import places_and_weights


def normal(mean, std):
    return lambda k: -0.5 * ((k - mean) / std) ** 2


@pytest.mark.parametrize("std", [0.1, 1.0, 30.0, 1000.0, 1e5])
def test_sums_of_a_bell(std):
    mean = 12 * std + 0.3
    k, w = places_and_weights(normal(mean, std), mean, std, 0, math.inf)
    j = np.arange(0, np.ceil(40 * std) + 20)
    for f in (lambda x: x, lambda x: -x, lambda x: x**2, np.sin):
        ours = np.sum(w * np.exp(normal(mean, std)(k)) * f(normal(mean, std)(k)))
        theirs = np.sum(np.exp(normal(mean, std)(j)) * f(normal(mean, std)(j)))
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert k.size < 1500


def test_few_terms_at_any_size():
    for std in (1e6, 1e9, 1e12):
        k, w = places_and_weights(normal(0.0, std), 0.0, std, -math.inf, math.inf)
        total = np.sum(w * np.exp(normal(0.0, std)(k)))
        np.testing.assert_allclose(total, std * math.sqrt(2 * math.pi), rtol=1e-13)
        assert k.size < 1500


def test_a_steep_end_and_a_long_tail():
    """k^(a−1) e^(−k/θ), which has no derivative at 0 and falls slowly."""
    a, scale = 0.4, 3e4
    log_p = lambda k: (a - 1) * np.log(k) - k / scale
    k, w = places_and_weights(log_p, 1.0, scale, 1, math.inf)
    j = np.arange(1, 60 * scale)
    np.testing.assert_allclose(np.sum(w * np.exp(log_p(k))), np.sum(np.exp(log_p(j))), rtol=1e-12)
    assert k.size < 4000


def test_an_upper_end():
    n = 10_000
    log_p = lambda k: 0.5 * np.log1p((n - k) / 3) - (n - k) / 700
    k, w = places_and_weights(log_p, n - 100.0, 700.0, 0, n)
    j = np.arange(n + 1.0)
    np.testing.assert_allclose(np.sum(w * np.exp(log_p(k))), np.sum(np.exp(log_p(j))), rtol=1e-12)
    assert np.max(k) <= n


def test_nearly_certain_values_keep_their_neighbours():
    """Where one value has nearly all, the sum of p log p is made by the next."""
    rate = 1e-12
    log_p = lambda k: k * math.log(rate) - rate - np.vectorize(math.lgamma)(k + 1)
    k, w = places_and_weights(log_p, rate, math.sqrt(rate), 0, math.inf)
    entropy = -np.sum(w * np.exp(log_p(k)) * log_p(k))
    np.testing.assert_allclose(entropy, rate * (1 - math.log(rate)), rtol=1e-11)


def test_certain_values():
    log_p = lambda k: np.where(k == 3, 0.0, -np.inf)
    k, w = places_and_weights(log_p, 3.0, 0.0, 0, 5)
    assert k.tolist() == [3]
    assert w.tolist() == [1]


def test_one_axis_more_than_the_parameters():
    mean = np.array([[10.0, 500.0, 1e6]])
    std = np.array([[2.0], [90.0]])
    log_p = lambda k: normal(mean, std)(k)
    k, w = places_and_weights(log_p, mean, std, -math.inf, math.inf)
    assert k.shape == w.shape
    assert k.shape[1:] == (2, 3)
    total = np.sum(w * np.exp(log_p(k)), axis=0)
    np.testing.assert_allclose(total, np.broadcast_to(std, (2, 3)) * math.sqrt(2 * math.pi))
