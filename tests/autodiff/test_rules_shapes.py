"""Moving entries about: the entries keep their gradients."""

import numpy as np
import pytest

from coursekit.autodiff import AutodiffError, Tensor, grad, jacobian

A = np.arange(1.0, 7.0).reshape(2, 3)
B = np.arange(1.0, 25.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "f",
    [
        lambda a: np.reshape(a, (3, 2)),
        lambda a: np.reshape(a, -1),
        lambda a: a.reshape(3, -1),
        lambda a: a.reshape((1, 6)),
        lambda a: np.ravel(a),
        lambda a: a.ravel(),
        lambda a: a.flatten(),
        lambda a: a.T,
        lambda a: np.transpose(a),
        lambda a: np.transpose(a, (1, 0)),
        lambda a: a.transpose(),
        lambda a: np.swapaxes(a, 0, 1),
        lambda a: np.moveaxis(a, 0, -1),
        lambda a: np.expand_dims(a, 1),
        lambda a: np.expand_dims(a, (0, -1)),
        lambda a: np.squeeze(np.expand_dims(a, 1)),
        lambda a: np.squeeze(a[None], axis=0),
        lambda a: np.broadcast_to(a, (2, 2, 3)),
        lambda a: np.broadcast_to(a[:, :1], (2, 3)),
        lambda a: np.atleast_1d(a),
        lambda a: np.atleast_2d(a[0]),
        lambda a: np.concatenate([a, a * a]),
        lambda a: np.concatenate([a, np.ones((2, 1)), a], axis=1),
        lambda a: np.concatenate([a, a], axis=None),
        lambda a: np.stack([a, 2 * a], axis=1),
        lambda a: np.stack([a[0, 0], 3.0, a[1, 1]]),
        lambda a: np.hstack([a, a]),
        lambda a: np.hstack([a[0], a[1]]),
        lambda a: np.vstack([a[0], a[1] * a[0]]),
        lambda a: np.column_stack([a[0], a[1]]),
        lambda a: np.append(a, a),
        lambda a: np.flip(a),
        lambda a: np.flip(a, 1),
        lambda a: np.roll(a, 1),
        lambda a: np.roll(a, -1, axis=1),
        lambda a: np.repeat(a, 2),
        lambda a: np.repeat(a, [1, 2], axis=0),
        lambda a: np.tile(a, 2),
        lambda a: np.tile(a, (2, 1)),
        lambda a: np.split(a, 3, axis=1)[1],
        lambda a: np.array_split(a, 2, axis=1)[1],
        lambda a: np.full_like(a, a[0, 0]),
        lambda a: np.copy(a),
        lambda a: a.copy(),
        lambda a: np.matrix_transpose(a),
        lambda a: np.positive(a),
        lambda a: sum(row[0] for row in a),
        lambda a: a.squeeze(),
        lambda a: a.swapaxes(0, 1),
    ],
)
def test_against_differences(f, agrees):
    agrees(lambda a: f(a * a), A, order=2)
    kept = []
    jacobian(lambda a: kept.append(f(a)) or kept[0])(A)
    np.testing.assert_array_equal(kept[0]._plain, f(A))


@pytest.mark.parametrize(
    "f",
    [
        lambda a: np.transpose(a, (2, 0, 1)),
        lambda a: a.T,
        lambda a: np.moveaxis(a, (0, 2), (2, 1)),
        lambda a: np.swapaxes(a, -1, 0),
        lambda a: np.reshape(a, (4, 6)),
        lambda a: a.transpose(1, 2, 0),
    ],
)
def test_three_axes(f, agrees):
    agrees(f, B, order=1)


def test_full_like_of_a_tensor_keeps_the_gradient():
    assert grad(lambda x: np.sum(np.full_like(x, x[0])))(np.array([2.0, 1.0])).tolist() == [2, 0]
    with pytest.raises(AutodiffError, match="copyto"):
        grad(lambda x: np.sum(np.full_like(np.ones(3), x)))(2.0)


def test_astype(agrees):
    agrees(lambda a: a.astype(np.float64) ** 2, A, order=1)
    g = grad(lambda a: np.sum(a.astype(np.float32)))(A)
    assert g.dtype == np.float64
    assert isinstance(Tensor(A).astype(int), np.ndarray)


def test_impossible_shapes_are_numpys_errors():
    with pytest.raises(ValueError, match="reshape"):
        grad(lambda a: np.sum(np.reshape(a, (4, 2))))(A)
    with pytest.raises(ValueError, match="squeeze"):
        grad(lambda a: np.sum(np.squeeze(a, 0)))(A)
    with pytest.raises(ValueError, match="equal division"):
        grad(lambda a: np.sum(np.split(a, 2, axis=1)[0]))(A)
