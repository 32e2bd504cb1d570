"""Logarithms that need care: where 0 · log 0 is 0, and where a sum or a difference cancels."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.special.arrays import as_floats, elementwise, horner

__all__ = [
    "LOG",
    "PRODUCT",
    "QUOTIENT",
    "RATIO",
    "bernoulli_rest",
    "expm1_rest",
    "log1mexp",
    "log1p_rest",
    "log_rest",
    "log_sum_exp",
    "xlog1py",
    "xlogy",
]


def _unless_zero(x: Any, y: Any, result: Any) -> Any:
    """Return the result, and 0 where x is 0 whatever y is (but nan)."""
    return np.where((x == 0) & ~np.isnan(y), 0.0, result)


# NumPy's own, without the warnings; RATIO has 0/0 = 0 and PRODUCT 0 · ∞ = 0.
QUOTIENT: Any = elementwise(
    "quotient",
    lambda x, y: x / y,
    lambda g, z, x, y: g * QUOTIENT(1.0, y),
    lambda g, z, x, y: -g * QUOTIENT(z, y),
)
RATIO: Any = elementwise(
    "ratio",
    lambda x, y: _unless_zero(x, y, x / y),
    lambda g, z, x, y: g * QUOTIENT(1.0, y),
    lambda g, z, x, y: -g * RATIO(z, y),
)
PRODUCT = elementwise(
    "product",
    lambda x, y: _unless_zero(x, y, x * y),
    lambda g, z, x, y: g * y,
    lambda g, z, x, y: g * x,
)
LOG = elementwise("log", np.log, lambda g, y, x: g * QUOTIENT(1.0, x))
_LOG1P = elementwise("log1p", np.log1p, lambda g, y, x: g * QUOTIENT(1.0, 1 + x))
_XLOGY = elementwise(
    "xlogy",
    lambda x, y: _unless_zero(x, y, x * np.log(y)),
    lambda g, z, x, y: g * LOG(y),
    lambda g, z, x, y: g * RATIO(x, y),
)
_XLOG1PY = elementwise(
    "xlog1py",
    lambda x, y: _unless_zero(x, y, x * np.log1p(y)),
    lambda g, z, x, y: g * _LOG1P(y),
    lambda g, z, x, y: g * RATIO(x, 1 + y),
)


def xlogy(x: Any, y: Any) -> Any:
    """Return x log y, entry by entry; 0 where x = 0, even for y = 0.

    ``x``, ``y``: numbers that broadcast, or Tensors.  The derivatives are log y (−∞ at y = 0) and
    x/y (0 where x = 0).

    >>> xlogy([0.0, 1.0], [0.0, math.e]).tolist()
    [0.0, 1.0]
    """
    return _XLOGY(x, y)


def xlog1py(x: Any, y: Any) -> Any:
    """Return x log(1 + y), entry by entry; 0 where x = 0, even for y = −1.

    ``x``, ``y``: numbers that broadcast, or Tensors.  With y = −p this is x log(1 − p) with all
    its digits for a small p.

    >>> xlog1py([0.0, 2.0], [-1.0, 0.0]).tolist()
    [0.0, 0.0]
    """
    return _XLOG1PY(x, y)


_LOG_HALF = -math.log(2)


def _log1mexp(x: Any) -> Any:
    return np.where(x > _LOG_HALF, np.log(-np.expm1(x)), np.log1p(-np.exp(x)))


# eˣ/(1 − eˣ), whose logarithmic derivative is 1/(1 − eˣ) = 1 + itself; 0 − 0 is 0, and −0 is −0.
_ODDS = elementwise(
    "exponential_odds", lambda x: 1 / np.expm1(0 - x), lambda g, y, x: g * y * (1 + y)
)
_LOG1MEXP = elementwise("log1mexp", _log1mexp, lambda g, y, x: -g * _ODDS(x))


def log1mexp(x: Any) -> Any:
    """Return log(1 − eˣ) for x ≤ 0, entry by entry: from log P(A) to the log of P(not A).

    ``x``: numbers of any shape, or a Tensor; nan where x > 0.

    >>> log1mexp([math.log(0.25), 0.0]).round(4).tolist()
    [-0.2877, -inf]
    """
    return _LOG1MEXP(x)


def log_sum_exp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return log Σ eˣ along ``axis`` (an axis, several, or None: all) without overflow.

    ``x``: numbers of any shape, or a Tensor; entries may be −∞, and all −∞ (or no entry) gives −∞
    with the gradient 0.  ``keepdims``: keep the axes summed over, with length 1.

    >>> round(float(log_sum_exp([1000.0, 1000.0])) - 1000.0, 4)
    0.6931
    """
    if not isinstance(x, Node):
        x = as_floats(x, "log_sum_exp")
    top = np.max(np.asarray(raw(x)), axis=axis, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(top), top, 0)
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # beside an entry of +∞, others may overflow to +∞ too
        total = np.sum(np.exp(x - shift), axis=axis, keepdims=True)
    empty = np.equal(raw(total), 0)
    # Chosen twice, for log 0 has an infinite slope.
    result = np.where(empty, -np.inf, np.log(np.where(empty, 1, total)) + shift)
    return (result if keepdims else np.squeeze(result, axis=axis))[()]


