"""P and Q against SciPy, constants, recurrences and differences."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads, elementwise_grad, grad
from coursekit.probability.special import gammainc, gammaincc
from coursekit.probability.special.incomplete_gamma import GAMMA_DENSITY, gamma_slope

RNG = np.random.default_rng(4)
COUNT = 3000


def _pairs(low, high, deviations):
    """Shapes of a range of powers of ten, with values up to so many deviations off."""
    a = powers_of_ten(RNG, low, high, COUNT)
    z = RNG.uniform(-deviations, deviations, COUNT)
    return a, a * np.maximum(1 - 1 / (9 * a) + z / (3 * np.sqrt(a)), 1e-2) ** 3


SMALL = powers_of_ten(RNG, -3, 0, COUNT)
GRIDS = {
    "small shapes": (SMALL, RNG.uniform(0, 3, COUNT)),
    "small shapes, wide": (SMALL, powers_of_ten(RNG, -300, 2.8, COUNT)),
    "middle": _pairs(0, 3, 6),
    "tails": _pairs(0, 3, 36),
    "wide": (powers_of_ten(RNG, 0, 3, COUNT), powers_of_ten(RNG, -3, 3.5, COUNT)),
    "half degrees of freedom": (RNG.integers(1, 400, COUNT) / 2, RNG.uniform(0, 400, COUNT)),
    "near the shape": (SMALL * 1e6, SMALL * 1e6 * (1 + RNG.normal(size=COUNT) * 1e-4)),
}


@pytest.mark.parametrize("grid", GRIDS)
def test_both_tails_are_scipys(grid):
    a, x = GRIDS[grid]
    for f in (gammainc, gammaincc):
        expected = getattr(scipy.special, f.__name__)(a, x)
        seen = expected > 1e-300
        assert worst(f(a, x)[seen], expected[seen]) < 1e-11
        assert np.all(f(a, x)[~seen] < 1.1e-300)


def test_lower_tail_against_more_digits():
    # The power series of P with 60 digits (mpmath).
    cases = {
        (1e-3, 1e-5): 0.9891230446957827,
        (0.5, 1e-200): 1.1283791670955125e-100,
        (40.0, 0.01): 1.213718369000149e-128,
        (300.0, 20.0): 1.4694638795004848e-233,
        (1e4, 8000.0): 6.135448501090494e-103,
        (1e5, 97000.0): 4.743526841033428e-22,
        (1e6, 980000.0): 1.8371857329071327e-90,
        (1e6, 1e6): 0.5001329807608725,
    }
    a, x = np.array(list(cases)).T
    assert worst(gammainc(a, x), list(cases.values())) < 3e-13


def test_upper_tail_against_more_digits():
    # 1 − P, and Legendre's continued fraction for Q, with 60 digits (mpmath).
    cases = {
        (1e-3, 1e-5): 0.01087695530421733,
        (1e-3, 0.3): 0.000905838088306647,
        (0.5, 600.0): 6.0995688148084334e-263,
        (300.0, 900.0): 4.166825124424927e-120,
        (1e4, 12000.0): 3.3272024923451615e-79,
        (1e6, 1020000.0): 3.8098103227133604e-88,
    }
    a, x = np.array(list(cases)).T
    assert worst(gammaincc(a, x), list(cases.values())) < 3e-13


def test_huge_shapes_approach_the_normal_distribution():
    a = np.array([1e12, 1e15])
    assert worst(gammainc(a, a), 0.5 + 1 / (3 * np.sqrt(2 * math.pi * a))) < 1e-12
    assert gammainc(1e-3, 1e250) == 1.0


@pytest.mark.parametrize("f", [gammainc, gammaincc])
def test_ends(f):
    inf, nan = np.inf, np.nan
    pairs = [(0, 0), (0, 1), (0, inf), (1, 0), (1, inf), (inf, 1), (inf, inf), (inf, 0), (0.5, 0),
             (-1, 1), (1, -1), (nan, 1), (1, nan)]  # fmt: skip
    a, x = np.array(pairs, float).T
    expected = getattr(scipy.special, f.__name__)(a, x)
    np.testing.assert_array_equal(f(a, x), expected)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.floats(1e-3, 1e5), st.floats(-5, 5))
def test_identities(a, z):
    x = a * max(1 - 1 / (9 * a) + z / (3 * math.sqrt(a)), 1e-3) ** 3
    p, q = gammainc(a, x), gammaincc(a, x)
    assert abs(p + q - 1) < 3e-15
    # P(a, x) = P(a + 1, x) + x^a exp(−x)/Γ(a + 1)
    step = GAMMA_DENSITY(a + 1, x)
    assert abs(gammainc(a + 1, x) + step - p) < 1e-12 * p + 1e-300
    assert abs(gammaincc(a, x) + step - gammaincc(a + 1, x)) < 1e-12 * gammaincc(a + 1, x)
    assert gammainc(a, 1.01 * x) >= p


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.integers(1, 60), st.floats(0.01, 100))
def test_whole_shapes_are_poisson_sums(n, x):
    total = sum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(n))
    assert abs(gammaincc(n, x) - total) < 1e-13 * total + 1e-300


A = np.array([0.05, 0.4, 0.8, 1.0, 1.3, 3.0, 10.0, 50.0, 0.3])
X = np.array([0.01, 0.3, 1.5, 1.0, 2.0, 1.0, 12.0, 40.0, 4.0])


def test_derivatives_by_shape_and_value():
    for f in (gammainc, gammaincc):
        check_grads(f, (A, X), order=2)
    check_grads(gammainc, (A[2:5], X[2:5]), order=3, rtol=1e-4)
    check_grads(lambda x: gammainc(2.5, x), (X,), order=2)
    check_grads(lambda a: gammaincc(a, 2.5), (A,), order=2)


def test_slope_in_the_shape_against_more_digits():
    # mpmath.diff of the regularised gammainc with 40 digits.
    slopes = [-0.1800996069540415, -0.650258425248065, -0.02128499278634949]
    a, x = np.array([2.5, 0.25, 50.0]), np.array([1.0, 0.5, 60.0])
    assert worst(elementwise_grad(lambda a: gammainc(a, x))(a), slopes) < 1e-13
    assert worst(gamma_slope(a, x), slopes) < 1e-13


def test_slopes_at_the_ends():
    assert grad(gammainc, (0, 1))(2.0, 0.0) == (0.0, 0.0)
    assert grad(gammainc, (0, 1))(1.0, 0.0) == (0.0, 1.0)
    assert grad(gammainc, (0, 1))(0.5, 0.0) == (0.0, np.inf)
    assert grad(gammaincc, (0, 1))(2.0, np.inf) == (0.0, 0.0)
    for a, x in ((-1.0, 1.0), (1.0, -1.0), (np.nan, 1.0), (1.0, np.nan)):
        assert np.all(np.isnan(grad(gammainc, (0, 1))(a, x)))


def test_slopes_of_many_values_do_not_need_a_large_table():
    x = np.full(5000, 2.0)
    assert worst(gamma_slope(1.0, x), gamma_slope(1.0, 2.0)) == 0.0


def test_up_to_the_largest_number():
    for x in (1e300, 1e307, np.finfo(float).max):
        for a in (0.5, 2.0, 1e10):
            assert (gammainc(a, x), gammaincc(a, x)) == (1, 0)
