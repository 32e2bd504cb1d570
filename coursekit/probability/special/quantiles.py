"""The inverses of the regularised incomplete gamma and beta functions.

The logarithm of a tail is concave in the logarithm of the value (of the odds, for the beta
family), and nearly straight or parabolic.  So Halley's steps on that scale, held in a bracket,
find the quantile in a handful of rounds from any start, and give it its relative precision.
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.probability.special.arrays import elementwise
from coursekit.probability.special.beta import log_beta
from coursekit.probability.special.gamma import digamma, log_gamma
from coursekit.probability.special.incomplete_beta import (
    BETA_DENSITY,
    beta_mass,
    beta_slope,
    beta_tails,
)
from coursekit.probability.special.incomplete_gamma import (
    GAMMA_DENSITY,
    gamma_mass,
    gamma_slope,
    gamma_tails,
)
from coursekit.probability.special.logs import RATIO
from coursekit.probability.special.normal import ndtri

__all__ = ["betainccinv", "betaincinv", "gammainccinv", "gammaincinv"]

_ROUNDS = 100
_SMALLEST, _LARGEST = 1e-300, 1e300


def _solve(
    tail: Callable[[Any, Any], tuple[Any, Any, Any]], target: Any, start: Any, sign: Any
) -> Any:
    """Return positive values where the logarithm of ``tail`` is ``target``, for plain blocks.

    ``tail(value, places)`` returns for these values, at these places of the block, the tail,
    d log tail / d log value and d log |that| / d log value.  ``sign``: 1 where the tail grows with
    the value, −1 where it falls.
    """
    value = np.clip(start, _SMALLEST, _LARGEST)
    low, high = np.zeros_like(value), np.full_like(value, np.inf)
    places = np.arange(value.size)
    for _ in range(_ROUNDS):
        now = value[places]
        height, slope, bend = tail(now, places)
        miss = np.log(height) - target[places]
        above = miss * sign[places] > 0
        high[places[above]] = now[above]
        low[places[~above]] = now[~above]
        newton = miss / slope
        step = newton / np.clip(1 - 0.5 * newton * bend, 0.5, 2)
        new = now * np.exp(-step)
        under, over = low[places], high[places]
        astray = ~((new >= under) & (new <= over))
        middle = np.sqrt(np.maximum(under, _SMALLEST)) * np.sqrt(np.minimum(over, _LARGEST))
        new = np.where(astray, middle, new)
        held = np.clip(new, _SMALLEST, _LARGEST)
        # From the ends outwards the tails are straight lines, so that one step is exact.  Elsewhere
        # the next error is of the order of the cube of this step, on the scale where they bend.
        outside = (held != new) & ((now == _SMALLEST) | (now == _LARGEST))
        value[places] = np.where(outside, new, held)
        small = np.absolute(step) * (1 + np.absolute(slope) + np.absolute(bend)) < 1e-5
        places = places[~(outside | (small & ~astray))]
        if not places.size:
            break
    return value


def _gamma_quantile(a: Any, p: Any, q: Any) -> Any:
    """Return x with P(a, x) = p and Q(a, x) = q for plain blocks, from the smaller one."""
    x = np.full_like(a, np.nan)
    proper = (a > 0) & (a < np.inf) & (p > 0) & (q > 0)
    if np.any(proper):
        x[proper] = _proper_gamma_quantile(a[proper], p[proper], q[proper])
    x[(p == 0) & (a >= 0)] = 0
    x[(q == 0) & (a >= 0)] = np.inf
    return x


def _proper_gamma_quantile(a: Any, p: Any, q: Any) -> Any:
    lower = p <= q
    sign = np.where(lower, 1.0, -1.0)
    goal = np.log(np.where(lower, p, q))
    log_p = np.where(lower, goal, np.log1p(-q))
    floor = np.exp((log_p + log_gamma(a + 1)) / a)  # since P(a, x) ≤ x^a / Γ(a + 1)
    # Wilson and Hilferty: the cube root is nearly normal.
    root = 1 - 1 / (9 * a) + sign * ndtri(np.exp(goal)) / (3 * np.sqrt(a))
    start = np.maximum(floor, a * np.maximum(root, 0) ** 3)
    # Far above the mode, Q(a, x) is about x^(a−1) exp(−x) / Γ(a).
    depth = -goal - log_gamma(a)
    far = ~lower & (depth > 1) & ((a < 1) | (start > 2 * a))
    for _ in range(3):
        beyond = depth + (a - 1) * np.log(np.maximum(start, depth))
        start = np.where(far & (beyond > a), beyond, start)

    def tail(x: Any, places: Any) -> tuple[Any, Any, Any]:
        shape = a[places]
        below, above = gamma_tails(shape, x)
        height = np.where(lower[places], below, above)
        hazard = sign[places] * gamma_mass(shape, x) / height
        return height, hazard, shape - x - hazard

    return _solve(tail, goal, start, sign)


def _beta_quantile(a: Any, b: Any, p: Any, q: Any) -> Any:
    """Return x with I_x(a, b) = p for plain blocks with p + q = 1, from the smaller one."""
    x = np.full_like(a, np.nan)
    proper = (a > 0) & (b > 0) & (a < np.inf) & (b < np.inf) & (p > 0) & (q > 0)
    if np.any(proper):
        x[proper] = _proper_beta_quantile(a[proper], b[proper], p[proper], q[proper])
    valid = (a >= 0) & (b >= 0)
    x[(p == 0) & valid] = 0
    x[(q == 0) & valid] = 1
    return x


def _proper_beta_quantile(a: Any, b: Any, p: Any, q: Any) -> Any:
    lower = p <= q
    a, b = np.where(lower, a, b), np.where(lower, b, a)
    p = np.where(lower, p, q)
    goal, log_beta_ab = np.log(p), log_beta(a, b)
    # x^a/(a B) is above I_x for b ≥ 1, below it for b < 1; y^b/(b B) is likewise near 1 − I_x.
    share = (goal + log_beta_ab + np.log(a)) / a
    least = np.where(share < 0, np.exp(share) / -np.expm1(share), np.inf)
    most = np.exp(-(np.log1p(-p) + log_beta_ab + np.log(b)) / b)
    # The log-odds have mean ψ(a) − ψ(b) and variance ψ′(a) + ψ′(b), about 1/a + 1/a² + ….
    middle = digamma(a) - digamma(b) + ndtri(p) * np.sqrt((1 + 1 / a) / a + (1 + 1 / b) / b)
    start = np.minimum(most, np.where(b < 1, least, np.maximum(least, np.exp(middle))))

    def tail(odds: Any, places: Any) -> tuple[Any, Any, Any]:
        c, d = a[places], b[places]
        x, y = odds / (1 + odds), 1 / (1 + odds)
        height = beta_tails(c, d, x, y)[0]
        hazard = beta_mass(c, d, x, y) / height
        return height, hazard, c * y - d * x - hazard

    odds = _solve(tail, goal, start, np.ones_like(a))
    return np.where(lower, odds / (1 + odds), 1 / (1 + odds))


def _gamma_rules(sign: float) -> list[Any]:
    return [
        lambda g, y, a, p: -g * RATIO(gamma_slope(a, y), GAMMA_DENSITY(a, y)),
        lambda g, y, a, p: sign * g * RATIO(1.0, GAMMA_DENSITY(a, y)),
    ]


def _beta_rules(sign: float) -> list[Any]:
    return [
        lambda g, y, a, b, p: -g * RATIO(beta_slope(0, a, b, y), BETA_DENSITY(a, b, y)),
        lambda g, y, a, b, p: -g * RATIO(beta_slope(1, a, b, y), BETA_DENSITY(a, b, y)),
        lambda g, y, a, b, p: sign * g * RATIO(1.0, BETA_DENSITY(a, b, y)),
    ]


_GAMMAINCINV = elementwise(
    "gammaincinv", lambda a, p: _gamma_quantile(a, p, 1 - p), *_gamma_rules(1.0)
)
_GAMMAINCCINV = elementwise(
    "gammainccinv", lambda a, q: _gamma_quantile(a, 1 - q, q), *_gamma_rules(-1.0)
)
_BETAINCINV = elementwise(
    "betaincinv", lambda a, b, p: _beta_quantile(a, b, p, 1 - p), *_beta_rules(1.0)
)
_BETAINCCINV = elementwise(
    "betainccinv", lambda a, b, q: _beta_quantile(a, b, 1 - q, q), *_beta_rules(-1.0)
)


def gammaincinv(a: Any, p: Any) -> Any:
    """Return x with P(a, x) = p, entry by entry: 0 at p = 0, ∞ at p = 1, nan outside [0, 1].

    ``a`` > 0, ``p``: numbers that broadcast, or Tensors.  See `gammainc`; for p so near 1 that
    1 − p is known better there is `gammainccinv`.

    >>> bool(abs(gammaincinv(1.0, 0.5) - np.log(2)) < 1e-14)
    True
    """
    return _GAMMAINCINV(a, p)


def gammainccinv(a: Any, q: Any) -> Any:
    """Return x with Q(a, x) = q, entry by entry: ∞ at q = 0, 0 at q = 1, nan outside [0, 1].

    ``a`` > 0, ``q``: numbers that broadcast, or Tensors.  See `gammaincc`.

    >>> bool(abs(gammainccinv(1.0, 1e-100) - 100 * np.log(10)) < 1e-11)
    True
    """
    return _GAMMAINCCINV(a, q)


def betaincinv(a: Any, b: Any, p: Any) -> Any:
    """Return x with I_x(a, b) = p, entry by entry: 0 at p = 0, 1 at p = 1, nan outside [0, 1].

    ``a``, ``b`` > 0, ``p``: numbers that broadcast, or Tensors.  See `betainc`.  Where x is near 1
    ask for 1 − x, which is betaincinv(b, a, 1 − p).

    >>> betaincinv(2.0, 1.0, [0.0, 0.25, 1.0]).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    return _BETAINCINV(a, b, p)


def betainccinv(a: Any, b: Any, q: Any) -> Any:
    """Return x with 1 − I_x(a, b) = q, entry by entry: 1 at q = 0, 0 at q = 1.

    ``a``, ``b`` > 0, ``q``: numbers that broadcast, or Tensors.  See `betaincc`.

    >>> betainccinv(1.0, 2.0, [0.0, 0.25, 1.0]).round(12).tolist()
    [1.0, 0.5, 0.0]
    """
    return _BETAINCCINV(a, b, q)
