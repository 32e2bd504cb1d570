"""The distribution of a number whose logarithm is normal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.probability.distributions.base import data_of
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import ndtr, ndtri
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import need, positive, real

__all__ = ["LogNormal"]

_LOG_ROOT_2_PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True, eq=False)
class LogNormal(Continuous):
    """The log-normal distribution: eᶻ for a normal z, the product of many small influences.

    ``log_mean``, ``log_std``: mean and standard deviation (above 0) *of the logarithm*; those of
    the value itself are the properties ``mean`` and ``std``, and `LogNormal.from_mean_std` starts
    from them.  Source: Casella and Berger, Statistical Inference, section 3.3.

    >>> income = LogNormal(log_mean=10.0, log_std=0.5)
    >>> round(float(income.cdf(np.exp(10.0))), 9), bool(income.mean > np.exp(10.0))
    (0.5, True)
    """

    log_mean: Any = 0.0
    log_std: Any = 1.0

    _formula_reaches_infinity = True

    def __post_init__(self) -> None:
        self._set(
            log_mean=real(self.log_mean, "LogNormal: log_mean"),
            log_std=positive(self.log_std, "LogNormal: log_std"),
        )

    @classmethod
    def from_mean_std(cls, mean: Any, std: Any) -> LogNormal:
        """Return the log-normal distribution with this mean and standard deviation of the value.

        >>> wide = LogNormal.from_mean_std(mean=3.0, std=4.0)
        >>> round(float(wide.mean), 9), round(float(wide.std), 9)
        (3.0, 4.0)
        """
        mean = positive(mean, "LogNormal.from_mean_std: mean")
        std = positive(std, "LogNormal.from_mean_std: std")
        log_variance = np.log1p((std / mean) ** 2)
        return cls(np.log(mean) - log_variance / 2, np.sqrt(log_variance))

    @classmethod
    def fit(cls, data: Any) -> LogNormal:
        """Return the most likely log-normal distribution: mean and spread of the logarithms.

        The observations must be above 0 and differ.

        >>> LogNormal.fit([1.0, np.exp(2.0)])
        LogNormal(log_mean=1.0, log_std=1.0)
        """
        values = data_of(data)
        need(np.greater(values, 0), values, "LogNormal.fit: data", "numbers above 0")
        logs = np.log(values)
        spread = np.std(logs)
        if not spread > 0:
            raise ProbabilityError(
                "LogNormal.fit: all observations are equal, so the likelihood grows without bound"
                " as log_std goes to 0. Give observations that differ."
            )
        return cls(np.mean(logs), spread)

    @property
    def mean(self) -> Any:
        """exp(μ + σ²/2)."""
        with np.errstate(over="ignore"):  # ∞ is the nearest that there is
            return np.exp(self.log_mean + self.log_std**2 / 2)

    @property
    def variance(self) -> Any:
        """(exp σ² − 1) exp(2μ + σ²)."""
        square = self.log_std**2
        with np.errstate(over="ignore"):
            return np.expm1(square) * np.exp(2 * self.log_mean + square)

    @property
    def std(self) -> Any:
        """√(exp σ² − 1) exp(μ + ½σ²)."""
        square = self.log_std**2
        with np.errstate(over="ignore"):
            return np.sqrt(-np.expm1(-square)) * np.exp(self.log_mean + square)

    @property
    def entropy(self) -> Any:
        """μ + ½ log(2πeσ²), in nats."""
        return self.log_mean + np.log(self.log_std) + (_LOG_ROOT_2_PI + 0.5)

    @property
    def support(self) -> Support:
        """The numbers above 0."""
        return Interval(0.0, closed_low=False)

    def _log_density(self, value: Any) -> Any:
        log = np.log(value)
        constant = np.log(self.log_std) + _LOG_ROOT_2_PI
        return ((log - self.log_mean) / self.log_std) ** 2 * -0.5 - log - constant

    def _below(self, value: Any) -> Any:
        return ndtr((np.log(value) - self.log_mean) / self.log_std)

    def _above(self, value: Any) -> Any:
        return ndtr((self.log_mean - np.log(value)) / self.log_std)

    def _quantile(self, probability: Any) -> Any:
        with np.errstate(over="ignore"):
            return np.exp(self.log_mean + self.log_std * ndtri(probability))

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        z = rng.standard_normal(shape + self._shape) * self.log_std + self.log_mean
        with np.errstate(over="ignore"):
            return np.exp(z)
