"""Rules of operations that give the entries another shape, order of axes or precision."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.table import beyond, handles, linear
from coursekit.autodiff.tape import Node, raw, record
from coursekit.autodiff.walks import unbroadcast

__all__ = ["astype", "reshape", "transpose"]

Shape = Any  # an int or a sequence of ints, as in NumPy


def _reshape_forward(a: Any, shape: tuple[int, ...], ndim: int) -> Any:
    return np.reshape(a, a.shape[: a.ndim - ndim] + shape)[()]


_RESHAPE = linear(
    "np.reshape",
    _reshape_forward,
    lambda g, y, a, shape, ndim: np.reshape(g, g.shape[: g.ndim - np.ndim(raw(y))] + a.shape),
    view=True,
)


def _by_columns(a: Any, order: str) -> bool:
    """Return whether ``order`` asks for Fortran's order of the entries."""
    if order in ("C", "F"):
        return order == "F"
    flags = np.asarray(raw(a)).flags
    if order not in ("A", "K") or not (flags.c_contiguous or flags.f_contiguous):
        raise beyond(f'order={order!r} depends on the memory of the array: give "C" or "F"')
    return not flags.c_contiguous


def reshape(a: Any, /, shape: Shape, order: str = "C") -> Any:
    """Give the entries, in the order of C or Fortran, a new shape; one length may be -1."""
    wanted = [int(n) for n in (shape if np.ndim(shape) else (shape,))]
    if wanted.count(-1) == 1:
        others = 1
        for n in wanted:
            others *= n if n != -1 else 1
        if others:
            wanted[wanted.index(-1)] = a.size // others
    size = 1
    for n in wanted:
        size *= n
    if size != a.size or min(wanted, default=0) < 0:
        raise ValueError(f"cannot reshape an array of shape {a.shape} into shape {shape}")
    if order != "C" and _by_columns(a, order):
        return transpose(reshape(transpose(a), wanted[::-1]))
    return record(_RESHAPE, (a,), {"shape": tuple(wanted), "ndim": a.ndim})


@handles(np.reshape)
def _reshape(
    a: Any, /, shape: Shape = None, order: str = "C", *, newshape: Shape = None, copy: Any = None
) -> Any:  # a Tensor is never changed in place, so it does not matter whether it is a copy
    del copy
    return reshape(a, newshape if shape is None else shape, order)


@handles(np.ravel)
def _ravel(a: Any, order: str = "C") -> Any:
    return reshape(a, (a.size,), order)


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


def _each(lift: Any) -> Any:
    def entry(*arys: Any) -> Any:
        lifted = tuple(lift(each if hasattr(each, "ndim") else np.asarray(each)) for each in arys)
        return lifted[0] if len(lifted) == 1 else lifted

    return entry


def _at_least_3d(a: Any) -> Any:
    if a.ndim == 0:
        return np.reshape(a, (1, 1, 1))
    return a[None, :, None] if a.ndim == 1 else a[..., None] if a.ndim == 2 else a


handles(np.atleast_1d)(_each(lambda a: a if a.ndim else np.reshape(a, (1,))))
handles(np.atleast_2d)(_each(lambda a: a if a.ndim > 1 else np.reshape(a, (1, a.size))))
handles(np.atleast_3d)(_each(_at_least_3d))


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
    order = range(a.ndim)[::-1] if axes is None else [int(i) % max(a.ndim, 1) for i in axes]
    if sorted(order) != list(range(a.ndim)):
        raise ValueError(f"axes {axes} are not a permutation of the {a.ndim} axes")
    return record(_TRANSPOSE, (a,), {"order": tuple(order)})


@handles(np.swapaxes)
def _swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    order = list(range(a.ndim))
    i, j = (from_the_right(axis, a.ndim)[0] for axis in (axis1, axis2))
    order[i], order[j] = order[j], order[i]
    return transpose(a, order)


def _permuting(move: Any) -> Any:
    def entry(a: Any, *places: Any, **named: Any) -> Any:
        # NumPy itself says where the axes go: the lengths of this empty array are their numbers.
        return transpose(a, move(np.empty(range(a.ndim)), *places, **named).shape)

    return entry


for permuting in (np.moveaxis, np.rollaxis):
    handles(permuting)(_permuting(permuting))


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
def _broadcast_to(array: Any, shape: Shape, subok: bool = False) -> Any:
    del subok
    wanted = tuple(int(n) for n in (shape if np.ndim(shape) else (shape,)))
    return record(_BROADCAST, (array,), {"shape": wanted, "ndim": array.ndim})


@handles(np.broadcast_arrays)
def _broadcast_arrays(*args: Any, subok: bool = False) -> tuple[Any, ...]:
    del subok
    shape = np.broadcast_shapes(*(np.shape(raw(each)) for each in args))
    return tuple(np.broadcast_to(each, shape) for each in args)


@handles(np.meshgrid)
def _meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    del copy
    if indexing not in ("xy", "ij"):
        raise ValueError('np.meshgrid: indexing is "xy" or "ij"')
    grids = [
        np.reshape(each, (1,) * i + (-1,) + (1,) * (len(xi) - i - 1)) for i, each in enumerate(xi)
    ]
    if indexing == "xy" and len(xi) > 1:
        grids = [np.swapaxes(each, 0, 1) for each in grids]
    return tuple(grids) if sparse else _broadcast_arrays(*grids)


@handles(np.full_like)
def _full_like(a: Any, fill_value: Any, dtype: Any = None, *, shape: Shape = None) -> Any:
    shape = np.shape(raw(a)) if shape is None else shape
    if isinstance(fill_value, Node):
        filled = _broadcast_to(fill_value, shape)
        return filled if dtype is None else astype(filled, dtype)
    return np.full_like(raw(a), fill_value, dtype, shape=shape)


_ASTYPE = linear(
    "astype", lambda a, dtype: a.astype(dtype), lambda g, y, a, dtype: g.astype(a.dtype)
)


def astype(a: Any, dtype: Any) -> Any:
    """Change the precision; a change to whole numbers or booleans gives a plain result."""
    kind = np.dtype(dtype).kind
    if kind == "c":
        raise beyond("complex numbers are not differentiated here")
    if kind != "f":
        return raw(a).astype(dtype)
    return record(_ASTYPE, (a,), {"dtype": np.dtype(dtype)})


@handles(getattr(np, "astype", None))
def _astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    del copy, device
    return astype(x, dtype)
