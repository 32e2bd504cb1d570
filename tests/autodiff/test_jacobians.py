"""jacobian and hessian: shapes, modes, one walk."""

import numpy as np
import pytest

from coursekit.autodiff import AutodiffError, Tensor, grad, hessian, jacobian

rng = np.random.default_rng(5)
A, B = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
X = rng.normal(size=3)
MODES = ("auto", "forward", "reverse")


@pytest.mark.parametrize("mode", MODES)
def test_a_network(mode):
    found = jacobian(lambda x: np.tanh(B @ np.tanh(A @ x)), mode=mode)(X)
    h = np.tanh(A @ X)
    y = np.tanh(B @ h)
    np.testing.assert_allclose(found, np.diag(1 - y**2) @ B @ np.diag(1 - h**2) @ A)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [(), (2,), (2, 3)])
@pytest.mark.parametrize("result", [(), (2,), (2, 2)])
def test_shapes(mode, shape, result):
    x = rng.normal(size=shape)
    f = lambda x: np.sum(x**2) * np.ones(result)
    found = jacobian(f, mode=mode)(x)
    assert np.shape(found) == result + shape
    np.testing.assert_allclose(found, np.multiply.outer(np.ones(result), 2 * x))


@pytest.mark.parametrize("mode", MODES)
def test_two_arguments_share_the_walk(mode):
    by_a, by_x = jacobian(lambda a, x: a @ x, (0, 1), mode)(A, X)
    np.testing.assert_allclose(by_a, np.einsum("ik,j->ikj", np.eye(4), X))
    np.testing.assert_allclose(by_x, A)


def test_each_mode_is_one_walk():
    calls = []

    def f(x):
        calls.append(1)
        return np.sin(x)

    for mode in MODES:
        jacobian(f, mode=mode)(np.ones(50))
    assert len(calls) == 3


@pytest.mark.parametrize("mode", MODES)
def test_independent_and_empty(mode):
    assert jacobian(lambda x: np.ones(2), mode=mode)(X).tolist() == [[0] * 3] * 2
    assert jacobian(lambda x: x[:0], mode=mode)(X).shape == (0, 3)
    assert jacobian(lambda x: x, mode=mode)(X).tolist() == np.eye(3).tolist()
    assert jacobian(lambda x, y: x, (0, 1), mode)(X, 1.0)[1].tolist() == [0, 0, 0]
    assert jacobian(lambda x: x**2, mode=mode)(3.0) == 6.0


@pytest.mark.parametrize("outer", MODES)
@pytest.mark.parametrize("inner", MODES)
def test_nested(outer, inner):
    f = lambda x: np.stack([x[0] ** 2 * x[1], np.sin(x[1] * x[2])])
    found = jacobian(jacobian(f, mode=inner), mode=outer)(X)
    for i in range(2):
        np.testing.assert_allclose(found[i], hessian(lambda x, i=i: f(x)[i])(X), atol=1e-12)


def test_gradient_of_a_jacobian():
    f = lambda x: np.sum(jacobian(lambda y: y**3)(x))
    np.testing.assert_allclose(grad(f)(X), 6 * X)


def test_hessian_blocks():
    f = lambda x, y: np.sum(x**2) * y**3
    (xx, xy), (yx, yy) = hessian(f, (0, 1))(X, 2.0)
    np.testing.assert_allclose(xx, 16 * np.eye(3))
    np.testing.assert_allclose(xy, 24 * X)
    np.testing.assert_allclose(yx, 24 * X)
    assert yy == pytest.approx(12 * np.sum(X**2))


def test_hessian_needs_a_number():
    with pytest.raises(AutodiffError, match="one number"):
        hessian(lambda x: x)(X)


def test_float32():
    for mode in MODES:
        assert jacobian(np.sin, mode=mode)(X.astype(np.float32)).dtype == np.float32


def test_unknown_mode():
    with pytest.raises(AutodiffError, match="reverse"):
        jacobian(np.sin, mode="backward")


def test_plain_results_at_the_top():
    assert not isinstance(jacobian(jacobian(np.sin))(X), Tensor)
