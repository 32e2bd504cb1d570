"""Rules of products: matmul and what is made of it, dot, inner, outer, kron, tensordot, cross."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.table import TABLE, handles
from coursekit.autodiff.tape import Node, Rule, record
from coursekit.autodiff.walks import unbroadcast

__all__ = ["MATMUL", "fit", "lift", "swap"]


def swap(a: Any) -> Any:
    """Return the matrices of a stack, transposed."""
    return a.swapaxes(-1, -2)


def fit(pulled: Any, shape: tuple[int, ...], batch: int) -> Any:
    """Sum the cotangent of a stack of matrices over the axes that broadcasting added."""
    return pulled if pulled.shape[batch:] == shape else unbroadcast(pulled, shape, batch)


def _matmul_vjp_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1:
        return g[..., None] * b
    pulled = (b @ g[..., None])[..., 0] if a.ndim == 1 and b.ndim > 2 else g @ swap(b)
    return fit(pulled, a.shape, g.ndim - y.ndim)


def _matmul_vjp_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1 and a.ndim < 3:
        return g[..., None] * a if a.ndim == 1 else g @ a
    if a.ndim == 1:
        pulled = a[:, None] * g[..., None, :]
    else:
        pulled = (swap(a) @ g[..., None])[..., 0] if b.ndim == 1 else swap(a) @ g
    return fit(pulled, b.shape, g.ndim - y.ndim)


def lift(t: Any, own: int, other: int) -> Any:
    """Make room between the batch axis and an operand that has fewer stacking axes."""
    batch = t.ndim - own
    if not batch or own >= other or other <= 2:
        return t
    return np.reshape(t, t.shape[:batch] + (1,) * (other - own) + t.shape[batch:])


def _matmul_jvp_left(t: Any, _y: Any, a: Any, b: Any) -> Any:
    if a.ndim == 1 and b.ndim > 2:
        return (lift(t[..., None, :], 2, b.ndim) @ b)[..., 0, :]
    return lift(t, a.ndim, b.ndim) @ b


def _matmul_jvp_right(t: Any, _y: Any, a: Any, b: Any) -> Any:
    if b.ndim > 1:
        return a @ lift(t, b.ndim, a.ndim)
    if a.ndim > 2:
        return (a @ lift(t[..., None], 2, a.ndim))[..., 0]
    return t @ a if a.ndim == 1 else t @ swap(a)


MATMUL = Rule(
    "np.matmul",
    operator.matmul,
    (_matmul_vjp_left, _matmul_vjp_right),
    (_matmul_jvp_left, _matmul_jvp_right),
    symbol="@",
)
TABLE[np.matmul] = MATMUL


def _is_array(value: Any) -> bool:
    return isinstance(value, Node | np.ndarray)


def _pair(a: Any, b: Any) -> tuple[Any, Any]:
    return (a if _is_array(a) else np.asarray(a)), (b if _is_array(b) else np.asarray(b))


@handles(np.linalg.matmul)
def _matmul(x1: Any, x2: Any, /) -> Any:
    return record(MATMUL, (x1, x2))


@handles(np.dot)
def _dot(a: Any, b: Any, out: None = None) -> Any:
    del out
    a, b = _pair(a, b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.ndim <= 2 and b.ndim <= 2:
        return record(MATMUL, (a, b))
    return _tensordot(a, b, axes=((-1,), (-2 if b.ndim > 1 else -1,)))


@handles(np.vdot)
def _vdot(a: Any, b: Any, /) -> Any:
    return record(MATMUL, (np.ravel(a), np.ravel(b)))


@handles(np.inner)
def _inner(a: Any, b: Any, /) -> Any:
    a, b = _pair(a, b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return _tensordot(a, b, axes=((-1,), (-1,)))


@handles(np.outer)
def _outer(a: Any, b: Any, out: None = None) -> Any:
    del out
    return np.ravel(a)[:, None] * np.ravel(b)[None, :]


@handles(np.linalg.outer)
def _vectors_outer(x1: Any, x2: Any, /) -> Any:
    if np.ndim(x1) != 1 or np.ndim(x2) != 1:
        raise ValueError("np.linalg.outer takes two vectors")
    return _outer(x1, x2)


def _product_along(x1: Any, x2: Any, axis: int = -1) -> Any:
    x1, x2 = _pair(x1, x2)
    return np.sum(np.moveaxis(x1, axis, -1) * np.moveaxis(x2, axis, -1), axis=-1)


# Ufuncs that newer versions of NumPy have.
handles(getattr(np, "vecdot", None))(_product_along)


@handles(np.linalg.vecdot)
def _vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return _product_along(x1, x2, axis)


@handles(getattr(np, "matvec", None))
def _matvec(x1: Any, x2: Any, /) -> Any:
    return np.matmul(x1, x2[..., None])[..., 0]


@handles(getattr(np, "vecmat", None))
def _vecmat(x1: Any, x2: Any, /) -> Any:
    return np.matmul(x1[..., None, :], x2)[..., 0, :]


@handles(np.kron)
def _kron(a: Any, b: Any) -> Any:
    ndim = max(np.ndim(a), np.ndim(b))
    tall = tuple(n for k in (1,) * (ndim - np.ndim(a)) + np.shape(a) for n in (k, 1))
    wide = tuple(n for k in (1,) * (ndim - np.ndim(b)) + np.shape(b) for n in (1, k))
    shape = tuple(tall[2 * i] * wide[2 * i + 1] for i in range(ndim))
    return np.reshape(np.reshape(a, tall) * np.reshape(b, wide), shape)


def _summed_axes(axes: Any, ndims: tuple[int, int]) -> list[list[int]]:
    if isinstance(axes, int | np.integer):
        axes = range(-int(axes), 0), range(int(axes))
    return [
        [i + ndim for i in from_the_right(tuple(np.atleast_1d(axis).tolist()), ndim)]
        for axis, ndim in zip(axes, ndims, strict=True)
    ]


@handles(np.tensordot)
def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    # As one product of matrices, which is what BLAS is fast at.
    a, b = _pair(a, b)
    left, right = _summed_axes(axes, (a.ndim, b.ndim))
    if [a.shape[i] for i in left] != [b.shape[i] for i in right]:
        raise ValueError(f"np.tensordot: shapes {a.shape} and {b.shape} do not fit axes {axes}")
    rows = [i for i in range(a.ndim) if i not in left]
    columns = [i for i in range(b.ndim) if i not in right]
    shape = tuple(a.shape[i] for i in rows) + tuple(b.shape[i] for i in columns)
    inner, height, width = 1, 1, 1
    for i in left:
        inner *= a.shape[i]
    for i in rows:
        height *= a.shape[i]
    for i in columns:
        width *= b.shape[i]
    tall = np.reshape(np.transpose(a, rows + left), (height, inner))
    wide = np.reshape(np.transpose(b, right + columns), (inner, width))
    return np.reshape(record(MATMUL, (tall, wide)), shape)


@handles(np.linalg.tensordot)
def _linalg_tensordot(x1: Any, x2: Any, /, *, axes: Any = 2) -> Any:
    return _tensordot(x1, x2, axes)


@handles(np.cross)
def _cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = _pair(a, b)
    first, second = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    if first.shape[-1] != 3 or second.shape[-1] != 3:
        raise ValueError(f"np.cross takes vectors of length 3, got {a.shape} and {b.shape}")
    (a0, a1, a2), (b0, b1, b2) = (
        (each[..., 0], each[..., 1], each[..., 2]) for each in (first, second)
    )
    return np.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=axisc)


@handles(np.linalg.cross)
def _linalg_cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return _cross(x1, x2, axis=axis)
