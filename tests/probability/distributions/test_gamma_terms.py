import numpy as np
import pytest
from scipy import special

from coursekit.autodiff import check_grads
from coursekit.probability.distributions.gamma_terms import log_minus_digamma


def test_against_scipy_where_nothing_cancels():
    x = np.concatenate([np.logspace(-10, 1.5, 200), [15.999, 16.0, 16.001]])
    np.testing.assert_allclose(
        log_minus_digamma(x), np.log(x) - special.digamma(x), rtol=3e-14, atol=3e-16
    )


@pytest.mark.parametrize(
    ("x", "expected"),
    # Computed with 50 digits by mpmath.
    [(16.5, 0.030609009283911429), (20.0, 0.025208281311841943), (300.0, 0.0016675925915637915)],
)
def test_against_50_digits(x, expected):
    assert float(log_minus_digamma(x)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("x", [1e3, 1e8, 1e15])
def test_the_first_terms_for_large_numbers(x):
    assert float(log_minus_digamma(x)) == pytest.approx(0.5 / x + 1 / (12 * x * x), rel=1e-12)


def test_derivatives_on_both_sides_of_the_change_of_formula():
    check_grads(log_minus_digamma, (np.array([0.3, 5.0, 15.0, 17.0, 60.0]),), order=2)
    for x in (3.0, 30.0):
        check_grads(log_minus_digamma, (x,), order=2)
