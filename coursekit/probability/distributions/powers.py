"""Logarithms of powers, where the base may be 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.special import xlog1py, xlogy

__all__ = ["log_power", "log_power_of_rest"]


def log_power(base: Any, exponent: Any) -> Any:
    """Return log(base^exponent) for a base of 0 or more: at 0 it is ∞, 0 or −∞ by the exponent.

    >>> log_power(np.array([0.0, 1.0]), 2.0)
    array([-inf,   0.])
    """
    if _never_0_times_infinity(base, exponent) or np.min(raw(base), initial=1.0) > 0:
        with np.errstate(divide="ignore"):
            return np.log(base) * exponent
    return xlogy(exponent, base)


def log_power_of_rest(base: Any, exponent: Any) -> Any:
    """Return log((1 − base)^exponent) for a base of 1 or less, with all digits for a small base.

    >>> log_power_of_rest(np.array([0.0, 1.0]), -1.0)
    array([ 0., inf])
    """
    if _never_0_times_infinity(base, exponent) or np.max(raw(base), initial=0.0) < 1:
        with np.errstate(divide="ignore"):
            return np.log1p(-base) * exponent
    return xlog1py(exponent, -base)


def _never_0_times_infinity(base: Any, exponent: Any) -> bool:
    """Return whether this can be told without a look at the bases, which may be many."""
    watched = isinstance(base, Node) or isinstance(exponent, Node)
    return not watched and bool(np.all(exponent))
