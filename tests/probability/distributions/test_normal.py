import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Normal


def test_its_log_likelihood_is_the_squared_loss():
    x = np.array([-1.0, 0.5, 2.0])
    np.testing.assert_allclose(
        Normal(0.5, 2.0).log_prob(x) - Normal(0.5, 2.0).log_prob(0.5), -((x - 0.5) ** 2) / 8
    )


def test_far_out_the_square_is_beyond_the_numbers():
    """Without a warning: warnings are errors here."""
    for far in (1e200, -1e308, np.array([1e200, 0.0])):
        assert np.min(Normal().log_prob(far)) == -math.inf
        assert np.min(Normal().prob(far)) == 0


def test_from_variance():
    assert Normal.from_variance(1.0, 9.0).std == 3.0
    assert grad(lambda v: Normal.from_variance(0.0, v).log_prob(0.0))(2.0) == pytest.approx(-0.25)
    with pytest.raises(ProbabilityError, match="variance is -1; expected numbers above 0"):
        Normal.from_variance(0.0, -1.0)


def test_fit():
    data = Normal(-3.0, 0.5).sample(30, rng=1)
    fitted = Normal.fit(data)
    assert (fitted.mean, fitted.std) == pytest.approx((np.mean(data), np.std(data)))
    best = np.sum(fitted.log_prob(data))
    for mean, std in ((0.01, 1.0), (-0.01, 1.0), (0.0, 1.01), (0.0, 0.99)):
        assert np.sum(Normal(fitted.mean + mean, fitted.std * std).log_prob(data)) < best
    with pytest.raises(ProbabilityError, match="all observations are equal"):
        Normal.fit([2.0, 2.0])


def test_a_negative_entropy():
    assert Normal(0.0, 1e-3).entropy == pytest.approx(0.5 * math.log(2 * math.pi * math.e * 1e-6))


@pytest.mark.parametrize(
    ("mean", "std", "message"),
    [
        (0.0, 0.0, "std is 0; expected numbers above 0"),
        (0.0, [1.0, -2.0], "std is -2 at index 1"),
        (np.inf, 1.0, "mean is inf; expected finite"),
    ],
)
def test_parameters(mean, std, message):
    with pytest.raises(ProbabilityError, match=message):
        Normal(mean, std)
