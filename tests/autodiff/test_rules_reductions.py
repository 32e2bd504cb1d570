"""Reductions: every axis and keepdims, ties, zeros, both modes, second order."""

import numpy as np
import pytest

from coursekit.autodiff import grad, hessian, jacobian

A = np.array([[1.0, -2.0, 0.5], [0.3, 4.0, -1.5]])
AXES = [None, 0, 1, -1, (0, 1), (-1, 0)]


@pytest.mark.parametrize(
    "function", [np.sum, np.mean, np.var, np.std, np.prod, np.max, np.min, np.ptp]
)
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_against_differences(function, axis, keepdims, agrees):
    agrees(lambda a: function(a, axis=axis, keepdims=keepdims), A, order=1)
    agrees(lambda a: function(a * a, axis=axis, keepdims=keepdims), A[:, :2], order=2, rtol=1e-5)


@pytest.mark.parametrize(
    "f",
    [
        lambda a: np.var(a, ddof=1),
        lambda a: np.std(a, axis=0, ddof=1),
        lambda a: np.cumsum(a),
        lambda a: np.cumsum(a, axis=0),
        lambda a: np.cumsum(a**2, axis=1),
        lambda a: np.diff(a**2),
        lambda a: np.diff(a, n=2),
        lambda a: np.diff(a, axis=0),
        lambda a: np.trapezoid(a**2, dx=0.5),
        lambda a: np.trapezoid(a**2, [0.0, 1.0, 3.0]),
        lambda a: np.average(a**2, axis=1),
        lambda a: np.average(a, axis=1, weights=np.array([1.0, 2.0, 3.0])),
        lambda a: np.add.reduce(a**2),
        lambda a: np.maximum.reduce(a, axis=1),
        lambda a: np.multiply.reduce(a),
        lambda a: np.minimum.reduce(a),
        lambda a: np.add.accumulate(a),
        lambda a: np.multiply.outer(a[0], a[1]),
        lambda a: a.sum(0) * a.mean(0) + a.max(0) - a.min(0),
        lambda a: a.var(0) + a.std(0) + a.prod(0) + a.cumsum(0)[-1],
    ],
)
def test_variants(f, agrees):
    agrees(f, A, rtol=1e-5)


def test_values_are_numpys():
    for function in (np.sum, np.mean, np.var, np.std, np.prod, np.max, np.min, np.ptp):
        for axis in AXES:
            seen = []
            jacobian(lambda a, s=seen, f=function, x=axis: s.append(f(a, axis=x)) or s[0])(A)
            np.testing.assert_allclose(seen[0]._plain, function(A, axis=axis), rtol=1e-14)


def test_ties_share_equally():
    assert grad(np.max)(np.array([1.0, 3.0, 3.0])).tolist() == [0, 0.5, 0.5]
    assert grad(np.min)(np.array([1.0, 1.0, 1.0, 3.0])).tolist() == [1 / 3] * 3 + [0]
    assert jacobian(np.max, mode="forward")(np.array([2.0, 2.0])).tolist() == [0.5, 0.5]


def test_product_with_zeros():
    assert grad(np.prod)(np.array([0.0, 2.0, 3.0])).tolist() == [6, 0, 0]
    assert grad(np.prod)(np.array([0.0, 0.0, 3.0])).tolist() == [0, 0, 0]
    assert hessian(np.prod)(np.array([0.0, 0.0, 3.0])).tolist() == [[0, 3, 0], [3, 0, 0], [0, 0, 0]]


def test_std_of_equal_entries_has_the_subgradient_0():
    assert grad(np.std)(np.ones(3)).tolist() == [0, 0, 0]


def test_axis_out_of_range_is_numpys_error():
    with pytest.raises(np.exceptions.AxisError):
        grad(lambda a: np.sum(a, axis=2))(A)


def test_float32_stays():
    for function in (np.sum, np.mean, np.var, np.prod, np.max, np.linalg.norm):
        assert grad(function)(A.astype(np.float32)).dtype == np.float32
