"""Mixtures: Bayes' theorem and the law of total variance for distributions."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from coursekit.autodiff import check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import (
    Beta,
    Cauchy,
    Dirichlet,
    Exponential,
    Laplace,
    Mixture,
    Multinomial,
    MultivariateNormal,
    Normal,
    Poisson,
    Uniform,
)

NORMALS = Mixture([0.3, 0.7], [Normal(-2.0, 0.5), Normal(3.0, 2.0)])
THEIRS = [stats.norm(-2, 0.5), stats.norm(3, 2)]
COUNTS = Mixture([0.2, 0.8], [Poisson(3.0), Poisson(30.0)])
PLANES = Mixture(
    [0.4, 0.6],
    [
        MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.5, 1.0]]),
        MultivariateNormal([5.0, 4.0], [[1.0, 0.0], [0.0, 2.0]]),
    ],
)


def by_weights(name, x):
    return 0.3 * getattr(THEIRS[0], name)(x) + 0.7 * getattr(THEIRS[1], name)(x)


def test_density_and_tails():
    x = np.linspace(-9, 14, 47).reshape(47, 1)
    np.testing.assert_allclose(NORMALS.prob(x), by_weights("pdf", x), rtol=1e-13)
    np.testing.assert_allclose(NORMALS.cdf(x), by_weights("cdf", x), rtol=1e-12)
    np.testing.assert_allclose(NORMALS.survival(x), by_weights("sf", x), rtol=1e-12)
    # Where each density is 0 as a float, its logarithm is not.
    np.testing.assert_allclose(
        NORMALS.log_prob([-500.0, 900.0]),
        [math.log(0.7) + THEIRS[1].logpdf(-500), math.log(0.7) + THEIRS[1].logpdf(900)],
        rtol=1e-14,
    )


def test_quantiles():
    q = np.array([1e-300, 1e-12, 0.1, 0.2999, 0.3, 0.5, 0.99, 1 - 1e-12])
    x = NORMALS.icdf(q)
    np.testing.assert_allclose(by_weights("cdf", x[:-1]), q[:-1], rtol=1e-11)
    np.testing.assert_allclose(by_weights("sf", x[-1]), 1 - q[-1], rtol=1e-11)
    assert NORMALS.icdf([0.0, 1.0]).tolist() == [-math.inf, math.inf]
    assert np.shape(NORMALS.icdf(0.3)) == ()
    with pytest.raises(ProbabilityError, match="between 0 and 1"):
        NORMALS.icdf(-0.1)
    gap = Mixture([0.5, 0.5], [Uniform(0.0, 1.0), Uniform(2.0, 3.0)])
    np.testing.assert_allclose(gap.icdf([0.25, 0.5, 0.75]), [0.5, 1.0, 2.5], rtol=1e-15)
    ends = Mixture([0.5, 0.5], [Uniform(-1.0, 1.0), Uniform(0.0, 5.0)])
    assert ends.icdf([0.0, 1.0]).tolist() == [-1, 5]
    assert (str(ends.support), str(gap.support)) == ("[−1, 5]", "[0, 3]")


def test_a_component_of_weight_0_does_not_count():
    ours = Mixture([0.0, 1.0], [Uniform(-9.0, -8.0), Uniform(0.0, 1.0)])
    assert ours.icdf([0.0, 0.5, 1.0]).tolist() == [0, 0.5, 1]
    assert ours.prob([-8.5, 0.5]).tolist() == [0, 1]
    assert np.all(ours.sample(100, rng=0) >= 0)
    assert ours.entropy == pytest.approx(0, abs=1e-12)
    assert grad(lambda a: Mixture([0.0, 1.0], [Normal(a, 1.0), Normal(0.0, 1.0)]).log_prob(0.5))(
        3.0
    ) == 0  # fmt: skip


def test_whole_numbers():
    k = np.arange(90)
    p = 0.2 * stats.poisson(3).pmf(k) + 0.8 * stats.poisson(30).pmf(k)
    np.testing.assert_allclose(COUNTS.prob(k), p, rtol=1e-12)
    np.testing.assert_allclose(COUNTS.cdf(k), np.cumsum(p), rtol=1e-12)
    few = np.arange(50)
    np.testing.assert_array_equal(COUNTS.icdf(COUNTS.cdf(few)), few)
    np.testing.assert_array_equal(COUNTS.icdf([0.0, 1.0]), [0, math.inf])
    assert COUNTS.prob(2.5) == 0
    assert str(COUNTS.support) == "{0, 1, 2, …}"
    np.testing.assert_allclose(COUNTS.entropy, -np.sum(p * np.log(p)), rtol=1e-13)
    assert COUNTS.sample(5, rng=0).dtype.kind == "i"


def test_the_law_of_total_variance():
    assert NORMALS.mean == pytest.approx(1.5)
    assert NORMALS.variance == pytest.approx(0.3 * 0.25 + 0.7 * 4 + 0.3 * 3.5**2 + 0.7 * 1.5**2)
    assert NORMALS.std == pytest.approx(math.sqrt(NORMALS.variance))
    for moment, expected in ((1, NORMALS.mean), (2, NORMALS.variance + NORMALS.mean**2)):
        found = integrate.quad(
            lambda x, m=moment: x**m * NORMALS.prob(x), -12, 25, points=[-2, 3], epsabs=1e-12
        )[0]
        assert found == pytest.approx(expected, rel=1e-9)
    x = PLANES.sample(60_000, rng=0)
    np.testing.assert_allclose(PLANES.mean, [3.0, 2.4])
    np.testing.assert_allclose(PLANES.variance, np.diagonal(PLANES.covariance))
    np.testing.assert_allclose(np.mean(x, axis=0), PLANES.mean, atol=0.06)
    np.testing.assert_allclose(np.cov(x.T), PLANES.covariance, rtol=0.02)
    assert np.isnan(Mixture([0.5, 0.5], [Cauchy(0.0, 1.0), Normal(0.0, 1.0)]).mean)


def test_responsibilities_are_bayes():
    x = np.array([[-3.0, -1.0], [0.0, 8.0]])
    found = NORMALS.responsibilities(x)
    assert found.shape == (2, 2, 2)
    joint = np.stack([0.3 * THEIRS[0].pdf(x), 0.7 * THEIRS[1].pdf(x)], axis=-1)
    np.testing.assert_allclose(found, joint / joint.sum(axis=-1, keepdims=True), rtol=1e-12)
    np.testing.assert_allclose(NORMALS.responsibilities(-1e4), [0, 1])
    np.testing.assert_allclose(PLANES.responsibilities(PLANES.sample(7, rng=0)).sum(axis=-1), 1)
    with pytest.raises(ProbabilityError, match=r"1\.5 cannot come from any component"):
        Mixture([0.5, 0.5], [Uniform(0.0, 1.0), Uniform(2.0, 3.0)]).responsibilities([0.5, 1.5])


def test_vectors():
    x = PLANES.sample((4, 3), rng=0)
    assert x.shape == (4, 3, 2)
    parts = [c.prob(x) for c in PLANES.components]
    np.testing.assert_allclose(PLANES.prob(x), 0.4 * parts[0] + 0.6 * parts[1])
    assert PLANES.sample(rng=0).shape == (2,)
    assert str(PLANES.support) == "ℝ^2"
    rolls = Mixture([0.5, 0.5], [Multinomial(3, [0.5, 0.5]), Multinomial(3, [0.1, 0.9])])
    np.testing.assert_allclose(rolls.prob([0, 3]), 0.5 * 0.125 + 0.5 * 0.729)
    topics = Mixture([0.5, 0.5], [Dirichlet([2.0, 1.0]), Dirichlet([1.0, 2.0])])
    np.testing.assert_allclose(topics.prob([0.3, 0.7]), 1.0)


def test_a_mixture_of_mixtures():
    inner = Mixture([0.5, 0.5], [Normal(0.0, 1.0), Normal(4.0, 1.0)])
    outer = Mixture([0.25, 0.75], [inner, Normal(9.0, 2.0)])
    flat = Mixture([0.125, 0.125, 0.75], [*inner.components, Normal(9.0, 2.0)])
    x = np.linspace(-3, 15, 20)
    np.testing.assert_allclose(outer.prob(x), flat.prob(x), rtol=1e-13)
    np.testing.assert_allclose(outer.icdf([0.1, 0.9]), flat.icdf([0.1, 0.9]))
    assert outer.variance == pytest.approx(flat.variance)
    assert outer.entropy == pytest.approx(flat.entropy)


def test_samples():
    x = NORMALS.sample(20_000, rng=5)
    np.testing.assert_array_equal(x, NORMALS.sample(20_000, rng=np.random.default_rng(5)))
    assert stats.kstest(x, lambda v: by_weights("cdf", v)).pvalue > 1e-3
    # Which component is drawn does not depend on which was drawn before.
    low = x < 0
    assert abs(np.corrcoef(low[:-1], low[1:])[0, 1]) < 0.03
    assert np.shape(NORMALS.sample(rng=0)) == ()
    assert NORMALS.sample((2, 0), rng=0).shape == (2, 0)


def test_gradients():
    def made(logits, mean, std):
        w = np.exp(logits) / np.sum(np.exp(logits))
        return Mixture(w, [Normal(mean, 0.5), Normal(3.0, std)])

    at = (np.array([0.1, 0.9]), -2.0, 2.0)
    x = np.array([-3.0, 0.0, 4.0])
    check_grads(lambda *a: made(*a).log_prob(x), at)
    check_grads(lambda *a: made(*a).entropy, at)
    check_grads(lambda *a: made(*a).mean + made(*a).variance, at)
    check_grads(lambda x: NORMALS.log_prob(x), (x,))
    check_grads(lambda x: NORMALS.cdf(x), (x,))
    check_grads(lambda *a: made(*a).responsibilities(x), at)
    k = np.array([1.0, 20.0])
    check_grads(lambda a, b: Mixture([0.5, 0.5], [Poisson(a), Poisson(b)]).log_prob(k), (2.0, 15.0))
    check_grads(lambda a, b: Mixture([0.5, 0.5], [Poisson(a), Poisson(b)]).entropy, (2.0, 15.0))


def test_from_weights():
    ours = Mixture.from_weights([1, 3], [Normal(0.0, 1.0), Laplace(4.0, 1.0)])
    assert ours.weights.tolist() == [0.25, 0.75]
    with pytest.raises(ProbabilityError, match="weights is -1 at index 0"):
        Mixture.from_weights([-1, 3], ours.components)
    with pytest.raises(ProbabilityError, match=r"the sum of .* is 0"):
        Mixture.from_weights([0, 0], ours.components)


ONE = Normal(0.0, 1.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Mixture([0.5, 0.6], [ONE, ONE]), r"weights sum to 1\.1; .*from_weights"),
        (lambda: Mixture([0.5, 0.5], [ONE]), r"weights have shape \(2,\) for 1 components"),
        (lambda: Mixture([[0.5, 0.5]], [ONE, ONE]), r"weights have shape \(1, 2\)"),
        (lambda: Mixture([1.5, -0.5], [ONE, ONE]), r"weights is -0\.5 at index 1"),
        (lambda: Mixture([0.5, 0.5], [ONE, 3]), r"components\[1\] is 3; expected a distribution"),
        (lambda: Mixture([0.5, 0.5], [ONE, Poisson(1.0)]), "Poisson, has whole numbers"),
        (
            lambda: Mixture([0.5, 0.5], [ONE, MultivariateNormal([0.0], [[1.0]])]),
            "has a density of vectors of 1; expected one kind",
        ),
        (
            lambda: Mixture([0.5, 0.5], [Dirichlet([1.0, 1.0]), Dirichlet([1.0, 1.0, 1.0])]),
            "vectors of 2 and .* vectors of 3",
        ),
        (
            lambda: Mixture([0.5, 0.5], [ONE, Normal([0.0, 1.0], 1.0)]),
            r"components\[1\] has parameters that make \(2,\) distributions",
        ),
        (
            lambda: PLANES.cdf([0.0, 0.0]),
            "Mixture.cdf: the components are distributions of vectors",
        ),
        (lambda: PLANES.survival([0.0, 0.0]), "Mixture.survival"),
        (lambda: PLANES.icdf(0.5), "Mixture.icdf"),
        (lambda: PLANES.entropy, "Mixture.entropy.*estimate it from samples"),
        (lambda: NORMALS.covariance, "Ask for the variance"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


def test_one_component_is_itself():
    for one in (Beta(2.0, 3.0), Exponential(2.0), Laplace(0.0, 1.0)):
        alone = Mixture([1.0], [one])
        x = one.icdf([0.1, 0.5, 0.8])
        np.testing.assert_allclose(alone.log_prob(x), one.log_prob(x))
        np.testing.assert_allclose(alone.icdf([0.1, 0.5, 0.8]), x)
        assert alone.variance == pytest.approx(one.variance)


def test_the_quantile_refuses_to_be_differentiated():
    def moved(mean):
        return Mixture([0.3, 0.7], [Normal(mean, 1.0), Normal(3.0, 2.0)]).icdf(0.4)

    for f, at in ((moved, -2.0), (NORMALS.icdf, 0.4)):
        with pytest.raises(ProbabilityError, match="icdf has no gradient"):
            grad(f)(at)
