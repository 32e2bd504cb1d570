"""Information between two distributions that have no closed form: a sum, or quadrature.

Both are of E_p[cost(X)].  Over whole numbers that is a sum.  With a density, the substitution
u = F(x) turns it into the integral of cost(F⁻¹(u)) over (0, 1): the tails, however long, are near
the ends, and intervals are halved until 20 Gauss points see no difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import no_grad
from coursekit.autodiff.tape import Node, raw
from coursekit.probability.distributions.base import Distribution, Univariate
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Integers, Interval

__all__ = ["cross_entropy", "js_divergence", "kl_divergence"]

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(20)
_POINTS, _WEIGHTS = 0.5 * (_POINTS + 1), 0.5 * _WEIGHTS  # of the interval (0, 1)
_HALVINGS = 53  # there are no smaller intervals below 1
_STOP, _TOLERANCE = 1e-13, 1e-9  # of E|cost|: where to halve no more, and what must be reached
_NOISE = 1e-13  # rounding of a logarithm of a density: below it, halving changes nothing
_MOST_INTERVALS = 10_000
_MOST_TERMS = 10_000_000
_LEAST_U = 1e-20  # quantiles below are left out of a sum too long to start at its first term

Cost = Callable[[Any], Any]


def cross_entropy(p: Distribution, q: Distribution) -> Any:
    """Return E_p[−log q], in nats."""
    return _expected(p, q, lambda x: -q.log_prob(x), everywhere=True)


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """Return E_p[log p − log q], in nats."""
    return _expected(p, q, lambda x: p.log_prob(x) - q.log_prob(x), everywhere=True)


def js_divergence(p: Distribution, q: Distribution) -> Any:
    """Return ½ E_p[log p − log m] + ½ E_q[log q − log m], in nats, where m = ½p + ½q."""

    def half(a: Distribution, b: Distribution) -> Any:
        def cost(x: Any) -> Any:
            log_a = a.log_prob(x)
            return math.log(2) + log_a - np.logaddexp(log_a, b.log_prob(x))

        return 0.5 * _expected(a, b, cost, everywhere=False)

    return half(p, q) + half(q, p)


def _expected(p: Distribution, q: Distribution, cost: Cost, *, everywhere: bool) -> Any:
    """Return E_p[cost(X)]; ∞ if q excludes what p allows, where ``everywhere`` asks for it."""
    if not (isinstance(p, Univariate) and isinstance(q, Univariate)):
        raise _no_way(p, q, "they have neither a closed form here nor one number as value")
    ends = [_ends(d) for d in (p, q)]
    if type(ends[0]) is not type(ends[1]):
        raise _no_way(p, q, "one has probabilities of whole numbers, the other a density")
    beyond = np.asarray(everywhere and _reaches_beyond(*ends))
    if beyond.ndim == 0 and beyond:
        return np.inf
    axes = _axes(p, q)
    if isinstance(ends[0], Integers):
        x, weights = _whole_numbers(p, ends[0], axes)
    else:
        x, weights = _quantiles(p, ends[0], q, cost, axes)
    values = cost(x)
    finite = np.isfinite(raw(values))
    mean = np.sum(weights * np.where(finite, values, 0.0), axis=0)
    excluded = np.any(~finite & np.greater(raw(weights), 0), axis=0) | beyond
    return np.where(excluded, np.inf, mean)[()]


def _no_way(p: Distribution, q: Distribution, reason: str) -> ProbabilityError:
    return ProbabilityError(
        f"{type(p).__name__} and {type(q).__name__} cannot be compared: {reason}. From samples x of"
        " p, the mean of p.log_prob(x) - q.log_prob(x) estimates KL(p‖q)."
    )


def _ends(p: Univariate) -> Interval | Integers:
    support = p.support
    if not isinstance(support, Interval | Integers):
        raise ProbabilityError(
            f"{type(p).__name__} has the support {support}; expected an interval or whole numbers."
        )
    return support


def _reaches_beyond(p: Interval | Integers, q: Interval | Integers) -> Any:
    """Return where values of the support ``p`` lie outside of ``q``."""
    return np.less(raw(p.low), raw(q.low)) | np.greater(raw(p.high), raw(q.high))


def _axes(p: Univariate, q: Univariate) -> int:
    """Return the number of axes of the parameters together."""
    with no_grad():
        middle = p.icdf(0.5)
        return max(np.ndim(raw(p.log_prob(middle))), np.ndim(raw(q.log_prob(middle))))


def _column(x: Any, axes: int) -> Any:
    """Return a row of values with axes behind it for the parameters."""
    return np.reshape(x, (-1,) + (1,) * axes)


# --------------------------------------------------------------------------------------- sums


def _whole_numbers(p: Univariate, ends: Integers, axes: int) -> tuple[Any, Any]:
    """Return the values that occur, up to where less than all digits remain, and their p."""
    low, high = (np.asarray(raw(end), float) for end in (ends.low, ends.high))
    first, last = float(np.min(low)), float(np.max(high))
    if last - first > _MOST_TERMS / 10:
        with no_grad():
            start, stop = (np.asarray(raw(p.icdf(u)), float) for u in (_LEAST_U, 1 - 2.0**-53))
        # Twice as far: beyond the last quantile below 1 terms fall off, but costs may grow.
        last = min(last, float(np.max(2 * stop - start)))
        if last - first > _MOST_TERMS / 10:
            first = max(first, float(np.min(start)))
    if last - first > _MOST_TERMS:
        raise ProbabilityError(
            f"{type(p).__name__} is spread over {last - first:g} whole numbers; expected at most"
            f" {_MOST_TERMS:g}, to sum over. Use a Normal of this mean and variance."
        )
    x = _column(np.arange(first, last + 1), axes)
    log_p = p.log_prob(x)
    occurs = np.isfinite(raw(log_p))
    weights = np.where(occurs, np.exp(np.where(occurs, log_p, 0.0)), 0.0)
    missing = np.max(np.absolute(np.sum(raw(weights), axis=0) - 1))
    if not missing < _TOLERANCE:
        raise ProbabilityError(
            f"the probabilities of {type(p).__name__} from {first:g} to {last:g} miss 1 by"
            f" {missing:g}, so their sum says nothing."
        )
    return x, weights


# --------------------------------------------------------------------------------- quadrature


def _quantiles(
    p: Univariate, ends: Interval, q: Univariate, cost: Cost, axes: int
) -> tuple[Any, Any]:
    """Return points and weights whose sum is the expected cost under the density of ``p``."""
    if any(isinstance(end, Node) and end.requires_grad for end in (ends.low, ends.high)):
        raise _no_way(p, q, "the ends of p move with a Tensor, which quadrature cannot follow")
    with no_grad():
        u, weights = _divided(lambda u: raw(cost(raw(p.icdf(_column(u, axes))))), p, q)
        x = raw(p.icdf(_column(u, axes)))
    log_p = p.log_prob(x)
    plain = raw(log_p)
    usable = np.isfinite(plain)
    weights = np.broadcast_to(_column(weights, axes), plain.shape)
    lost = float(np.max(np.sum(np.where(usable, 0.0, weights), axis=0)))
    if lost > _TOLERANCE:
        raise _no_way(p, q, f"{lost:.1g} of p lies closer to an end than numbers can tell apart")
    # The ratio is 1. Its slopes are those of p at fixed points, and so those of the integral.
    ratio = np.exp(np.where(usable, log_p, 0.0) - np.where(usable, plain, 0.0))
    return x, ratio * np.where(usable, weights, 0.0)


def _divided(g: Callable[[Any], Any], p: Univariate, q: Univariate) -> tuple[Any, Any]:
    """Return points of (0, 1) and weights that integrate ``g``: intervals halved where needed.

    One division serves all distributions of a batch.
    """

    def integrals(low: Any, width: Any) -> tuple[Any, Any]:
        u = np.clip(low[:, None] + width[:, None] * _POINTS, 1e-300, 1 - 2.0**-53)
        values = g(u.ravel())
        values = np.where(np.isfinite(values), values, 0.0).reshape(u.shape + values.shape[1:])
        of = [np.tensordot(_WEIGHTS, v, axes=(0, 1)) for v in (values, np.absolute(values))]
        scale = np.reshape(width, (-1,) + (1,) * (of[0].ndim - 1))
        return of[0] * scale, of[1] * scale

    low, width = np.array([0.0]), np.array([1.0])
    coarse, size = integrals(low, width)
    done = []
    for _ in range(_HALVINGS):
        halves = np.stack([low, low + 0.5 * width], axis=1).ravel()
        widths = np.repeat(0.5 * width, 2)
        fine, sizes = integrals(halves, widths)
        error = np.absolute(fine[0::2] + fine[1::2] - coarse)
        size = np.maximum(size, np.sum(sizes, axis=0))
        others = tuple(range(1, error.ndim))
        goal = np.maximum(_STOP * size, _NOISE * np.reshape(width, (-1,) + (1,) * len(others)))
        good = np.all(error <= goal, axis=others)
        done.append((low[good], width[good]))
        again = np.repeat(~good, 2)
        low, width, coarse = halves[again], widths[again], fine[again]
        if not low.size or low.size > _MOST_INTERVALS:
            break
    if low.size and np.any(np.sum(error[~good], axis=0) > _TOLERANCE * size):
        raise _no_way(p, q, "the integral does not settle: infinite, or too long a tail")
    done.append((low, width))
    low, width = (np.concatenate([part[i] for part in done]) for i in (0, 1))
    order = np.argsort(low)
    u = low[order, None] + width[order, None] * _POINTS
    weights = width[order, None] * _WEIGHTS
    return np.clip(u, 1e-300, 1 - 2.0**-53).ravel(), weights.ravel()
