"""x log y, log(1 − eˣ), log Σ eˣ, and differences that cancel."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import worst

from coursekit.autodiff import Tensor, check_grads, grad, hessian, jacobian
from coursekit.probability import ProbabilityError
from coursekit.probability.special import log1mexp, log_sum_exp, xlog1py, xlogy
from coursekit.probability.special.logs import (
    bernoulli_rest,
    expm1_rest,
    log1p_rest,
    log_rest,
)

INF = np.inf


@pytest.mark.parametrize("f", [xlogy, xlog1py])
def test_zero_times_a_logarithm(f):
    x = np.array([0, 0, 0, 0, 1, -1, 2, np.nan, 0.5])
    y = np.array([0, INF, -1, np.nan, 0, 2, -1, 0, 3.0])
    with np.errstate(all="ignore"):
        expected = getattr(scipy.special, f.__name__)(x, y)
    np.testing.assert_allclose(f(x, y), expected, rtol=1e-15)
    assert f(np.zeros((2, 1)), np.zeros(3)).shape == (2, 3)


def test_derivatives_of_products_with_a_logarithm():
    x, y = np.array([1.5, 0.0, 2.0]), np.array([0.3, 0.4, 1.0])
    check_grads(xlogy, (x, y), order=3)
    check_grads(xlog1py, (x, -0.5 * y), order=3)
    assert grad(xlogy, (0, 1))(0.0, 0.0) == (-INF, 0.0)
    assert grad(xlogy, (0, 1))(2.0, 0.0) == (-INF, INF)
    assert grad(xlog1py, (0, 1))(0.0, -1.0) == (-INF, 0.0)
    # d²(x log y)/dx dy is 1/y where x = 0, too.
    assert hessian(lambda v: xlogy(v[0], v[1]))(np.array([0.0, 4.0]))[0, 1] == 0.25


def test_log1mexp():
    x = -np.concatenate([np.logspace(-300, -1, 50), np.linspace(0.1, 3, 50), [36.0, 700.0]])
    exact = [math.log(-math.expm1(v)) if v > -1 else math.log1p(-math.exp(v)) for v in x]
    assert worst(log1mexp(x), exact) < 3e-15
    np.testing.assert_array_equal(log1mexp([0.0, -INF, 1.0, np.nan]), [-INF, 0, np.nan, np.nan])
    check_grads(log1mexp, (np.array([-3.0, -0.7, -0.3]),), order=3)
    assert grad(log1mexp)(0.0) == -INF
    assert grad(log1mexp)(-800.0) == 0.0


def test_log_sum_exp_is_scipys():
    x = 30 * np.random.default_rng(0).normal(size=(3, 4, 5))
    for axis in (None, 0, -1, (0, 2)):
        for keepdims in (False, True):
            expected = scipy.special.logsumexp(x, axis=axis, keepdims=keepdims)
            found = log_sum_exp(x, axis=axis, keepdims=keepdims)
            assert found.shape == expected.shape
            assert worst(found, expected) < 1e-14


def test_log_sum_exp_of_infinities():
    x = np.array([[1.0, 2.0, -INF], [-INF, -INF, -INF], [1e300, -5.0, 1e300]])
    expected = [2 + math.log1p(math.exp(-1)), -INF, 1e300]
    assert worst(log_sum_exp(x, axis=1), expected) < 3e-15
    assert log_sum_exp([INF, 1000.0]) == INF
    assert log_sum_exp([]) == -INF
    assert np.isnan(log_sum_exp([np.nan, 1.0]))
    assert log_sum_exp(np.float32([1, 2])).dtype == np.float32
    assert log_sum_exp(3) == 3.0
    with pytest.raises(ProbabilityError, match="expected real numbers"):
        log_sum_exp(["a"])


def test_derivatives_of_log_sum_exp():
    x = np.random.default_rng(0).normal(size=(2, 3))
    for axis in (None, 0, 1):
        check_grads(lambda v, axis=axis: log_sum_exp(v, axis=axis), (x,), order=3)
    x = np.array([[1.0, 1.0, -INF], [-INF, -INF, -INF], [1000.0, 1000.0, 0.0]])
    softmax = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    rows = jacobian(lambda v: log_sum_exp(v, axis=1))(x)
    np.testing.assert_allclose(rows[[0, 1, 2], [0, 1, 2]], softmax, atol=1e-15)
    bend = hessian(log_sum_exp)(np.array([-INF, 0.0, 0.0]))
    np.testing.assert_allclose(bend, [[0, 0, 0], [0, 0.25, -0.25], [0, -0.25, 0.25]], atol=1e-15)
    t = Tensor([-INF, -INF], requires_grad=True)
    log_sum_exp(t).backward()
    assert t.grad.data.tolist() == [0.0, 0.0]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.floats(-1e3, 1e3))
def test_log_sum_exp_shifts(values, shift):
    x = np.array(values)
    assert abs(log_sum_exp(x + shift) - log_sum_exp(x) - shift) < 1e-12
    assert np.max(x) <= log_sum_exp(x) <= np.max(x) + math.log(len(values)) + 1e-12


def test_rests_against_their_series():
    # Where the difference cancels, three terms of the series are exact to sixteen digits.
    s = np.concatenate([np.logspace(-12, -6, 50), -np.logspace(-12, -6, 50)])
    assert worst(log1p_rest(s), -(s**2) / 2 + s**3 / 3 - s**4 / 4) < 3e-15
    assert worst(expm1_rest(s), s**2 / 2 + s**3 / 6 + s**4 / 24) < 3e-15
    p = 0.3
    series = p * (1 - p) * (s**2 / 2 + (1 - 2 * p) * s**3 / 6)
    assert worst(bernoulli_rest(s, p), series) < 2e-12
    # Elsewhere it does not cancel.
    u = np.concatenate([np.linspace(-0.99, -0.3, 100), np.linspace(0.3, 5, 100)])
    assert worst(log1p_rest(u), np.log1p(u) - u) < 5e-15
    assert worst(log_rest(1 + u, u), np.log1p(u) - u) < 1e-14
    s = np.array([-0.1, -0.05, 0.05, 0.1])
    assert worst(expm1_rest(s), np.expm1(s) - s) < 1e-13
    assert worst(bernoulli_rest(s, p), np.log1p(p * np.expm1(s)) - p * s) < 1e-12
