"""Probabilities of tails, as integrals of the density from the value asked for outwards.

In the logarithm of the odds (or of the value) the densities of the beta and gamma families are
log-concave: outwards from a point beyond the mode they fall, faster and faster, whatever the
parameters.  So one rule of Gauss's reaches from the point to where the density has fallen to
e⁻³⁸, and all its terms are positive: the result has the relative precision of the density.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

__all__ = ["nodes_and_weights", "reach", "tail_integral"]

_DEPTH = 38.0
# The error is then below 1e-14 for all tails that occur, measured against 90 nodes.
_NODES = 44
_NODES_NEAR = 28  # where the density falls within 0.1, it is nearly an exponential or a parabola
_ROWS = 256
_NEAR = 0.1


@cache
def nodes_and_weights(count: int = _NODES) -> tuple[Any, Any]:
    """Return a rule on [0, 1]: Gauss and Legendre's for the root, so that it is denser near 0.

    >>> nodes, weights = nodes_and_weights()
    >>> round(float(np.sum(weights * nodes**2)), 12)
    0.333333333333
    """
    x, weights = np.polynomial.legendre.leggauss(count)
    roots = 0.5 * (1 + x)
    nodes, weights = roots * roots, weights * roots
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights


def reach(drop: Callable[[Any], Any], rise: Callable[[Any], Any], start: Any) -> Any:
    """Return about where a convex ``drop``, 0 at 0, is 38; ``rise`` is its derivative.

    The sign of ``start`` says on which side of 0.

    >>> reach(lambda s: -2 * s, lambda s: -2.0 + 0 * s, np.array([-1.0])).round(6).tolist()
    [-19.0]
    """
    length = start
    for _ in range(3):  # Newton's steps in the logarithms, where a convex function is near a line
        fallen = drop(length)
        length = length * np.exp(np.log(_DEPTH / fallen) * fallen / (length * rise(length)))
    return length


def tail_integral(drop: Callable[..., Any], length: Any, *parameters: Any) -> Any:
    """Return ∫ exp(−drop(s, near, *parameters)) ds from 0 to ``length``, for each of a block.

    ``length`` may be negative; the integral is positive.  ``drop`` is given s of shape (nodes, m),
    whether all |s| are at most 0.1, and the parameters cut to m entries.

    >>> tail_integral(lambda s, near: s, np.array([38.0])).round(12).tolist()
    [1.0]
    """
    result = np.empty_like(length)
    size = np.absolute(length)
    short = size <= _NEAR
    for near in (True, False):
        nodes, weights = nodes_and_weights(_NODES_NEAR if near else _NODES)
        places = np.flatnonzero(short == near)
        for start in range(0, places.size, _ROWS):
            part = places[start : start + _ROWS]
            heights = drop(np.outer(nodes, length[part]), near, *[p[part] for p in parameters])
            np.negative(heights, out=heights)
            np.exp(heights, out=heights)
            result[part] = weights @ heights
    return size * result
