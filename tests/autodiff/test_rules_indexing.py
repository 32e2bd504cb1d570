"""Indexing: every kind of index, repeated entries, both modes, second order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.autodiff import grad, jacobian

A = np.arange(1.0, 13.0).reshape(3, 4)
B = np.arange(1.0, 25.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "index",
    [
        0,
        -1,
        slice(1, None),
        slice(None, None, -2),
        ...,
        None,
        (1, 2),
        (slice(None), 1),
        (..., 0),
        (None, 1),
        (slice(None), None, 0),
        [0, 0, 2],
        ([0, 1], [1, 1]),
        (slice(None), [3, 3]),
        np.array([[0, 1], [1, 1]]),
        (np.array([0, 2]), slice(1, 3)),
        A > 4,
        (A[:, 0] > 2, 1),
        np.int64(1),
        (np.int64(1), slice(2)),
        np.array([True, False, True]),
    ],
    ids=str,
)
def test_every_index(index, agrees):
    agrees(lambda a: (a * a)[index], A, order=2)


def test_separated_arrays_move_their_axes_to_the_front(agrees):
    agrees(lambda b: b[0, :, [1, 1, 2]], B, order=1)
    agrees(lambda b: b[[0, 1], :, [1, 2]], B, order=1)


@settings(max_examples=60)
@given(data=st.data())
def test_jacobian_of_any_basic_index_is_a_selection(data):
    index = data.draw(hnp.basic_indices(A.shape, allow_newaxis=True, allow_ellipsis=True))
    places = np.arange(A.size).reshape(A.shape)[index]
    expected = np.eye(A.size)[places].reshape((*np.shape(places), *A.shape))
    for mode in ("forward", "reverse"):
        np.testing.assert_array_equal(jacobian(lambda a: a[index] * 1.0, mode=mode)(A), expected)


@settings(max_examples=60)
@given(index=hnp.integer_array_indices((3, 4)))
def test_jacobian_of_any_array_index_counts_repetitions(index):
    expected = np.zeros(A.shape)
    np.add.at(expected, index, 1.0)
    np.testing.assert_array_equal(grad(lambda a: np.sum(a[index]))(A), expected)


@pytest.mark.parametrize(
    "f",
    [
        lambda a: np.take(a, [1, 1, 5]),
        lambda a: np.take(a, [1, 1], axis=1),
        lambda a: np.take_along_axis(a, np.argsort(-A, axis=1), 1),
        lambda a: np.sort(-a),
        lambda a: np.sort(-a, axis=0),
        lambda a: np.sort(a, axis=None),
        lambda a: np.diagonal(a),
        lambda a: np.diag(a),
        lambda a: np.diag(a, 1),
        lambda a: np.diag(a[0]),
        lambda a: np.diag(a[0], -2),
        lambda a: np.tril(a),
        lambda a: np.triu(a, 1),
        lambda a: np.diagonal(a, offset=-1),
    ],
)
def test_functions(f, agrees):
    agrees(lambda a: f(a * a), A, order=2)
    kept = []
    jacobian(lambda a: kept.append(f(a)) or kept[0])(A)
    np.testing.assert_array_equal(kept[0]._plain, f(A))


def test_index_array_may_change_afterwards():
    index = np.array([0, 1])

    def f(a):
        y = a[index]
        index[:] = 2
        return np.sum(y)

    assert grad(f)(np.ones(3)).tolist() == [1, 1, 0]


def test_float32_scatter():
    g = grad(lambda a: np.sum(a[[0, 0, 1]]))(np.ones(3, np.float32))
    assert g.dtype == np.float32
    assert g.tolist() == [2, 1, 0]


def test_a_loop_over_entries_adds_into_one_buffer():
    n = 20_000

    def f(x):
        total = 0.0
        for i in range(n):
            total += x[i] * x[i]
        return total + np.sum(x)

    x = np.linspace(0, 1, n)
    np.testing.assert_allclose(grad(f)(x), 2 * x + 1)


def test_mixed_uses_of_one_array_add_up(agrees):
    agrees(lambda x: x[0] * x[1] + np.sum(x * x) + x[1] * np.sum(x[1:]) + x[[0, 0]][1], np.ones(3))
