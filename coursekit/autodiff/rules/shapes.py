"""Rules of operations that move entries about: reshape, transpose, join, repeat."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.reductions import from_the_right
from coursekit.autodiff.rules.table import handles, linear
from coursekit.autodiff.tape import Node, Rule, raw, record
from coursekit.autodiff.walks import unbroadcast

__all__ = ["Joined", "astype", "reshape", "transpose"]

Shape = Any  # an int or a sequence of ints, as in NumPy


def _reshape_forward(a: Any, shape: tuple[int, ...], ndim: int) -> Any:
    return np.reshape(a, a.shape[: a.ndim - ndim] + shape)[()]


_RESHAPE = linear(
    "np.reshape",
    _reshape_forward,
    lambda g, y, a, shape, ndim: np.reshape(g, g.shape[: g.ndim - np.ndim(raw(y))] + a.shape),
    view=True,
)


@handles(np.reshape)
def reshape(a: Any, /, shape: Shape) -> Any:
    """Give the entries, in C order, a new shape; one length may be -1."""
    wanted = [int(n) for n in shape] if isinstance(shape, tuple | list) else [int(shape)]
    if -1 in wanted:
        others = -int(np.prod(wanted, dtype=int))
        if others:
            wanted[wanted.index(-1)] = a.size // others
    if int(np.prod(wanted, dtype=int)) != a.size or min(wanted, default=0) < 0:
        raise ValueError(f"cannot reshape an array of shape {a.shape} into shape {shape}")
    return record(_RESHAPE, (a,), {"shape": tuple(wanted), "ndim": a.ndim})


@handles(np.ravel)
def _ravel(a: Any) -> Any:
    return reshape(a, (a.size,))


@handles(np.squeeze)
def _squeeze(a: Any, axis: Any = None) -> Any:
    gone = [i for i in range(-a.ndim, 0) if a.shape[i] == 1]
    if axis is not None:
        gone = list(from_the_right(axis, a.ndim))
        if any(a.shape[i] != 1 for i in gone):
            raise ValueError(f"cannot squeeze axis {axis} of shape {a.shape}: not of length 1")
    return reshape(a, tuple(a.shape[i] for i in range(-a.ndim, 0) if i not in gone))


@handles(np.expand_dims)
def _expand_dims(a: Any, axis: Any) -> Any:
    ndim = a.ndim + (len(axis) if isinstance(axis, tuple | list) else 1)
    new = from_the_right(axis, ndim)
    lengths = iter(a.shape)
    return reshape(a, tuple(1 if i in new else next(lengths) for i in range(-ndim, 0)))


@handles(np.atleast_1d)
def _atleast_1d(a: Any) -> Any:
    return a if a.ndim else reshape(a, (1,))


@handles(np.atleast_2d)
def _atleast_2d(a: Any) -> Any:
    return a if a.ndim > 1 else reshape(a, (1, a.size))


def _transpose_forward(a: Any, order: tuple[int, ...]) -> Any:
    batch = a.ndim - len(order)
    return np.transpose(a, (*range(batch), *(i + batch for i in order)))


def _transpose_vjp(g: Any, _y: Any, _a: Any, order: tuple[int, ...]) -> Any:
    batch = g.ndim - len(order)
    back = [order.index(i) + batch for i in range(len(order))]
    return np.transpose(g, (*range(batch), *back))


_TRANSPOSE = linear("np.transpose", _transpose_forward, _transpose_vjp, view=True)


@handles(np.transpose)
def transpose(a: Any, axes: Sequence[int] | None = None) -> Any:
    """Reorder the axes; without ``axes``, reverse them."""
    order = range(a.ndim)[::-1] if axes is None else [int(i) % a.ndim for i in axes]
    if sorted(order) != list(range(a.ndim)):
        raise ValueError(f"axes {axes} are not a permutation of the {a.ndim} axes")
    return record(_TRANSPOSE, (a,), {"order": tuple(order)})


@handles(np.swapaxes)
def _swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    order = list(range(a.ndim))
    i, j = (from_the_right(axis, a.ndim)[0] for axis in (axis1, axis2))
    order[i], order[j] = order[j], order[i]
    return transpose(a, order)


@handles(np.moveaxis)
def _moveaxis(a: Any, source: Any, destination: Any) -> Any:
    from_axes = [i + a.ndim for i in from_the_right(source, a.ndim)]
    to_axes = [i + a.ndim for i in from_the_right(destination, a.ndim)]
    order = [i for i in range(a.ndim) if i not in from_axes]
    for to, start in sorted(zip(to_axes, from_axes, strict=True)):
        order.insert(to, start)
    return transpose(a, order)


@handles(np.matrix_transpose, np.linalg.matrix_transpose)
def _matrix_transpose(a: Any, /) -> Any:
    return _swapaxes(a, -1, -2)


def _broadcast_forward(a: Any, shape: tuple[int, ...], ndim: int) -> Any:
    batch = a.shape[: a.ndim - ndim]
    lifted = np.reshape(a, batch + (1,) * (len(shape) - ndim) + a.shape[len(batch) :])
    return np.broadcast_to(lifted, batch + shape)[()]


def _broadcast_vjp(g: Any, _y: Any, a: Any, shape: tuple[int, ...], ndim: int) -> Any:
    return unbroadcast(g, a.shape[a.ndim - ndim :], g.ndim - len(shape))


_BROADCAST = linear("np.broadcast_to", _broadcast_forward, _broadcast_vjp, view=True)


@handles(np.broadcast_to)
def _broadcast_to(array: Any, shape: Shape) -> Any:
    wanted = tuple(shape) if isinstance(shape, tuple | list) else (int(shape),)
    return record(_BROADCAST, (array,), {"shape": wanted, "ndim": array.ndim})


@handles(np.full_like)
def _full_like(a: Any, fill_value: Any) -> Any:
    if isinstance(fill_value, Node):
        return _broadcast_to(fill_value, np.shape(a))
    return np.full_like(raw(a), fill_value)


class Joined(Sequence[Any]):
    """The rules of an operation with any number of inputs: one function of the position."""

    def __init__(self, rule: Any) -> None:
        self._rule = rule

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, position: Any) -> Any:
        return lambda g, y, *inputs, **options: self._rule(position, g, y, *inputs, **options)


def _part(position: int, inputs: Sequence[Any], axis: int) -> tuple[Any, ...]:
    start = sum(each.shape[axis] for each in inputs[:position])
    part = slice(start, start + inputs[position].shape[axis])
    return (..., part, *(slice(None),) * (-axis - 1))


def _concatenate_vjp(position: int, g: Any, _y: Any, *inputs: Any, axis: int) -> Any:
    return g[_part(position, inputs, axis)]


def _concatenate_jvp(position: int, t: Any, _y: Any, *inputs: Any, axis: int) -> Any:
    batch = t.shape[: t.ndim - inputs[position].ndim]
    zeros = [np.zeros(batch + each.shape, raw(t).dtype) for each in inputs]
    return np.concatenate([*zeros[:position], t, *zeros[position + 1 :]], axis=axis)


_CONCATENATE = Rule(
    "np.concatenate",
    lambda *arrays, axis: np.concatenate(arrays, axis=axis),
    Joined(_concatenate_vjp),
    Joined(_concatenate_jvp),
)


@handles(np.concatenate)
def _concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    parts = [each if hasattr(each, "ndim") else np.asarray(each) for each in arrays]
    if axis is None:
        parts, axis = [np.ravel(each) for each in parts], 0
    return record(_CONCATENATE, tuple(parts), {"axis": from_the_right(axis, parts[0].ndim)[0]})


@handles(np.stack)
def _stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    return _concatenate([np.expand_dims(each, axis) for each in arrays], axis)


@handles(np.hstack)
def _hstack(tup: Sequence[Any]) -> Any:
    parts = [np.atleast_1d(each) for each in tup]
    return _concatenate(parts, 0 if parts[0].ndim == 1 else 1)


@handles(np.vstack)
def _vstack(tup: Sequence[Any]) -> Any:
    return _concatenate([np.atleast_2d(each) for each in tup], 0)


@handles(np.column_stack)
def _column_stack(tup: Sequence[Any]) -> Any:
    return _concatenate(
        [each if np.ndim(each) > 1 else np.reshape(each, (-1, 1)) for each in tup], 1
    )


@handles(np.append)
def _append(arr: Any, values: Any, axis: int | None = None) -> Any:
    return _concatenate([arr, values], axis)


@handles(np.flip)
def _flip(m: Any, axis: Any = None) -> Any:
    axes = from_the_right(axis, m.ndim)
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(-m.ndim, 0))]


@handles(np.roll)
def _roll(a: Any, shift: int, axis: int | None = None) -> Any:
    if axis is None:
        return reshape(_roll(np.ravel(a), shift, 0), a.shape)
    return np.take(a, (np.arange(a.shape[axis]) - shift) % max(a.shape[axis], 1), axis)


@handles(np.repeat)
def _repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    if axis is None:
        a, axis = np.ravel(a), 0
    return np.take(a, np.repeat(np.arange(a.shape[axis]), repeats), axis)


@handles(np.tile)
def _tile(A: Any, reps: Any) -> Any:
    # Where each entry of the tiled array comes from, as NumPy itself lays it out.
    return np.ravel(A)[np.tile(np.arange(A.size).reshape(A.shape), reps)]


@handles(np.split)
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    np.split(np.empty(ary.shape[axis]), indices_or_sections)  # says so if the parts are not equal
    return _array_split(ary, indices_or_sections, axis)


@handles(np.array_split)
def _array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    places = np.array_split(np.arange(ary.shape[axis]), indices_or_sections)
    first = np.moveaxis(ary, axis, 0)
    return [np.moveaxis(first[p[0] : p[-1] + 1] if len(p) else first[:0], 0, axis) for p in places]


_ASTYPE = linear(
    "astype", lambda a, dtype: a.astype(dtype), lambda g, y, a, dtype: g.astype(a.dtype)
)


def astype(a: Any, dtype: Any) -> Any:
    """Change the precision; a change to whole numbers or booleans gives a plain result."""
    kind = np.dtype(dtype).kind
    if kind == "c":
        raise TypeError("complex numbers are not differentiated here")
    if kind != "f":
        return raw(a).astype(dtype)
    return record(_ASTYPE, (a,), {"dtype": np.dtype(dtype)})
