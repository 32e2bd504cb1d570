import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Uniform


def test_both_ends_can_occur():
    die = Uniform(2.0, 6.0)
    np.testing.assert_allclose(die.prob([2.0, 6.0, 1.999, 6.001]), [0.25, 0.25, 0, 0])
    assert str(die.support) == "[2, 6]"


def test_log_prob_by_the_ends():
    slopes = grad(lambda low, high: Uniform(low, high).log_prob(3.0), (0, 1))(2.0, 6.0)
    np.testing.assert_allclose(slopes, (0.25, -0.25))


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (1.0, 1.0, "high is 1; expected numbers above low. low is 1"),
        (2.0, 1.0, "high is 1; expected numbers above low"),
        (0.0, [1.0, -2.0], "high is -2 at index 1"),
        ([0.0, 3.0], 2.0, "high is 2 at index 1"),
    ],
)
def test_the_ends_in_order(low, high, message):
    with pytest.raises(ProbabilityError, match=message):
        Uniform(low, high)


def test_fit():
    data = np.array([[0.3, -2.0], [5.0, 1.0]])
    fitted = Uniform.fit(data)
    assert (fitted.low, fitted.high) == (-2.0, 5.0)
    wider = Uniform(-2.1, 5.1)
    assert np.sum(fitted.log_prob(data)) > np.sum(wider.log_prob(data))
    with pytest.raises(ProbabilityError, match="all observations are 3"):
        Uniform.fit([3.0, 3.0])
    with pytest.raises(ProbabilityError, match="one observation or more"):
        Uniform.fit([])
