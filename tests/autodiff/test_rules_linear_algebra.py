"""Products of matrices and tensors, inverse, determinant, norm: shapes of every kind."""

import numpy as np
import pytest

from coursekit.autodiff import Tensor, grad, hessian, jacobian

rng = np.random.default_rng(3)


def array(*shape):
    return rng.normal(size=shape)


def name_of(value):
    """A function by its name: its address would differ between the processes of one test run."""
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((2, 3), (3, 2)),
        ((2, 2, 3), (3, 2)),
        ((2, 3), (2, 3, 2)),
        ((2, 2, 3), (2, 3, 1)),
        ((2, 1, 2, 3), (3, 3, 2)),
        ((1, 2, 3), (2, 3, 2)),
        ((2, 2, 3), (3,)),
        ((3,), (2, 3, 2)),
    ],
    ids=name_of,
)
def test_matmul(a, b, agrees):
    agrees(lambda x, y: x @ y, array(*a), array(*b), order=1)
    agrees(lambda x: (x * x) @ np.ones(b), array(*a), order=1)


def test_matmul_second_order(agrees):
    agrees(lambda x, y: np.sum((x @ y) ** 2), array(2, 2), array(2, 2))
    agrees(lambda x: x @ x, array(2))


@pytest.mark.parametrize(
    ("function", "a", "b"),
    [
        (np.dot, (), (2, 3)),
        (np.dot, (3,), (3,)),
        (np.dot, (2, 3), (3,)),
        (np.dot, (2, 3), (3, 2)),
        (np.dot, (2, 2, 3), (2, 3, 2)),
        (np.dot, (2, 2, 3), (3,)),
        (np.inner, (3,), (3,)),
        (np.inner, (2, 3), (2, 3)),
        (np.inner, (), (2,)),
        (np.outer, (2,), (3,)),
        (np.outer, (2, 2), (3,)),
        (np.vdot, (2, 2), (2, 2)),
        (np.kron, (2, 2), (1, 2)),
        (np.kron, (2,), (2, 2)),
        (np.tensordot, (2, 2, 3), (2, 3, 2)),
    ],
    ids=name_of,
)
def test_other_products(function, a, b, agrees):
    agrees(function, array(*a), array(*b), order=1)
    x, y = array(*a), array(*b)
    np.testing.assert_allclose(function(Tensor(x), y).data, function(x, y), rtol=1e-13)


def test_tensordot_axes(agrees):
    agrees(lambda a, b: np.tensordot(a, b, axes=1), array(2, 2), array(2, 2))
    agrees(
        lambda a, b: np.tensordot(a, b, axes=([0, 1], [1, 0])), array(2, 3), array(3, 2), order=1
    )


