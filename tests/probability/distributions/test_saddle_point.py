"""Log-probabilities of counts against exact integers, and at sizes where factorials fail."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from coursekit.autodiff import check_grads, elementwise_grad
from coursekit.probability.distributions.saddle_point import (
    log_binomial,
    log_negative_binomial,
    log_part,
    log_peak,
    log_poisson,
)

WHOLE = [*range(40), 100, 999, 1000, 1023, 1024, 1025, 2000, 20_000]


def exactly(function):
    """Compute with 50 digits."""
    with localcontext() as context:
        context.prec = 50
        return float(function())


def ln(x):
    return Decimal(x).ln() if x else Decimal(0)  # only ever times 0


@pytest.mark.parametrize("k", WHOLE)
def test_log_peak(k):
    exact = exactly(lambda: k * ln(k) - k - ln(math.factorial(k)))
    np.testing.assert_allclose(log_peak(k), exact, rtol=4e-15)
    np.testing.assert_allclose(log_peak(np.full(3, k + 1e-9)), exact, rtol=1e-7, atol=1e-7)


_ROOT_PI_LOG = Decimal("0.57236494292470008707171367567652935582364740645766")  # ½ log π, by mpmath


def test_log_peak_where_stirlings_series_starts_late():
    """Below 16, where x log x − x − log Γ(x + 1) would lose a digit or more."""
    for m in range(3, 17):
        x = Decimal(m) - Decimal("0.5")

        def peak(m=m, x=x):
            # Γ(x + 1) = Γ(m + ½) = (2m)! √π / (4ᵐ m!)
            log_gamma = ln(math.factorial(2 * m)) - m * ln(4) - ln(math.factorial(m))
            return x * ln(x) - x - log_gamma - _ROOT_PI_LOG

        np.testing.assert_allclose(log_peak(float(x)), exactly(peak), rtol=1e-15)


def test_log_peak_between_whole_numbers():
    # Γ(x + ½) from factorials: (2m)! √π / (4ᵐ m!)
    for m in (1, 2, 3, 7, 15, 16, 17, 100, 500):
        x = m - 0.5
        log_gamma = exactly(
            lambda m=m: ln(math.factorial(2 * m)) - m * ln(4) - ln(math.factorial(m))
        ) + 0.5 * math.log(math.pi)
        expected = x * math.log(x) - x - log_gamma
        np.testing.assert_allclose(log_peak(x), expected, rtol=1e-11)
    x = np.geomspace(0.01, 1e6, 30)
    check_grads(log_peak, (x[x < 100],))
    slopes = elementwise_grad(log_peak)(np.geomspace(1e3, 1e15, 13))
    x = np.geomspace(1e3, 1e15, 13)
    np.testing.assert_allclose(slopes, -0.5 / x + 1 / (12 * x**2), rtol=1e-10)


@pytest.mark.parametrize("n", [1, 7, 300, 20_000])
@pytest.mark.parametrize("p", [1e-9, 0.3, 0.5, 1 - 2.0**-40])
def test_log_binomial(n, p):
    for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
        exact = exactly(
            lambda k=k: ln(math.comb(n, k)) + k * Decimal(p).ln() + (n - k) * (1 - Decimal(p)).ln()
        )
        np.testing.assert_allclose(log_binomial(k, n, p), exact, rtol=3e-15)
        found = log_binomial(np.full(2, float(k)), np.full(2, n), np.full(2, p))
        np.testing.assert_allclose(found, exact, rtol=3e-15)


@pytest.mark.parametrize("rate", [1e-12, 0.3, 2.0, 77.7, 20_000.0])
def test_log_poisson(rate):
    for k in WHOLE:
        exact = exactly(lambda k=k: k * Decimal(rate).ln() - Decimal(rate) - ln(math.factorial(k)))
        np.testing.assert_allclose(log_poisson(k, rate), exact, rtol=4e-15)


@pytest.mark.parametrize("n", [1, 3, 40, 5000])
@pytest.mark.parametrize("p", [1e-9, 0.3, 1 - 2.0**-40])
def test_log_negative_binomial(n, p):
    for k in (0, 1, 2, 30, 1000, 20_000):
        exact = exactly(
            lambda k=k: (
                ln(math.comb(n + k - 1, k)) + n * Decimal(p).ln() + k * (1 - Decimal(p)).ln()
            )
        )
        np.testing.assert_allclose(log_negative_binomial(k, n, p), exact, rtol=4e-15)


def test_ratios_of_neighbours_at_any_size():
    """p(k+1)/p(k) is a rational number, at sizes whose factorials nobody can write down."""
    for size in (1e6, 1e9, 1e12):
        k = np.floor(size + np.sqrt(size) * np.array([-20.0, -1.0, 0.0, 2.0, 30.0]))
        digits = 3e-16 * np.sqrt(size) * 30
        step = log_poisson(k + 1, size) - log_poisson(k, size)
        np.testing.assert_allclose(step, np.log1p((size - k - 1) / (k + 1)), atol=digits)
        n, p = 4 * size, 0.25
        step = log_binomial(k + 1, n, p) - log_binomial(k, n, p)
        odds = ((n - k) * p - (k + 1) * (1 - p)) / ((k + 1) * (1 - p))
        np.testing.assert_allclose(step, np.log1p(odds), atol=digits)
        step = log_negative_binomial(k + 1, size, 0.5) - log_negative_binomial(k, size, 0.5)
        np.testing.assert_allclose(step, np.log1p((size - k - 2) / (2 * k + 2)), atol=digits)
        # At the mode the normal density says how large they are.
        np.testing.assert_allclose(
            log_poisson(size, size),
            -0.5 * math.log(2 * math.pi * size) - 1 / (12 * size),
            rtol=1e-14,
        )


def test_edges():
    assert log_poisson(0, 0.0) == 0
    assert log_poisson(3, 0.0) == -math.inf
    assert log_binomial(0, 0, 0.3) == 0
    assert log_binomial(0, 5, 0.0) == log_binomial(5, 5, 1.0) == 0
    assert log_binomial(1, 5, 0.0) == log_binomial(4, 5, 1.0) == -math.inf
    assert log_negative_binomial(0, 2.5, 1.0) == 0
    assert log_negative_binomial(1, 2.5, 1.0) == -math.inf
    assert log_part(0, 4, 0.0) == 0
    assert log_part(2, 4, 0.0) == -math.inf
    assert np.shape(log_poisson(np.zeros((0, 3)), 1.0)) == (0, 3)


def test_nearly_certain():
    """A logarithm near 0 keeps its digits: it is not 1 minus something rounded."""
    np.testing.assert_allclose(log_binomial(0, 10, 1e-12), -1e-11 - 5e-24, rtol=1e-15)
    q = 2.0**-45
    np.testing.assert_allclose(log_binomial(10, 10, 1 - q), 10 * math.log1p(-q), rtol=1e-15)
    np.testing.assert_allclose(
        log_negative_binomial(0, 7.5, 1 - q), 7.5 * math.log1p(-q), rtol=1e-15
    )
    np.testing.assert_allclose(log_poisson(0, 1e-200), -1e-200, rtol=1e-15)


def test_precision_of_the_result():
    assert log_poisson(np.float32(3), np.float32(2)).dtype == np.float32
    assert log_poisson(np.ones(3, np.float32), 2.0).dtype == np.float32
    assert log_poisson(3, 2).dtype == np.float64


def test_gradients():
    k = np.array([0.0, 1.0, 4.0, 7.0])
    check_grads(lambda rate: log_poisson(k, rate), (np.array([0.5, 1.0, 4.0, 3.0]),))
    check_grads(lambda p: log_binomial(k, 7, p), (np.array([0.5, 0.1, 0.4, 0.9]),))
    check_grads(lambda p: log_part(k, 7, p), (np.array([0.5, 0.1, 0.4, 0.9]),))
    check_grads(
        lambda n, p: log_negative_binomial(k, n, p),
        (np.array([0.3, 2.0, 20.0, 1.0]), np.array([0.5, 0.1, 0.4, 0.9])),
    )


def test_the_slope_by_n_keeps_its_digits():
    """ψ(n + k) − ψ(n) + log p, a difference of large numbers, by a sum of k fractions."""
    k = 50
    for n in (1e-3, 2.0, 300.0, 1e6):
        p = n / (n + k)
        found = elementwise_grad(lambda m, p=p: log_negative_binomial(float(k), m, p))(n)
        exact = exactly(
            lambda n=n, p=p: sum(1 / (Decimal(n) + j) for j in range(k)) + Decimal(p).ln()
        )
        np.testing.assert_allclose(found, exact, rtol=1e-9)


def test_slopes_at_the_edges():
    assert elementwise_grad(lambda p: log_binomial(0.0, 5, p))(0.0) == -5
    assert elementwise_grad(lambda p: log_binomial(5.0, 5, p))(1.0) == 5
    assert elementwise_grad(lambda rate: log_poisson(0.0, rate))(0.0) == -1
    assert elementwise_grad(lambda p: log_negative_binomial(0.0, 2.5, p))(1.0) == 2.5
    assert elementwise_grad(lambda p: log_part(0.0, 3, p))(0.0) == 0
