"""Rules of np.linalg.norm in all its orders; the subgradient at 0 is 0 in each of them."""

# ruff: noqa: A002 - NumPy's names
from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.reductions import length
from coursekit.autodiff.rules.table import beyond, handles
from coursekit.autodiff.tape import Node, raw

__all__: list[str] = []


def _need_fixed(ord: Any) -> None:
    if isinstance(ord, Node) and ord.tracked:
        raise beyond("np.linalg.norm has no gradient by its order")


def _vector_norm(x: Any, ord: Any, axis: Any, keepdims: bool) -> Any:
    if ord is None or ord == 2:
        return length(x, axis, keepdims)
    if isinstance(ord, str):
        raise ValueError(f"np.linalg.norm: order {ord!r} is for matrices")
    if ord == 0:
        counted: Any = np.not_equal(raw(x), 0).astype(x.dtype)
        return np.sum(counted, axis=axis, keepdims=keepdims)
    size = np.absolute(x)
    if ord == math.inf:
        return np.max(size, axis=axis, keepdims=keepdims)
    if ord == -math.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    # Roots and powers below 1 are infinitely steep at 0: entries of 0 are left out of a positive
    # order, and make that of a negative one 0.
    zero = np.equal(raw(x), 0)
    if not np.any(zero):
        return np.sum(size**ord, axis=axis, keepdims=keepdims) ** (1.0 / ord)
    powers = np.where(zero, 0.0, np.where(zero, 1.0, size) ** ord)
    nothing = (np.all if ord > 0 else np.any)(zero, axis=axis, keepdims=keepdims)
    total = np.where(nothing, 1.0, np.sum(powers, axis=axis, keepdims=keepdims))
    return np.where(nothing, 0.0, total ** (1.0 / ord))


def _matrix_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    rows, columns = axes
    if ord is None or ord in ("fro", "f"):
        return length(x, axes, keepdims)
    if ord in (2, -2, "nuc"):
        s = np.absolute(np.linalg.svd(np.moveaxis(x, axes, (-2, -1)), compute_uv=False))
        found = (np.sum if ord == "nuc" else np.max if ord == 2 else np.min)(s, axis=-1)
        return np.expand_dims(found, sorted(i % x.ndim for i in axes)) if keepdims else found
    if ord not in (1, -1, math.inf, -math.inf):
        raise ValueError(f"np.linalg.norm: there is no order {ord!r} of a matrix")
    along, over = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = np.sum(np.absolute(x), axis=along, keepdims=True)
    found = (np.max if ord > 0 else np.min)(sums, axis=over, keepdims=True)
    return found if keepdims else np.squeeze(found, axis=axes)


@handles(np.linalg.norm)
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    _need_fixed(ord)
    if ord is None:
        return length(x, axis, keepdims)
    axes = from_the_right(axis, x.ndim)
    if axis is None and not 1 <= x.ndim <= 2:
        raise ValueError(f"np.linalg.norm of order {ord!r} takes a vector or a matrix, or an axis")
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2:
        return _matrix_norm(x, ord, axes, keepdims)
    raise ValueError("np.linalg.norm takes one axis or two")


@handles(np.linalg.vector_norm)
def _vector_norm_of(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    _need_fixed(ord)
    return _vector_norm(x, ord, from_the_right(axis, x.ndim), keepdims)


@handles(np.linalg.matrix_norm)
def _matrix_norm_of(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    return _matrix_norm(x, ord, (-2, -1), keepdims)


@handles(np.linalg.cond)
def _cond(x: Any, p: Any = None) -> Any:
    if p is None or p in (2, -2):
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    of = {"ord": p, "axis": (-2, -1)}
    return np.linalg.norm(x, **of) * np.linalg.norm(np.linalg.inv(x), **of)
