"""Events in an interval."""

import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Poisson


def test_no_event():
    never = Poisson(0.0)
    assert never.prob([0, 1]).tolist() == [1, 0]
    assert never.cdf([-1, 0, 3]).tolist() == [0, 1, 1]
    assert never.survival([-1, 0, 3]).tolist() == [1, 0, 0]
    assert never.icdf([0.0, 0.5]).tolist() == [0, 0]
    assert never.entropy == never.mean == never.variance == 0
    assert never.sample(3, rng=0).tolist() == [0, 0, 0]
    assert grad(lambda rate: Poisson(rate).entropy)(0.0) == math.inf
    assert grad(lambda rate: Poisson(rate).log_prob(0))(0.0) == -1


def test_entropy_at_large_rates():
    """The series of Evans and Boersma (1988) in 1/rate."""
    for rate in (1e3, 1e5, 1e8, 1e11):
        series = -1 / (12 * rate) - 1 / (24 * rate**2) - 19 / (360 * rate**3)
        expected = 0.5 * math.log(2 * math.pi * math.e * rate) + series
        np.testing.assert_allclose(Poisson(rate).entropy, expected, rtol=1e-12)
        slope = grad(lambda x: Poisson(x).entropy)(rate)
        np.testing.assert_allclose(slope, 0.5 / rate + 1 / (12 * rate**2), rtol=1e-5)


def test_entropy_at_small_rates():
    for rate in (1e-300, 1e-12, 1e-6):
        np.testing.assert_allclose(
            Poisson(rate).entropy, rate * (1 - math.log(rate)), rtol=max(1e-12, 2 * rate)
        )


def test_the_score():
    found = grad(lambda rate: Poisson(rate).log_prob(7))(3.0)
    np.testing.assert_allclose(found, 7 / 3 - 1, rtol=1e-15)


def test_samples_too_large_for_64_bits():
    with pytest.raises(ProbabilityError, match="would not fit whole numbers of 64 bits"):
        Poisson(1e300).sample(rng=0)


def test_fit():
    data = np.array([3, 0, 5, 2])
    fitted = Poisson.fit(data)
    assert fitted.rate == 2.5
    best = np.sum(fitted.log_prob(data))
    for rate in (2.45, 2.55):
        assert np.sum(Poisson(rate).log_prob(data)) < best
    assert Poisson.fit([0, 0]).rate == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Poisson(-1), "Poisson: rate is -1; expected numbers, 0 or more"),
        (lambda: Poisson([1.0, math.inf]), "rate is inf at index 1; expected finite"),
        (lambda: Poisson.fit([1.5]), r"data is 1\.5 at index 0; expected whole numbers, 0 or more"),
        (lambda: Poisson.fit([2, -1]), "data is -1 at index 1"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()


def test_entropy_at_any_rate(monkeypatch):
    """The formula for many joins the sum, and the sum would not end at 1e300."""
    from coursekit.probability.distributions import poisson

    rates = np.array([0.5, 0.99e6, 1.01e6, 1e9, 1e300])
    found = Poisson(rates).entropy
    assert found[-1] == pytest.approx(0.5 * (math.log(2 * math.pi * math.e) + 300 * math.log(10)))
    monkeypatch.setattr(poisson, "_MANY", math.inf)
    for rate, entropy in zip(rates[:-1], found[:-1], strict=True):
        np.testing.assert_allclose(Poisson(rate).entropy, entropy, rtol=1e-13)
    monkeypatch.undo()
    np.testing.assert_allclose(grad(lambda x: Poisson(x).entropy)(1e20), 0.5e-20, rtol=1e-12)
