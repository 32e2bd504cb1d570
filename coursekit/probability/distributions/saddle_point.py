"""Log-probabilities of counts, free of the factorials' cancellation.

log k! is about k log k, so that in the logarithm of C(n, k) pᵏ(1−p)ⁿ⁻ᵏ terms of size n log n cancel
and take the digits with them: six of sixteen at n = 10⁶.  Where a count is compared with what is
expected of it, nothing large is left: with h(x) = x log x − x − log x! (`log_peak`) and the ratio
r(x, m) = x log(x/m),

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

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.gamma_terms import log_minus_digamma
from coursekit.probability.special import digamma, gammaln, polygamma
from coursekit.probability.special.arrays import elementwise, horner
from coursekit.probability.special.gamma import STIRLING_FROM, stirling_error

__all__ = ["log_binomial", "log_negative_binomial", "log_part", "log_peak", "log_poisson"]

_LOG_2_PI = math.log(2 * math.pi)
_ALMOST_1 = 1 - 2.0**-53

# From here on Stirling's series, cut where `_TAIL` begins, has all digits of a double.  Its six
# terms take half the time of `special.gamma.stirling_error`, which has as many digits, but from 2.5
# on: that one is for what lies between.  (Of counts, log_prob is this series and little else.)
_LARGE = 16
# B₂ⱼ / (2j (2j−1)) of the Bernoulli numbers B: the series of log x! in odd powers of 1/x, and its
# derivative in even ones; the highest power first.
_TAIL = (-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12)
_TAIL_SLOPE = tuple((11 - 2 * j) * each for j, each in enumerate(_TAIL))


def _peak_of_large(x: Any) -> Any:
    inverse = 1 / x
    result = horner(inverse * inverse, _TAIL)
    result *= inverse
    result += 0.5 * np.log(x) + 0.5 * _LOG_2_PI
    return -result


# Of whole numbers: the first by exact fractions.
_WHOLE = np.concatenate(
    [
        [math.log(k**k / math.factorial(k)) - k for k in range(_LARGE)],
        _peak_of_large(np.arange(_LARGE, 1024, dtype=float)),
    ]
)


def _peak(x: Any) -> Any:
    if x.max(initial=0) < _WHOLE.size:
        index = x.astype(np.intp)
        if np.array_equal(index, x):
            return np.take(_WHOLE, index)
    small = np.less(x, _LARGE)
    if not np.any(small):
        return _peak_of_large(x)
    result = _peak_of_large(np.maximum(x, _LARGE))
    some = x[small]
    result[small] = np.where(some < STIRLING_FROM, _peak_of_few(some), _peak_of_some(some))
    return result


def _peak_of_few(x: Any) -> Any:
    return x * np.log(np.where(x > 0, x, 1)) - x - gammaln(x + 1)


def _peak_of_some(x: Any) -> Any:
    x = np.maximum(x, STIRLING_FROM)
    return -(0.5 * np.log(x) + 0.5 * _LOG_2_PI + stirling_error(x))


def _ratio(x: Any, m: Any, difference: Any) -> Any:
    """Return x log(x/m), given x − m with all its digits: 0 where x is 0, ∞ where only m is."""
    t = difference / m
    # Held above −1, where only x = 0 takes it (and 0 · log 0 = 0) or an x of no weight beside m.
    t = x * np.log1p(np.maximum(t, -_ALMOST_1, out=t), out=t)
    if not m.min(initial=1) > 0:
        t[np.equal(m, 0)] = np.inf
        t[np.equal(x, 0)] = 0
    return t


def _share(x: Any, m: Any) -> Any:
    """Return x/m with 0/0 = 0."""
    none = np.equal(raw(x), 0)
    with np.errstate(divide="ignore"):
        if np.any(none):
            return np.where(none, 0.0, x / np.where(none, 1.0, m))
        return x / m


def _slope(x: Any) -> Any:
    inverse = 1 / np.maximum(x, _LARGE)
    square = inverse * inverse
    result = square * horner(square, _TAIL_SLOPE) - 0.5 * inverse
    small = np.less(x, _LARGE)
    if np.any(small):
        result[small] = np.log(x[small]) - digamma(x[small] + 1)
    return result


_SLOPE = elementwise(
    "log x - digamma(x + 1)", _slope, lambda g, y, x: g * (1 / x - polygamma(1, x + 1))
)
_PEAK = elementwise("log_peak", _peak, lambda g, y, x: g * _SLOPE(x))


def log_peak(x: Any) -> Any:
    """Return x log x − x − log Γ(x + 1): the log-probability of x where x is expected (Poisson).

    ``x``: 0 or more; the result is 0 at 0 and falls like −½ log(2πx).  Differentiable.

    >>> round(float(log_peak(1.0)), 12)
    -1.0
    """
    return _PEAK(x)


def _poisson(k: Any, rate: Any) -> Any:
    excess = k - rate
    result = _peak(k)
    result -= _ratio(k, rate, excess)
    result += excess
    return result


_POISSON = elementwise(
    "log_poisson", _poisson, None, lambda g, y, k, rate: g * (_share(k, rate) - 1)
)


def log_poisson(k: Any, rate: Any) -> Any:
    """Return k log(rate) − rate − log k!, differentiable in ``rate``; both are 0 or more.

    >>> round(float(log_poisson(1.0, 1.0)), 12)
    -1.0
    """
    return _POISSON(k, rate)


def _binomial(k: Any, n: Any, p: Any, peak_of_n: Any) -> Any:
    rest, q = n - k, 1 - p
    excess = k * q - rest * p  # k − np, with all digits where k is 0 or n
    result = _peak(k)
    # In this order, for what is the same then cancels exactly.
    result += _peak(rest) - peak_of_n
    result -= _ratio(k, n * p, excess)
    result -= _ratio(rest, n * q, -excess)
    return result


_BINOMIAL = elementwise(
    "log_binomial",
    _binomial,
    None,
    None,
    lambda g, y, k, n, p, _: g * (_share(k, p) - _share(n - k, 1 - p)),
    None,
)


def log_binomial(k: Any, n: Any, p: Any) -> Any:
    """Return log C(n, k) + k log p + (n − k) log(1 − p), differentiable in ``p``.

    ``k``: from 0 to ``n``; ``p``: in [0, 1].

    >>> round(float(np.exp(log_binomial(1.0, 2.0, 0.5))), 12)
    0.5
    """
    return _BINOMIAL(k, n, p, log_peak(n))


def _part(k: Any, n: Any, p: Any) -> Any:
    m = n * p
    return _peak(k) - _ratio(k, m, k - m)


_PART = elementwise("log_part", _part, None, None, lambda g, y, k, n, p: g * _share(k, p))


def log_part(k: Any, n: Any, p: Any) -> Any:
    """Return k log(np) − k − log k!: what one of many outcomes adds to a log-probability.

    Differentiable in ``p``.

    >>> round(float(log_part(1.0, 2.0, 0.5)), 12)
    -1.0
    """
    return _PART(k, n, p)


def _negative_binomial(k: Any, n: Any, p: Any, peak_of_n: Any) -> Any:
    trials, q = n + k, 1 - p
    excess = n * q - k * p  # n − trials · p
    result = _peak(k)
    result += peak_of_n - _peak(trials)
    result -= _ratio(n, trials * p, excess)
    result -= _ratio(k, trials * q, -excess)
    result -= np.log1p(k / n)
    return result


def _by_n(g: Any, _y: Any, k: Any, n: Any, p: Any, _: Any) -> Any:
    # ψ(n + k) − ψ(n) + log p, of which the logarithms are taken together.
    excess = n * (1 - p) - k * p
    return g * (np.log1p(-excess / n) + log_minus_digamma(n) - log_minus_digamma(n + k))


_NEGATIVE_BINOMIAL = elementwise(
    "log_negative_binomial",
    _negative_binomial,
    None,
    _by_n,
    lambda g, y, k, n, p, _: g * (n / p - _share(k, 1 - p)),
    None,
)


def log_negative_binomial(k: Any, n: Any, p: Any) -> Any:
    """Return log Γ(n + k)/(Γ(n) k!) + n log p + k log(1 − p), differentiable in ``n`` and ``p``.

    ``k``: 0 or more; ``n``: above 0, whole or not; ``p``: in (0, 1].

    >>> round(float(np.exp(log_negative_binomial(1.0, 2.0, 0.5))), 12)
    0.25
    """
    return _NEGATIVE_BINOMIAL(k, n, p, log_peak(raw(n)))
