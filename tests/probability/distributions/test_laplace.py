import numpy as np
import pytest
from support.continuous import assert_most_likely

from coursekit.autodiff import elementwise_grad, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Laplace


def test_slopes_at_the_peak():
    error = Laplace(1.0, 2.0)
    assert grad(error.log_prob)(1.0) == 0
    np.testing.assert_allclose(elementwise_grad(error.cdf)(np.array([1.0, 1.0])), 0.25)
    assert grad(error.survival)(1.0) == -0.25


def test_its_log_likelihood_is_the_absolute_loss():
    x = np.array([-1.0, 0.5, 2.0])
    np.testing.assert_allclose(
        Laplace(0.5, 2.0).log_prob(x) - Laplace(0.5, 2.0).log_prob(0.5), -np.abs(x - 0.5) / 2
    )


@pytest.mark.parametrize("n", [31, 40])
def test_fit(n):
    data = Laplace(-3.0, 0.5).sample(n, rng=1)
    fitted = Laplace.fit(data)
    assert fitted.location == np.median(data)
    assert_most_likely(fitted, data)


def test_fit_needs_observations_that_differ():
    with pytest.raises(ProbabilityError, match="all observations are equal"):
        Laplace.fit([2.0, 2.0])
    # A majority may be equal: the mean distance is not the median one.
    assert Laplace.fit([2.0, 2.0, 5.0]).scale == 1.0


def test_parameters():
    with pytest.raises(ProbabilityError, match="scale is -1; expected numbers above 0"):
        Laplace(0.0, -1.0)
