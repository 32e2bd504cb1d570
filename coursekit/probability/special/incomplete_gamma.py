"""The regularised incomplete gamma functions and the density that they are integrals of."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.special.arrays import elementwise, over_blocks
from coursekit.probability.special.gamma import (
    STIRLING_FROM,
    digamma,
    log_gamma,
    log_gamma_1p,
    stirling_error,
)
from coursekit.probability.special.logs import LOG, PRODUCT, QUOTIENT, expm1_rest, log_rest
from coursekit.probability.special.quadrature import nodes_and_weights, reach, tail_integral

__all__ = ["GAMMA_DENSITY", "gamma_mass", "gamma_slope", "gamma_tails", "gammainc", "gammaincc"]


def gamma_mass(a: Any, x: Any) -> Any:
    """Return x^a exp(−x) / Γ(a) for plain blocks: the density of log x, by Stirling for large a.

    >>> gamma_mass(np.array([1.0]), np.array([2.0])).round(4).tolist()
    [0.2707]
    """
    result = np.empty_like(a)
    large = a >= STIRLING_FROM
    if np.any(large):
        b, z = a[large], x[large]
        exponent = b * log_rest(z / b, (z - b) / b) - stirling_error(b)
        result[large] = np.sqrt(b / (2 * math.pi)) * np.exp(exponent)
    small = ~large
    if np.any(small):
        b, z = a[small], x[small]
        result[small] = np.exp(b * np.log(z) - z - log_gamma(b))
    return result


def _series(a: Any, x: Any) -> tuple[Any, Any]:
    """Return both tails for a < 1 and x < 1, from the power series of the lower one."""
    rest = np.zeros_like(a)
    term = a
    for n in range(1, 20):
        term = term * (-x / n)
        rest += term / (a + n)
    log_front = a * np.log(x) - log_gamma_1p(a)
    front = np.exp(log_front)
    rest *= front
    return front + rest, -np.expm1(log_front) - rest


def _drop(s: Any, near: bool, a: Any, x: Any, slope: Any) -> Any:
    """Return by how much log(t^a exp(−t)) falls from t = x to t = x exp(s); ``slope`` is x − a."""
    fall = expm1_rest(s) if near else np.expm1(s)
    fall *= x
    fall += (slope if near else -a) * s
    return fall


def _length(a: Any, x: Any) -> Any:
    """Return how far in log t the integral has to go, away from the mode a."""
    slope = np.absolute(x - a)
    half = 0.5 * slope  # in halves, so that nothing overflows before x does
    start = 38 / (half + np.hypot(half, math.sqrt(19) * np.sqrt(x)))
    start = np.where(x > a, np.minimum(start, np.log1p(38 / x + start)), -start)
    return reach(lambda s: _drop(s, False, a, x, slope), lambda s: x * np.exp(s) - a, start)


def _outer_tail(a: Any, x: Any) -> Any:
    """Return the tail beyond x as seen from the mode a of the density of log t."""
    return gamma_mass(a, x) * tail_integral(_drop, _length(a, x), a, x, x - a)


def gamma_tails(a: Any, x: Any) -> tuple[Any, Any]:
    """Return P(a, x) and Q(a, x) = 1 − P(a, x) for plain blocks, each with its own digits.

    >>> [tail.round(4).tolist() for tail in gamma_tails(np.array([1.0]), np.array([2.0]))]
    [[0.8647], [0.1353]]
    """
    lower, upper = np.full((2, *a.shape), np.nan)
    inside = (a > 0) & (a < np.inf) & (x > 0) & (x < np.inf)
    small = inside & (a < 1) & (x < 1)
    if np.any(small):
        lower[small], upper[small] = _series(a[small], x[small])
    large = inside & ~small
    if np.any(large):
        b, z = a[large], x[large]
        tail = _outer_tail(b, z)
        lower[large] = np.where(z > b, 1 - tail, tail)
        upper[large] = np.where(z > b, tail, 1 - tail)
    if not np.all(inside):
        none = ((x == 0) & (a > 0)) | ((a == np.inf) & (x >= 0) & (x < np.inf))
        everything = ((x == np.inf) & (a >= 0) & (a < np.inf)) | ((a == 0) & (x > 0))
        lower[none], upper[none] = 0, 1
        lower[everything], upper[everything] = 1, 0
    return lower, upper


def _density(a: Any, x: Any) -> Any:
    density = gamma_mass(a, x) / x
    if np.all((a > 0) & (x > 0) & (x < np.inf)):
        return density
    at_0 = np.where(a < 1, np.inf, np.where(a == 1, 1.0, 0.0))
    density = np.where(x == 0, at_0, np.where(x == np.inf, 0.0, density))
    return np.where(a >= 0, density, np.nan)


# x^(a−1) exp(−x) / Γ(a)
GAMMA_DENSITY = elementwise(
    "gamma_density",
    _density,
    lambda g, y, a, x: g * PRODUCT(y, LOG(x) - digamma(a)),
    lambda g, y, a, x: g * (PRODUCT(a - 1, QUOTIENT(y, x)) - y),
)


def gamma_slope(a: Any, x: Any) -> Any:
    """Return dP(a, x)/da, for arrays or Tensors.

    The density's derivative is integrated over the side of x where it is small.  The places of
    the nodes are constants, so that this can be differentiated as it stands.  For small a, where
    the lower side is long, P(a, x) = x^a exp(−x)/Γ(a + 1) + P(a + 1, x).

    >>> round(float(gamma_slope(np.array(1.0), np.array(2.0))), 4)
    -0.2208
    """
    if not isinstance(a, Node) and not isinstance(x, Node):
        return _PLAIN_SLOPE(a, x)
    return _slope(a, x)


def _slope(a: Any, x: Any) -> Any:
    a0, x0 = np.broadcast_arrays(np.asarray(raw(a), np.float64), np.asarray(raw(x), np.float64))
    inside = (a0 > 0) & (a0 < np.inf) & (x0 > 0) & (x0 < np.inf)
    known = (a0 > 0) & (x0 >= 0)
    a, x = np.where(inside, a, 1.0), np.where(inside, x, 1.0)
    a0, x0 = raw(a), raw(x)
    lower = x0 <= np.maximum(a0, 1)
    step = np.where(lower & (a0 < 1), 1.0, 0.0)
    a = a + step
    nodes, weights = nodes_and_weights()
    length = _length(raw(a), x0)[..., None]
    s = length * nodes
    surprise = np.log(x) - digamma(a)
    heights = np.exp(a[..., None] * s - x[..., None] * np.expm1(s)) * (surprise[..., None] + s)
    tail = np.sum(length * weights * heights, axis=-1)
    slope = GAMMA_DENSITY(a, x) * (step * surprise - x * tail)
    return np.where(inside, slope, np.where(known, 0.0, np.nan))


_PLAIN_SLOPE = over_blocks("gamma_slope", _slope, 1024)
_GAMMAINC = elementwise(
    "gammainc",
    lambda a, x: gamma_tails(a, x)[0],
    lambda g, y, a, x: g * gamma_slope(a, x),
    lambda g, y, a, x: g * GAMMA_DENSITY(a, x),
)
_GAMMAINCC = elementwise(
    "gammaincc",
    lambda a, x: gamma_tails(a, x)[1],
    lambda g, y, a, x: -g * gamma_slope(a, x),
    lambda g, y, a, x: -g * GAMMA_DENSITY(a, x),
)


def gammainc(a: Any, x: Any) -> Any:
    """Return P(a, x) = 1/Γ(a) ∫₀ˣ t^(a−1) exp(−t) dt, entry by entry.

    The probability that a gamma-distributed number of shape ``a`` > 0 and rate 1 is ``x`` ≥ 0 or
    less; nan elsewhere.  ``a``, ``x``: numbers that broadcast, or Tensors.  The lower tail has all
    its digits; for the upper one ask `gammaincc`.

    >>> round(float(gammainc(1.0, 2.0)), 12) == round(1 - math.exp(-2), 12)
    True
    """
    return _GAMMAINC(a, x)


def gammaincc(a: Any, x: Any) -> Any:
    """Return Q(a, x) = 1 − P(a, x), entry by entry, with all its digits in the upper tail.

    ``a`` > 0, ``x`` ≥ 0: numbers that broadcast, or Tensors.

    >>> abs(float(gammaincc(1.0, 600.0)) / math.exp(-600) - 1) < 1e-12
    True
    """
    return _GAMMAINCC(a, x)
