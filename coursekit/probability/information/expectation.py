"""Information between two distributions that have no closed form: sums, and quadrature.

Both are of E_p[cost(X)], and differentiable by the parameters of p and q.
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
from coursekit.probability.information.arguments import incomparable
from coursekit.probability.information.quadrature import column, nodes
from coursekit.probability.support import Integers, Interval

__all__ = ["cross_entropy", "js_divergence", "kl_divergence"]

_MOST_MISSING = 1e-9  # of the probability, in a sum
_MOST_ASTRAY = 1e-7  # of the probability, at quantiles that numbers are too coarse for
_MOST_TERMS = 10_000_000
_LEAST_U = 1e-20  # quantiles below are left out of a sum too long to start at its first term

Cost = Callable[[Any], Any]


def cross_entropy(p: Distribution, q: Distribution) -> Any:
    """Return E_p[−log q], in nats."""
    return _expected(p, q, lambda x: -q.log_prob(x), everywhere=True)


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """Return E_p[log p − log q], in nats."""

    def cost(x: Any) -> Any:
        return _difference(p.log_prob(x), q.log_prob(x))

    return _expected(p, q, cost, everywhere=True)


def js_divergence(p: Distribution, q: Distribution) -> Any:
    """Return ½ E_p[log p − log m] + ½ E_q[log q − log m], in nats, where m = ½p + ½q."""

    def half(a: Distribution, b: Distribution) -> Any:
        def cost(x: Any) -> Any:
            log_a = a.log_prob(x)
            return math.log(2) + _difference(log_a, np.logaddexp(log_a, b.log_prob(x)))

        return 0.5 * _expected(a, b, cost, everywhere=False)

    return half(p, q) + half(q, p)


def _difference(log_p: Any, log_q: Any) -> Any:
    """Return log p − log q, and 0 for what p excludes: it has no weight."""
    occurs = np.greater(raw(log_p), -np.inf)
    if np.all(occurs):
        return log_p - log_q
    return np.where(occurs, log_p, 0.0) - np.where(occurs, log_q, 0.0)


def _expected(p: Distribution, q: Distribution, cost: Cost, *, everywhere: bool) -> Any:
    """Return E_p[cost(X)]; ∞ if q excludes what p allows, where ``everywhere`` asks for it."""
    if not (isinstance(p, Univariate) and isinstance(q, Univariate)):
        raise incomparable(p, q, "they have neither a closed form here nor one number as value")
    ends = [_ends(d) for d in (p, q)]
    if type(ends[0]) is not type(ends[1]):
        raise incomparable(p, q, "one has probabilities of whole numbers, the other a density")
    beyond = np.asarray(everywhere and _reaches_beyond(*ends))
    if beyond.ndim == 0 and beyond:
        return np.inf
    axes = _axes(p, q)
    if isinstance(ends[0], Integers):
        x, weights = _whole_numbers(p, ends[0], axes)
    else:
        x, weights = _quantiles(p, q, cost, axes)
    values = cost(x)
    finite = np.isfinite(raw(values))
    mean = np.sum(weights * np.where(finite, values, 0.0), axis=0)
    excluded = np.any(~finite & np.greater(raw(weights), 0), axis=0) | beyond
    return np.where(excluded, np.inf, mean)[()]


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


def _quantiles(p: Univariate, q: Univariate, cost: Cost, axes: int) -> tuple[Any, Any]:
    """Return points and weights whose sum is the expected cost under the density of ``p``."""
    if _ends_move(p):
        raise incomparable(p, q, "the ends of p move with a Tensor, which quadrature cannot follow")
    with no_grad():
        found = nodes(p, lambda x: np.asarray(raw(cost(x))), axes)
    if found is None:
        raise incomparable(p, q, "the integral does not settle: infinite, or too long a tail")
    if found.astray > _MOST_ASTRAY:
        where = "lies closer to an end of its support than numbers can tell apart"
        raise incomparable(p, q, f"{found.astray:.1g} of p {where}")
    log_p = p.log_prob(found.x)
    # The ratio is 1. Its slopes are those of p at fixed points, and so those of the integral.
    return found.x, found.weights * np.exp(log_p - raw(log_p))


def _ends_move(p: Distribution) -> bool:
    """Return whether an end of the support is differentiated by: of a mixture, of any component."""
    support: Any = p.support
    ends = (support.low, support.high)
    if any(isinstance(end, Node) and end.requires_grad for end in ends):
        return True
    return any(_ends_move(component) for component in getattr(p, "components", ()))


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
    x = column(np.arange(first, last + 1), axes)
    log_p = p.log_prob(x)
    occurs = np.isfinite(raw(log_p))
    weights = np.where(occurs, np.exp(np.where(occurs, log_p, 0.0)), 0.0)
    missing = np.max(np.absolute(np.sum(raw(weights), axis=0) - 1))
    if not missing < _MOST_MISSING:
        raise ProbabilityError(
            f"the probabilities of {type(p).__name__} from {first:g} to {last:g} miss 1 by"
            f" {missing:g}, so their sum says nothing."
        )
    return x, weights
