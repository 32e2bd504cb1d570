"""Expectation maximisation."""

import math

import numpy as np
import pytest

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import (
    Binomial,
    Exponential,
    Geometric,
    Laplace,
    Mixture,
    MultivariateNormal,
    Normal,
    Poisson,
)

TRUE = [
    (Normal, {}, Mixture([0.3, 0.7], [Normal(-2.0, 0.5), Normal(3.0, 2.0)])),
    (Poisson, {}, Mixture([0.4, 0.6], [Poisson(3.0), Poisson(20.0)])),
    (Exponential, {}, Mixture([0.5, 0.5], [Exponential(5.0), Exponential(0.2)])),
    (Geometric, {}, Mixture([0.5, 0.5], [Geometric(0.8), Geometric(0.05)])),
    (Binomial, {"n": 12}, Mixture([0.2, 0.8], [Binomial(12, 0.2), Binomial(12, 0.8)])),
    (
        MultivariateNormal,
        {},
        Mixture(
            [0.4, 0.6],
            [
                MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.5, 1.0]]),
                MultivariateNormal([5.0, 4.0], [[1.0, 0.0], [0.0, 2.0]]),
            ],
        ),
    ),
]


def parameters(mixture):
    return {
        Normal: lambda c: [c.mean, c.std],
        Poisson: lambda c: [c.rate],
        Exponential: lambda c: [1 / c.rate],
        Geometric: lambda c: [c.p],
        Binomial: lambda c: [c.p],
        MultivariateNormal: lambda c: [*c.mean, *c.covariance.ravel()],
    }[type(mixture.components[0])]


@pytest.mark.parametrize(("family", "fixed", "true"), TRUE)
def test_what_was_drawn_is_found(family, fixed, true):
    data = true.sample(4000, rng=1)
    found = Mixture.fit(data, family, 2, rng=0, **fixed)
    np.testing.assert_allclose(found.weights, true.weights, atol=0.06)
    of = parameters(true)
    order = np.argsort([np.ravel(c.mean)[0] for c in true.components])
    for ours, i in zip(found.components, order, strict=True):
        np.testing.assert_allclose(of(ours), of(true.components[i]), rtol=0.15, atol=0.15)
    assert np.mean(found.log_prob(data)) >= np.mean(true.log_prob(data))


def test_no_neighbour_is_more_likely():
    data = TRUE[0][2].sample(1000, rng=2)
    found = Mixture.fit(data, Normal, 2, rng=0)
    best = np.mean(found.log_prob(data))
    (a, b), w = found.components, found.weights
    for step in (-0.01, 0.01):
        for other in (
            Mixture([w[0] + step, w[1] - step], [a, b]),
            Mixture(w, [Normal(a.mean + step, a.std), b]),
            Mixture(w, [Normal(a.mean, a.std + step), b]),
            Mixture(w, [a, Normal(b.mean + step, b.std)]),
            Mixture(w, [a, Normal(b.mean, b.std + step)]),
        ):
            assert np.mean(other.log_prob(data)) < best


@pytest.mark.parametrize(("family", "fixed", "true"), TRUE)
def test_no_step_goes_down(family, fixed, true):
    data = true.sample(300, rng=3)
    at = Mixture([0.5, 0.5], true.components[::-1])
    height = np.mean(at.log_prob(data))
    for _ in range(15):
        at = at.improved(data)
        assert np.mean(at.log_prob(data)) >= height - 1e-12
        height = np.mean(at.log_prob(data))
    assert all(type(c) is family for c in at.components)


def test_one_component_is_the_family_s_own_fit():
    data = np.array([0.0, 1.0, 5.0])
    one = Mixture.fit(data, Normal, 1, rng=0).components[0]
    assert (one.mean, one.std) == pytest.approx((Normal.fit(data).mean, Normal.fit(data).std))


def test_the_same_seed_gives_the_same():
    data = TRUE[0][2].sample(100, rng=4)
    first, second = (Mixture.fit(data, Normal, 3, rng=7, steps=100) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)
    assert [c.mean for c in first.components] == [c.mean for c in second.components]
    assert np.all(np.diff([c.mean for c in first.components]) >= 0)


def test_a_start_that_collapses_does_not_count():
    """One observation far off: a normal for it alone has an infinite likelihood."""
    data = np.concatenate([np.random.default_rng(0).normal(size=60), [0.5, 0.5, 0.5]])
    found = Mixture.fit(data, Normal, 2, rng=1, starts=10, steps=300)
    assert all(c.std > 1e-3 for c in found.components)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Mixture.fit([1.0, 2.0], Laplace, 2, rng=0), "no step of EM for Laplace; expected"),
        (lambda: Mixture.fit([1.0, 2.0], Normal, 3, rng=0), "components is 3; expected at most 2"),
        (lambda: Mixture.fit([1.0, 2.0], Normal, 0, rng=0), "components is 0; expected whole"),
        (lambda: Mixture.fit([1.0, 1.0], Normal, 1, rng=0), "do not differ"),
        (lambda: Mixture.fit([1.0, 2.0], Normal, 2, rng=0), "shrank to a single point"),
        (
            lambda: Mixture.fit([[1.0, 2.0]], Normal, 1, rng=0),
            r"have shape \(1, 2\); expected \(N,",
        ),
        (lambda: Mixture.fit([1.0], MultivariateNormal, 1, rng=0), r"expected \(N, D\)"),
        (lambda: Mixture.fit([1, 2], Binomial, 2, rng=0), "given nothing as fixed; expected n"),
        (lambda: Mixture.fit([1, 2], Binomial, 2, rng=0, n=1), "expected at most n = 1 successes"),
        (lambda: Mixture.fit([1, 2], Poisson, 2, rng=0, n=3), "given n as fixed; expected nothing"),
        (lambda: Mixture.fit([1.5], Poisson, 1, rng=0), r"data is 1\.5 at index 0"),
        (lambda: Mixture.fit([0, 2], Geometric, 1, rng=0), "data is 0 at index 0; expected whole"),
        (lambda: Mixture.fit([-1.0], Exponential, 1, rng=0), "data is -1 at index 0"),
        (lambda: Mixture.fit([1.0, 2.0], Normal, 1, rng=None), "rng is None"),
        (lambda: Mixture.fit([1.0, 2.0], Normal, 1, rng=0, starts=0), "starts is 0"),
        (
            lambda: Mixture([0.5, 0.5], [Normal(0.0, 1.0), Laplace(0.0, 1.0)]).improved([1.0]),
            "several families; expected one",
        ),
        (
            lambda: Mixture([0.5, 0.5], [Laplace(1.0, 1.0), Laplace(0.0, 1.0)]).improved([1.0]),
            "no step of EM for Laplace",
        ),
        (
            lambda: Mixture([0.5, 0.5], [Binomial(3, 0.5), Binomial(4, 0.5)]).improved([1]),
            "several numbers of trials",
        ),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


def test_rng_is_a_keyword():
    with pytest.raises(TypeError, match="rng"):
        Mixture.fit([1.0, 2.0])
    assert math.isfinite(Mixture.fit([1.0, 2.0, 5.0], Normal, 1, rng=np.random.default_rng(0)).mean)
