"""The terms that information is a sum of: −p log p, −p log q and p log(p/q), with 0 · log 0 = 0.

Each is a primitive of the autodiff, since the mask must hold for the slopes too.  A term with
p = 0 is left out of the sum, and so are the slopes that log p would give there: they are infinite
on paper, but what comes before p (a softmax, a sigmoid) has slope 0 there, and the product has the
limit 0.  A value that q excludes and p allows costs +∞, and its slopes are infinite as well.
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff import primitive

__all__ = [
    "binary_entropy_terms",
    "cross_terms",
    "divergence_terms",
    "entropy_terms",
    "ratio_terms",
]


def _safe(p: Any) -> Any:
    """Return ``p``, with 1 for what has no logarithm."""
    some = np.greater(p, 0)
    return p if np.all(some) else np.where(some, p, 1.0)[()]


def _times(g: Any, slope: Any) -> Any:
    """Return ``g`` times a slope that may be infinite; an adjoint of 0 asks for nothing."""
    return g * np.where(np.not_equal(g, 0), slope, 0.0)


def _if_excluded(p: Any, q: Any, infinite: float, otherwise: Any) -> Any:
    """Return ``infinite`` where q = 0 < p, 0 where both are 0, and else what is given."""
    no_q = np.equal(q, 0)
    if not np.any(no_q):
        return otherwise
    terms = np.where(no_q & np.equal(p, 0), 0.0, otherwise)
    return np.where(no_q & np.greater(p, 0), infinite, terms)[()]


@primitive(
    lambda g, y, p: g * np.where(np.greater(p, 0), -1.0 - np.log(_safe(p)), 0.0),
    elementwise=True,
)
def entropy_terms(p: Any) -> Any:
    """Return −p log p, and 0 where p = 0.

    >>> entropy_terms(np.array([0.0, 1.0]))
    array([0., 0.])
    """
    return 0.0 - p * np.log(_safe(p))


def _logit(p: Any) -> Any:
    inner = np.greater(p, 0) & np.less(p, 1)
    safe = np.where(inner, p, 0.5)
    return np.log1p(-safe) - np.log(safe)  # 0 at 0 and 1, where ½ was put


@primitive(lambda g, y, p: g * _logit(p), elementwise=True)
def binary_entropy_terms(p: Any) -> Any:
    """Return −p log p − (1 − p) log(1 − p), and 0 where p is 0 or 1.

    >>> binary_entropy_terms(np.array([0.0, 1.0]))
    array([0., 0.])
    """
    rest = np.where(np.less(p, 1), p, 0.0)  # log1p keeps the digits of 1 − p for a small p
    return (0.0 - p * np.log(_safe(p))) - (1.0 - p) * np.log1p(-rest)


def _slope_by_q(p: Any, q: Any) -> Any:
    return _if_excluded(p, q, -np.inf, -p / _safe(q))


@primitive(
    lambda g, y, p, q: _times(g, _if_excluded(p, q, np.inf, -np.log(_safe(q)))),
    lambda g, y, p, q: _times(g, _slope_by_q(p, q)),
    elementwise=True,
)
def cross_terms(p: Any, q: Any) -> Any:
    """Return −p log q: 0 where p = 0, ∞ where q = 0 < p.

    >>> cross_terms(np.array([0.0, 0.5, 0.5]), np.array([0.0, 0.0, 1.0]))
    array([ 0., inf,  0.])
    """
    return _if_excluded(p, q, np.inf, 0.0 - p * np.log(_safe(q)))


def _log_ratio(p: Any, q: Any) -> Any:
    """Return log(p/q) of numbers above 0, with all its digits where they are close."""
    with np.errstate(over="ignore"):  # by a tiny q; the logarithms are taken apart then
        relative = (p - q) / q
    close = np.less_equal(np.absolute(relative), 0.5)
    return np.where(close, np.log1p(np.where(close, relative, 0.0)), np.log(p) - np.log(q))


def _ratio(p: Any, q: Any) -> Any:
    safe_p, safe_q = _safe(p), _safe(q)
    return _if_excluded(p, q, np.inf, p * _log_ratio(safe_p, safe_q))


def _ratio_slope_by_p(p: Any, q: Any) -> Any:
    slope = np.where(np.greater(p, 0), np.log(_safe(p)) - np.log(_safe(q)) + 1.0, 0.0)
    return _if_excluded(p, q, np.inf, slope)


_RATIO_SLOPES = (
    lambda g, y, p, q: _times(g, _ratio_slope_by_p(p, q)),
    lambda g, y, p, q: _times(g, _slope_by_q(p, q)),
)


@primitive(*_RATIO_SLOPES, elementwise=True)
def ratio_terms(p: Any, q: Any) -> Any:
    """Return p log(p/q): 0 where p = 0, ∞ where q = 0 < p.

    >>> ratio_terms(np.array([0.0, 0.5, 0.5]), np.array([0.0, 0.0, 0.5]))
    array([ 0., inf,  0.])
    """
    return _ratio(p, q)


@primitive(*_RATIO_SLOPES, elementwise=True)
def divergence_terms(p: Any, q: Any) -> Any:
    """Return p log(p/q) − (p − q), which is never negative, with the slopes of p log(p/q).

    Summed over two distributions the second part is 1 − 1 = 0, so value and slopes belong to one
    function. But the sum of p log(p/q) cancels to nothing, or below 0, where p and q are close,
    and this one keeps its digits.

    >>> divergence_terms(np.array([0.0, 0.5]), np.array([0.5, 0.5]))
    array([0.5, 0. ])
    """
    return np.maximum(_ratio(p, q) - (p - q), 0.0)


# What @primitive returns was made in another module, and there doctest does not look.
__test__ = {
    each.__name__: each
    for each in (binary_entropy_terms, cross_terms, divergence_terms, entropy_terms, ratio_terms)
}
