"""Containers of arrays as arguments, has_aux and hvp."""

from typing import NamedTuple

import numpy as np
import pytest

from coursekit.autodiff import (
    AutodiffError,
    Tensor,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    value_and_grad,
    vjp,
)

rng = np.random.default_rng(3)
X = rng.normal(size=3)


class Layer(NamedTuple):
    W: np.ndarray
    b: np.ndarray


PARAMETERS = {
    "first": Layer(rng.normal(size=(4, 3)), rng.normal(size=4)),
    "rest": [(rng.normal(size=(2, 4)), 0.5)],
}


def network(p, x):
    h = np.tanh(p["first"].W @ x + p["first"].b)
    [(V, c)] = p["rest"]
    return np.sum(np.tanh(V @ h + c) ** 2)


def flat_network(W, b, V, c, x):
    return network({"first": Layer(W, b), "rest": [(V, c)]}, x)


def leaves(p):
    return [p["first"].W, p["first"].b, p["rest"][0][0], p["rest"][0][1]]


FLAT = leaves(PARAMETERS)


def test_a_gradient_is_built_like_its_argument():
    value, found = value_and_grad(network)(PARAMETERS, X)
    assert value == network(PARAMETERS, X)
    assert list(found) == ["first", "rest"]
    assert type(found["first"]) is Layer
    assert type(found["rest"]) is list
    assert type(found["rest"][0][1]) is float
    for a, b in zip(leaves(found), grad(flat_network, (0, 1, 2, 3))(*FLAT, X), strict=True):
        np.testing.assert_allclose(a, b)
    np.testing.assert_allclose(grad(network, 1)(PARAMETERS, X), grad(flat_network, 4)(*FLAT, X))
    by_p, by_x = grad(network, (0, 1))(PARAMETERS, X)
    np.testing.assert_allclose(leaves(by_p)[0], leaves(found)[0])
    assert by_x.shape == (3,)


def test_tuples_of_numbers_are_containers_and_lists_of_numbers_are_arrays():
    assert grad(lambda p: p[0] * p[1])((2.0, 3.0)) == (3.0, 2.0)
    assert grad(lambda p: np.sum(p**2))([2.0, 3.0]).tolist() == [4, 6]
    assert grad(lambda p: p[0] * np.sum(p[1]))([2.0, X])[0] == pytest.approx(np.sum(X))
    assert grad(lambda p: 1.0)({}) == {}
    assert grad(lambda p: p["a"] ** 2)({"a": 3.0, "b": 1.0}) == {"a": 6.0, "b": 0.0}


def test_what_is_no_array_is_named_by_its_way():
    with pytest.raises(AutodiffError, match=r"argument 0\['a'\]\[1\] of"):
        grad(lambda p: 1.0)({"a": (1.0, "text")})
    with pytest.raises(AutodiffError, match=r"argument 1\[0\] of .* whole"):
        grad(lambda x, p: 1.0, 1)(1.0, (np.array([1, 2]),))


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
def test_jacobian(mode):
    def f(p):
        return p["A"] @ p["x"]

    A, x = rng.normal(size=(4, 3)), rng.normal(size=3)
    found = jacobian(f, mode=mode)({"A": A, "x": x})
    np.testing.assert_allclose(found["x"], A)
    np.testing.assert_allclose(found["A"], np.einsum("ik,j->ikj", np.eye(4), x))
    assert jacobian(f, mode=mode)({"A": A * 0, "x": x, "c": 1.0})["c"].tolist() == [0] * 4


def test_auto_takes_the_cheaper_mode():
    for shape, rows in (((2,), 50), ((50,), 2)):
        M = rng.normal(size=(rows, *shape))
        walked = []

        def f(x, M=M, walked=walked):
            walked.append(1)
            return np.tanh(M @ x)

        x = rng.normal(size=shape)
        mode = "forward" if rows > shape[0] else "reverse"
        np.testing.assert_array_equal(jacobian(f)(x), jacobian(f, mode=mode)(x))


def test_vjp_and_jvp():
    value, pullback = vjp(network, PARAMETERS, X)
    by_p, by_x = pullback(2.0)
    expected = grad(network, (0, 1))(PARAMETERS, X)
    np.testing.assert_allclose(by_x, 2 * expected[1])
    for a, b in zip(leaves(by_p), leaves(expected[0]), strict=True):
        np.testing.assert_allclose(a, 2 * np.asarray(b))
    moved, tangent = jvp(network, (PARAMETERS, X), (expected[0], expected[1]))
    assert moved == value
    squares = [np.sum(np.square(g)) for g in (*leaves(expected[0]), expected[1])]
    np.testing.assert_allclose(tangent, sum(squares))


@pytest.mark.parametrize(
    "tangent", [{"a": 1.0}, {"a": 1.0, "c": 1.0}, (1.0, 1.0), {"a": 1.0, "b": (1.0,)}]
)
def test_tangents_are_built_like_their_primals(tangent):
    with pytest.raises(AutodiffError, match="tangent 0"):
        jvp(lambda p: p["a"] * p["b"], ({"a": 1.0, "b": 2.0},), (tangent,))


