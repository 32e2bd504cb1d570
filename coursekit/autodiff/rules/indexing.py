"""Rules of indexing: slices are views both ways, anything else goes through flat positions."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.reductions import from_the_right
from coursekit.autodiff.rules.table import handles
from coursekit.autodiff.tape import Node, Rule, raw, record

__all__ = ["getitem"]

_BASIC = (int, slice, type(None), type(Ellipsis))


def getitem(a: Any, index: Any) -> Any:
    """Return ``a[index]`` for every index that NumPy knows; repeated entries add up."""
    parts = index if type(index) is tuple else (index,)
    for part in parts:
        if type(part) not in _BASIC:
            break
    else:
        return record(_SLICE, (a,), {"index": parts, "shape": a._data.shape})
    # Positions in the flattened array say all that an index of arrays or booleans can say.
    index = tuple(raw(part) for part in parts)
    flat = np.arange(a.size).reshape(a.shape)[index]
    return record(_TAKE, (a,), {"flat": flat, "shape": a.shape})


def _in_batch(g: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Complete the index from the left, for an array with more axes than ``shape``."""
    everything: tuple[Any, ...] = (slice(None),) * (g.ndim - len(shape))
    return everything + index


def _slice_forward(a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    return a[_in_batch(a, index, shape)][()]


def _slice_vjp(g: Any, y: Any, _a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    options = {"index": index, "shape": shape, "batch": g.ndim - np.ndim(raw(y))}
    return record(_PUT, (g,), options) if isinstance(g, Node) else _put_forward(g, **options)


def _slice_jvp(t: Any, _y: Any, _a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    if isinstance(t, Node):
        return record(_SLICE, (t,), {"index": _in_batch(t, index, shape), "shape": raw(t).shape})
    return _slice_forward(t, index, shape)


def _slice_add(buffer: Any, g: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    buffer[_in_batch(buffer, index, shape)] += g


_SLICE = Rule(
    "indexing",
    _slice_forward,
    (_slice_vjp,),
    (_slice_jvp,),
    accumulate=_slice_add,
)


def _put_forward(g: Any, index: tuple[Any, ...], shape: tuple[int, ...], batch: int) -> Any:
    out = np.zeros(g.shape[:batch] + shape, g.dtype)
    out[(slice(None),) * batch + index] = g
    return out


def _put_vjp(
    g: Any, _y: Any, _a: Any, index: tuple[Any, ...], shape: tuple[int, ...], batch: int
) -> Any:
    assert g.ndim - len(shape) >= batch
    return g[_in_batch(g, index, shape)]


def _put_jvp(
    t: Any, _y: Any, a: Any, index: tuple[Any, ...], shape: tuple[int, ...], batch: int
) -> Any:
    options = {"index": index, "shape": shape, "batch": batch + t.ndim - np.ndim(raw(a))}
    return record(_PUT, (t,), options) if isinstance(t, Node) else _put_forward(t, **options)


_PUT = Rule("putting into zeros", _put_forward, (_put_vjp,), (_put_jvp,), reads_inputs=False)


def _flattened(a: Any, shape: tuple[int, ...]) -> Any:
    size = 1
    for n in shape:
        size *= n
    return np.reshape(a, (*a.shape[: a.ndim - len(shape)], size))


def _take_forward(a: Any, flat: Any, shape: tuple[int, ...]) -> Any:
    return _flattened(a, shape)[..., flat]


def _take_vjp(g: Any, _y: Any, _a: Any, flat: Any, shape: tuple[int, ...]) -> Any:
    options = {"flat": flat, "shape": shape}
    return record(_SPREAD, (g,), options) if isinstance(g, Node) else _spread_forward(g, **options)


def _take_jvp(t: Any, _y: Any, _a: Any, flat: Any, shape: tuple[int, ...]) -> Any:
    options = {"flat": flat, "shape": shape}
    return record(_TAKE, (t,), options) if isinstance(t, Node) else _take_forward(t, **options)


_TAKE = Rule("indexing", _take_forward, (_take_vjp,), (_take_jvp,), reads_inputs=False)


def _spread_forward(g: Any, flat: Any, shape: tuple[int, ...]) -> Any:
    batch = g.shape[: g.ndim - np.ndim(flat)]
    size = 1
    for n in shape:
        size *= n
    if not batch and g.dtype == np.float64:
        # bincount adds repeated entries ten times faster than np.add.at.
        return np.bincount(np.ravel(flat), np.ravel(g), size).reshape(shape)
    out = np.zeros((*batch, size), g.dtype)
    np.add.at(
        np.moveaxis(out, -1, 0), flat, np.moveaxis(g, range(len(batch)), range(-len(batch), 0))
    )
    return out.reshape(batch + shape)


_SPREAD = Rule(
    "adding into zeros",
    _spread_forward,
    (_take_jvp,),  # gathering and adding up are each other's transposes
    (_take_vjp,),
    reads_inputs=False,
)


@handles(np.take)
def _take(a: Any, indices: Any, axis: int | None = None) -> Any:
    if axis is None:
        return getitem(np.ravel(a), np.asarray(raw(indices)))
    place = from_the_right(axis, a.ndim)[0] + a.ndim
    return getitem(a, (slice(None),) * place + (np.asarray(raw(indices)),))


@handles(np.take_along_axis)
def _take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    if axis is None:
        return _take(arr, indices)
    flat = np.take_along_axis(np.arange(arr.size).reshape(arr.shape), raw(indices), axis)
    return record(_TAKE, (arr,), {"flat": flat, "shape": arr.shape})


@handles(np.sort)
def _sort(a: Any, axis: int | None = -1) -> Any:
    if axis is None:
        a, axis = np.ravel(a), -1
    return _take_along_axis(a, np.argsort(raw(a), axis=axis, kind="stable"), axis)


@handles(np.diagonal, np.linalg.diagonal)
def _diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    flat = np.diagonal(np.arange(a.size).reshape(a.shape), offset, axis1, axis2)
    return record(_TAKE, (a,), {"flat": flat.copy(), "shape": a.shape})


@handles(np.diag)
def _diag(v: Any, k: int = 0) -> Any:
    if v.ndim == 2:
        return _diagonal(v, k)
    if v.ndim != 1:
        raise ValueError(f"np.diag takes a vector or a matrix, not shape {v.shape}")
    n = v.shape[0] + abs(k)
    flat = np.diagonal(np.arange(n * n).reshape(n, n), k).copy()
    return record(_SPREAD, (v,), {"flat": flat, "shape": (n, n)})


def _below(m: Any, k: int) -> Any:
    rows, columns = m.shape[-2:]
    return np.tri(rows, columns, k, bool)


@handles(np.tril)
def _tril(m: Any, k: int = 0) -> Any:
    return np.where(_below(m, k), m, 0.0)


@handles(np.triu)
def _triu(m: Any, k: int = 0) -> Any:
    return np.where(_below(m, k - 1), 0.0, m)
