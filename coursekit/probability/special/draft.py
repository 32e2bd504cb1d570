"""First versions of the special functions, slow and to about ten digits; being replaced."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff import primitive
from coursekit.probability.special.gamma import gammaln
from coursekit.probability.special.logs import xlog1py, xlogy


def _vector(function: Any) -> Any:
    inner = np.frompyfunc(function, function.__code__.co_argcount, 1)

    def call(*values: Any) -> Any:
        kinds = [v.dtype for v in values if hasattr(v, "dtype")] or [np.dtype(float)]
        dtype = np.result_type(np.float32, *[np.float64 if k.kind in "iub" else k for k in kinds])
        return np.asarray(inner(*values)).astype(dtype)[()]

    return call


def betaln(a: Any, b: Any) -> Any:
    return gammaln(a) + gammaln(b) - gammaln(np.add(a, b))


def _gamma_tails(a: float, x: float) -> tuple[float, float]:
    if not (a > 0 and x >= 0):
        return math.nan, math.nan
    if x == 0:
        return 0.0, 1.0
    if x == math.inf:
        return 1.0, 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a + 1))
    if x < a + 1:
        term = total = 1.0
        n = 0
        while term > 1e-17 * total:
            n += 1
            term *= x / (a + n)
            total += term
        p = front * total
        return p, 1 - p
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for i in range(1, 100000):
        an = -i * (i - a)
        b += 2
        d = an * d + b
        d = 1 / (d if abs(d) > tiny else tiny)
        c = b + an / c
        c = c if abs(c) > tiny else tiny
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    q = front * a * h
    return 1 - q, q


def _gamma_density(a: Any, x: Any) -> Any:
    return np.exp(xlogy(a - 1.0, x) - x - gammaln(a))


@primitive(None, lambda g, y, a, x: g * _gamma_density(a, x), elementwise=True)
def gammainc(a: Any, x: Any) -> Any:
    return _vector(lambda a, x: _gamma_tails(a, x)[0])(a, x)


@primitive(None, lambda g, y, a, x: -g * _gamma_density(a, x), elementwise=True)
def gammaincc(a: Any, x: Any) -> Any:
    return _vector(lambda a, x: _gamma_tails(a, x)[1])(a, x)


def _bisect(f: Any, low: float, high: float) -> float:
    """Root of an increasing f of the logarithm."""
    for _ in range(200):
        middle = 0.5 * (low + high)
        if f(middle) < 0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _gammaincinv(a: float, p: float) -> float:
    if p in (0, 1):
        return math.inf if p else 0.0
    if not 0 < p < 1:
        return math.nan
    return math.exp(_bisect(lambda s: _gamma_tails(a, math.exp(s))[0] - p, -700, 20))


def _gammainccinv(a: float, q: float) -> float:
    if q in (0, 1):
        return 0.0 if q else math.inf
    if not 0 < q < 1:
        return math.nan
    return math.exp(_bisect(lambda s: q - _gamma_tails(a, math.exp(s))[1], -700, 20))


@primitive(None, lambda g, y, a, p: g / _gamma_density(a, y), elementwise=True)
def gammaincinv(a: Any, p: Any) -> Any:
    return _vector(_gammaincinv)(a, p)


@primitive(None, lambda g, y, a, q: -g / _gamma_density(a, y), elementwise=True)
def gammainccinv(a: Any, q: Any) -> Any:
    return _vector(_gammainccinv)(a, q)


def _beta_tail(a: float, b: float, x: float, y: float) -> float:
    if not (a > 0 and b > 0 and 0 <= x <= 1):
        return math.nan
    if x == 0 or y == 0:
        return 0.0 if x == 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_fraction(b, a, y, x)
    return _beta_fraction(a, b, x, y)


def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    front = math.exp(
        a * math.log(x)
        + b * (math.log1p(-x) if x < 0.5 else math.log(y))
        + math.lgamma(a + b)
        - math.lgamma(a + 1)
        - math.lgamma(b)
    )
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    h = d
    for m in range(1, 100000):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + top * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + top / c
            c = c if abs(c) > tiny else tiny
            h *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return front * h


def _beta_density(a: Any, b: Any, x: Any) -> Any:
    return np.exp(xlogy(a - 1.0, x) + xlog1py(b - 1.0, -x) - betaln(a, b))


@primitive(None, None, lambda g, y, a, b, x: g * _beta_density(a, b, x), elementwise=True)
def betainc(a: Any, b: Any, x: Any) -> Any:
    return _vector(lambda a, b, x: _beta_tail(a, b, x, 1 - x))(a, b, x)


@primitive(None, None, lambda g, y, a, b, x: -g * _beta_density(a, b, x), elementwise=True)
def betaincc(a: Any, b: Any, x: Any) -> Any:
    return _vector(lambda a, b, x: _beta_tail(b, a, 1 - x, x))(a, b, x)


def _betaincinv(a: float, b: float, p: float) -> float:
    if p in (0, 1):
        return float(p)
    if not 0 < p < 1:
        return math.nan

    def miss(s: float) -> float:
        x, y = 1 / (1 + math.exp(-s)), 1 / (1 + math.exp(s))
        return _beta_tail(a, b, x, y) - p

    return 1 / (1 + math.exp(-_bisect(miss, -700, 40)))


@primitive(None, None, lambda g, y, a, b, p: g / _beta_density(a, b, y), elementwise=True)
def betaincinv(a: Any, b: Any, p: Any) -> Any:
    return _vector(_betaincinv)(a, b, p)


@primitive(None, None, lambda g, y, a, b, q: -g / _beta_density(a, b, y), elementwise=True)
def betainccinv(a: Any, b: Any, q: Any) -> Any:
    return 1 - betaincinv(b, a, q)
