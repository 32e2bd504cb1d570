"""Axes counted from the right, so that a batch axis in front disturbs no rule."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Axis", "batch_of", "expand", "from_the_right"]

Axis = Any  # None, an int, or a tuple of them, as in NumPy


def from_the_right(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return the axes as negative numbers, so that they hold with a batch axis in front too.

    >>> from_the_right(None, 2), from_the_right(0, 3)
    ((-2, -1), (-3,))
    """
    if axis is None:
        return tuple(range(-ndim, 0))
    if type(axis) is int and -ndim <= axis < ndim:
        return (axis if axis < 0 else axis - ndim,)
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    if ndim == 0 and not isinstance(axis, tuple | list) and axis in (0, -1):
        return ()  # as NumPy's reductions have it
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


def batch_of(g: Any, y: Any) -> tuple[int, ...]:
    """Return the lengths of the axes that the cotangent ``g`` has in front of those of ``y``."""
    shape: tuple[int, ...] = g.shape[: g.ndim - y.ndim]
    return shape
