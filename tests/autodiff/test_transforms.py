"""grad, value_and_grad, elementwise_grad, vjp, jvp."""

import threading

import numpy as np
import pytest

from coursekit.autodiff import (
    AutodiffError,
    Tensor,
    elementwise_grad,
    grad,
    jvp,
    no_grad,
    value_and_grad,
    vjp,
)

X = np.array([1.0, 2.0, 3.0])


def test_python_numbers_in_python_floats_out():
    assert type(grad(np.sin)(0.5)) is float
    assert type(grad(np.sin)(1)) is float
    assert type(elementwise_grad(np.sin)(0.5)) is float
    assert [type(v) for v in value_and_grad(np.sin)(0.5)] == [float, float]
    assert type(grad(np.sin)(np.float32(0.5))) is np.float32
    assert [type(v) for v in jvp(np.sin, (0.5,), (1.0,))] == [float, float]


def test_argnums():
    f = lambda a, b, c: a * b**2 * c
    assert grad(f, 1)(2.0, 3.0, 5.0) == 60.0
    assert grad(f, (0, 2))(2.0, 3.0, 5.0) == (45.0, 18.0)
    assert grad(f, -1)(2.0, 3.0, 5.0) == 18.0
    assert grad(f, (0,))(2.0, 3.0, 5.0) == (45.0,)
    with pytest.raises(AutodiffError, match="3 argument"):
        grad(f, 3)(2.0, 3.0, 5.0)


def test_keywords_are_constants():
    assert grad(lambda x, n=1: x**n)(2.0, n=3) == 12.0


def test_functions_that_ignore_their_input():
    assert grad(lambda x: 3.0)(2.0) == 0.0
    assert grad(lambda x: 3)(X).tolist() == [0, 0, 0]
    assert elementwise_grad(lambda x: 3.0)(X).tolist() == [0, 0, 0]
    assert elementwise_grad(lambda x: np.ones(3))(X).tolist() == [0, 0, 0]
    assert elementwise_grad(elementwise_grad(lambda x: 2 * x))(X).tolist() == [0, 0, 0]
    assert elementwise_grad(elementwise_grad(elementwise_grad(lambda x: x)))(2.0) == 0.0
    assert vjp(lambda x: 3.0, X)[1](1.0)[0].tolist() == [0, 0, 0]
    assert jvp(lambda x: np.ones(2), (X,), (X,))[1].tolist() == [0, 0]
    assert grad(lambda x, y: x, (0, 1))(1.0, X)[1].tolist() == [0, 0, 0]
    assert grad(lambda x: x)(2.0) == 1.0


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.cumsum(x),
        lambda x: x / np.max(x),
        lambda x: x - np.mean(x),
        lambda x: x[::-1],
        lambda x: x * x[0],
        lambda x: np.exp(x) / np.sum(np.exp(x)),
        lambda x: np.sort(-x),
    ],
)
def test_elementwise_grad_refuses_functions_that_mix_entries(f):
    with pytest.raises(AutodiffError, match="mixes entries"):
        elementwise_grad(f)(X)


@pytest.mark.parametrize("f", [np.sum, lambda x: x[0], lambda x: np.stack([x, x]), lambda x: x[:2]])
def test_elementwise_grad_refuses_other_shapes(f):
    with pytest.raises(AutodiffError, match="jacobian"):
        elementwise_grad(f)(X)


def test_elementwise_grad_through_operations_that_are_not():
    f = lambda x: np.sum(np.stack([x, x**2, x**3]), axis=0)
    np.testing.assert_allclose(elementwise_grad(f)(X), 1 + 2 * X + 3 * X**2)
    np.testing.assert_allclose(elementwise_grad(elementwise_grad(f))(X), 2 + 6 * X)
    g = lambda x: np.reshape(np.sin(np.reshape(x, (3, 1))), (3,))
    np.testing.assert_allclose(elementwise_grad(g)(X), np.cos(X))


def test_elementwise_grad_of_two_arguments():
    a, b = elementwise_grad(lambda a, b: a * b**2, (0, 1))(X, X + 1)
    np.testing.assert_allclose(a, (X + 1) ** 2)
    np.testing.assert_allclose(b, 2 * X * (X + 1))


