"""Sums over very many whole numbers, from few terms.

An entropy is a sum of −p log p over every value: thousands of terms where the mean is a million,
and all of them close to their neighbours.  As Gauss' rule does for integrals, a few places with the
right weights give the sum over a block of neighbours exactly for polynomials up to a high degree;
the polynomials that are orthogonal on equally spaced points (Gram's, or discrete Chebyshev's) say
where.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

__all__ = ["places_and_weights"]

# Nodes a block: exact for polynomials of degree 31.  Shorter blocks are summed term by term.
_NODES = 16
_SHORT = 2 * _NODES
# Terms below e⁻⁴⁸ of the largest (but for one at the most) are left out: 1e-21.
_NEGLIGIBLE = 48.0


@lru_cache(maxsize=1024)
def _rule(length: float) -> tuple[Any, Any]:
    """Return offsets and weights with Σ_{j<length} f(j) = Σ weight · f(offset)."""
    if length <= _SHORT:
        return np.arange(length), np.ones(int(length))
    k = np.arange(1, _NODES, dtype=float)
    # The recurrence of Gram's polynomials on −½ … ½ (Abramowitz and Stegun 22.17; Golub and Welsch
    # 1969 for nodes and weights from it).
    beside = 0.5 * k * np.sqrt((1 - (k / length) ** 2) / (4 * k**2 - 1))
    nodes, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return (length - 1) / 2 + length * nodes, length * vectors[0] ** 2


def _blocks(first: float, last: float, width: float, low: float, high: float) -> tuple[Any, Any]:
    """Cut first … last into blocks no longer than the summands are smooth."""
    places, weights = [], []
    at, before = first, -np.inf
    while before < at <= last:  # at 2⁵³ one more is the same number
        # Smooth over the width, and no closer to where it ends than that.
        length = float(np.floor(min(width, max(at - low, _SHORT), max((high - at) / 2, _SHORT))))
        length = min(max(length, _SHORT), last - at + 1)
        offset, weight = _rule(length)
        places.append(at + offset)
        weights.append(weight)
        before, at = at, at + length
    return np.concatenate(places), np.concatenate(weights)


def places_and_weights(
    log_p: Callable[[Any], Any], mean: Any, width: Any, low: Any, high: Any
) -> tuple[Any, Any]:
    """Return k and w with Σ f(k) over the support = Σ w · f(k), for f such as p or p log p.

    ``log_p``: log-probabilities of one peak, for numbers between the whole ones too; ``mean``,
    ``width`` (over which they change little: a standard deviation), ``low``, ``high`` (∞ allowed):
    numbers, or arrays with an entry for each distribution.  ``k`` and ``w`` have one more axis, in
    front.

    >>> k, w = places_and_weights(lambda k: -0.5 * (k / 1e6) ** 2, 0.0, 1e6, -1e9, 1e9)
    >>> bool(k.size < 1000 and abs(np.sum(w * np.exp(-0.5 * (k / 1e6) ** 2)) - 2506628.2746) < 1e-3)
    True
    """
    mean, width, low, high = np.broadcast_arrays(mean, width, low, high)
    peak = np.clip(np.floor(mean), low, high)
    # Beside the peak, for it may hold nearly all and leave the sum of p log p to the others.
    beside = np.maximum(
        np.where(peak > low, log_p(np.maximum(peak - 1, low)), -np.inf),
        np.where(peak < high, log_p(np.minimum(peak + 1, high)), -np.inf),
    )
    ends = []
    for side, end in ((-1, low), (1, high)):
        reach = np.maximum(8.0, np.ceil(width))
        while True:
            at = np.clip(peak + side * reach, low, high)
            more = (log_p(at) > beside - _NEGLIGIBLE) & (at != end)
            if not np.any(more):
                break
            reach = np.where(more, 1.5 * reach, reach)
        ends.append(np.floor(at) if side > 0 else np.ceil(at))
    alone = np.isneginf(beside)  # nothing is left to chance
    first, last = (np.where(alone, peak, end) for end in ends)
    cut = [_blocks(first[i], last[i], width[i], low[i], high[i]) for i in np.ndindex(peak.shape)]
    longest = max(k.size for k, _ in cut)
    # A place of weight 0 fills up what others have more.
    places = np.stack([np.pad(k, (0, longest - k.size), mode="edge") for k, _ in cut], axis=-1)
    weights = np.stack([np.pad(w, (0, longest - w.size)) for _, w in cut], axis=-1)
    shape = (longest, *peak.shape)
    return places.reshape(shape), weights.reshape(shape)
