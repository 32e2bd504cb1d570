import math

import numpy as np
import pytest
from scipy import integrate, stats
from support.continuous import assert_most_likely

from coursekit.autodiff import check_grads
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Beta, Dirichlet

ALPHAS = [np.array([0.3, 0.8]), np.array([2.0, 1.0, 5.0]), np.array([0.5, 30.0, 4.0, 1.5])]
every = pytest.mark.parametrize("alpha", ALPHAS, ids=str)


@every
def test_against_scipy(alpha):
    ours, theirs = Dirichlet(alpha), stats.dirichlet(alpha)
    x = ours.sample(20, rng=0)
    np.testing.assert_allclose(ours.log_prob(x), theirs.logpdf(x.T), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.prob(x[0]), theirs.pdf(x[0]), rtol=1e-12)
    np.testing.assert_allclose(ours.mean, theirs.mean(), rtol=1e-14)
    np.testing.assert_allclose(ours.variance, theirs.var(), rtol=1e-13)
    np.testing.assert_allclose(ours.std, np.sqrt(theirs.var()), rtol=1e-13)
    np.testing.assert_allclose(ours.covariance, theirs.cov(), rtol=1e-13)
    assert float(ours.entropy) == pytest.approx(theirs.entropy(), rel=1e-12)


def test_far_out_nothing_underflows():
    x = [1e-200, 0.5, 0.5 - 1e-200]
    expected = math.lgamma(15) - math.lgamma(9) - 2 * math.lgamma(3) + 8 * math.log(1e-200)
    assert float(Dirichlet([9.0, 3.0, 3.0]).log_prob(x)) == pytest.approx(
        expected + 4 * math.log(0.5), rel=1e-14
    )


def test_what_cannot_occur():
    x = np.array(
        [[0.5, 0.6], [1.2, -0.2], [np.nan, 1.0], [0.25, 0.75], [np.inf, -np.inf], [1e308, 1e308]]
    )
    found = Dirichlet([2.0, 2.0]).log_prob(x)
    np.testing.assert_array_equal(found[:2], -np.inf)
    assert np.isnan(found[2])
    np.testing.assert_array_equal(found[4:], -np.inf)
    assert float(found[3]) == pytest.approx(math.log(6 * 0.25 * 0.75))


def test_on_the_edge_it_agrees_with_beta():
    x = np.array([0.0, 1.0])
    for alpha in ([0.5, 2.0], [1.0, 1.0], [1.0, 3.0], [2.0, 2.0]):
        assert Dirichlet(alpha).log_prob(x) == pytest.approx(float(Beta(*alpha).log_prob(0.0)))
    samples = Dirichlet([1e-3, 1e-3, 1e-3]).sample(50, rng=1)
    assert not np.any(np.isneginf(Dirichlet([1e-3, 1e-3, 1e-3]).log_prob(samples)))


@every
def test_samples(alpha):
    x = Dirichlet(alpha).sample(4000, rng=2)
    np.testing.assert_allclose(np.sum(x, axis=-1), 1)
    for i in range(len(alpha)):
        assert stats.kstest(x[:, i], Dirichlet(alpha).marginal(i).cdf).pvalue > 1e-3
    assert Dirichlet(alpha).sample((2, 3), rng=2).shape == (2, 3, len(alpha))
    assert Dirichlet(alpha).sample(rng=2).shape == (len(alpha),)


def test_a_marginal_is_the_integral_over_the_rest():
    ours = Dirichlet([2.0, 1.5, 3.0])
    for x in (0.1, 0.4):
        total, _ = integrate.quad(lambda y, x=x: float(ours.prob([x, y, 1 - x - y])), 0, 1 - x)
        assert total == pytest.approx(float(ours.marginal(0).prob(x)), rel=1e-7)
    assert vars(ours.marginal(-1)) == {"a": 3.0, "b": 3.5}


def test_rows_are_one_distribution_an_entry():
    together = Dirichlet(np.array([[0.5, 2.0], [3.0, 3.0], [40.0, 1.0]]))
    apart = [Dirichlet(row) for row in together.alpha]
    x = np.array([[0.3, 0.7], [0.9, 0.1]])[:, None]
    found = together.log_prob(x)
    assert found.shape == (2, 3)
    for i, each in enumerate(apart):
        np.testing.assert_allclose(found[:, i], each.log_prob(x[:, 0]), rtol=1e-13)
    for name in ("mean", "variance", "covariance", "entropy"):
        np.testing.assert_allclose(getattr(together, name), [getattr(d, name) for d in apart])
    samples = together.sample(3000, rng=3)
    assert samples.shape == (3000, 3, 2)
    for i, each in enumerate(apart):
        assert stats.kstest(samples[:, i, 0], each.marginal(0).cdf).pvalue > 1e-3
        np.testing.assert_allclose(together.marginal(0).cdf(0.3)[i], each.marginal(0).cdf(0.3))


@every
def test_derivatives(alpha):
    def log_prob(free, alpha):
        parts = np.exp(free)
        return Dirichlet(alpha).log_prob(parts / np.sum(parts, axis=-1, keepdims=True))

    free = np.random.default_rng(4).normal(size=(3, len(alpha)))
    check_grads(log_prob, (free, alpha), order=2, rtol=1e-4)
    check_grads(lambda alpha: Dirichlet(alpha).entropy, (alpha,), order=2)


@pytest.mark.parametrize("alpha", [*ALPHAS, np.array([300.0, 5000.0, 2.0])], ids=str)
def test_fit(alpha):
    data = Dirichlet(alpha).sample(40, rng=5)
    fitted = Dirichlet.fit(data)
    assert_most_likely(fitted, data)
    more = Dirichlet.fit(Dirichlet(alpha).sample(20000, rng=6))
    np.testing.assert_allclose(more.alpha, alpha, rtol=0.05)


def test_fit_of_pairs_is_that_of_beta():
    data = Beta(2.0, 5.0).sample(30, rng=7)
    fitted = Beta.fit(data)
    both = Dirichlet.fit(np.stack([data, 1 - data], axis=-1))
    np.testing.assert_allclose(both.alpha, [fitted.a, fitted.b], rtol=1e-9)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([0.5, 0.5], r"shape \(2,\); expected \(n, k\)"),
        ([[0.5, 0.6]], "sum to 1.1 at index 0; expected 1"),
        ([[0.5, 0.5], [0.0, 1.0]], r"data is 0 at index \(1, 0\); expected probabilities above 0"),
        ([[0.3, 0.7], [0.3, 0.7]], "all observations are equal"),
    ],
)
def test_data_that_no_dirichlet_makes(data, message):
    with pytest.raises(ProbabilityError, match=message):
        Dirichlet.fit(data)


@pytest.mark.parametrize(
    ("alpha", "message"),
    [
        (1.0, r"alpha has shape \(\); expected a vector"),
        ([1.0], r"alpha has shape \(1,\)"),
        ([1.0, 0.0], "alpha is 0 at index 1; expected numbers above 0"),
    ],
)
def test_parameters(alpha, message):
    with pytest.raises(ProbabilityError, match=message):
        Dirichlet(alpha)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d: d.marginal(2), "no component 2; expected an index from 0 to 1"),
        (lambda d: d.marginal(0.5), "index 0.5 is not a whole number"),
        (lambda d: d.log_prob([0.2, 0.3, 0.5]), "expected vectors of length 2"),
    ],
)
def test_components_and_values_of_another_length(call, message):
    with pytest.raises(ProbabilityError, match=message):
        call(Dirichlet([1.0, 2.0]))
