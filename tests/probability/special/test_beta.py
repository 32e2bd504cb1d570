"""log B against SciPy, constants and the sum of three log Γ."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads
from coursekit.probability.special import betaln
from coursekit.probability.special.beta import log_beta_times


def test_betaln_is_scipys():
    rng = np.random.default_rng(3)
    a, b = powers_of_ten(rng, -3, 1, (2, 4000))
    # Relative, but where B passes through 1 and its logarithm through 0.
    expected = scipy.special.betaln(a, b)
    np.testing.assert_allclose(betaln(a, b), expected, rtol=1e-12, atol=1e-14)
    # With large parameters SciPy has eight digits left in the worst of these.
    a, b = powers_of_ten(rng, -3, 6, (2, 4000))
    assert worst(betaln(a, b), scipy.special.betaln(a, b)) < 1e-7


@pytest.mark.parametrize("b", [1, 2, 7, 40])
def test_whole_second_parameters_are_products(b):
    a = powers_of_ten(np.random.default_rng(4), -3, 8, 500)
    # B(a, b) = (b − 1)! / (a (a + 1) … (a + b − 1))
    expected = math.log(math.factorial(b - 1)) - np.sum([np.log(a + i) for i in range(b)], axis=0)
    np.testing.assert_allclose(betaln(a, b), expected, rtol=2e-14, atol=1e-13)


def test_large_parameters_against_more_digits():
    # mpmath.loggamma with 40 digits.
    a, b = [1e6, 1e6, 0.5], [1e-3, 2e6, 1e6]
    assert worst(betaln(a, b), [6.893363375325389, -1909548.290968533, -6.335390211057437]) < 3e-15


def test_ends():
    assert betaln(0.0, 1.0) == np.inf
    assert np.isnan(betaln(1.0, np.nan))
    assert worst(betaln(-0.5, 0.3), scipy.special.betaln(-0.5, 0.3)) < 1e-14
    assert betaln(1.0, 1.0) == 0.0


def test_log_of_a_times_beta_goes_to_zero_with_its_digits():
    # log(a B(a, b)) = −a (γ + ψ(b)) + O(a²)
    for b in (0.25, 1.5, 7.0, 1e5):
        slope = -(np.euler_gamma + scipy.special.digamma(b))
        a = np.array([1e-12, 1e-9])
        assert worst(log_beta_times(a, np.full(2, b)) / a, slope) < 1e-6
    a, b = np.array([0.3, 0.9]), np.array([2.0, 40.0])
    assert worst(log_beta_times(a, b), np.log(a) + scipy.special.betaln(a, b)) < 1e-13


def test_derivatives():
    a = np.array([0.05, 0.4, 1.3, 3.0, 50.0])
    check_grads(betaln, (a, a[::-1].copy()), order=2)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
def test_recurrence_and_symmetry(a, b):
    assert betaln(a, b) == betaln(b, a)
    step = np.log(a) - np.log(a + b)
    assert abs(betaln(a + 1, b) - betaln(a, b) - step) < 1e-13 * (1 + abs(betaln(a, b)))
