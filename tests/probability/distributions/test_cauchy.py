import math

import numpy as np
import pytest
from scipy import optimize, stats
from support.continuous import assert_most_likely

from coursekit.autodiff import check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Cauchy
from coursekit.probability.distributions.cauchy import log_1_plus_square, standardised


def test_there_is_no_mean_and_no_variance():
    for distribution, shape in ((Cauchy(), ()), (Cauchy(np.zeros(3), 1.0), (3,))):
        for moment in (distribution.mean, distribution.variance, distribution.std):
            assert np.shape(moment) == shape
            assert np.all(np.isnan(moment))


def test_tails_have_all_digits():
    x = np.array([1e3, 1e50, 1e300])
    np.testing.assert_allclose(Cauchy().survival(x), 1 / (math.pi * x), rtol=1e-6)
    np.testing.assert_allclose(Cauchy().cdf(-x), Cauchy().survival(x), rtol=1e-15)
    np.testing.assert_allclose(Cauchy().icdf(Cauchy().cdf(-x)), -x, rtol=1e-13)


def test_log_1_plus_square_where_the_square_overflows():
    x = np.array([0.0, 1e-9, 3.0, 1e6, 1e160, -1e300])
    logs = [math.log(10), 12 * math.log(10) + 1e-12, 320 * math.log(10), 600 * math.log(10)]
    expected = [0, 1e-18, *logs]
    np.testing.assert_allclose(log_1_plus_square(x, 0.0, 1.0), expected, rtol=1e-14)
    np.testing.assert_allclose(log_1_plus_square(x[:3], 0.0, 1.0), expected[:3], rtol=1e-14)
    check_grads(lambda x: log_1_plus_square(x, 0.5, 2.0), (np.array([0.3, 7.0]),))
    slope = grad(lambda x: np.sum(log_1_plus_square(x, 0.0, 1.0)))(x)
    np.testing.assert_allclose(slope, [0, 2e-9, 0.6, 2e-6, 2e-160, -2e-300])


@pytest.mark.parametrize("seed", range(5))
def test_fit(seed):
    data = Cauchy(100.0, 7.0).sample(25, rng=seed)
    fitted = Cauchy.fit(data)
    assert_most_likely(fitted, data)
    found = optimize.minimize(
        lambda t: -np.sum(stats.cauchy.logpdf(data, t[0], np.exp(t[1]))),
        [np.median(data), 2.0],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
    )
    np.testing.assert_allclose(
        [fitted.location, fitted.scale], [found.x[0], np.exp(found.x[1])], rtol=1e-6
    )


def test_fit_of_three_observations_and_of_outliers():
    # Ferguson 1978 has three observations in closed form.
    fitted = Cauchy.fit([-1.0, 0.0, 1.0])
    assert fitted.location == pytest.approx(0, abs=1e-9)
    assert fitted.scale == pytest.approx(1 / math.sqrt(3), rel=1e-9)
    data = np.array([1e-3, 2e-3, 4e-3, 1e8, -3e9, 3e-3, 2.5e-3])
    assert_most_likely(Cauchy.fit(data), data)


@pytest.mark.parametrize("data", [[1.0, 2.0], [3.0, 3.0, 5.0, 6.0], [2.0] * 5])
def test_fit_where_half_is_equal(data):
    with pytest.raises(ProbabilityError, match="without bound as scale goes to 0"):
        Cauchy.fit(data)


def test_standardised_says_how_many_are_equal():
    with pytest.raises(ProbabilityError, match="2 of 4 observations are 3,"):
        standardised([3.0, 3.0, 5.0, 6.0], "Cauchy", 0.5)


def test_a_square_that_is_finite_until_it_meets_the_scale():
    # The square, 8e299, is a number, and times π scale it is not.
    expected = -math.log(math.pi * 1e10) - 2 * math.log(9e149)
    assert Cauchy(0.0, 1e10).log_prob(9e159) == pytest.approx(expected, rel=1e-14)
    assert np.all(np.isfinite(Cauchy(0.0, 1e300).log_prob([1e308, -1e308, 0.0])))
