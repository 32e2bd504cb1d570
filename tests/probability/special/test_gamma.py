"""log Γ, its derivatives and log k!, against SciPy and constants."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads, elementwise_grad
from coursekit.probability import ProbabilityError
from coursekit.probability.special import digamma, gammaln, polygamma

RNG = np.random.default_rng(1)
GRIDS = {
    "tiny": powers_of_ten(RNG, -300, -3, 300),
    "small": RNG.uniform(0, 3, 2000),
    "middle": RNG.uniform(2, 50, 2000),
    "large": powers_of_ten(RNG, 1, 300, 500),
}


@pytest.mark.parametrize("grid", GRIDS)
def test_gammaln_and_digamma_are_scipys(grid):
    x = GRIDS[grid]
    # SciPy loses two digits beside the zeros.
    assert worst(gammaln(x), scipy.special.gammaln(x)) < 2e-13
    assert worst(digamma(x), scipy.special.digamma(x)) < 2e-14


def test_gammaln_has_relative_precision_at_its_zeros():
    # mpmath.loggamma with 40 digits.
    x = [1.000000001, 1.999999999, 0.999999999999, 2.0000000000009095]
    exact = [
        -5.772157118381039e-10,
        -4.227843697573328e-10,
        5.772028958989666e-13,
        3.8452011276491285e-13,
    ]
    assert worst(gammaln(x), exact) < 3e-15
    assert gammaln([1.0, 2.0]).tolist() == [0.0, 0.0]


def test_digamma_has_relative_precision_at_its_root():
    # mpmath.psi(0, x) with 40 digits.
    exact = [-4.3514636958769774e-08, 5.325258698206045e-08]
    assert worst(digamma([1.4616321, 1.4616322]), exact) < 3e-15


def test_negative_numbers_and_poles():
    x = -RNG.uniform(0, 30, 500)
    np.testing.assert_allclose(gammaln(x), scipy.special.gammaln(x), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(digamma(x), scipy.special.digamma(x), rtol=1e-11, atol=1e-12)
    at = np.array([0.0, -0.0, -1.0, -2.0, np.inf, np.nan])
    np.testing.assert_array_equal(gammaln(at), scipy.special.gammaln(at))
    np.testing.assert_array_equal(digamma(at), scipy.special.digamma(at))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 10, 30])
def test_polygamma_is_scipys(n):
    x = np.concatenate([powers_of_ten(RNG, -3, 3, 200), RNG.uniform(0.01, n + 30, 300)])
    assert worst(polygamma(n, x), scipy.special.polygamma(n, x)) < 1e-13


def test_polygamma_of_negative_numbers():
    x = -RNG.uniform(0.01, 8, 200)
    for n in (1, 2, 3):
        # SciPy's own sum for these loses digits where its terms cancel.
        np.testing.assert_allclose(
            polygamma(n, x), scipy.special.polygamma(n, x), rtol=1e-9, atol=1e-8
        )
    assert np.isnan(polygamma(1, -2.0))


def test_polygamma_takes_one_whole_order():
    assert polygamma(0, 3.0) == digamma(3.0)
    for n in (-1, 101, 1.5, [1, 2]):
        with pytest.raises(ProbabilityError, match="one whole number from 0 to 100"):
            polygamma(n, 1.0)


def test_derivatives():
    x = np.array([0.3, 1.0, 1.7, 2.4, 5.0, 40.0])
    for f in (gammaln, digamma, lambda v: polygamma(2, v)):
        check_grads(f, (x,), order=3)
    check_grads(gammaln, (np.array([-0.5, -1.3]),), order=2)
    np.testing.assert_array_equal(elementwise_grad(gammaln)(x), digamma(x))
    np.testing.assert_array_equal(elementwise_grad(digamma)(x), polygamma(1, x))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.floats(1e-6, 1e6))
def test_recurrences(x):
    scale = 1 + abs(gammaln(x)) + abs(np.log(x))
    assert abs(gammaln(x + 1) - gammaln(x) - np.log(x)) < 1e-14 * scale
    assert abs(digamma(x + 1) - digamma(x) - 1 / x) < 1e-14 * (1 + abs(digamma(x)))
    assert abs(polygamma(1, x) - polygamma(1, x + 1) - x**-2) < 1e-13 * polygamma(1, x)
