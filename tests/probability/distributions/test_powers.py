import numpy as np
import pytest

from coursekit.autodiff import check_grads, grad
from coursekit.probability.distributions.powers import log_power, log_power_of_rest


@pytest.mark.parametrize("exponent", [-0.5, 0.0, 2.0, np.array([-1.0, 0.0, 1.0])])
def test_limits_at_0(exponent):
    limit = np.where(np.greater(exponent, 0), -np.inf, np.where(np.less(exponent, 0), np.inf, 0.0))
    limit = np.broadcast_to(limit, 3)
    np.testing.assert_array_equal(log_power(np.zeros(3), exponent), limit)
    np.testing.assert_array_equal(log_power_of_rest(np.ones(3), exponent), limit)


def test_elsewhere():
    x = np.array([1e-30, 0.5, 0.75])
    np.testing.assert_allclose(log_power(x, 3.0), 3 * np.log(x), rtol=1e-15)
    np.testing.assert_allclose(log_power_of_rest(x, 3.0), 3 * np.log1p(-x), rtol=1e-15)
    assert np.isnan(log_power(np.nan, 2.0))
    assert np.isnan(log_power_of_rest(np.nan, 0.0))


@pytest.mark.parametrize("function", [log_power, log_power_of_rest])
def test_derivatives(function):
    check_grads(function, (np.array([0.2, 0.7]), np.array([0.5, -2.0])), order=2)
    # At the end with exponent 0, the logarithm is 0 all along.
    end = 0.0 if function is log_power else 1.0
    assert grad(lambda x: function(x, 0.0))(end) == 0