def test_vjp_and_jvp_are_adjoint():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(4, 3))
    f = lambda x: np.tanh(A @ x) * x[0]
    v, w = rng.normal(size=3), rng.normal(size=4)
    value, pullback = vjp(f, X)
    np.testing.assert_allclose(value, f(X))
    same, tangent = jvp(f, (X,), (v,))
    np.testing.assert_allclose(same, f(X))
    np.testing.assert_allclose(w @ tangent, pullback(w)[0] @ v)
    np.testing.assert_allclose(pullback(w)[0], pullback(w)[0])


def test_several_primals():
    _, pullback = vjp(lambda a, b: a * b, 2.0, X)
    a, b = pullback(np.ones(3))
    assert a == 6.0
    assert b.tolist() == [2, 2, 2]
    assert jvp(lambda a, b: a * b, (2.0, X), (1.0, X))[1].tolist() == [3, 6, 9]


def test_shapes_of_cotangents_and_tangents():
    with pytest.raises(AutodiffError, match=r"shape \(2,\)"):
        vjp(np.sin, X)[1](np.ones(2))
    with pytest.raises(AutodiffError, match=r"shape \(2,\)"):
        jvp(np.sin, (X,), (np.ones(2),))
    with pytest.raises(AutodiffError, match="tuples"):
        jvp(np.sin, X, X)
    with pytest.raises(AutodiffError, match="2 tangents"):
        jvp(np.sin, (X,), (X, X))


def test_nesting_every_way():
    f = lambda x: np.sin(x) * x
    second = 2 * np.cos(0.7) - 0.7 * np.sin(0.7)
    along = lambda g: lambda x: jvp(g, (x,), (1.0,))[1]
    back = lambda g: lambda x: vjp(g, x)[1](1.0)[0]
    ways = (grad, elementwise_grad, along, back)
    for outer in ways:
        for inner in ways:
            assert outer(inner(f))(0.7) == pytest.approx(second)
    assert along(back(grad(elementwise_grad(f))))(0.7) == pytest.approx(
        0.7 * np.sin(0.7) - 4 * np.cos(0.7)
    )


def test_differentiating_by_the_cotangent_and_the_tangent():
    assert grad(lambda w: vjp(np.sin, 0.5)[1](w)[0])(2.0) == pytest.approx(np.cos(0.5))
    assert grad(lambda v: jvp(np.sin, (0.5,), (v,))[1] ** 2)(2.0) == pytest.approx(
        4 * np.cos(0.5) ** 2
    )


def test_inner_derivative_by_one_argument_outer_by_the_other():
    mixed = grad(lambda y: grad(lambda x: x**2 * y**3)(2.0))(3.0)
    assert mixed == 4 * 27.0
    value, slope = value_and_grad(lambda y: value_and_grad(lambda x: x * y)(2.0)[0])(3.0)
    assert (value, slope) == (6.0, 2.0)


def test_a_captured_variable_keeps_the_result_differentiable():
    w = Tensor(3.0, requires_grad=True)
    slope = grad(lambda x: w * x**2)(2.0)
    assert isinstance(slope, Tensor)
    slope.backward()
    assert w.grad == 4.0


def test_grad_under_no_grad_is_plain_and_leaves_other_graphs_alone():
    w = Tensor(3.0, requires_grad=True)
    y = w * w
    with no_grad():
        assert grad(lambda x: x * y)(2.0) == 9.0
        assert not isinstance(grad(lambda x: x**2)(y), Tensor)
    y.backward()
    assert w.grad == 6.0


def test_no_grad_inside_a_function_stops_the_gradient():
    def f(x):
        with no_grad():
            c = x * x
        return c * x

    assert grad(f)(3.0) == 9.0


def test_an_error_inside_leaves_the_switch_as_it_was():
    with no_grad():
        with pytest.raises(ZeroDivisionError):
            grad(lambda x: x * (1 // 0))(1.0)
        assert not (Tensor(1.0, requires_grad=True) * 2).requires_grad


def test_no_grad_of_one_thread_does_not_blind_another():
    entered, leave = threading.Event(), threading.Event()

    def other():
        with no_grad():
            entered.set()
            leave.wait(5)

    thread = threading.Thread(target=other)
    thread.start()
    entered.wait(5)
    assert (Tensor(1.0, requires_grad=True) * 2).requires_grad
    leave.set()
    thread.join()


def test_methods_and_callables_without_a_name():
    class Square:
        def __call__(self, x):
            return x**2

    assert grad(Square())(3.0) == 6.0
    with pytest.raises(AutodiffError, match="Square"):
        grad(Square())(X)
