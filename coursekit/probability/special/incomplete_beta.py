"""The regularised incomplete beta function and the density that it is the integral of."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.special.arrays import elementwise, over_blocks
from coursekit.probability.special.beta import log_beta, log_beta_times
from coursekit.probability.special.gamma import STIRLING_FROM, digamma, stirling_error
from coursekit.probability.special.logs import LOG, PRODUCT, QUOTIENT, bernoulli_rest, log_rest
from coursekit.probability.special.quadrature import nodes_and_weights, reach, tail_integral

__all__ = ["BETA_DENSITY", "beta_mass", "beta_slope", "beta_tails", "betainc", "betaincc"]


_NARROW = 1e-7  # of log(t/(1 − t)): within it, cubes are rounding beside squares


def _log_share(x: Any, y: Any) -> Any:
    """Return log x where x + y = 1, from the smaller one."""
    return np.where(x < 0.5, np.log(x), np.log1p(-y))


def beta_mass(a: Any, b: Any, x: Any, y: Any) -> Any:
    """Return x^a y^b / B(a, b) for plain blocks with x + y = 1: the density of log(x/y).

    >>> beta_mass(*np.array([[1.0], [1.0], [0.25], [0.75]])).tolist()
    [0.1875]
    """
    result = np.empty_like(a)
    large = np.minimum(a, b) >= STIRLING_FROM
    if np.any(large):
        c, d, u, v = a[large], b[large], x[large], y[large]
        total = c + d
        slope = c * v - d * u
        exponent = (
            c * log_rest(u * (total / c), -slope / c)
            + d * log_rest(v * (total / d), slope / d)
            + (stirling_error(total) - stirling_error(c) - stirling_error(d))
        )
        result[large] = np.sqrt(c / (2 * math.pi) * (d / total)) * np.exp(exponent)
    small = ~large
    if np.any(small):
        c, d, u, v = a[small], b[small], x[small], y[small]
        result[small] = np.exp(c * _log_share(u, v) + d * _log_share(v, u) - log_beta(c, d))
    return result


def _series(a: Any, b: Any, x: Any) -> tuple[Any, Any]:
    """Return both tails for a < 1, x ≤ ½ and bx ≤ 1, from the power series of the lower one."""
    rest = np.zeros_like(a)
    term = a
    for n in range(1, 60):
        term = term * ((n - b) / n * x)
        part = term / (a + n)
        rest += part
        if np.all(np.absolute(part) <= 1e-17 * np.absolute(rest)):
            break
    log_front = a * np.log(x) - log_beta_times(a, b)
    front = np.exp(log_front)
    rest *= front
    return front + rest, -np.expm1(log_front) - rest


def _drop(s: Any, near: bool, total: Any, share: Any, shape: Any, slope: Any) -> Any:
    """Return by how much log(t^a (1 − t)^b) falls from t = x to where log(t/(1 − t)) is s further.

    For x > ½ it is the density of 1 − t, and ``share`` and ``shape`` are 1 − x and b.
    """
    if near:
        fall = bernoulli_rest(s, share)
        fall *= total
        fall += slope * s
        return fall
    fall = np.expm1(s)
    fall *= share
    np.log1p(fall, out=fall)
    fall *= total
    fall -= shape * s
    return fall


def _parameters(a: Any, b: Any, x: Any, y: Any) -> tuple[Any, ...]:
    """Return those of `_drop`, for x at or below the mode a/(a + b).

    The sign of the slope, be it 0 or −0, is that of the direction away from the mode.
    """
    slope = np.maximum(a * y - b * x, 0)
    low = x <= y
    return a + b, np.minimum(x, y), np.where(low, a, b), np.where(low, -slope, slope)


def _length(total: Any, share: Any, shape: Any, slope: Any) -> Any:
    """Return how far in log(t/(1 − t)) the integral has to go, away from the mode."""
    steep = np.absolute(slope)
    start = 76 / (steep + np.hypot(steep, np.sqrt(76 * total * share * (1 - share))))
    narrow = start < _NARROW
    if np.any(narrow):
        # The fall is a parabola there, of which this is the root; `rise` would cancel to nothing.
        wide = ~narrow
        start = np.copysign(start, slope)
        start[wide] = _length(*(each[wide] for each in (total, share, shape, slope)))
        return start

    def rise(s: Any) -> Any:
        return total / (1 + (1 / share - 1) * np.exp(-s)) - shape

    return reach(
        lambda s: _drop(s, False, total, share, shape, slope), rise, np.copysign(start, slope)
    )


def _lower_tail(a: Any, b: Any, x: Any, y: Any) -> Any:
    """Return I_x(a, b) for a ≥ 1 below the mode x = a/(a + b) of the density of log(t/(1 − t))."""
    parameters = _parameters(a, b, x, y)
    return beta_mass(a, b, x, y) * tail_integral(_drop, _length(*parameters), *parameters)


def beta_tails(a: Any, b: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return I_x(a, b) and 1 − I_x(a, b) for plain blocks with x + y = 1, each with its own digits.

    >>> [tail.round(12).tolist() for tail in beta_tails(*np.array([[1.0], [2.0], [0.5], [0.5]]))]
    [[0.75], [0.25]]
    """
    below = np.maximum(b, 1) * x <= np.maximum(a, 1) * y
    c, d = np.where(below, a, b), np.where(below, b, a)
    u, v = np.where(below, x, y), np.where(below, y, x)
    tail, rest = np.full((2, *a.shape), np.nan)
    inside = (c > 0) & (d > 0) & (c < np.inf) & (d < np.inf) & (u > 0) & (v > 0)
    small = inside & (c < 1)
    if np.any(small):
        tail[small], rest[small] = _series(c[small], d[small], u[small])
    large = inside & ~small
    if np.any(large):
        tail[large] = _lower_tail(c[large], d[large], u[large], v[large])
        rest[large] = 1 - tail[large]
    lower, upper = np.where(below, tail, rest), np.where(below, rest, tail)
    if not np.all(inside):
        at_0 = ((a == 0) & (b > 0)) | ((b == np.inf) & (a < np.inf) & (a >= 0))
        at_1 = ((b == 0) & (a > 0)) | ((a == np.inf) & (b < np.inf) & (b >= 0))
        proper = (a > 0) & (b > 0) & ~at_0 & ~at_1
        within = (x >= 0) & (y >= 0)
        none = within & (((x == 0) & (proper | at_0 | at_1)) | (at_1 & (y > 0)))
        everything = within & ~none & (((y == 0) & (proper | at_1 | at_0)) | at_0)
        lower[none], upper[none] = 0, 1
        lower[everything], upper[everything] = 1, 0
    return lower, upper