# Σ w^2k/(2k + 3): log((1 + w)/(1 − w)) = 2w + 2w³ × this.
_ATANH = tuple(1 / (2 * k + 3) for k in range(16, -1, -1))
_ATANH_NEAR = _ATANH[-6:]


def log1p_rest(u: Any) -> Any:
    """Return log(1 + u) − u for a plain array above −1, with all its digits near 0.

    >>> bool(abs(log1p_rest(np.array([1e-8]))[0] / -5e-17 - 1) < 1e-8)
    True
    """
    near = (u >= -0.5) & (u <= 1)
    if not np.any(near):
        return np.log1p(u) - u
    if np.all(near):
        return _log1p_rest_near(u, _ATANH)
    result = _log1p_rest_near(np.where(near, u, 0.0), _ATANH)
    return np.where(near, result, np.log1p(u) - u)


def _log1p_rest_near(u: Any, series: tuple[float, ...]) -> Any:
    w = u / (2 + u)
    square = w * w
    result = horner(square, series)
    result *= square
    result *= 2
    result -= u
    result *= w
    return result


def log_rest(ratio: Any, excess: Any) -> Any:
    """Return log(ratio) − excess, for plain arrays where excess is ratio − 1 with all its digits.

    >>> log_rest(np.array([1e-9]), np.array([1e-9 - 1])).round(4).tolist()
    [-19.7233]
    """
    near = np.clip(excess, -0.5, 1.0)
    return np.where(near == excess, log1p_rest(near), np.log(ratio) - excess)


_EXPONENTIAL = tuple(1 / math.factorial(k) for k in range(10, 1, -1))


def expm1_rest(s: Any) -> Any:
    """Return eˢ − 1 − s for a plain array with |s| ≤ 0.1, with all its digits.

    >>> bool(abs(expm1_rest(np.array([1e-8]))[0] / 5e-17 - 1) < 1e-8)
    True
    """
    result = horner(s, _EXPONENTIAL)
    result *= s
    result *= s
    return result


def bernoulli_rest(s: Any, p: Any) -> Any:
    """Return log(1 − p + p eˢ) − ps for plain arrays with |s| ≤ 0.1 and p ≤ ½, with all its digits.

    >>> bool(abs(bernoulli_rest(np.array([1e-8]), 0.5)[0] / 1.25e-17 - 1) < 1e-7)
    True
    """
    rest = expm1_rest(s)
    excess = s + rest
    excess *= p
    result = _log1p_rest_near(excess, _ATANH_NEAR)
    rest *= p
    result += rest
    return result
