"""What Beta and Dirichlet share: functions of their concentrations α, along the last axis.

With n = Σα and log_peak h, log Γ(x) = (x − 1) log x − x − h(x).  Put into the formulas of the
textbooks, the terms of size n log n cancel by hand, and not in the digits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.probability.distributions.gamma_terms import log_minus_digamma
from coursekit.probability.distributions.newton import highest
from coursekit.probability.distributions.saddle_point import log_peak

__all__ = ["entropy_of", "log_normaliser", "most_likely"]


def log_normaliser(alpha: Any) -> Any:
    """Return log B(α) = Σ log Γ(αᵢ) − log Γ(n): the logarithm of what the powers integrate to.

    >>> round(float(log_normaliser(np.array([2.0, 3.0]))), 9) == round(float(np.log(1 / 12)), 9)
    True
    """
    n = np.sum(alpha, axis=-1)
    shares = alpha / n[..., None]
    parts = alpha * np.log(shares) - np.log(alpha) - log_peak(alpha)
    return np.sum(parts, axis=-1) + np.log(n) + log_peak(n)


def entropy_of(alpha: Any) -> Any:
    """Return log B(α) + (n − k) ψ(n) − Σ (αᵢ − 1) ψ(αᵢ), in nats.

    >>> round(float(entropy_of(np.array([1.0, 1.0]))), 9) + 0.0
    0.0
    """
    n, k = np.sum(alpha, axis=-1), np.shape(alpha)[-1]
    parts = (alpha - 1) * log_minus_digamma(alpha) - log_peak(alpha)
    whole = log_peak(n) - (k - 1) * np.log(n) - (n - k) * log_minus_digamma(n)
    return np.sum(parts, axis=-1) + whole


def most_likely(mean_logs: Any, start: Any) -> tuple[Any, bool]:
    """Return the most likely α, shape (k,), given the means of the logarithms, and whether it is.

    ``start``: α to begin with.
    """

    def likelihood(theta: Any) -> Any:
        alpha = np.exp(theta)
        n = np.sum(alpha)
        parts = alpha * (mean_logs - np.log(alpha / n)) + theta + log_peak(alpha)
        return np.sum(parts) - np.log(n) - log_peak(n)

    theta, found = highest(likelihood, np.log(start))
    return np.exp(theta), found
