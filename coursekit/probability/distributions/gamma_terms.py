"""What is left of Γ where its large parts have cancelled, for entropies and fits."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.special import digamma

__all__ = ["log_minus_digamma"]

_LARGE = 16.0
# log x − ψ(x) = 1/2x + Σ B₂ⱼ/(2j x²ʲ), with the Bernoulli numbers B; what follows the last term
# is below 1e-17 of the sum from _LARGE on.
_SERIES = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)


def log_minus_digamma(x: Any) -> Any:
    """Return log x − ψ(x), about 1/2x for large x; differentiable, as often as needed.

    >>> round(float(log_minus_digamma(1e12)) * 1e12, 9)
    0.5
    """
    large = np.greater(raw(x), _LARGE)
    if not np.any(large):
        return np.log(x) - digamma(x)
    inverse = 1 / np.where(large, x, _LARGE)
    square = inverse * inverse
    series: Any = 0.0
    for coefficient in reversed(_SERIES):
        series = (series + coefficient) * square
    series = series + 0.5 * inverse
    if np.all(large):
        return series
    near = np.where(large, _LARGE, x)
    return np.where(large, series, np.log(near) - digamma(near))
