"""Inverses: round trips with their own tails, and SciPy where it converges."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from support.special import powers_of_ten, worst

from coursekit.autodiff import check_grads, grad
from coursekit.probability.special import (
    betainc,
    betaincc,
    betainccinv,
    betaincinv,
    gammainc,
    gammaincc,
    gammainccinv,
    gammaincinv,
)

RNG = np.random.default_rng(6)
COUNT = 1000
SHAPES = {
    "small": powers_of_ten(RNG, -3, 0, COUNT),
    "middle": powers_of_ten(RNG, 0, 2, COUNT),
    "large": powers_of_ten(RNG, 2, 6, COUNT),
    "half degrees of freedom": RNG.integers(1, 400, COUNT) / 2,
}
PROBABILITIES = {
    "tail": powers_of_ten(RNG, -300, -0.31, COUNT),
    "middle": RNG.uniform(0, 1, COUNT),
    "near 1": 1 - powers_of_ten(RNG, -15, -0.31, COUNT),
}


@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize("probabilities", PROBABILITIES)
def test_gamma_quantiles_come_back(shapes, probabilities):
    a, p = SHAPES[shapes], PROBABILITIES[probabilities]
    for inverse, tail, other in (
        (gammaincinv, gammainc, gammaincc),
        (gammainccinv, gammaincc, gammainc),
    ):
        x = inverse(a, p)
        kept = (x > 1e-290) & (x < 1e290)
        # Where p is near 1, its distance from 1 is what the quantile depends on.
        low = kept & (p <= 0.5)
        # The value is rounded, and the tail is up to 40 √a times as steep as it.
        slack = 5e-13 + 1e-14 * np.sqrt(a)
        assert np.all((np.abs(tail(a, x) / p - 1) < slack)[low])
        high = kept & (p > 0.5)
        assert np.all((np.abs(other(a, x) / (1 - p) - 1) < slack)[high])
        assert np.all(x[~kept] < 1e-280)


@pytest.mark.parametrize("shapes", ["middle", "half degrees of freedom"])
@pytest.mark.parametrize("probabilities", PROBABILITIES)
def test_gamma_quantiles_are_scipys(shapes, probabilities):
    a, p = SHAPES[shapes], PROBABILITIES[probabilities]
    assert worst(gammaincinv(a, p), scipy.special.gammaincinv(a, p)) < 1e-11
    assert worst(gammainccinv(a, p), scipy.special.gammainccinv(a, p)) < 1e-11


@pytest.mark.parametrize("first", SHAPES)
@pytest.mark.parametrize("second", ["small", "large", "half degrees of freedom", "Student's t"])
def test_beta_quantiles_come_back(first, second):
    a = SHAPES[first]
    b = np.full(COUNT, 0.5) if second == "Student's t" else SHAPES[second][::-1]
    for p in PROBABILITIES.values():
        x = betaincinv(a, b, p)
        assert np.all((x >= 0) & (x <= 1))
        # Near 1 the value is rounded to a multiple of 1e-16, which its own tail cannot undo.
        kept = (x > 1e-290) & (x < 0.999)
        low, high = kept & (p <= 0.5), kept & (p > 0.5)
        slack = 1e-12 + 1e-14 * np.maximum(a, b)
        assert np.all(np.abs(betainc(a, b, x) / p - 1)[low] < slack[low])
        assert np.all(np.abs(betaincc(a, b, x) / (1 - p) - 1)[high] < slack[high])
        mirrored = betainccinv(b, a, p)
        np.testing.assert_allclose(1 - mirrored, x, rtol=1e-11, atol=2e-16)


def test_beta_quantiles_are_scipys_in_the_middle():
    a, b = SHAPES["middle"], SHAPES["half degrees of freedom"]
    for p in (RNG.uniform(0.01, 0.99, COUNT), powers_of_ten(RNG, -12, -1, COUNT)):
        expected = scipy.special.betaincinv(a, b, p)
        assert worst(betaincinv(a, b, p), expected) < 1e-11
        expected = scipy.special.betainccinv(a, b, p)
        assert worst(betainccinv(a, b, p), expected) < 1e-11


def test_quantiles_against_more_digits():
    # Checked with the continued fraction of I in 60 digits (mpmath); SciPy 1.17 gives 1.39e-17,
    # 0.2406 and 7.1e-15.
    a = [4.678499538279491, 528.5287587521314, 23.103401863835646]
    b = [0.004821295041840889, 30.850001804131832, 2.4433512941314532]
    p = [4.0671463145383506e-82, 1.46503358520719e-288, 2.520867170552621e-270]
    exact = [1.7409548361505587e-17, 0.2335315299566518, 1.773445518988785e-12]
    assert worst(betaincinv(a, b, p), exact) < 1e-13


def test_ends():
    inf, nan = np.inf, np.nan
    pairs = [(0, 0), (0, 0.5), (0, 1), (1, 0), (1, 1), (1, -0.1), (1, 1.1), (inf, 0.5), (-1, 0.5),
             (nan, 0.5), (1, nan)]  # fmt: skip
    a, p = np.array(pairs, float).T
    np.testing.assert_array_equal(gammaincinv(a, p), scipy.special.gammaincinv(a, p))
    np.testing.assert_array_equal(gammainccinv(a, p), scipy.special.gammainccinv(a, p))
    assert betaincinv(2.0, 3.0, [0.0, 1.0]).tolist() == [0.0, 1.0]
    assert betainccinv(2.0, 3.0, [0.0, 1.0]).tolist() == [1.0, 0.0]
    for a, b, p in (
        (2, 3, -0.1),
        (2, 3, 1.1),
        (0, 1, 0.5),
        (1, 0, 0.5),
        (nan, 1, 0.5),
        (1, 1, nan),
    ):
        assert np.isnan(betaincinv(a, b, p))
    assert gammaincinv(1e-3, 0.01) == 0.0  # 1e-2000 is below the smallest float


def test_derivatives():
    a, b = np.array([0.8, 1.3, 3.0, 10.0]), np.array([3.0, 10.0, 0.8, 1.3])
    p = np.array([0.9, 0.5, 0.1, 0.6])
    for f in (gammaincinv, gammainccinv):
        check_grads(f, (a, p), order=2, rtol=1e-4)
    for f in (betaincinv, betainccinv):
        check_grads(f, (a, b, p), order=2, rtol=1e-4)
    assert grad(gammaincinv, (0, 1))(2.0, 0.0) == (0.0, np.inf)
    assert grad(betaincinv, (0, 1, 2))(2.0, 1.0, 1.0) == (0.0, 0.0, 0.5)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.floats(0.01, 1e4), st.floats(0.01, 1e4), st.floats(1e-12, 0.999), st.floats(1e-3, 0.5))
def test_quantiles_grow(a, b, p, share):
    q = p + (1 - p) * share
    assert gammaincinv(a, p) <= gammaincinv(a, q)
    assert betaincinv(a, b, p) <= betaincinv(a, b, q)
    assert gammaincinv(a, p) <= gammaincinv(a + 1, p)
