"""Rules of reductions: sum, mean, var, std, prod, max, min, cumsum and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.table import handles, linear
from coursekit.autodiff.tape import Rule, raw, record

__all__ = ["SUM", "expand", "from_the_right", "norm"]

Axis = Any  # None, an int, or a tuple of them, as in NumPy


def from_the_right(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return the axes as negative numbers, so that they hold with a batch axis in front too.

    >>> from_the_right(None, 2), from_the_right(0, 3)
    ((-2, -1), (-3,))
    """
    if axis is None:
        return tuple(range(-ndim, 0))
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    for each in axes:
        if not -ndim <= each < ndim:
            raise np.exceptions.AxisError(each, ndim)
    found = tuple(int(each) % ndim - ndim for each in axes)
    if len(set(found)) != len(found):
        raise ValueError("an axis is named twice")
    return found


def expand(g: Any, shape: tuple[int, ...], axis: tuple[int, ...], keepdims: bool) -> Any:
    """Put the reduced axes back as axes of length 1, behind whatever batch axes ``g`` carries."""
    if keepdims or not axis:
        return g
    ndim = len(shape)
    index = (..., *(None if i in axis else slice(None) for i in range(-ndim, 0)))
    return g[index]


def _batch(g: Any, y: Any) -> tuple[int, ...]:
    shape: tuple[int, ...] = g.shape[: g.ndim - np.ndim(raw(y))]
    return shape


def _sum_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return np.broadcast_to(expand(g, a.shape, axis, keepdims), _batch(g, y) + a.shape)


SUM = linear(
    "np.sum", lambda a, axis, keepdims: np.add.reduce(a, axis=axis, keepdims=keepdims), _sum_vjp
)


@handles(np.sum)
def _sum(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return record(SUM, (a,), {"axis": from_the_right(axis, a.ndim), "keepdims": keepdims})


def _count(a: Any, axis: Axis) -> int:
    count = 1
    for each in from_the_right(axis, a.ndim):
        count *= a.shape[each]
    return count


@handles(np.mean)
def _mean(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return _sum(a, axis, keepdims=keepdims) / _count(a, axis)


@handles(np.average)
def _average(a: Any, axis: Axis = None, weights: Any = None) -> Any:
    if weights is None:
        return np.mean(a, axis)
    if np.shape(weights) != a.shape:
        weights = np.expand_dims(
            weights, [i for i in range(-a.ndim, 0) if i != axis % a.ndim - a.ndim]
        )
    total = weights + np.zeros(a.shape)
    return np.sum(a * weights, axis) / np.sum(total, axis)


@handles(np.var)
def _var(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    centred = a - _mean(a, axis, keepdims=True)
    return _sum(centred * centred, axis, keepdims=keepdims) / (_count(a, axis) - ddof)


@handles(np.std)
def _std(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    # As a norm, so that equal entries give the subgradient 0 rather than 0/0.
    centred = a - _mean(a, axis, keepdims=True)
    return norm(centred, axis, keepdims) / float(np.sqrt(_count(a, axis) - ddof))


def norm(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the root of the sum of squares; its gradient at 0 is the subgradient 0."""
    return record(_NORM, (a,), {"axis": from_the_right(axis, a.ndim), "keepdims": keepdims})


def _norm_forward(a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims))


def _direction(y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    length = expand(y, a.shape, axis, keepdims)
    return a / (length + np.equal(length, 0))


def _norm_vjp(g: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return expand(g, a.shape, axis, keepdims) * _direction(y, a, axis, keepdims)


def _norm_jvp(t: Any, y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return np.sum(t * _direction(y, a, axis, keepdims), axis=axis, keepdims=keepdims)


_NORM = Rule("np.linalg.norm", _norm_forward, (_norm_vjp,), (_norm_jvp,))


def _shares(y: Any, a: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return the share of each entry in its maximum: ties share equally."""
    best = np.equal(raw(a), expand(raw(y), a.shape, axis, keepdims))
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


@handles(np.max, np.amax)
def _max(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return record(_MAX, (a,), {"axis": from_the_right(axis, a.ndim), "keepdims": keepdims})


@handles(np.min, np.amin)
def _min(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return record(_MIN, (a,), {"axis": from_the_right(axis, a.ndim), "keepdims": keepdims})


@handles(np.ptp)
def _ptp(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return _max(a, axis, keepdims=keepdims) - _min(a, axis, keepdims=keepdims)


@handles(np.prod)
def _prod(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    # Multiplied in pairs: the product rule then needs no division, so zeros are no difficulty.
    axes = from_the_right(axis, a.ndim)
    kept = tuple(1 if i in axes else a.shape[i] for i in range(-a.ndim, 0))
    rest = [i for i in range(-a.ndim, 0) if i not in axes]
    front = np.transpose(a, [i % a.ndim for i in (*rest, *axes)]) if a.ndim else a
    left = tuple(a.shape[i] for i in rest)
    flat = np.reshape(front, (*left, -1) if front.size else (*left, _count(a, axis)))
    while flat.shape[-1] > 1:
        half = flat.shape[-1] // 2
        paired = flat[..., :half] * flat[..., half : 2 * half]
        odd = flat[..., 2 * half :]
        flat = np.concatenate([paired, odd], axis=-1) if odd.shape[-1] else paired
    one = flat[..., 0] if flat.shape[-1] else np.ones(left)
    return np.reshape(one, kept) if keepdims else one


def _cumsum_vjp(g: Any, _y: Any, _a: Any, axis: int) -> Any:
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


_CUMSUM = linear("np.cumsum", lambda a, axis: np.cumsum(a, axis=axis), _cumsum_vjp)


@handles(np.cumsum)
def _cumsum(a: Any, axis: int | None = None) -> Any:
    if axis is None:
        a, axis = np.ravel(a), -1
    return record(_CUMSUM, (a,), {"axis": from_the_right(axis, a.ndim)[0]})


@handles(np.diff)
def _diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    for _ in range(n):
        last = np.moveaxis(a, axis, -1)
        a = np.moveaxis(last[..., 1:] - last[..., :-1], -1, axis)
    return a


@handles(np.trapezoid)
def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    last = np.moveaxis(y, axis, -1)
    if x is not None:
        dx = np.diff(x) if np.ndim(x) == 1 else np.diff(np.moveaxis(x, axis, -1))
    return np.sum(dx * (last[..., 1:] + last[..., :-1]) / 2, axis=-1)
