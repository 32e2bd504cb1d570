"""Successes in n trials."""

import math
from fractions import Fraction

import numpy as np
import pytest

from coursekit.autodiff import Tensor, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Binomial


def test_exact_probabilities():
    p = Fraction(3, 8)
    for n in (0, 1, 5, 60):
        exact = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
        ours = Binomial(n, float(p))
        k = np.arange(n + 1)
        np.testing.assert_allclose(ours.prob(k), [float(x) for x in exact], rtol=3e-14)
        sums = [float(sum(exact[: i + 1])) for i in range(n + 1)]
        np.testing.assert_allclose(ours.cdf(k), sums, rtol=1e-13)
        rests = [float(sum(exact[i + 1 :])) for i in range(n + 1)]
        np.testing.assert_allclose(ours.survival(k), rests, rtol=1e-13)
        surprise = -sum(float(x) * math.log(x) for x in exact)
        np.testing.assert_allclose(ours.entropy, surprise, rtol=1e-13, atol=1e-15)


def test_no_trial():
    none = Binomial(0, 0.3)
    assert none.prob([0, 1]).tolist() == [1, 0]
    assert none.cdf([-1, 0, 1]).tolist() == [0, 1, 1]
    assert none.icdf([0.0, 0.5, 1.0]).tolist() == [0, 0, 0]
    assert none.mean == none.variance == none.entropy == 0
    assert none.sample(3, rng=0).tolist() == [0, 0, 0]
    assert str(none.support) == "{0}"


def test_certain_outcomes():
    ours = Binomial(4, [0.0, 1.0])
    assert ours.prob([[0], [4]]).tolist() == [[1, 0], [0, 1]]
    assert ours.entropy.tolist() == [0, 0]
    assert ours.cdf([[0], [3]]).tolist() == [[1, 0], [1, 0]]
    slope = grad(lambda p: Binomial(4, p).entropy)
    assert slope(0.0) == math.inf
    assert slope(1.0) == -math.inf
    assert grad(lambda p: Binomial(0, p).entropy)(0.0) == 0


def test_entropy_of_very_many_trials():
    """½ log(2πe np(1−p)) and one more term of its series in 1/n."""
    for n in (10**6, 10**9, 10**12):
        for p in (0.5, 0.03):
            variance = n * p * (1 - p)
            expected = 0.5 * math.log(2 * math.pi * math.e * variance)
            expected += (4 * p * (1 - p) - 1) / (12 * variance)
            rtol = 1e-12 + 0.1 / variance**2
            np.testing.assert_allclose(Binomial(n, p).entropy, expected, rtol=rtol)


def test_the_mean_is_the_slope_of_the_normaliser():
    found = grad(lambda p: Binomial(9, p).log_prob(4))(0.3)
    np.testing.assert_allclose(found, 4 / 0.3 - 5 / 0.7, rtol=1e-14)


def test_a_tensor_of_trials_is_a_constant():
    assert Binomial(Tensor(3.0), 0.5).n == 3


def test_fit():
    data = np.array([2, 3, 1, 4, 0])
    fitted = Binomial.fit(data, n=4)
    assert (fitted.n, fitted.p) == (4, 0.5)
    best = np.sum(fitted.log_prob(data))
    for p in (0.49, 0.51):
        assert np.sum(Binomial(4, p).log_prob(data)) < best
    assert Binomial.fit([0, 0], n=3).p == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Binomial(2.5, 0.5), r"Binomial: n is 2\.5; expected whole numbers, 0 or more"),
        (lambda: Binomial([3, -1], 0.5), "n is -1 at index 1; expected whole numbers"),
        (lambda: Binomial(3, 1.5), r"p is 1\.5; expected probabilities, between 0 and 1"),
        (lambda: Binomial([1, 2], [0.1, 0.2, 0.3]), r"n of shape \(2,\) and p of shape \(3,\)"),
        (lambda: Binomial.fit([5], n=3), "5 successes in n = 3 trials"),
        (lambda: Binomial.fit([1], n=0), "n is 0; expected whole numbers, 1 or more"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
