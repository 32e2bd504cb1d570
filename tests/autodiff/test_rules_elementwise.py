"""Elementwise rules: each against differences and the complex step, both modes, second order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.autodiff import complex_step, elementwise_grad, grad, hessian, jacobian, vjp

# Function, and where to differentiate it: away from its corners and poles.
UNARY = [
    (np.negative, -3, 3),
    (np.positive, -3, 3),
    (np.absolute, 0.1, 3),
    (np.absolute, -3, -0.1),
    (np.fabs, -3, -0.1),
    (np.square, -3, 3),
    (np.sqrt, 0.3, 4),
    (np.cbrt, 0.3, 4),
    (np.cbrt, -4, -0.3),
    (np.reciprocal, 0.4, 3),
    (np.exp, -2, 2),
    (np.exp2, -2, 2),
    (np.expm1, -2, 2),
    (np.log, 0.3, 4),
    (np.log2, 0.3, 4),
    (np.log10, 0.3, 4),
    (np.log1p, -0.6, 3),
    (np.sin, -4, 4),
    (np.cos, -4, 4),
    (np.tan, -1.2, 1.2),
    (np.arcsin, -0.8, 0.8),
    (np.arccos, -0.8, 0.8),
    (np.arctan, -3, 3),
    (np.sinh, -2, 2),
    (np.cosh, -2, 2),
    (np.tanh, -3, 3),
    (np.arcsinh, -3, 3),
    (np.arccosh, 1.3, 4),
    (np.arctanh, -0.8, 0.8),
    (np.deg2rad, -90, 90),
    (np.rad2deg, -2, 2),
    (np.sinc, -2.5, 2.5),
]
ANALYTIC = {
    np.square,
    np.sqrt,
    np.exp,
    np.expm1,
    np.log,
    np.log10,
    np.sin,
    np.cos,
    np.tan,
    np.arctan,
    np.sinh,
    np.cosh,
    np.tanh,
    np.arcsinh,
    np.reciprocal,
}

BINARY = [
    (np.add, (-3, 3), (-3, 3)),
    (np.subtract, (-3, 3), (-3, 3)),
    (np.multiply, (-3, 3), (-3, 3)),
    (np.divide, (-3, 3), (0.5, 3)),
    (np.power, (0.4, 3), (-2, 2)),
    (np.float_power, (0.4, 3), (-2, 2)),
    (np.arctan2, (0.5, 3), (0.5, 3)),
    (np.arctan2, (-3, -0.5), (-3, -0.5)),
    (np.hypot, (0.5, 3), (-3, 3)),
    (np.maximum, (-3, 0.9), (1, 3)),
    (np.maximum, (1, 3), (-3, 0.9)),
    (np.minimum, (-3, 0.9), (1, 3)),
    (np.fmax, (1, 3), (-3, 0.9)),
    (np.fmin, (1, 3), (-3, 0.9)),
    (np.logaddexp, (-3, 3), (-3, 3)),
    (np.logaddexp2, (-3, 3), (-3, 3)),
    (np.remainder, (5.2, 5.8), (2.1, 2.4)),
    (np.fmod, (-5.8, -5.2), (2.1, 2.4)),
]


def name(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("function", "low", "high"), UNARY, ids=name)
@settings(max_examples=8)
@given(data=st.data())
def test_unary(function, low, high, agrees, data):
    x = data.draw(hnp.arrays(float, (2,), elements=st.floats(low, high)))
    agrees(function, x)
    if function in ANALYTIC:
        np.testing.assert_allclose(elementwise_grad(function)(x), complex_step(function, x), 1e-12)


@pytest.mark.parametrize(("function", "first", "second"), BINARY, ids=name)
@settings(max_examples=6)
@given(data=st.data())
def test_binary_with_broadcasting(function, first, second, agrees, data):
    shapes = data.draw(
        st.sampled_from([((), ()), ((2,), (2,)), ((2, 1), (3,)), ((), (2,)), ((2,), (1, 1))])
    )
    a = data.draw(hnp.arrays(float, shapes[0], elements=st.floats(*first)))
    b = data.draw(hnp.arrays(float, shapes[1], elements=st.floats(*second)))
    agrees(function, a, b, order=2 if max(np.size(a), np.size(b)) < 3 else 1)


@pytest.mark.parametrize(("function", "low", "high"), UNARY, ids=name)
def test_float32_stays_and_agrees_with_float64(function, low, high):
    x = np.linspace(low, high, 5)
    found = elementwise_grad(function)(x.astype(np.float32))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, elementwise_grad(function)(x), rtol=2e-4, atol=1e-4)


@pytest.mark.parametrize(("function", "first", "second"), BINARY, ids=name)
def test_float32_of_two(function, first, second):
    a, b = np.linspace(*first, 4), np.linspace(*second, 4)
    single = vjp(function, a.astype(np.float32), b.astype(np.float32))
    double = vjp(function, a, b)
    for found, expected in zip(single[1](np.ones(4)), double[1](np.ones(4)), strict=True):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "f",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**b,
        lambda a, b: a % b,
        lambda a, b: 2 + a - 3 * b,
        lambda a, b: 2 / a - 1 - b,
        lambda a, b: 2.0**a,
        lambda a, b: 7 % a,
        lambda a, b: -a + (+b),
        lambda a, b: abs(a - 9) * b,
        lambda a, b: a**2 + b**3 + a**-1 + a**0.5 + b**1 + b**0,
        lambda a, b: np.float64(2.0) * a + np.array([1.0, 2.0]) * b,
    ],
)
def test_operators(f, agrees):
    agrees(f, 2.3, 1.4)


def test_x_to_the_0_is_constant_at_0():
    assert grad(lambda x: x**0)(0.0) == 0.0
    assert grad(lambda x: x ** np.float64(0.0))(0.0) == 0.0
    assert elementwise_grad(lambda x: x ** np.array([0.0, 1.0, 2.0]))(np.zeros(3)).tolist() == [
        0,
        1,
        0,
    ]
    assert grad(lambda x, p: x**p, argnums=1)(0.0, 2.0) == 0.0
    assert [grad(lambda x, n=n: x**n)(0.0) for n in (1, 2, 3)] == [1.0, 0.0, 0.0]


def test_negative_base_with_whole_exponent():
    assert grad(lambda x: x**3)(-2.0) == 12.0
    assert grad(grad(lambda x: x**3))(-2.0) == -12.0


def test_ties_share_and_corners_have_slope_0():
    assert elementwise_grad(lambda x: np.maximum(x, 0))(np.array([-1.0, 0, 1])).tolist() == [
        0,
        0.5,
        1,
    ]
    assert elementwise_grad(lambda x: np.minimum(0, x))(np.array([-1.0, 0, 1])).tolist() == [
        1,
        0.5,
        0,
    ]
    assert grad(np.maximum, (0, 1))(2.0, 2.0) == (0.5, 0.5)
    assert grad(abs)(0.0) == 0.0
    assert grad(np.hypot, (0, 1))(0.0, 0.0) == (0.0, 0.0)
    assert elementwise_grad(lambda x: np.clip(x, -1, 1))(
        np.array([-2.0, -1, 0, 1, 2])
    ).tolist() == [
        0,
        0.5,
        1,
        0.5,
        0,
    ]


def test_maximum_of_infinities_is_shared_not_nan():
    assert grad(np.maximum, (0, 1))(np.inf, np.inf) == (0.5, 0.5)


def test_fmax_takes_the_number_beside_nan():
    assert grad(np.fmax)(2.0, np.nan) == 1.0
    assert grad(np.fmin)(2.0, np.nan) == 1.0


def test_logaddexp_at_minus_infinity():
    assert grad(np.logaddexp)(-np.inf, 1.0) == 0.0


@pytest.mark.parametrize("x", [0.0, 1e-9, 0.19, 0.21, 1.0])
def test_sinc_and_its_second_derivative_near_0(x):
    t = np.pi * x
    if x < 0.01:
        first, second = -(np.pi**2) * x / 3, -(np.pi**2) / 3
    else:
        first = (np.cos(t) - np.sinc(x)) / x
        second = -(np.pi**2) * np.sinc(x) - 2 * first / x
    np.testing.assert_allclose(grad(np.sinc)(x), first, rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(grad(grad(np.sinc))(x), second, rtol=1e-9)


def test_where_and_clip(agrees):
    c = np.array([True, False])
    agrees(lambda a, b: np.where(c, a * b, a + b), [1.0, 2.0], 3.0)
    agrees(lambda a: np.where(a > 1.5, a**2, 3.0), [1.0, 2.0])
    agrees(lambda a, b: np.clip(a, b, 2.5), [1.0, 2.0, 3.0], 1.5)
    assert grad(lambda x: np.where(x > 0, x, 0.1 * x))(-1.0) == 0.1


def test_select_and_polyval(agrees):
    agrees(lambda a: np.select([a < 1.5, a < 2.5], [a**2, 3 * a], 1.0), [1.0, 2.0, 3.0])
    agrees(lambda p, x: np.polyval(p, x), [1.0, 2.0, 3.0], [0.5, 1.5])


def test_piecewise_constant_functions_are_plain():
    def f(x):
        parts = [np.floor(x), np.sign(x), np.round(x), np.ceil(x), x // 2, x > 0, np.isfinite(x)]
        assert all(isinstance(p, np.ndarray | np.generic) for p in parts)
        assert np.zeros_like(x).shape == np.shape(np.ones_like(x)) == x.shape
        assert isinstance(np.argmax(x), np.integer)
        return np.sum(x * np.sign(x))

    assert grad(f)(np.array([-2.0, 3.0])).tolist() == [-1.0, 1.0]


def test_third_derivative_of_tanh():
    x = np.linspace(-2, 2, 7)
    third = elementwise_grad(elementwise_grad(elementwise_grad(np.tanh)))(x)
    t = np.tanh(x)
    np.testing.assert_allclose(third, (1 - t**2) * (6 * t**2 - 2), atol=1e-14)


def test_second_derivatives_mix(agrees):
    h = hessian(lambda v: v[0] ** v[1] + np.arctan2(v[0], v[1]))(np.array([1.3, 0.7]))
    np.testing.assert_allclose(h, h.T, rtol=1e-12)
    assert jacobian(lambda x: x[:, None] * x)(np.ones(2)).shape == (2, 2, 2)