def _density(a: Any, b: Any, x: Any) -> Any:
    y = 1 - x
    density = beta_mass(a, b, x, y) / (x * y)
    if np.all((a > 0) & (b > 0) & (x > 0) & (y > 0)):
        return density
    shape, other = np.where(x == 0, a, b), np.where(x == 0, b, a)
    at_end = np.where(shape < 1, np.inf, np.where(shape == 1, other, 0.0))
    density = np.where((x == 0) | (y == 0), at_end, density)
    return np.where((a >= 0) & (b >= 0), density, np.nan)


def _density_by_a(g: Any, y: Any, a: Any, b: Any, x: Any) -> Any:
    return g * PRODUCT(y, LOG(x) - digamma(a) + digamma(a + b))


# x^(a−1) (1 − x)^(b−1) / B(a, b)
BETA_DENSITY = elementwise(
    "beta_density",
    _density,
    _density_by_a,
    lambda g, y, a, b, x: _density_by_a(g, y, b, a, 1 - x),
    lambda g, y, a, b, x: g * (PRODUCT(a - 1, QUOTIENT(y, x)) - PRODUCT(b - 1, QUOTIENT(y, 1 - x))),
)


def beta_slope(position: int, a: Any, b: Any, x: Any) -> Any:
    """Return dI_x(a, b)/da (``position`` 0) or /db (1), for arrays or Tensors.

    The density's derivative is integrated over the side of x where it is small.  The places of
    the nodes are constants, so that this can be differentiated as it stands.  For small a, where
    the lower side is long, I_x(a, b) = x^a (1 − x)^b / (a B(a, b)) + I_x(a + 1, b).

    >>> round(float(beta_slope(0, np.array(1.0), np.array(1.0), np.array(0.5))), 4)
    -0.3466
    """
    if not any(isinstance(each, Node) for each in (a, b, x)):
        return _PLAIN_SLOPES[position](a, b, x)
    return _slope(position, a, b, x)


