"""Rules of reductions: sum, mean, var, std, prod, max, min, and those that leave nan out."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import Axis, batch_of, expand, from_the_right
from coursekit.autodiff.rules.shapes import astype
from coursekit.autodiff.rules.table import beyond, handles, in_place, linear
from coursekit.autodiff.tape import Rule, raw, record

__all__ = ["SUM", "length"]


def _prepared(a: Any, dtype: Any, out: Any, where: Any, neutral: Any) -> Any:
    """Apply the options that all reductions have."""
    if out is not None:
        raise in_place(np.add.reduce)
    if dtype is not None:
        if np.dtype(dtype).kind != "f":
            raise beyond(f"a sum as {np.dtype(dtype)} has no gradient")
        a = astype(a, dtype)
    return a if where is True else np.where(where, a, neutral)


def _options(a: Any, axis: Axis, keepdims: Any) -> dict[str, Any]:
    return {"axis": from_the_right(axis, a.ndim), "keepdims": bool(keepdims)}


def _spread(g: Any, y: Any, shape: tuple[int, ...], axis: tuple[int, ...], keepdims: bool) -> Any:
    if isinstance(g, np.generic) and shape:
        # One number everywhere, in no more room than its own: np.broadcast_to, without its checks.
        return np.ndarray(shape, g.dtype, np.array(g), 0, (0,) * len(shape))
    return np.broadcast_to(expand(g, shape, axis, keepdims), batch_of(g, y) + shape)


def _sum_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return _spread(g, y, a.shape, axis, keepdims)


SUM = linear(
    "np.sum", lambda a, axis, keepdims: np.add.reduce(a, axis=axis, keepdims=keepdims), _sum_vjp
)


@handles(np.sum)
def _sum(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = 0,
    where: Any = True,
) -> Any:
    a = _prepared(a, dtype, out, where, 0)
    total = record(SUM, (a,), _options(a, axis, keepdims))
    return total if type(initial) is int and initial == 0 else total + initial


def _mean_forward(a: Any, axis: Any, keepdims: Any, count: int) -> Any:
    return np.add.reduce(a, axis=axis, keepdims=keepdims) / count


def _mean_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool, count: int) -> Any:
    return _spread(g / count, y, a.shape, axis, keepdims)


_MEAN = linear("np.mean", _mean_forward, _mean_vjp)


def _count(a: Any, axis: Axis) -> int:
    count = 1
    for each in from_the_right(axis, a.ndim):
        count *= a.shape[each]
    return count


@handles(np.mean)
def _mean(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    *,
    where: Any = True,
) -> Any:
    a = _prepared(a, dtype, out, where, 0)
    if where is not True:
        given = np.broadcast_to(where, a.shape)
        number = np.sum(given, axis, a.dtype, keepdims=bool(keepdims))
        return _sum(a, axis, keepdims=keepdims) / number
    # NumPy divides by 0 with a warning where there is nothing to take the mean of.
    count = a.dtype.type(_count(a, axis)) if not a.size else _count(a, axis)
    return record(_MEAN, (a,), {**_options(a, axis, keepdims), "count": count})


@handles(np.average)
def _average(
    a: Any,
    axis: Axis = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: bool = False,
) -> Any:
    if weights is None:
        mean = np.mean(a, axis, keepdims=bool(keepdims))
        total = np.full(np.shape(mean), np.size(a) / max(np.size(mean), 1), mean.dtype)[()]
        return (mean, total) if returned else mean
    ndim = np.ndim(a)
    if np.shape(weights) != np.shape(a):
        if np.ndim(weights) != len(from_the_right(axis, ndim)) or axis is None:
            raise TypeError("np.average: weights need the shape of a, or of its axis")
        others = [i for i in range(-ndim, 0) if i not in from_the_right(axis, ndim)]
        weights = np.expand_dims(weights, others)
    total = np.sum(np.broadcast_to(weights, np.shape(a)), axis, keepdims=bool(keepdims))
    mean = np.sum(np.multiply(a, weights), axis, keepdims=bool(keepdims)) / total
    return (mean, total) if returned else mean


@handles(np.var)
def _var(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float | None = None,
) -> Any:
    kept = _deviations(_prepared(a, dtype, out, True, 0), axis, where)
    squares = _sum(kept * kept, axis, keepdims=keepdims)
    ddof = ddof if correction is None else correction
    return squares / _freedom(kept, axis, where, ddof, keepdims)


def _deviations(a: Any, axis: Axis, where: Any) -> Any:
    centred = a - _mean(a, axis, keepdims=True, where=where)
    return centred if where is True else np.where(where, centred, 0)


def _freedom(a: Any, axis: Axis, where: Any, ddof: float, keepdims: bool) -> Any:
    number: Any = _count(a, axis)
    if where is not True:
        number = np.sum(np.broadcast_to(where, a.shape), axis, keepdims=bool(keepdims))
    return np.maximum(number - ddof, 0).astype(a.dtype)


@handles(np.std)
def _std(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float | None = None,
) -> Any:
    # As a norm, so that equal entries give the subgradient 0 rather than 0/0.
    kept = _deviations(_prepared(a, dtype, out, True, 0), axis, where)
    ddof = ddof if correction is None else correction
    root = np.sqrt(_freedom(kept, axis, where, ddof, keepdims))
    return length(kept, axis, keepdims) / root


def length(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the root of the sum of squares; its gradient at 0 is the subgradient 0."""
    return record(_LENGTH, (a,), _options(a, axis, keepdims))


