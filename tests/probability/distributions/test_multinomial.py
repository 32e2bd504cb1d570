"""Counts of K outcomes in n trials."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from coursekit.autodiff import check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Binomial, Categorical, Multinomial


def all_counts(n, k):
    return np.array([v for v in itertools.product(range(n + 1), repeat=k) if sum(v) == n])


@pytest.mark.parametrize("n", [0, 1, 5, 12])
@pytest.mark.parametrize(
    "p", [[0.2, 0.3, 0.5], [0.0, 0.4, 0.6], [0.0, 1.0, 0.0], [1e-9, 0.25, 1 - 0.25 - 1e-9]]
)
def test_against_enumeration(n, p):
    ours = Multinomial(n, p)
    x = all_counts(n, 3)
    chances = ours.prob(x)
    np.testing.assert_allclose(chances, stats.multinomial(n, p).pmf(x), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(np.sum(chances), 1, rtol=1e-13)
    np.testing.assert_allclose(ours.mean, chances @ x, rtol=1e-12, atol=1e-15)
    away = x - ours.mean
    np.testing.assert_allclose(
        ours.covariance, (chances[:, None] * away).T @ away, rtol=1e-11, atol=1e-15
    )
    np.testing.assert_allclose(ours.variance, np.diagonal(ours.covariance), rtol=1e-12)
    np.testing.assert_allclose(ours.std**2, ours.variance)
    some = chances > 0
    surprise = -np.sum(chances[some] * ours.log_prob(x[some]))
    np.testing.assert_allclose(ours.entropy, surprise, rtol=1e-11, atol=1e-13)


def test_log_prob_far_into_the_tails():
    n, p = 3000, np.array([0.5, 0.3, 0.2])
    x = np.array([[3000, 0, 0], [0, 0, 3000], [1500, 900, 600], [0, 2999, 1]])
    expected = stats.multinomial(n, p).logpmf(x)
    assert expected.min() < -700
    np.testing.assert_allclose(Multinomial(n, p).log_prob(x), expected, rtol=1e-11)


def test_what_cannot_occur():
    ours = Multinomial(3, [0.5, 0.5])
    values = [[1, 1], [4, -1], [1.5, 1.5], [1, 2], [math.inf, 0]]
    assert ours.prob(values).tolist()[:3] == [0, 0, 0]
    np.testing.assert_allclose(ours.prob([1, 2]), 0.375, rtol=1e-14)
    assert ours.log_prob([math.inf, 0]) == -math.inf
    assert np.isnan(ours.log_prob([math.nan, 1]))
    assert Multinomial(3, [0.0, 1.0]).prob([1, 2]) == 0


def test_many_distributions():
    n = np.array([[2], [5]])
    p = np.array([[0.5, 0.5, 0.0], [0.1, 0.2, 0.7], [1 / 3, 1 / 3, 1 / 3]])
    many = Multinomial(n, p)  # shape (2, 3)
    x = np.array([[[1, 1, 0]], [[2, 2, 1]]])
    assert many.log_prob(x).shape == many.entropy.shape == (2, 3)
    assert many.sample(4, rng=0).shape == (4, 2, 3, 3)
    assert np.all(np.sum(many.sample(9, rng=0), axis=-1) == n)
    for i, j in np.ndindex(2, 3):
        one = Multinomial(int(n[i, 0]), p[j])
        np.testing.assert_allclose(many.log_prob(x)[i, j], one.log_prob(x[i, 0]), rtol=1e-13)
        np.testing.assert_allclose(many.entropy[i, j], one.entropy, rtol=1e-13)
        np.testing.assert_allclose(many.mean[i, j], one.mean)
        np.testing.assert_allclose(many.covariance[i, j], one.covariance)
    assert str(many.support) == "vectors of 3 counts that sum to …"


def test_marginals_are_binomial():
    ours = Multinomial(7, [0.2, 0.3, 0.5])
    x = all_counts(7, 3)
    for i in range(3):
        found = ours.marginal(i)
        assert isinstance(found, Binomial)
        sums = [np.sum(ours.prob(x[x[:, i] == k])) for k in range(8)]
        np.testing.assert_allclose(found.prob(np.arange(8)), sums, rtol=1e-12)


def test_one_trial_is_categorical():
    p = np.array([0.2, 0.3, 0.5])
    np.testing.assert_allclose(Multinomial(1, p).prob(np.eye(3)), p, rtol=1e-14)
    np.testing.assert_allclose(Multinomial(1, p).entropy, Categorical(p).entropy, rtol=1e-13)
    np.testing.assert_allclose(
        grad(lambda p: Multinomial(1, p).log_prob([0, 1, 0]))(p), [0, 1 / 0.3, 0], rtol=1e-14
    )


def test_two_outcomes_are_binomial():
    for n in (3, 400):
        ours, theirs = Multinomial(n, [0.3, 0.7]), Binomial(n, 0.3)
        k = np.arange(n + 1)
        np.testing.assert_allclose(
            ours.log_prob(np.stack([k, n - k], axis=1)), theirs.log_prob(k), rtol=1e-12
        )
        np.testing.assert_allclose(ours.entropy, theirs.entropy, rtol=1e-13)


def test_entropy_of_very_many_trials():
    """That of a normal vector: ½ log((2πe)² n² p₁p₂p₃)."""
    n, p = 10**9, np.array([0.2, 0.3, 0.5])
    expected = 0.5 * math.log((2 * math.pi * math.e) ** 2 * float(n) ** 2 * np.prod(p))
    np.testing.assert_allclose(Multinomial(n, p).entropy, expected, rtol=1e-9)


def test_gradients_along_the_simplex():
    x = np.array([[2.0, 1.0, 4.0], [7.0, 0.0, 0.0]])
    soft = lambda w: w / np.sum(w)
    w = np.array([1.0, 2.0, 3.5])
    check_grads(lambda w: Multinomial(7, soft(w)).log_prob(x), (w,))
    check_grads(lambda w: Multinomial(7, soft(w)).entropy, (w,))
    check_grads(lambda w: Multinomial(np.array([0, 60]), soft(w)).entropy, (w,))


def test_slopes_of_the_entropy_at_the_edge():
    slope = grad(lambda p: Multinomial(3, p).entropy)(np.array([0.0, 0.5, 0.5]))
    assert slope[0] == math.inf
    assert np.all(np.isfinite(slope[1:]))
    assert not np.any(grad(lambda p: Multinomial(0, p).entropy)(np.array([0.0, 0.5, 0.5])))


def test_samples():
    n, p = 20, np.array([0.5, 0.2, 0.3])
    ours = Multinomial(n, p)
    x = ours.sample(20_000, rng=3)
    np.testing.assert_array_equal(x, ours.sample(20_000, rng=np.random.default_rng(3)))
    assert x.dtype.kind == "i"
    assert np.all(ours.support.contains(x))
    assert np.all(np.abs(np.mean(x, axis=0) - ours.mean) < 5 * ours.std / math.sqrt(20_000))
    np.testing.assert_allclose(np.cov(x.T), ours.covariance, atol=0.15)
    assert ours.sample(rng=0).shape == (3,)
    # A sum that misses 1 by less than is noticed is none that NumPy refuses.
    assert np.sum(Multinomial(5, [0.5, 0.5 + 9e-10]).sample(rng=0)) == 5


def test_fit():
    data = np.array([[1, 3, 0], [2, 2, 0], [0, 3, 1]])
    fitted = Multinomial.fit(data)
    assert fitted.n == 4
    np.testing.assert_allclose(fitted.p, [3 / 12, 8 / 12, 1 / 12])
    best = np.sum(fitted.log_prob(data))
    for i, j in itertools.permutations(range(3), 2):
        moved = fitted.p.copy()
        moved[i] += 0.01
        moved[j] -= 0.01
        assert np.sum(Multinomial(4, moved).log_prob(data)) < best


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Multinomial(2, [0.5, 0.6]), r"Multinomial: p sum to 1\.1; expected 1"),
        (lambda: Multinomial(2.5, [0.5, 0.5]), r"n is 2\.5; expected whole numbers"),
        (lambda: Multinomial(2, 0.5), r"p has shape \(\)"),
        (
            lambda: Multinomial([1, 2], np.full((3, 2), 0.5)),
            r"n of shape \(2,\) and rows of p of shape \(3,\)",
        ),
        (lambda: Multinomial(2, [0.5, 0.5]).log_prob([1, 1, 0]), "expected vectors of length 2"),
        (lambda: Multinomial(2, [0.5, 0.5]).log_prob(2), "expected vectors of length 2"),
        (lambda: Multinomial(2, [0.5, 0.5]).marginal(2), "index is 2; expected a number from 0"),
        (lambda: Multinomial(2, [0.5, 0.5]).marginal(True), "index is True"),
        (lambda: Multinomial.fit([[1, 2], [2, 2]]), "sum to 3 at index 0 and to 4 at index 1"),
        (lambda: Multinomial.fit([1, 2]), r"data have shape \(2,\); expected \(N, K\)"),
        (lambda: Multinomial.fit([[0, 0]]), "all counts are 0"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


def test_marginal_by_the_name_of_the_argument():
    assert Multinomial(2, [0.5, 0.5]).marginal(index=1).p == 0.5
