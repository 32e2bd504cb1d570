"""The two parts that probabilities of counts are made of, free of the factorials' cancellation.

log k! is about k log k, so that in the logarithm of C(n, k) pᵏ(1−p)ⁿ⁻ᵏ terms of size n log n cancel
and take the digits with them: six of sixteen at n = 10⁶.  Where a count is compared with what is
expected of it, nothing large is left: with `log_peak` h and `log_ratio` r,

    Poisson(λ):     h(k) − r(k, λ) + (k − λ)
    Binomial(n, p): h(k) + h(n−k) − h(n) − r(k, np) − r(n−k, n(1−p))

Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000), where the same
split is made with the deviance r(x, m) − (x − m).
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff import primitive
from coursekit.autodiff.tape import raw
from coursekit.probability.special import digamma, gammaln, polygamma

__all__ = ["log_peak", "log_ratio"]

_LOG_2_PI = math.log(2 * math.pi)
_ALMOST_1 = 1 - 2.0**-53

# From here on Stirling's series, cut where `_TAIL` ends, has all digits of a double.
_LARGE = 16
# B₂ⱼ / (2j (2j−1)) of the Bernoulli numbers B: the series of log x! in odd powers of 1/x.
_TAIL = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
# The whole numbers below, by exact fractions.
_FIRST = np.array([math.log(k**k / math.factorial(k)) - k for k in range(_LARGE)])


@primitive(lambda g, y, x: g * (1 / x - polygamma(1, x + 1)), elementwise=True)
def _peak_slope(x: Any) -> Any:
    """Return log x − ψ(x + 1)."""
    x = np.asarray(x)
    large = np.maximum(x, _LARGE)
    inverse = 1 / large
    square = inverse * inverse
    series: Any = 0.0
    for j in range(len(_TAIL) - 1, -1, -1):
        series = series * square + (2 * j + 1) * _TAIL[j]
    result = np.asarray(square * series - 0.5 * inverse)
    small = np.less(x, _LARGE)
    if np.any(small):
        result[small] = np.log(x[small]) - digamma(x[small] + 1)
    return result[()]


@primitive(lambda g, y, x: g * _peak_slope(x), elementwise=True)
def log_peak(x: Any) -> Any:
    """Return x log x − x − log Γ(x + 1): the log-probability of x where x is expected (Poisson).

    ``x``: any shape, 0 or more; the result is 0 at 0 and falls like −½ log(2πx).

    >>> round(float(log_peak(1.0)), 12)
    -1.0
    """
    x = np.asarray(x)
    large = np.maximum(x, _LARGE)
    inverse = 1 / large
    square = inverse * inverse
    series: Any = _TAIL[-1]
    for coefficient in _TAIL[-2::-1]:
        series = series * square + coefficient
    result = np.asarray(-0.5 * (np.log(large) + _LOG_2_PI) - series * inverse)
    small = np.less(x, _LARGE)
    if np.any(small):
        some = x[small]
        index = some.astype(np.intp)
        if np.array_equal(index, some):
            result[small] = _FIRST[index]
        else:
            result[small] = some * np.log(np.where(some > 0, some, 1)) - some - gammaln(some + 1)
    return result[()]


def _by_count(g: Any, _y: Any, x: Any, m: Any, _d: Any) -> Any:
    return g * (np.log(x / m) + 1)


def _by_expected(g: Any, _y: Any, x: Any, m: Any, _d: Any) -> Any:
    none = np.equal(raw(m), 0) & np.equal(raw(x), 0)
    if np.any(none):  # 0 · log 0 = 0 stays 0 near by
        return g * np.where(none, 0.0, -x / np.where(none, 1.0, m))
    return g * (-x / m)


@primitive(_by_count, _by_expected, lambda g, y, x, m, d: np.zeros_like(raw(g)), elementwise=True)
def _log_ratio(x: Any, m: Any, d: Any) -> Any:
    # Held above −1, where only x = 0 takes it (and 0 · log 0 = 0) or an x of no weight beside m.
    if np.all(np.greater(m, 0)):
        return x * np.log1p(np.maximum(d / m, -_ALMOST_1))
    some = np.greater(m, 0)
    ratio = x * np.log1p(np.maximum(d / np.where(some, m, 1), -_ALMOST_1))
    return np.where(some, ratio, np.where(np.greater(x, 0), np.inf, 0.0))[()]


def log_ratio(x: Any, m: Any, difference: Any) -> Any:
    """Return x log(x / m), with all its digits where x is near m.

    ``x``: counts, 0 or more; ``m``: what is expected of them, 0 or more; ``difference``: x − m,
    from whoever can tell it without cancellation.  0 where x is 0, ∞ where only m is.
    Differentiable in ``x`` and ``m``.

    >>> round(float(log_ratio(2.0, 1.0, 1.0)), 6)
    1.386294
    """
    return _log_ratio(x, m, raw(difference))