@pytest.mark.parametrize(
    ("spelling", "shapes"),
    [
        ("ij,j->i", [(2, 3), (3,)]),
        ("ij,jk->ik", [(2, 3), (3, 2)]),
        ("ij->ji", [(2, 3)]),
        ("ij->", [(2, 3)]),
        ("ij->j", [(2, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii", [(3, 3)]),
        ("i,i->", [(3,), (3,)]),
        ("i,j->ij", [(2,), (3,)]),
        ("ij,ij->i", [(2, 3), (2, 3)]),
        ("bij,bjk->bik", [(2, 2, 3), (2, 3, 2)]),
        ("...ij,...j->...i", [(2, 2, 3), (2, 3)]),
        ("...ij,j->...i", [(2, 2, 3), (3,)]),
        ("ij,jk", [(2, 3), (3, 2)]),
        ("i,ij,j->", [(2,), (2, 3), (3,)]),
        ("iij->ij", [(2, 2, 3)]),
        ("i...->...", [(2, 3)]),
        ("ij,kj->", [(2, 3), (1, 3)]),
        ("...,...->...", [(2, 1), (3,)]),
        ("i,->i", [(3,), ()]),
    ],
    ids=name_of,
)
def test_einsum(spelling, shapes, agrees):
    arrays = [array(*shape) for shape in shapes]
    agrees(lambda *a: np.einsum(spelling, *a), *arrays, order=1)
    np.testing.assert_allclose(
        np.einsum(spelling, Tensor(arrays[0]), *arrays[1:]).data,
        np.einsum(spelling, *arrays),
        1e-12,
    )


def test_einsum_second_order(agrees):
    agrees(lambda a, b: np.einsum("ij,j,i->", a, b, b), array(2, 2), array(2))


@pytest.mark.parametrize(
    "f",
    [
        np.linalg.inv,
        np.linalg.det,
        lambda a: np.linalg.slogdet(a)[1],
        np.trace,
        lambda a: np.trace(a, 1),
        lambda a: np.linalg.solve(a, np.array([1.0, 2.0])),
        lambda a: np.linalg.solve(a, a.T),
        lambda a: np.linalg.solve(np.eye(2) * 2, a),
        np.linalg.norm,
        lambda a: np.linalg.norm(a, axis=0),
        lambda a: np.linalg.norm(a[0], 1),
        lambda a: np.linalg.norm(a, 3, axis=1),
        lambda a: np.linalg.norm(a, np.inf, axis=0),
        lambda a: np.linalg.norm(a, -np.inf, axis=0),
        lambda a: np.linalg.norm(a, "fro", keepdims=True),
    ],
    ids=name_of,
)
def test_linalg(f, agrees):
    agrees(f, np.array([[2.0, 0.5], [-0.3, 1.5]]), rtol=1e-5)


def test_stacks_of_matrices(agrees):
    stack = np.array([[[2.0, 0.5], [-0.3, 1.5]], [[1.0, 0.2], [0.4, -1.5]]])
    for f in (np.linalg.inv, np.linalg.det, lambda a: np.linalg.solve(a, np.ones((2, 1)))):
        agrees(f, stack, order=1)
    agrees(lambda b: np.linalg.solve(stack, b), array(2, 1), order=1)
    agrees(lambda a: np.linalg.solve(a, stack), stack[0], order=1)


def test_norm_at_0_has_the_subgradient_0():
    for mode in ("forward", "reverse"):
        assert jacobian(np.linalg.norm, mode=mode)(np.zeros(3)).tolist() == [0, 0, 0]
    assert grad(lambda a: np.sum(np.linalg.norm(a, axis=1)))(
        np.array([[0.0, 0], [3, 4]])
    ).tolist() == [
        [0, 0],
        [0.6, 0.8],
    ]


def test_textbook_derivatives():
    A, x = array(3, 3), array(3)
    np.testing.assert_allclose(grad(lambda x: x @ A @ x)(x), (A + A.T) @ x)
    np.testing.assert_allclose(hessian(lambda x: x @ A @ x)(x), A + A.T, atol=1e-12)
    np.testing.assert_allclose(grad(lambda A: np.linalg.slogdet(A)[1])(A), np.linalg.inv(A).T)
    expected = np.zeros((3, 3, 3))
    for i in range(3):
        expected[i, i] = x
    np.testing.assert_allclose(jacobian(lambda A: A @ x)(A), expected)


def test_mismatched_shapes_are_numpys_errors():
    with pytest.raises(ValueError, match="matmul"):
        grad(lambda a: np.sum(a @ np.ones(3)))(np.ones((2, 2)))
    with pytest.raises(ValueError, match="operands"):
        np.einsum("ij,j->i", Tensor(np.ones((2, 2))))


@pytest.mark.parametrize("order", [None, 1, 2, 3, 1.5, 0.5, -1, -2, np.inf, -np.inf])
def test_vector_norms_at_0_have_the_subgradient_0(order):
    for mode in ("forward", "reverse"):
        found = jacobian(lambda x: np.linalg.norm(x, order), mode=mode)(np.zeros(3))
        assert found.tolist() == [0, 0, 0]


@pytest.mark.parametrize("order", [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_matrix_norms_at_0_have_the_subgradient_0(order):
    for mode in ("forward", "reverse"):
        found = jacobian(lambda x: np.linalg.norm(x, order), mode=mode)(np.zeros((2, 3)))
        assert np.array_equal(found, np.zeros((2, 3)))


def test_det_of_singular_matrices(agrees):
    agrees(np.linalg.det, np.array([[1.0, 2.0], [2.0, 4.0]]), order=1)
    cofactors = grad(np.linalg.det)(np.array([[1.0, 2.0, 0], [2.0, 4.0, 0], [0, 0, 3.0]]))
    np.testing.assert_allclose(cofactors, [[12, -6, 0], [-6, 3, 0], [0, 0, 0]], atol=1e-12)
    assert np.array_equal(grad(np.linalg.det)(np.zeros((3, 3))), np.zeros((3, 3)))


def test_equal_eigenvalues_give_the_gradient_of_what_does_not_tell_them_apart():
    for f in (lambda a: np.sum(np.linalg.eigvalsh(a)), lambda a: np.sum(np.linalg.svdvals(a))):
        np.testing.assert_allclose(grad(f)(np.eye(3)), np.eye(3), atol=1e-14)


def test_what_reads_one_triangle_has_its_gradient_there(agrees):
    a = np.array([[2.0, 7.0], [0.5, 1.0]])
    f = lambda a: np.sum(np.log(np.diagonal(np.linalg.cholesky(a))))
    assert grad(f)(a)[0, 1] == 0.0
    symmetric = lambda a: f((a + a.T) / 2)
    b = np.array([[2.0, 0.5], [0.5, 1.0]])
    np.testing.assert_allclose(grad(symmetric)(b), np.linalg.inv(b) / 2, rtol=1e-12)
    np.testing.assert_allclose(grad(lambda a: np.linalg.eigvalsh(a, "U")[0])(b.T)[1, 0], 0.0)


def test_factors_come_as_numpy_gives_them():
    a = Tensor(np.array([[2.0, 0.5], [0.5, 1.0]]), requires_grad=True)
    assert np.linalg.eigh(a).eigenvalues.shape == (2,)
    assert np.linalg.svd(a).S.shape == (2,)
    assert np.linalg.slogdet(a).sign == 1
    q, r = np.linalg.qr(a)
    np.testing.assert_allclose((q @ r).data, a.data)
