import math

import numpy as np
import pytest
import scipy.stats

from coursekit.autodiff import check_grads
from coursekit.probability import (
    Exponential,
    Gamma,
    MultivariateNormal,
    Normal,
    ProbabilityError,
    climb_likelihood,
    fisher_information,
    likelihood_surface,
    log_likelihood,
    observed_information,
)

RNG = np.random.default_rng(3)
GAMMA_DATA = RNG.gamma(3.0, 0.5, size=200)


def test_log_likelihood_is_the_sum_of_scipys_log_densities():
    expected = scipy.stats.gamma(3.0, scale=0.5).logpdf(GAMMA_DATA).sum()
    assert log_likelihood(Gamma(3.0, 2.0), GAMMA_DATA) == pytest.approx(expected, rel=1e-12)


def test_log_likelihood_is_differentiable():
    check_grads(lambda m, s: log_likelihood(Normal(m, s), [1.0, 2.5, -1.0]), (0.3, 1.2), order=2)


def test_an_impossible_observation_has_no_likelihood():
    assert log_likelihood(Exponential(1.0), [1.0, -1.0]) == -math.inf


def test_log_likelihood_of_vectors():
    data = RNG.normal(size=(20, 2))
    covariance = np.array([[2.0, 0.3], [0.3, 1.0]])
    expected = scipy.stats.multivariate_normal([0, 1], covariance).logpdf(data).sum()
    found = log_likelihood(MultivariateNormal([0.0, 1.0], covariance), data)
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_likelihood("Normal", [1.0]), "distribution is 'Normal'; expected one"),
        (lambda: likelihood_surface(Normal(), [1.0], mean=[0.0]), r"family is Normal\(mean=0.0"),
        (lambda: likelihood_surface(Normal, [1.0], mu=[0.0]), "no parameter 'mu'.* 'mean', 'std'"),
        (lambda: climb_likelihood(Normal, [1.0], {"mu": 0.0}), "no parameter 'mu'"),
        (lambda: climb_likelihood(Gamma, [1.0], {"rate": 1.0}), "needs the parameter 'shape'"),
        (lambda: climb_likelihood(Normal, [1.0], {"mean": 0.0}, fixed={"s": 1}), "parameter 's'"),
        (lambda: fisher_information(Normal, sigma=1.0), "no parameter 'sigma'"),
        (lambda: observed_information(Normal, [1.0], sigma=1.0), "no parameter 'sigma'"),
    ],
)
def test_what_is_no_family_or_parameter(call, message):
    with pytest.raises(ProbabilityError, match=message):
        call()
