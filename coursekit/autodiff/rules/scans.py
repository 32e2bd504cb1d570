"""Rules of what runs along an axis: cumsum, cumprod, diff, gradient, convolve, interp."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.elementwise import COPY
from coursekit.autodiff.rules.shapes import astype
from coursekit.autodiff.rules.table import beyond, handles, in_place, linear
from coursekit.autodiff.tape import Node, raw, record

__all__: list[str] = []


def _cumsum_vjp(g: Any, _y: Any, _a: Any, axis: int) -> Any:
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


_CUMSUM = linear("np.cumsum", lambda a, axis: np.cumsum(a, axis=axis), _cumsum_vjp)


def _line(a: Any, axis: int | None, dtype: Any, out: Any) -> tuple[Any, int]:
    """Return what a scan runs along: without an axis, all entries in one line."""
    if out is not None:
        raise in_place(np.add.accumulate)
    if dtype is not None:
        if np.dtype(dtype).kind != "f":
            raise beyond(f"a scan as {np.dtype(dtype)} has no gradient")
        a = astype(a, dtype)
    if axis is None or not a.ndim:
        return np.ravel(a), -1
    return a, from_the_right(axis, a.ndim)[0]


@handles(np.cumsum)
def _cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    a, axis = _line(a, axis, dtype, out)
    return record(_CUMSUM, (a,), {"axis": axis})


def _shifted(a: Any, by: int) -> Any:
    return a[..., : a.shape[-1] - by]


@handles(np.cumprod)
def _cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    # Products of 2, 4, 8, … neighbours: no division, so zeros are no difficulty.
    a, axis = _line(a, axis, dtype, out)
    line = np.swapaxes(a, axis, -1)
    step = 1
    while step < line.shape[-1]:
        tail = line[..., step:] * _shifted(line, step)
        line = np.concatenate([line[..., :step], tail], axis=-1)
        step *= 2
    return np.swapaxes(line, axis, -1)


def _cumulative(scan: Any, start: float) -> Any:
    def entry(
        x: Any,
        /,
        *,
        axis: int | None = None,
        dtype: Any = None,
        out: Any = None,
        include_initial: bool = False,
    ) -> Any:
        if axis is None and x.ndim > 1:
            raise ValueError("an axis is needed for an array of more than one axis")
        line = scan(x, -1 if axis is None else axis, dtype, out)
        if not include_initial:
            return line
        place = line.ndim - 1 if axis is None else axis % line.ndim
        first = (*line.shape[:place], 1, *line.shape[place + 1 :])
        return np.concatenate([np.full(first, start, line.dtype), line], axis=place)

    return entry


handles(getattr(np, "cumulative_sum", None))(_cumulative(_cumsum, 0.0))
handles(getattr(np, "cumulative_prod", None))(_cumulative(_cumprod, 1.0))


def _edge(value: Any, a: Any, axis: int) -> Any:
    """Return what diff puts at an end: one number stands for a whole layer."""
    if np.ndim(value):
        return value
    return np.broadcast_to(value, (*a.shape[:axis], 1, *a.shape[axis + 1 :]))


_NOTHING: Any = np._NoValue


@handles(np.diff)
def _diff(
    a: Any, n: int = 1, axis: int = -1, prepend: Any = _NOTHING, append: Any = _NOTHING
) -> Any:
    if n < 0:
        raise ValueError(f"np.diff: the order n = {n} is negative")
    ndim = np.ndim(a)
    place = from_the_right(axis, ndim)[0] + ndim
    whole: Any = a if isinstance(a, Node) else np.asarray(a)
    parts = [] if prepend is _NOTHING else [_edge(prepend, whole, place)]
    parts += [whole]
    parts += [] if append is _NOTHING else [_edge(append, whole, place)]
    line = np.swapaxes(np.concatenate(parts, axis=place) if len(parts) > 1 else whole, place, -1)
    for _ in range(n):
        line = line[..., 1:] - line[..., :-1]
    return np.swapaxes(line, place, -1)


@handles(np.ediff1d)
def _ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    flat = np.ravel(ary)
    parts = [flat[1:] - flat[:-1]]
    parts = parts if to_begin is None else [np.ravel(to_begin), *parts]
    parts = parts if to_end is None else [*parts, np.ravel(to_end)]
    return _in_precision(np.concatenate(parts) if len(parts) > 1 else parts[0], flat)


def _in_precision(result: Any, like: Any) -> Any:
    """Return a result in the precision of the array that decides on it in NumPy."""
    changes = like.dtype.kind == "f" and result.dtype != like.dtype
    return result.astype(like.dtype) if changes else result


@handles(np.trapezoid)
def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    values: Any = y if isinstance(y, Node) else np.asarray(y)
    last = np.moveaxis(values, axis, -1)
    if x is not None:
        dx = np.diff(x) if np.ndim(x) == 1 else np.diff(np.moveaxis(x, axis, -1))
    return np.sum(dx * (last[..., 1:] + last[..., :-1]) / 2, axis=-1)


@handles(np.gradient)
def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    if not isinstance(f, Node):
        f = np.asarray(f)
        f = f if f.dtype.kind == "f" else f.astype(float)
    axes = [i + f.ndim for i in from_the_right(axis, f.ndim)]
    steps = list(varargs) or [1.0]
    steps = steps * len(axes) if len(steps) == 1 else steps
    if len(steps) != len(axes):
        raise TypeError(f"np.gradient: {len(steps)} spacings for {len(axes)} axes")
    if edge_order not in (1, 2) or any(f.shape[i] < edge_order + 1 for i in axes):
        raise ValueError(f"np.gradient: shape {f.shape} is too small for edge_order={edge_order}")
    slopes = [
        _in_precision(np.moveaxis(_slope(np.moveaxis(f, i, -1), step, edge_order), -1, i), f)
        for i, step in zip(axes, steps, strict=True)
    ]
    return slopes[0] if len(axes) == 1 else tuple(slopes)


def _slope(f: Any, step: Any, edge_order: int) -> Any:
    """Return the slope of parabolas through three neighbours, along the last axis."""
    gaps = np.diff(step) if np.ndim(step) else step * np.ones(f.shape[-1] - 1, f.dtype)
    left, right = gaps[:-1], gaps[1:]
    rise = (f[..., 1:] - f[..., :-1]) / gaps
    before, after = rise[..., :-1], rise[..., 1:]
    inner = (before * right + after * left) / (left + right)
    first, last = rise[..., :1], rise[..., -1:]
    if edge_order == 2:
        bend = (after - before) / (left + right)
        first = first - (bend * left)[..., :1]
        last = last + (bend * right)[..., -1:]
    return np.concatenate([first, inner, last], axis=-1)


@handles(np.convolve)
def _convolve(a: Any, v: Any, mode: str = "full") -> Any:
    a, v = (np.ravel(each) for each in (a, v))
    if a.size < v.size:
        a, v = v, a
    if not v.size:
        raise ValueError("np.convolve: an array is empty")
    lengths = {"full": a.size + v.size - 1, "same": a.size, "valid": a.size - v.size + 1}
    if mode not in lengths:
        raise ValueError(f'np.convolve: mode={mode!r}; expected "full", "same" or "valid"')
    margin = np.zeros(v.size - 1, raw(a).dtype)
    padded = np.concatenate([margin, a, margin])
    start = {"full": 0, "same": (v.size - 1) // 2, "valid": v.size - 1}[mode]
    places = start + np.arange(lengths[mode])[:, None] + np.arange(v.size)
    return np.take(padded, places) @ np.flip(v)


@handles(np.correlate)
def _correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    if np.size(a) < np.size(v):
        return np.flip(_convolve(np.flip(a), v, mode))
    return _convolve(a, np.flip(v), mode)


@handles(np.interp)
def _interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    if period is not None:
        raise beyond("np.interp with a period has no gradient rule")
    x, xp, fp = (
        each if isinstance(each, Node) else np.asarray(each, float) for each in (x, xp, fp)
    )
    i = np.clip(np.searchsorted(raw(xp), raw(x), side="right") - 1, 0, max(xp.size - 2, 0))
    after = np.minimum(i + 1, xp.size - 1)
    inside = (np.take(fp, after) - np.take(fp, i)) / (np.take(xp, after) - np.take(xp, i))
    value = np.take(fp, i) + (x - np.take(xp, i)) * inside
    value = np.where(raw(x) < raw(xp)[0], fp[0] if left is None else left, value)
    return np.where(raw(x) > raw(xp)[-1], fp[-1] if right is None else right, value)


@handles(np.unwrap)
def _unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: float = 2 * np.pi) -> Any:
    # Whole periods are added, which no small change of p changes.
    return record(COPY, (p,)) + (np.unwrap(raw(p), discont, axis, period=period) - raw(p))
