"""The entropy of mixtures, by quadrature and sums, against closed forms."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate

from coursekit.autodiff import Tensor, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import (
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    ChiSquared,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    LogNormal,
    Mixture,
    NegativeBinomial,
    Normal,
    Poisson,
    StudentT,
    Uniform,
)

FAMILIES = [
    Normal(1.0, 2.0),
    Uniform(-2.0, 5.0),
    Exponential(3.0),
    Gamma(0.1, 2.0),
    Gamma(40.0, 2.0),
    Beta(3.0, 2.0),
    Beta(0.2, 2.0),
    Laplace(1.0, 2.0),
    StudentT(2.0),
    Cauchy(0.0, 1.0),
    LogNormal(0.0, 1.5),
    ChiSquared(1.0),
    Binomial(7, 0.3),
    Poisson(1e6),
    Geometric(1e-3),
    NegativeBinomial(0.5, 1e-3),
    Categorical([0.2, 0.8]),
]


@pytest.mark.parametrize("one", FAMILIES, ids=repr)
def test_one_distribution_in_two_parts(one):
    found = Mixture([0.4, 0.6], [one, one]).entropy
    np.testing.assert_allclose(found, one.entropy, rtol=1e-10, atol=1e-12)


NARROW = [each for each in FAMILIES[:12] if not isinstance(each, Cauchy | StudentT)]


@pytest.mark.parametrize("other", NARROW, ids=repr)
def test_two_distributions_far_apart(other):
    """H = Σ wᵢ Hᵢ + H(w) where nothing overlaps."""
    expected = 0.3 * other.entropy + 0.7 * math.log(1e4) - 0.3 * math.log(0.3) - 0.7 * math.log(0.7)
    found = Mixture([0.3, 0.7], [other, Uniform(3e4, 4e4)]).entropy
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_narrow_part_in_a_wide_one():
    ours = Mixture([0.5, 0.5], [Normal(0.0, 1.0), Normal(0.2, 1e-4)])
    surprise = lambda x: -ours.prob(x) * ours.log_prob(x)
    cuts = [-12, 0.2 - 2e-3, 0.2, 0.2 + 2e-3, 12]
    expected = sum(
        integrate.quad(surprise, a, b, epsabs=1e-12, epsrel=1e-11, limit=200)[0]
        for a, b in itertools.pairwise(cuts)
    )
    np.testing.assert_allclose(ours.entropy, expected, rtol=1e-9)


def test_narrow_counts_in_wide_ones():
    ours = Mixture([0.5, 0.5], [Poisson(1e7), Binomial(40, 0.5)])
    k = np.concatenate([np.arange(41.0), np.arange(1e7 - 5e4, 1e7 + 5e4)])
    log_p = ours.log_prob(k)
    np.testing.assert_allclose(ours.entropy, -np.sum(np.exp(log_p) * log_p), rtol=1e-11)


def test_ends_that_move_are_refused():
    with pytest.raises(ProbabilityError, match="an end of Uniform moves with a Tensor"):
        grad(lambda b: Mixture([0.5, 0.5], [Uniform(0.0, b), Normal(0.0, 1.0)]).entropy)(1.0)
    fixed = Mixture([0.5, 0.5], [Uniform(0.0, Tensor(1.0)), Normal(0.0, 1.0)])
    plain = Mixture([0.5, 0.5], [Uniform(0.0, 1.0), Normal(0.0, 1.0)])
    np.testing.assert_allclose(float(fixed.entropy.data), plain.entropy)


def test_too_many_whole_numbers():
    with pytest.raises(ProbabilityError, match=r"spread over .* whole numbers; expected at most"):
        _ = Mixture([0.5, 0.5], [Geometric(1e-9), Poisson(3.0)]).entropy
