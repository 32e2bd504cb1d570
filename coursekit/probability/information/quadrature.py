"""Expectations under a density, as integrals over its quantiles.

The substitution u = F(x) turns E[g(X)] into the integral of g(F⁻¹(u)) over (0, 1): the tails,
however long, are near the ends.  There intervals get shorter by halves, those near 1 by way of
1 − u, which has digits where u has none left; and an interval in which g is uneven is halved again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Univariate

__all__ = ["Nodes", "column", "nodes"]

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_POINTS, _WEIGHTS = 0.5 * (_POINTS + 1), 0.5 * _WEIGHTS  # of the interval (0, 1)
# The intervals of each tail to begin with: from 0 to the median.
_EDGES = np.concatenate([[0.0], 2.0 ** -np.arange(100.0, 1.0, -1)])
_LAST_EDGE = 0.5
_HALVINGS = 53
_STOP, _TOLERANCE = 1e-13, 1e-9  # of E|g|: where to halve no more, and what must be reached
_NOISE = 1e-13  # rounding of a logarithm of a density: below it, halving changes nothing
_NARROWEST = 2.0**-110  # what a tail has left there is infinite, or as good as nothing
_MOST_INTERVALS = 10_000
_LEAST = 1e-300
_COARSE = 2.0**-40  # 1 − u for smaller u has too few digits to be the argument of icdf

Function = Callable[[Any], Any]


class Nodes(NamedTuple):
    """Points x and their weights, the axes of the parameters last; Σ weights · g(x) is E[g(X)].

    ``astray``: how much of the probability is at points that are not the quantiles they should be,
    because floats are too coarse there.
    """

    x: Any
    weights: Any
    astray: float


class _Panels(NamedTuple):
    """Intervals of the probability in a tail: begin, width, which tail, the quantiles within.

    ``x`` has the shape (intervals, points, …), with the axes of the parameters last.
    """

    low: Any
    width: Any
    upper: Any
    x: Any

    def pick(self, which: Any) -> _Panels:
        return _Panels(*(part[which] for part in self))

    def halved(self) -> tuple[Any, Any, Any]:
        low = np.stack([self.low, self.low + 0.5 * self.width], axis=1).ravel()
        return low, np.repeat(0.5 * self.width, 2), np.repeat(self.upper, 2)


def column(x: Any, axes: int) -> Any:
    """Return a row of values with axes behind it for the parameters.

    >>> column([1.0, 2.0], 2).shape
    (2, 1, 1)
    """
    return np.reshape(x, (-1,) + (1,) * axes)


def nodes(p: Univariate, g: Function, axes: int) -> Nodes | None:
    """Return nodes for E[g(X)], with ``axes`` of parameters, or None if it does not settle.

    ``g`` is given plain points; where it is infinite it is taken for 0.  One division into
    intervals serves all distributions of a batch.

    >>> from coursekit.probability import Normal
    >>> found = nodes(Normal(0.0, 2.0), np.square, 0)
    >>> round(float(np.sum(found.weights * np.square(found.x))), 9)
    4.0
    """

    def panels(low: Any, width: Any, upper: Any) -> _Panels:
        tail = _tail(low, width)
        flat = column(tail.ravel(), axes)
        x = _quantiles(p, flat, column(np.repeat(upper, tail.shape[1]), axes))
        return _Panels(low, width, upper, x.reshape(tail.shape + x.shape[1:]))

    division = _divided(panels, g)
    if division is None:
        return None
    tail = column(_tail(division.low, division.width).ravel(), axes)
    upper = column(np.repeat(division.upper, len(_POINTS)), axes)
    x = division.x.reshape((tail.shape[0], *division.x.shape[2:]))
    weights = column((division.width[:, None] * _WEIGHTS).ravel(), axes)
    far = np.absolute(np.where(upper, raw(p.survival(x)), raw(p.cdf(x))) - tail) > 0.1 * tail
    astray = np.max(np.sum(np.where(far, weights, 0.0), axis=0))
    return Nodes(x, weights, float(astray))


def _tail(low: Any, width: Any) -> Any:
    return np.maximum(low[:, None] + width[:, None] * _POINTS, _LEAST)


def _quantiles(p: Univariate, tail: Any, upper: Any) -> Any:
    """Return the values with the probability ``tail`` below them, or above them if ``upper``."""
    x = np.array(raw(p.icdf(np.where(upper, 1 - np.maximum(tail, _COARSE), tail))), float)
    coarse = (upper & (tail < _COARSE)).ravel()
    if np.any(coarse):
        x[coarse] = _far_up(p, tail[coarse], x[coarse])
    support: Any = p.support
    # A density may be infinite at an end, and no quantile lies there.
    first, last = np.nextafter(raw(support.low), np.inf), np.nextafter(raw(support.high), -np.inf)
    return np.clip(x, first, last)


def _far_up(p: Univariate, tail: Any, low: Any) -> Any:
    """Return, by bisection, the values with the probability ``tail`` above them, above ``low``."""

    def beyond(x: Any) -> Any:
        return np.less_equal(raw(p.survival(x)), tail)

    support: Any = p.support
    most = np.minimum(raw(support.high), np.finfo(float).max / 4)
    step = np.maximum(np.absolute(low), np.finfo(float).tiny)
    high = np.minimum(low + step, most)
    while True:
        short = ~beyond(high) & (high < most)
        if not np.any(short):
            break
        low, step = np.where(short, high, low), 2 * step
        high = np.where(short, np.minimum(low + step, most), high)
    while True:
        middle = 0.5 * low + 0.5 * high
        between = (middle > low) & (middle < high)
        if not np.any(between):
            return high
        enough = beyond(middle)
        high = np.where(between & enough, middle, high)
        low = np.where(between & ~enough, middle, low)


def _divided(panels: Callable[[Any, Any, Any], _Panels], g: Function) -> _Panels | None:
    """Return intervals halved until ``g`` is integrated, or None if it cannot be."""

    def integrals(of: _Panels) -> tuple[Any, Any]:
        values = g(of.x.reshape((-1, *of.x.shape[2:])))
        values = np.where(np.isfinite(values), values, 0.0)
        values = values.reshape(of.x.shape[:2] + values.shape[1:])
        scale = np.reshape(of.width, (-1,) + (1,) * (values.ndim - 2))
        mean, size = (np.tensordot(_WEIGHTS, v, (0, 1)) for v in (values, np.absolute(values)))
        return mean * scale, size * scale

    widths = np.diff(_EDGES, append=_LAST_EDGE)
    upper = np.repeat([False, True], len(_EDGES))
    pending = panels(np.tile(_EDGES, 2), np.tile(widths, 2), upper)
    coarse, sizes = integrals(pending)
    size = np.sum(sizes, axis=0)
    done = []
    for _ in range(_HALVINGS):
        halves = panels(*pending.halved())
        fine, _ = integrals(halves)
        error = np.absolute(fine[0::2] + fine[1::2] - coarse)
        width = np.reshape(pending.width, (-1,) + (1,) * (error.ndim - 1))
        # Quantiles a few roundings apart carry no more information.
        apart = np.absolute(pending.x[:, -1] - pending.x[:, 0])
        stuck = apart <= 1e4 * np.spacing(np.absolute(pending.x[:, 0]))
        good = (error <= np.maximum(_STOP * size, _NOISE * width)) | stuck
        last = width < _NARROWEST
        if np.any(last & ~good & (error > _TOLERANCE * size)):
            return None
        good = np.all(good | last, axis=tuple(range(1, good.ndim)))
        done.append(pending.pick(good))
        again = np.repeat(~good, 2)
        pending, coarse = halves.pick(again), fine[again]
        if not pending.low.size or pending.low.size > _MOST_INTERVALS:
            break
    if pending.low.size and np.any(np.sum(error[~good], axis=0) > _TOLERANCE * size):
        return None
    done.append(pending)
    return _Panels(*(np.concatenate(parts) for parts in zip(*done, strict=True)))