def _length_forward(a: Any, axis: Any, keepdims: Any) -> Any:
    return np.sqrt(np.add.reduce(a * a, axis=axis, keepdims=keepdims))


def _direction(y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    root = expand(y, a.shape, axis, keepdims)
    return a / (root + np.equal(root, 0))


def _length_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return expand(g, a.shape, axis, keepdims) * _direction(y, a, axis, keepdims)


def _length_jvp(t: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return np.sum(t * _direction(y, a, axis, keepdims), axis=axis, keepdims=keepdims)


_LENGTH = Rule("np.linalg.norm", _length_forward, (_length_vjp,), (_length_jvp,))


def _shares(y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return the share of each entry in its maximum: ties share equally."""
    best = np.equal(raw(a), expand(raw(y), a.shape, axis, keepdims))
    if np.count_nonzero(best) == y.size:  # no ties
        return best.astype(raw(y).dtype)
    return best / np.add.reduce(best, axis=axis, keepdims=True, dtype=raw(y).dtype)


def _max_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return expand(g, a.shape, axis, keepdims) * _shares(y, a, axis, keepdims)


def _max_jvp(t: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return np.sum(t * _shares(y, a, axis, keepdims), axis=axis, keepdims=keepdims)


_MAX = Rule(
    "np.max",
    lambda a, axis, keepdims: np.maximum.reduce(a, axis=axis, keepdims=keepdims),
    (_max_vjp,),
    (_max_jvp,),
)
_MIN = Rule(
    "np.min",
    lambda a, axis, keepdims: np.minimum.reduce(a, axis=axis, keepdims=keepdims),
    (_max_vjp,),
    (_max_jvp,),
)


def _extreme(rule: Rule, pick: Any) -> Any:
    def extreme(
        a: Any,
        axis: Axis = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        if initial is None and where is not True:
            raise ValueError(f"{rule.name} with where=… needs initial=…, as in NumPy")
        a = _prepared(a, None, out, where, initial)
        if initial is not None and not _count(a, axis):
            empty = np.sum(a, axis, keepdims=bool(keepdims))
            return empty + initial
        found = record(rule, (a,), _options(a, axis, keepdims))
        return found if initial is None else pick(found, initial)

    return extreme


_max, _min = _extreme(_MAX, np.maximum), _extreme(_MIN, np.minimum)
handles(np.max, np.amax)(_max)
handles(np.min, np.amin)(_min)


@handles(np.ptp)
def _ptp(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    return _max(a, axis, out, keepdims) - _min(a, axis, out, keepdims)


@handles(np.prod)
def _prod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = 1,
    where: Any = True,
) -> Any:
    # Multiplied in pairs: the product rule then needs no division, so zeros are no difficulty.
    a = _prepared(a, dtype, out, where, 1)
    axes = from_the_right(axis, a.ndim)
    kept = tuple(1 if i in axes else a.shape[i] for i in range(-a.ndim, 0))
    rest = [i for i in range(-a.ndim, 0) if i not in axes]
    front = np.transpose(a, [i % a.ndim for i in (*rest, *axes)]) if a.ndim else a
    left = tuple(a.shape[i] for i in rest)
    flat = np.reshape(front, (*left, _count(a, axis)))
    while flat.shape[-1] > 1:
        half = flat.shape[-1] // 2
        paired = flat[..., :half] * flat[..., half : 2 * half]
        odd = flat[..., 2 * half :]
        flat = np.concatenate([paired, odd], axis=-1) if odd.shape[-1] else paired
    one = flat[..., 0] if flat.shape[-1] else 1 + np.sum(flat, axis=-1)
    one = one if type(initial) is int and initial == 1 else one * initial
    return np.reshape(one, kept) if keepdims else one


# ------------------------------------------------------------------------- leaving nan out


def _without_nan(neutral: float, reduction: Any) -> Any:
    def entry(a: Any, axis: Axis = None, *rest: Any, **options: Any) -> Any:
        return reduction(np.where(np.isnan(raw(a)), neutral, a), axis, *rest, **options)

    return entry


handles(np.nansum)(_without_nan(0.0, np.sum))
handles(np.nanprod)(_without_nan(1.0, np.prod))
handles(np.nancumsum)(_without_nan(0.0, np.cumsum))
handles(np.nancumprod)(_without_nan(1.0, np.cumprod))


def _extreme_number(worst: float, reduction: Any, all_missing: Any) -> Any:
    found = _without_nan(worst, reduction)

    def entry(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
        missing = np.all(np.isnan(raw(a)), axis=axis, keepdims=bool(keepdims))
        if not np.any(missing):
            return found(a, axis, out, keepdims)
        return np.where(missing, np.nan, found(a, axis, out, keepdims))

    return handles(all_missing)(entry)


_extreme_number(-np.inf, np.max, np.nanmax)
_extreme_number(np.inf, np.min, np.nanmin)


def _over_numbers(reduction: Any) -> Any:
    def entry(
        a: Any,
        axis: Axis = None,
        dtype: Any = None,
        out: Any = None,
        *rest: Any,
        **options: Any,
    ) -> Any:
        number = ~np.isnan(raw(a))
        return reduction(np.where(number, a, 0.0), axis, dtype, out, *rest, where=number, **options)

    return entry


handles(np.nanmean)(_over_numbers(_mean))
handles(np.nanvar)(_over_numbers(_var))
handles(np.nanstd)(_over_numbers(_std))
