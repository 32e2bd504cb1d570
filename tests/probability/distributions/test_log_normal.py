import math

import numpy as np
import pytest
from support.continuous import assert_most_likely

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import LogNormal, Normal


def test_it_is_the_normal_distribution_of_the_logarithm():
    x = np.array([1e-5, 0.3, 7.0, 1e9])
    np.testing.assert_allclose(LogNormal(1.0, 2.0).cdf(x), Normal(1.0, 2.0).cdf(np.log(x)))
    np.testing.assert_allclose(
        LogNormal(1.0, 2.0).log_prob(x), Normal(1.0, 2.0).log_prob(np.log(x)) - np.log(x)
    )


def test_nothing_is_at_0():
    assert LogNormal().log_prob(0.0) == -math.inf
    assert LogNormal().cdf(0.0) == 0
    assert str(LogNormal().support) == "(0, ∞)"


def test_from_mean_std():
    made = LogNormal.from_mean_std(mean=2.0, std=0.5)
    assert float(made.mean) == pytest.approx(2.0)
    assert float(made.std) == pytest.approx(0.5)
    with pytest.raises(ProbabilityError, match="std is 0; expected numbers above 0"):
        LogNormal.from_mean_std(1.0, 0.0)


def test_moments_beyond_the_largest_number_are_infinite():
    assert LogNormal(0.0, 100.0).mean == math.inf
    assert LogNormal(0.0, 40.0).variance == math.inf


def test_fit():
    data = LogNormal(3.0, 0.4).sample(60, rng=2)
    fitted = LogNormal.fit(data)
    assert fitted.log_mean == pytest.approx(np.mean(np.log(data)))
    assert_most_likely(fitted, data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([1.0, 0.0], "data is 0 at index 1; expected numbers above 0"),
        ([2.0, 2.0], "all obs.*equal"),
    ],
)
def test_data_that_no_log_normal_makes(data, message):
    with pytest.raises(ProbabilityError, match=message):
        LogNormal.fit(data)