def _slope(position: int, a: Any, b: Any, x: Any) -> Any:
    arrays = [np.asarray(raw(each), np.float64) for each in (a, b, x)]
    a0, b0, x0 = np.broadcast_arrays(*arrays)
    inside = (a0 > 0) & (a0 < np.inf) & (b0 > 0) & (b0 < np.inf) & (x0 > 0) & (x0 < 1)
    known = (a0 > 0) & (b0 > 0) & (x0 >= 0) & (x0 <= 1)
    a, b = np.where(inside, a, 1.0), np.where(inside, b, 1.0)
    x = np.where(inside, x, 0.5)
    below = np.maximum(raw(b), 1) * raw(x) <= np.maximum(raw(a), 1) * (1 - raw(x))
    a, b = np.where(below, a, b), np.where(below, b, a)
    x, y = np.where(below, x, 1 - x), np.where(below, 1 - x, x)
    first = below == (position == 0)
    step = np.where(raw(a) < 1, 1.0, 0.0)
    up = a + step
    nodes, weights = nodes_and_weights()
    length = np.absolute(_length(*_parameters(raw(up), raw(b), raw(x), raw(y))))[..., None]
    s = -length * nodes
    mean = np.where(first, np.log(x) - digamma(up), np.log(y) - digamma(b))
    spread = np.log1p(x[..., None] * np.expm1(s))
    surprise = (mean + digamma(up + b))[..., None] + np.where(first[..., None], s, 0.0) - spread
    heights = np.exp(up[..., None] * s - (up + b)[..., None] * spread) * surprise
    tail = np.sum(length * weights * heights, axis=-1)
    edge = step * (mean + digamma(a + b)) / (a + b)
    result = np.where(below, 1.0, -1.0) * BETA_DENSITY(up, b, x) * y * (x * tail + edge)
    return np.where(inside, result, np.where(known, 0.0, np.nan))


_PLAIN_SLOPES = [over_blocks("beta_slope", partial(_slope, i), 1024) for i in (0, 1)]


def _rules(sign: float) -> list[Any]:
    return [
        lambda g, y, a, b, x: sign * g * beta_slope(0, a, b, x),
        lambda g, y, a, b, x: sign * g * beta_slope(1, a, b, x),
        lambda g, y, a, b, x: sign * g * BETA_DENSITY(a, b, x),
    ]


_BETAINC = elementwise("betainc", lambda a, b, x: beta_tails(a, b, x, 1 - x)[0], *_rules(1.0))
_BETAINCC = elementwise("betaincc", lambda a, b, x: beta_tails(a, b, x, 1 - x)[1], *_rules(-1.0))


def betainc(a: Any, b: Any, x: Any) -> Any:
    """Return I_x(a, b) = 1/B(a, b) ∫₀ˣ t^(a−1) (1 − t)^(b−1) dt, entry by entry.

    The probability that a beta-distributed number with parameters ``a``, ``b`` > 0 is ``x`` or
    less, for x in [0, 1]; nan elsewhere.  ``a``, ``b``, ``x``: numbers that broadcast, or Tensors.
    The lower tail has all its digits; for the upper one ask `betaincc`, or, where x is so near 1
    that 1 − x is known better, betainc(b, a, 1 − x).

    >>> betainc(2.0, 1.0, [0.0, 0.5, 1.0]).round(12).tolist()
    [0.0, 0.25, 1.0]
    """
    return _BETAINC(a, b, x)


def betaincc(a: Any, b: Any, x: Any) -> Any:
    """Return 1 − I_x(a, b), entry by entry, with all its digits in the upper tail.

    ``a``, ``b`` > 0, ``x`` in [0, 1]: numbers that broadcast, or Tensors.

    >>> abs(float(betaincc(1.0, 60.0, 0.99)) / 1e-120 - 1) < 1e-12
    True
    """
    return _BETAINCC(a, b, x)
