"""The tolerance, entry by entry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.checking.compare import distance, numerically_same, rms, same

WANT = [np.array(2.0), np.array(-3.0), np.array(1.5)]


def moved(by, index=0):
    return [w + by if i == index else w for i, w in enumerate(WANT)]


@pytest.mark.parametrize(("by", "close"), [(0, True), (1.9e-6, True), (2.2e-6, False), (-1, False)])
def test_relative_tolerance(by, close):
    assert same(moved(by), WANT) is close


def test_near_zero_the_floor_comes_from_the_size_of_all_values():
    want = [np.array(0.0), np.array(100.0)]
    assert same([np.array(5e-8), np.array(100.0)], want)
    assert not same([np.array(2e-7), np.array(100.0)], want)


def test_shapes_nan_and_infinities():
    assert not same([np.zeros((1, 2))], [np.zeros(2)])
    assert not same([np.zeros(2)], [np.zeros(2)] * 2)
    assert same([np.array(np.inf)], [np.array(np.inf)])
    assert not same([np.array(np.inf)], [np.array(-np.inf)])
    assert not same([np.array(np.nan)], [np.array(1.0)])
    assert not same([np.array(np.inf)], [np.array(1e308)])


@pytest.mark.parametrize(("got", "close"), [(1e-30, True), (1.00001e-30, True), (2e-30, False)])
def test_tiny_probabilities_as_logarithms(got, close):
    assert same([np.array([got, 1.0])], [np.array([1e-30, 1.0])]) is close
    # The same numbers beside a negative one are no probabilities, and both are tiny.
    assert same([np.array([got, -1.0])], [np.array([1e-30, -1.0])])


def test_numerical_derivatives_are_admitted_near_zero_only_if_they_are_near():
    want = [np.array(5.0), np.array(-1e-4)]
    assert numerically_same([np.array(5.0), np.array(-1e-4 + 1e-8)], want)
    assert not same([np.array(5.0), np.array(-1e-4 + 1e-8)], want)
    assert not numerically_same([np.array(5.0), np.array(-1e-4 + 1e-5)], want)
    assert not numerically_same([np.array(5.0), np.array(0.0)], want)
    assert not numerically_same([np.array(5.0)], want)


@given(st.lists(st.floats(-1e100, 1e100), min_size=1), st.floats(1e-3, 1e3))
def test_distance_is_symmetric_scales_out_and_is_zero_only_for_equals(values, scale):
    a = [np.array(values)]
    b = [np.array(values[::-1])]
    assert distance(a, b) == distance(b, a)
    assert distance(a, a) == 0
    assert distance([scale * a[0]], [scale * b[0]]) == pytest.approx(distance(a, b), rel=1e-6)


def test_distance_of_other_shapes_or_poles_is_infinite():
    assert distance([np.zeros(2)], [np.zeros(3)]) == np.inf
    assert distance([np.array(np.inf)], [np.array(1.0)]) == np.inf


def test_rms_neither_overflows_nor_minds_infinities():
    assert rms([np.array([3e200, 4e200])]) == pytest.approx(np.sqrt(12.5) * 1e200)
    assert rms([np.array([np.inf, 2.0])]) == 2.0
    assert rms([]) == rms([np.array([np.nan])]) == 0.0
