"""I_x(a, b) and its complement against SciPy, constants, recurrences and differences."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.references import recent_scipy
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads, elementwise_grad, grad
from coursekit.probability.special import betainc, betaincc
from coursekit.probability.special.incomplete_beta import BETA_DENSITY, beta_slope

RNG = np.random.default_rng(5)
COUNT = 3000


def _near(a, b, deviations):
    """Values up to so many deviations of the log-odds off."""
    z = RNG.uniform(-deviations, deviations, COUNT)
    return 1 / (1 + b / a * np.exp(-z * np.sqrt(1 / a + 1 / b)))


SMALL, TINY = powers_of_ten(RNG, -3, 0, (2, COUNT))
LARGE, LARGER = powers_of_ten(RNG, 0, 3, (2, COUNT))
HALVES = RNG.integers(1, 400, COUNT) / 2
UNIFORM = RNG.uniform(0, 1, COUNT)
GRIDS = {
    "both small": (SMALL, TINY, UNIFORM),
    "both small, near 0": (SMALL, TINY, powers_of_ten(RNG, -300, 0, COUNT)),
    "both small, near 1": (SMALL, TINY, 1 - powers_of_ten(RNG, -15, 0, COUNT)),
    "small and large": (SMALL, LARGE, powers_of_ten(RNG, -6, 0, COUNT)),
    "large and small": (LARGE, SMALL, 1 - powers_of_ten(RNG, -6, 0, COUNT)),
    "middle": (LARGE, LARGER, _near(LARGE, LARGER, 6)),
    "tails": (LARGE, LARGER, _near(LARGE, LARGER, 37)),
    "Student's t": (HALVES, np.full(COUNT, 0.5), UNIFORM),
    "Student's t, centre": (np.full(COUNT, 0.5), HALVES, powers_of_ten(RNG, -12, 0, COUNT)),
}


@pytest.mark.parametrize("grid", GRIDS)
def test_both_tails_are_scipys(grid):
    a, b, x = GRIDS[grid]
    for f in (betainc, betaincc):
        expected = getattr(scipy.special, f.__name__)(a, b, x)
        seen = expected > 1e-290
        errors = np.abs(f(a, b, x)[seen] / expected[seen] - 1)
        # SciPy 1.17 is off by 4e-8 at one of these: it is among the constants below.
        assert np.sort(errors)[-2] < 1e-11
        assert np.max(errors) < 1e-7
        assert np.all(f(a, b, x)[~seen] < 1.1e-290)


def test_lower_tail_against_more_digits():
    # The continued fraction of I with 60 digits (mpmath); SciPy 1.17 is far off in the first two.
    cases = {
        (4.678499538279491, 0.004821295041840889, 1.7409548361505587e-17): 4.067146314538395e-82,
        (528.5, 30.75, 0.2335): 1.0909648438478203e-288,
        (322.32179223689394, 20.53710753919541, 0.10293740257673331): 1.9978005614142553e-288,
        (23.0, 2.5, 1.8e-12): 6.677921906248589e-269,
        (1e6, 1e6, 0.4995): 0.07864957758090163,
        (1e6, 0.5, 0.9999): 2.0780712799762738e-45,
        (0.5, 1e6, 1e-7): 0.34527912169457975,
        (1e-3, 1e-3, 1e-200): 0.315479190424884,
    }
    a, b, x = np.array(list(cases)).T
    assert worst(betainc(a, b, x), list(cases.values())) < 5e-13


def test_upper_tail_against_more_digits():
    cases = {
        (1e-3, 1e6, 1e-6): 0.00021960835740144922,
        (7.5, 80.25, 0.999): 3.035324184895393e-232,
        (1e-3, 1e-3, 0.25): 0.500548492480706,
        (2e4, 5e4, 0.32): 3.1980060032260874e-86,
    }
    a, b, x = np.array(list(cases)).T
    assert worst(betaincc(a, b, x), list(cases.values())) < 5e-13


@recent_scipy
@pytest.mark.parametrize("f", [betainc, betaincc])
def test_ends(f):
    inf, nan = np.inf, np.nan
    triples = [(0, 1, 0), (0, 1, 0.5), (0, 1, 1), (1, 0, 0), (1, 0, 0.5), (1, 0, 1), (0, 0, 0.5),
               (inf, 1, 0.5), (1, inf, 0.5), (inf, inf, 0.5), (inf, 1, 1), (1, inf, 0),
               (2, 3, 0), (2, 3, 1), (1, 1, -0.1), (1, 1, 1.1), (-1, 1, 0.5), (1, 1, nan),
               (nan, 1, 0.5)]  # fmt: skip
    a, b, x = np.array(triples, float).T
    expected = getattr(scipy.special, f.__name__)(a, b, x)
    np.testing.assert_array_equal(f(a, b, x), expected)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.floats(1e-3, 1e5), st.floats(1e-3, 1e5), st.floats(-5, 5))
def test_identities(a, b, z):
    spread = math.sqrt(1 / (a + 0.1) + 1 / (b + 0.1))
    x = 1 / (1 + b / a * math.exp(-z * spread))
    lower, upper = betainc(a, b, x), betaincc(a, b, x)
    assert abs(lower + upper - 1) < 3e-15
    assume(min(lower, upper) > 1e-290)
    # Steps in a and b: x^a (1 − x)^b / (a B) and / (b B)
    step_a = BETA_DENSITY(a + 1, b, x) * (1 - x) / (a + b)
    step_b = BETA_DENSITY(a, b + 1, x) * x / (a + b)
    assert abs(betainc(a + 1, b, x) + step_a - lower) < 2e-12 * lower
    assert abs(betaincc(a, b + 1, x) + step_b - upper) < 2e-12 * upper


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 63))
def test_whole_parameters_are_binomial_sums(n, k, sixtyfourths):
    k, p = min(k, n), sixtyfourths / 64
    total = sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))
    expected = 1.0 if k == 0 else betainc(k, n - k + 1, p)
    assert abs(expected - total) < 1e-13 * total


A = np.array([0.05, 0.4, 0.8, 1.0, 1.3, 3.0, 10.0, 50.0, 0.3])
B = A[::-1].copy()
X = np.array([0.1, 0.3, 0.9, 0.5, 0.2, 0.01, 0.6, 0.99, 0.45])


def test_derivatives_by_parameters_and_value():
    for f in (betainc, betaincc):
        check_grads(f, (A, B, X), order=2, rtol=1e-4)
    check_grads(lambda x: betainc(2.5, 0.5, x), (X,), order=2, rtol=1e-4)
    check_grads(lambda a: betainc(a, 2.0, 0.25), (A,), order=2)
    check_grads(lambda b: betaincc(2.0, b, 0.25), (B,), order=2)


def test_slopes_in_the_parameters_against_more_digits():
    # mpmath.diff of the regularised betainc with 40 digits.
    a, b, x = np.array([2.0, 0.5, 30.0]), np.array([3.0, 4.0, 0.5]), np.array([0.25, 0.75, 0.9])
    by_a = [-0.22805360232434638, -0.0037374360052345092, -0.0014606552303106876]
    by_b = [0.1069215300522914, 0.0017900563688946496, 0.040278827265874735]
    assert worst(elementwise_grad(lambda a: betainc(a, b, x))(a), by_a) < 1e-12
    assert worst(elementwise_grad(lambda b: betainc(a, b, x))(b), by_b) < 1e-12
    assert worst(beta_slope(0, a, b, x), by_a) < 1e-12


def test_slopes_at_the_ends():
    assert grad(betainc, (0, 1, 2))(1.0, 2.0, 0.0) == (0.0, 0.0, 2.0)
    assert grad(betainc, (0, 1, 2))(2.0, 0.5, 1.0) == (0.0, 0.0, np.inf)
    assert grad(betaincc, (0, 1, 2))(2.0, 2.0, 1.0) == (0.0, 0.0, 0.0)
    for triple in ((-1.0, 1.0, 0.5), (1.0, np.nan, 0.5), (1.0, 1.0, 1.5)):
        assert np.all(np.isnan(grad(betainc, (0, 1, 2))(*triple)))


@pytest.mark.parametrize("size", [2.0**46, 1e20, 1e60, 1e150, 1e300])
def test_shapes_that_are_almost_certain(size):
    """Beta(a, a) is normal then, by all digits: of the median, and a spread from it."""
    np.testing.assert_allclose(betainc(size, size, 0.5), 0.5, rtol=1e-12)
    assert betainc(size, size, 0.4) == 0
    assert betainc(size, size, 0.6) == 1
    if size == 2.0**46:
        std = 0.5 / np.sqrt(2 * size + 1)
        for z in (-3.0, -1.0, 2.0):
            x = np.round((0.5 + z * std) * 2**52) / 2**52  # with it 1 − x and a(1 − x) are exact
            expected = scipy.special.ndtr((x - 0.5) / std)
            np.testing.assert_allclose(betainc(size, size, x), expected, rtol=1e-11)
