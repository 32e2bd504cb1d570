"""Φ, log Φ, Φ⁻¹, erf and erfc, against SciPy and constants."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads, elementwise_grad
from coursekit.probability.special import erf, erfc, log_ndtr, ndtr, ndtri

RNG = np.random.default_rng(2)


def test_ndtr_has_all_digits_down_to_1e_300():
    z = RNG.uniform(-37.4, 9, 2000)
    # SciPy rounds z²/2 in the tail, and is itself off by 3e-13 there.
    assert worst(ndtr(z), scipy.special.ndtr(z)) < 1e-12
    assert worst(ndtr(z[z > -6]), scipy.special.ndtr(z[z > -6])) < 2e-14


def test_tail_against_more_digits():
    # mpmath.erfc(-z / sqrt(2)) / 2 and its logarithm with 700 digits.
    z = np.array([-1e5, -1e3, -40.0, -5.0, 3.0, 10.0, 37.0])
    exact = [
        -5000000012.431864,
        -500007.82669481216,
        -804.6084420137538,
        -15.064998393988725,
        -0.0013508099647481938,
        -7.619853024160525e-24,
        -5.725571222524577e-300,
    ]
    assert worst(log_ndtr(z), exact) < 3e-15
    assert worst(ndtr(-z[-2:]), -np.array(exact[-2:])) < 1e-15  # log(1 − tail) is −tail here


def test_log_ndtr_is_scipys():
    z = np.concatenate([RNG.uniform(-40, 8, 2000), -powers_of_ten(RNG, 0, 100, 200)])
    assert worst(log_ndtr(z), scipy.special.log_ndtr(z)) < 5e-13


def test_error_functions_are_scipys():
    x = np.concatenate([RNG.uniform(-6, 6, 2000), powers_of_ten(RNG, -300, 0, 200)])
    assert worst(erf(x), scipy.special.erf(x)) < 2e-15
    x = RNG.uniform(-6, 26, 2000)
    assert worst(erfc(x), scipy.special.erfc(x)) < 2e-13


def test_ndtri_from_the_tail_to_one_half():
    p = np.concatenate([powers_of_ten(RNG, -300, -0.31, 1000), RNG.uniform(0, 1, 1000)])
    assert worst(ndtri(p), scipy.special.ndtri(p)) < 5e-14
    near = 1 - powers_of_ten(RNG, -15, -0.31, 500)
    assert worst(ndtri(near), scipy.special.ndtri(near)) < 5e-14
    # By Newton's method with 60 digits on log Φ.
    p = [1e-300, 1e-100, 1e-10, 0.2, 0.4999]
    exact = [
        -37.0470962993612,
        -21.273453560965326,
        -6.361340902404057,
        -0.8416212335729142,
        -0.00025066283008800747,
    ]
    assert worst(ndtri(p), exact) < 3e-15


@pytest.mark.parametrize("f", [ndtr, log_ndtr, ndtri, erf, erfc])
def test_ends(f):
    at = np.array([0.0, -0.0, 1.0, -1.0, 2.0, 0.5, np.inf, -np.inf, np.nan, 1e200, -1e200, 1e-320])
    with np.errstate(all="ignore"):
        expected = getattr(scipy.special, f.__name__)(at)
    np.testing.assert_allclose(f(at), expected, rtol=1e-14)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.floats(-37, 37))
def test_identities(z):
    assert abs(ndtr(z) + ndtr(-z) - 1) < 3e-15
    assert abs(log_ndtr(z) - np.log(ndtr(z))) < 1e-14 * (1 + abs(log_ndtr(z)))
    assert abs(erf(z) + erfc(z) - 1) < 3e-15
    assert abs(erfc(z) - 2 * ndtr(-np.sqrt(2) * z)) < 1e-12 * erfc(z) + 1e-310
    if z < 0:
        assert abs(ndtri(ndtr(z)) - z) < 1e-14 * max(1, -z)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.floats(-37, 37), st.floats(1e-3, 1))
def test_ndtr_grows(z, step):
    assert ndtr(z) <= ndtr(z + step)
    assert log_ndtr(z) <= log_ndtr(z + step)


def test_derivatives():
    z = np.array([-3.0, -0.7, 0.2, 0.99, 1.01, 2.5])
    for f in (ndtr, log_ndtr, erf, erfc):
        check_grads(f, (z,), order=3)
    check_grads(log_ndtr, (np.array([-3.9, -4.1, -10.0, -30.0]),), order=2)
    check_grads(ndtri, (np.array([0.05, 0.3, 0.6, 0.95]),), order=2)


def test_derivatives_of_log_ndtr_far_out():
    # φ/Φ is −z − 1/z + 2/z³ − …, and its derivative −1 + 1/z² − 6/z⁴ + ….
    slope = elementwise_grad(log_ndtr)
    bend = elementwise_grad(slope)
    z = np.array([-1e3, -1e6])
    assert worst(slope(z), [1000.000999998, 1000000.000001]) < 3e-15
    assert worst(bend(z), [-0.999999000006, -0.999999999999]) < 1e-12
    assert slope(np.array([40.0, 1e200])).tolist() == [0.0, 0.0]


def test_slopes_at_the_ends_are_infinite_without_a_warning():
    assert elementwise_grad(ndtri)(np.array([0.0, 1.0])).tolist() == [np.inf, np.inf]
