"""Rules of operations that join arrays, take them apart, and repeat or move their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.indexing import taken
from coursekit.autodiff.rules.shapes import astype
from coursekit.autodiff.rules.table import Joined, apply, beyond, handles
from coursekit.autodiff.tape import Node, Rule, raw

__all__: list[str] = []


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


def _arrays(values: Any) -> list[Any]:
    return [each if hasattr(each, "ndim") else np.asarray(each) for each in values]


@handles(np.concatenate)
def _concatenate(
    arrays: Sequence[Any], axis: int | None = 0, out: None = None, *, dtype: Any = None
) -> Any:
    del out
    parts = _arrays(arrays)
    if not all(each.ndim for each in parts) and axis is not None:
        raise ValueError("single numbers cannot be concatenated: np.stack them")
    if axis is None:
        parts, axis = [np.ravel(each) for each in parts], 0
    place = from_the_right(axis, parts[0].ndim)[0]
    joined = apply(_CONCATENATE, tuple(parts), {"axis": place})
    return joined if dtype is None else astype(joined, dtype)


@handles(np.stack)
def _stack(arrays: Sequence[Any], axis: int = 0, out: None = None, *, dtype: Any = None) -> Any:
    parts = _arrays(arrays)
    if len({each.shape for each in parts}) != 1:
        raise ValueError("np.stack needs arrays of one shape")
    return _concatenate([np.expand_dims(each, axis) for each in parts], axis, out, dtype=dtype)


@handles(np.hstack)
def _hstack(tup: Sequence[Any], *, dtype: Any = None) -> Any:
    parts = [np.atleast_1d(each) for each in tup]
    return _concatenate(parts, 0 if parts[0].ndim == 1 else 1, dtype=dtype)


@handles(np.vstack)
def _vstack(tup: Sequence[Any], *, dtype: Any = None) -> Any:
    return _concatenate([np.atleast_2d(each) for each in tup], 0, dtype=dtype)


@handles(np.dstack)
def _dstack(tup: Sequence[Any]) -> Any:
    return _concatenate([np.atleast_3d(each) for each in tup], 2)


@handles(np.column_stack)
def _column_stack(tup: Sequence[Any]) -> Any:
    parts = [each if np.ndim(each) > 1 else np.reshape(each, (-1, 1)) for each in tup]
    return _concatenate(parts, 1)


@handles(np.append)
def _append(arr: Any, values: Any, axis: int | None = None) -> Any:
    return _concatenate([arr, values], axis)


@handles(np.block)
def _block(arrays: Any) -> Any:
    depth, inner = 0, arrays
    while isinstance(inner, list):
        depth, inner = depth + 1, inner[0]
    parts = _lifted(arrays, depth)
    return _blocks(parts, max([depth, *(each.ndim for each in _leaves(parts))]), depth)


def _lifted(arrays: Any, depth: int) -> Any:
    if isinstance(arrays, list):
        return [_lifted(each, depth) for each in arrays]
    return _arrays([arrays])[0]


def _leaves(parts: Any) -> list[Any]:
    return (
        [leaf for each in parts for leaf in _leaves(each)] if isinstance(parts, list) else [parts]
    )


def _blocks(parts: Any, ndim: int, depth: int) -> Any:
    if isinstance(parts, list):
        return _concatenate([_blocks(each, ndim, depth - 1) for each in parts], -depth)
    return np.reshape(parts, (1,) * (ndim - parts.ndim) + parts.shape)


# -------------------------------------------------------------------------------- taking apart


@handles(np.split)
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    np.split(np.empty(ary.shape[axis]), indices_or_sections)  # says so if the parts are not equal
    return _array_split(ary, indices_or_sections, axis)


@handles(np.array_split)
def _array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    front = (slice(None),) * (axis % ary.ndim)
    starts = np.array_split(np.arange(ary.shape[axis]), indices_or_sections)
    parts = [slice(p[0], p[-1] + 1) if len(p) else slice(0) for p in starts]
    return [ary[front + (part,)] for part in parts]  # noqa: RUF005 - a star there needs 3.11


@handles(np.hsplit)
def _hsplit(ary: Any, indices_or_sections: Any) -> Any:
    return _split(ary, indices_or_sections, 0 if ary.ndim == 1 else 1)


@handles(np.vsplit)
def _vsplit(ary: Any, indices_or_sections: Any) -> Any:
    if ary.ndim < 2:
        raise ValueError("np.vsplit needs two axes or more")
    return _split(ary, indices_or_sections, 0)


@handles(np.dsplit)
def _dsplit(ary: Any, indices_or_sections: Any) -> Any:
    if ary.ndim < 3:
        raise ValueError("np.dsplit needs three axes or more")
    return _split(ary, indices_or_sections, 2)


@handles(getattr(np, "unstack", None))
def _unstack(x: Any, /, *, axis: int = 0) -> Any:
    return tuple(np.moveaxis(x, axis, 0))


# ---------------------------------------------------------------------------- moving entries


@handles(np.flip)
def _flip(m: Any, axis: Any = None) -> Any:
    axes = from_the_right(axis, m.ndim)
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(-m.ndim, 0))]


@handles(np.flipud)
def _flipud(m: Any) -> Any:
    return _flip(m, 0)


@handles(np.fliplr)
def _fliplr(m: Any) -> Any:
    return _flip(m, 1)


def _rearranging(function: Callable[..., Any], first: str) -> None:
    """Register a function that only moves entries: NumPy itself says where each comes from."""

    def entry(*args: Any, **keywords: Any) -> Any:
        a, *rest = args or (keywords.pop(first),)
        places = np.arange(np.size(raw(a))).reshape(np.shape(raw(a)))
        return taken(a, function(places, *map(raw, rest), **keywords))

    handles(function)(entry)


for moving, its_array in (
    (np.roll, "a"), (np.rot90, "m"), (np.repeat, "a"), (np.tile, "A"), (np.delete, "arr"),
    (np.resize, "a"),
):  # fmt: skip
    _rearranging(moving, its_array)


@handles(np.compress)
def _compress(condition: Any, a: Any, axis: int | None = None, out: None = None) -> Any:
    del out
    places = np.arange(np.size(a)).reshape(np.shape(a))
    return taken(a, np.compress(raw(condition), places, axis))


@handles(np.insert)
def _insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    arr, values = _arrays([arr, values])
    old = np.arange(arr.size).reshape(arr.shape)
    new = arr.size + np.arange(values.size).reshape(values.shape)
    return taken(_concatenate([arr, values], None), np.insert(old, raw(obj), new, axis))


_BY_PLACE = ("edge", "reflect", "symmetric", "wrap")


@handles(np.pad)
def _pad(
    array: Any,
    pad_width: Any,
    mode: Any = "constant",
    *,
    constant_values: Any = 0,
    reflect_type: str = "even",
) -> Any:
    places = np.arange(array.size).reshape(array.shape)
    if mode in _BY_PLACE and reflect_type == "even":
        return taken(array, np.pad(places, pad_width, mode))
    if mode != "constant":
        raise beyond(f"np.pad with mode={mode!r} has no gradient rule")
    if isinstance(constant_values, Node):
        around: Any = constant_values
        if around.size != 1:
            raise beyond("np.pad: several Tensors as constant_values")
        around = np.reshape(around, ())
    else:
        nothing = np.zeros(array.shape, array.dtype)
        around = np.pad(nothing, pad_width, mode, constant_values=constant_values)
    inside = np.pad(places, pad_width, constant_values=-1)
    if not array.size:
        return around + np.zeros(inside.shape, array.dtype) + np.sum(array)
    return np.where(inside >= 0, taken(array, np.maximum(inside, 0)), around)
