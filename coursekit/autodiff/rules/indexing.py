"""Rules of indexing: slices are views both ways, anything else goes through flat positions."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.shapes import reshape
from coursekit.autodiff.rules.table import beyond, handles
from coursekit.autodiff.tape import Node, Rule, raw, record, record_one

__all__ = ["getitem", "taken"]

_BASIC = (int, slice, type(None), type(Ellipsis))


def getitem(a: Any, index: Any) -> Any:
    """Return ``a[index]`` for every index that NumPy knows; repeated entries add up."""
    parts = index if type(index) is tuple else (index,)
    for part in parts:
        if type(part) not in _BASIC:
            break
    else:
        return record_one(_SLICE, a, {"index": parts, "shape": a._plain.shape})
    index = tuple(int(p) if isinstance(p, np.integer) else raw(p) for p in parts)
    if all(type(part) in _BASIC for part in index):
        return record_one(_SLICE, a, {"index": index, "shape": a._plain.shape})
    # Positions in the flattened array say all that an index of arrays or booleans can say.
    return taken(a, np.arange(a.size).reshape(a.shape)[index])


def taken(a: Any, places: Any) -> Any:
    """Return the entries at these positions of the flattened array; repeated entries add up."""
    if not isinstance(a, Node):
        return np.ravel(a)[places]
    return record_one(_TAKE, a, {"flat": np.array(places), "shape": a._plain.shape})


def _in_batch(g: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Complete the index from the left, for an array with more axes than ``shape``."""
    everything: tuple[Any, ...] = (slice(None),) * (g.ndim - len(shape))
    return everything + index


def _slice_forward(a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    return a[_in_batch(a, index, shape)][()]


def _slice_vjp(g: Any, y: Any, _a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    options = {"index": index, "shape": shape, "batch": g.ndim - y.ndim}
    return record_one(_PUT, g, options) if isinstance(g, Node) else _put_forward(g, **options)


def _slice_jvp(t: Any, _y: Any, _a: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    if isinstance(t, Node):
        return record_one(_SLICE, t, {"index": _in_batch(t, index, shape), "shape": raw(t).shape})
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
    options = {"index": index, "shape": shape, "batch": batch + t.ndim - a.ndim}
    return record_one(_PUT, t, options) if isinstance(t, Node) else _put_forward(t, **options)


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
    return record_one(_SPREAD, g, options) if isinstance(g, Node) else _spread_forward(g, **options)


def _take_jvp(t: Any, _y: Any, _a: Any, flat: Any, shape: tuple[int, ...]) -> Any:
    options = {"flat": flat, "shape": shape}
    return record_one(_TAKE, t, options) if isinstance(t, Node) else _take_forward(t, **options)


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
def _take(
    a: Any, indices: Any, axis: int | None = None, out: None = None, mode: Any = "raise"
) -> Any:
    del out
    places = np.arange(np.size(a)).reshape(np.shape(a))
    return taken(a, np.take(places, raw(indices), axis, mode=mode))


@handles(np.take_along_axis)
def _take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    places = np.arange(np.size(arr)).reshape(np.shape(arr))
    return taken(arr, np.take_along_axis(places, raw(indices), axis))


@handles(np.sort)
def _sort(
    a: Any, axis: int | None = -1, kind: Any = None, order: None = None, *, stable: Any = None
) -> Any:
    del kind, order, stable
    if axis is None:
        a, axis = np.ravel(a), -1
    return _take_along_axis(a, np.argsort(raw(a), axis=axis, kind="stable"), axis)


@handles(np.partition)
def _partition(a: Any, kth: Any, axis: int | None = -1, kind: Any = "introselect") -> Any:
    if axis is None:
        a, axis = np.ravel(a), -1
    return _take_along_axis(a, np.argpartition(raw(a), kth, axis=axis, kind=kind), axis)


@handles(np.unique)
def _unique(ar: Any, *, axis: int | None = None, **more: Any) -> Any:
    if axis is not None or not set(more) <= {"equal_nan", "sorted"}:
        raise beyond("np.unique has a gradient for the plain list of values only")
    return taken(ar, np.unique(raw(ar), return_index=True, **more)[1])


def _values_and(which: Any) -> Any:
    def entry(x: Any, /) -> Any:
        found = which(raw(x))
        first = np.unique(raw(x), return_index=True, equal_nan=False)[1]
        return type(found)(taken(x, first), found[1])

    return entry


for counting in (np.unique_counts, np.unique_inverse):
    handles(counting)(_values_and(counting))


@handles(np.ix_)
def _ix(*args: Any) -> Any:
    meshed = np.ix_(*map(raw, args))
    return tuple(
        reshape(each, plain.shape) if isinstance(each, Node) and each.tracked else plain
        for each, plain in zip(args, meshed, strict=True)
    )


@handles(np.lib.stride_tricks.sliding_window_view)
def _sliding_window_view(
    x: Any,
    window_shape: Any,
    axis: Any = None,
    *,
    subok: bool = False,
    writeable: bool = False,
) -> Any:
    del subok, writeable
    places = np.arange(np.size(x)).reshape(np.shape(x))
    return taken(x, np.lib.stride_tricks.sliding_window_view(places, window_shape, axis))


@handles(np.extract)
def _extract(condition: Any, arr: Any) -> Any:
    return taken(arr, np.extract(raw(condition), np.arange(np.size(arr))))


@handles(np.trim_zeros)
def _trim_zeros(filt: Any, trim: str = "fb") -> Any:
    kept = np.flatnonzero(raw(filt))
    first = kept[0] if len(kept) and "f" in trim.lower() else 0
    last = kept[-1] + 1 if len(kept) and "b" in trim.lower() else filt.size
    return filt[first:last] if len(kept) else filt[:0]


@handles(np.diagonal)
def _diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return taken(a, np.diagonal(np.arange(a.size).reshape(a.shape), offset, axis1, axis2))


@handles(np.linalg.diagonal)
def _matrix_diagonal(x: Any, /, *, offset: int = 0) -> Any:
    return _diagonal(x, offset, -2, -1)


@handles(np.diag)
def _diag(v: Any, k: int = 0) -> Any:
    if v.ndim == 2:
        return _diagonal(v, k)
    if v.ndim != 1:
        raise ValueError(f"np.diag takes a vector or a matrix, not shape {v.shape}")
    return _diagflat(v, k)


@handles(np.diagflat)
def _diagflat(v: Any, k: int = 0) -> Any:
    n = v.size + abs(k)
    flat = np.diagonal(np.arange(n * n).reshape(n, n), k).copy()
    return record(_SPREAD, (np.ravel(v),), {"flat": flat, "shape": (n, n)})


@handles(np.trace)
def _trace(
    a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None
) -> Any:
    return np.sum(_diagonal(a, offset, axis1, axis2), axis=-1, dtype=dtype, out=out)


@handles(np.linalg.trace)
def _matrix_trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    return np.sum(_diagonal(x, offset, -2, -1), axis=-1, dtype=dtype)


def _below(m: Any, k: int) -> Any:
    rows, columns = m.shape[-2:] if m.ndim > 1 else m.shape * 2
    return np.tri(rows, columns, k, bool)


@handles(np.tril)
def _tril(m: Any, k: int = 0) -> Any:
    return np.where(_below(m, k), m, 0.0)


@handles(np.triu)
def _triu(m: Any, k: int = 0) -> Any:
    return np.where(_below(m, k - 1), 0.0, m)
