import math

import numpy as np
import pytest
from scipy import stats
from support.continuous import assert_most_likely

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Beta


def test_the_density_at_both_ends():
    a = np.array([0.5, 1.0, 1.5])
    np.testing.assert_allclose(Beta(a, 3.0).prob(0.0), [math.inf, 3.0, 0.0])
    np.testing.assert_allclose(Beta(3.0, a).prob(1.0), [math.inf, 3.0, 0.0])
    np.testing.assert_array_equal(Beta(0.5, 0.5).cdf([0.0, 1.0]), [0, 1])
    np.testing.assert_array_equal(Beta(0.5, 0.5).survival([0.0, 1.0]), [1, 0])


@pytest.mark.parametrize(("a", "b"), [(0.5, 2.0), (1.0, 1.0), (1.0, 0.5), (3.0, 1.0)])
def test_ends_beside_other_values(a, b):
    x = np.array([0.0, 0.3, 1.0, 1.5, np.nan])
    with np.errstate(all="ignore"):
        expected = stats.beta.logpdf(x, a, b)
    np.testing.assert_allclose(Beta(a, b).log_prob(x), expected, rtol=1e-12)


def test_it_mirrors():
    x = np.array([1e-3, 0.25, 0.5, 0.75])
    np.testing.assert_allclose(Beta(2.0, 5.0).cdf(x), Beta(5.0, 2.0).survival(1 - x), rtol=1e-12)


@pytest.mark.parametrize(("a", "b"), [(1e4, 3e4), (1e8, 1e8), (1e9, 20.0)])
def test_entropy_of_large_parameters(a, b):
    # That of the gamma or normal distribution which it approaches.
    if b < 100:
        expected = stats.gamma(b).entropy() - math.log(a)
    else:
        expected = 0.5 * math.log(2 * math.pi * math.e * Beta(a, b).variance)
    assert float(Beta(a, b).entropy) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("a", "b", "value", "log_prob", "entropy"),
    [
        # Computed with 50 digits by mpmath.
        (500.0, 600.0, 0.45, 3.2355262753141907, -2.7803558518260603),
        (1e5, 1e4, 0.91, 5.5874992152523304, -5.6318111072209462),
    ],
)
def test_large_parameters_against_50_digits(a, b, value, log_prob, entropy):
    assert float(Beta(a, b).log_prob(value)) == pytest.approx(log_prob, rel=1e-11)
    assert float(Beta(a, b).entropy) == pytest.approx(entropy, rel=1e-13)


def test_from_mean_std():
    made = Beta.from_mean_std(0.3, 0.1)
    assert (made.mean, made.std) == pytest.approx((0.3, 0.1))


@pytest.mark.parametrize(
    ("mean", "std", "message"),
    [
        (1.0, 0.1, "mean is 1; expected numbers between 0 and 1"),
        (0.5, 0.5, "std is 0.5; expected numbers below √"),
        ([0.5, 0.1], 0.4, "std is 0.4 at index 1"),
    ],
)
def test_means_and_stds_that_no_beta_has(mean, std, message):
    with pytest.raises(ProbabilityError, match=message):
        Beta.from_mean_std(np.array(mean) if isinstance(mean, list) else mean, std)


@pytest.mark.parametrize(("a", "b"), [(0.3, 0.2), (1.0, 1.0), (2.0, 50.0), (4000.0, 300.0)])
def test_fit(a, b):
    data = Beta(a, b).sample(50, rng=5)
    data = data[(data > 0) & (data < 1)]
    assert_most_likely(Beta.fit(data), data)


def test_fit_of_two_observations():
    data = [0.4, 0.45]
    assert_most_likely(Beta.fit(data), data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([0.5, 0.0], "data is 0 at index 1; expected numbers between 0 and 1"),
        ([0.5, 1.0], "data is 1 at index 1"),
        ([0.5, 1.5], "data is 1.5 at index 1"),
        ([0.5, 0.5], "all observations are equal"),
    ],
)
def test_data_that_no_beta_makes(data, message):
    with pytest.raises(ProbabilityError, match=message):
        Beta.fit(data)


def test_parameters_are_above_0():
    with pytest.raises(ProbabilityError, match="b is 0; expected numbers above 0"):
        Beta(1.0, 0.0)
