"""The logarithm of the beta function."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.probability.special.arrays import elementwise
from coursekit.probability.special.gamma import (
    STIRLING_FROM,
    digamma,
    log_gamma,
    log_gamma_1p,
    stirling_error,
)
from coursekit.probability.special.logs import log1p_rest

__all__ = ["betaln", "log_beta", "log_beta_times"]


def _log_ratio(a: Any, b: Any) -> Any:
    """Return log Γ(b) − log Γ(a + b) for b ≥ 2.5: the large terms of Stirling's formula cancel."""
    total = a + b
    share = a / b
    return (
        0.5 * np.log1p(share)
        - b * log1p_rest(share)
        - a * np.log(total)
        + (stirling_error(b) - stirling_error(total))
    )


def log_beta(a: Any, b: Any) -> Any:
    """Return log B(a, b) for plain blocks.

    >>> log_beta(np.array([1.0]), np.array([4.0])).round(4).tolist()
    [-1.3863]
    """
    small, large = np.minimum(a, b), np.maximum(a, b)
    result = np.empty_like(a)
    both = small >= STIRLING_FROM
    if np.any(both):
        s, t = small[both], large[both]
        total = s + t
        result[both] = (
            (stirling_error(s) + stirling_error(t) - stirling_error(total))
            + 0.5 * np.log(2 * math.pi / s * (total / t))
            - s * np.log1p(t / s)
            - t * np.log1p(s / t)
        )
    one = ~both & (large >= STIRLING_FROM) & (small >= 0)
    if np.any(one):
        result[one] = log_gamma(small[one]) + _log_ratio(small[one], large[one])
    none = ~both & ~one
    if np.any(none):
        s, t = small[none], large[none]
        result[none] = log_gamma(s) + log_gamma(t) - log_gamma(s + t)
    return result


def log_beta_times(a: Any, b: Any) -> Any:
    """Return log(a B(a, b)) for plain blocks with a ≤ 1: it goes to 0 with a, and keeps its digits.

    >>> log_beta_times(np.array([0.5]), np.array([1.0])).round(12).tolist()
    [0.0]
    """
    result = log_gamma_1p(a)
    tiny = a < 1e-5 * np.minimum(b, 1)  # a step so small that its middle gives the slope
    far = (b >= STIRLING_FROM) & ~tiny
    near = ~far & ~tiny
    result[tiny] -= a[tiny] * digamma(b[tiny] + 0.5 * a[tiny])
    result[far] += _log_ratio(a[far], b[far])
    result[near] += log_gamma(b[near]) - log_gamma(a[near] + b[near])
    return result


_BETALN = elementwise(
    "betaln",
    log_beta,
    lambda g, y, a, b: g * (digamma(a) - digamma(a + b)),
    lambda g, y, a, b: g * (digamma(b) - digamma(a + b)),
)


def betaln(a: Any, b: Any) -> Any:
    """Return log |B(a, b)| = log |Γ(a) Γ(b) / Γ(a + b)|, entry by entry.

    ``a``, ``b``: numbers that broadcast, or Tensors.

    >>> round(float(betaln(2.0, 3.0)), 12) == round(-math.log(12), 12)
    True
    """
    return _BETALN(a, b)