def test_hessian_of_a_container():
    f = lambda p: p["a"] ** 2 * np.sum(p["b"] ** 3)
    b = np.array([1.0, 2.0])
    found = hessian(f)({"a": 3.0, "b": b})
    assert found["a"]["a"] == 2 * 9.0
    np.testing.assert_allclose(found["a"]["b"], 6 * 3 * b**2)
    np.testing.assert_allclose(found["b"]["a"], 6 * 3 * b**2)
    np.testing.assert_allclose(found["b"]["b"], np.diag(9 * 6 * b))
    ((aa,),) = hessian(lambda p: p[0] ** 3)((2.0,))
    assert aa == 12.0


def test_nested_through_containers():
    f = lambda p: p["a"] ** 3 * p["b"]
    inner = lambda p: grad(f)(p)["a"] * p["b"]
    assert grad(inner)({"a": 2.0, "b": 5.0}) == {"a": 6 * 2.0 * 25, "b": 2 * 3 * 4.0 * 5}


def test_aux():
    f = lambda x, n: (np.sum(x**n), {"squares": x * x, "n": n})
    (value, aux), g = value_and_grad(f, has_aux=True)(X, 3)
    np.testing.assert_allclose([value, *g], [np.sum(X**3), *(3 * X**2)])
    assert type(aux["squares"]) is np.ndarray
    np.testing.assert_allclose(aux["squares"], X**2)
    assert aux["n"] == 3
    g, aux = grad(f, has_aux=True)(X, 2)
    assert aux["n"] == 2
    j, aux = jacobian(lambda x: (x**2, x), has_aux=True)(X)
    np.testing.assert_allclose(j, np.diag(2 * X))
    np.testing.assert_array_equal(aux, X)
    value, pullback, aux = vjp(lambda x: (x**2, "note"), X, has_aux=True)
    np.testing.assert_allclose(pullback(X)[0], 2 * X**2)
    assert aux == "note"
    assert jvp(lambda x: (x**2, "note"), (3.0,), (1.0,), has_aux=True) == (9.0, 6.0, "note")


def test_aux_is_differentiable_where_others_differentiate():
    outer = lambda x: grad(lambda y: (x * y**2, x * y), has_aux=True)(2.0)[1] ** 2
    assert grad(outer)(3.0) == 2 * 3.0 * 4.0
    with no_grad():
        assert grad(lambda y: (y, y), has_aux=True)(2.0)[1] == 2.0


def test_aux_needs_a_pair():
    for result in (3.0, (1.0, 2.0, 3.0), [1.0, 2.0]):
        with pytest.raises(AutodiffError, match="has_aux"):
            grad(lambda x, result=result: result, has_aux=True)(1.0)
    with pytest.raises(AutodiffError, match="has_aux"):
        grad(lambda x: (x, x))(1.0)


def test_hvp_is_the_hessian_times_the_tangent():
    f = lambda x: np.sum(np.tanh(np.outer(x, x)) * x)
    v = rng.normal(size=3)
    np.testing.assert_allclose(hvp(f, (X,), (v,)), hessian(f)(X) @ v)
    assert hvp(lambda x: x**3, (2.0,), (1.0,)) == 12.0
    g = lambda x, y: np.sum(x**2) * y**3
    by_x, by_y = hvp(g, (X, 2.0), (v, 3.0))
    (xx, xy), (yx, yy) = hessian(g, (0, 1))(X, 2.0)
    np.testing.assert_allclose(by_x, xx @ v + xy * 3.0)
    np.testing.assert_allclose(by_y, yx @ v + yy * 3.0)
    p = hvp(lambda p: p["a"] ** 2 * p["b"], ({"a": 3.0, "b": 5.0},), ({"a": 1.0, "b": 0.0},))
    assert p == {"a": 10.0, "b": 6.0}
    assert grad(lambda x: hvp(lambda y: y**4, (x,), (1.0,)))(2.0) == 24 * 2.0


def test_hvp_says_what_it_needs():
    with pytest.raises(AutodiffError, match="one number"):
        hvp(np.sin, (X,), (X,))
    with pytest.raises(AutodiffError, match="tuples"):
        hvp(np.sum, X, X)
    assert hvp(np.sum, (X,), (X,)).tolist() == [0, 0, 0]


def test_argnums_that_are_no_numbers():
    for bad in ("x", 1.5, (0, "x")):
        with pytest.raises(AutodiffError, match="argnums"):
            grad(np.sum, bad)


def test_a_tensor_in_a_container_keeps_the_result_differentiable():
    w = Tensor(3.0, requires_grad=True)
    found = grad(lambda p: p["x"] ** 2 * p["w"])({"x": 2.0, "w": w})
    found["x"].backward()
    assert w.grad == 4.0
