"""The gamma distribution, and the chi-squared distribution within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of, quotient
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.distributions.gamma_terms import log_minus_digamma
from coursekit.probability.distributions.newton import highest
from coursekit.probability.distributions.powers import log_power
from coursekit.probability.distributions.saddle_point import log_peak
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import (
    gammainc,
    gammaincc,
    gammaincinv,
    gammaln,
)
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import need, positive

__all__ = ["ChiSquared", "Gamma"]

_LARGE = 100.0  # the shape from which on the textbook's formula loses digits worth a detour


@dataclass(frozen=True, eq=False)
class Gamma(Continuous):
    """The gamma distribution: the wait for the ``shape``-th event, at ``rate`` events a unit.

    ``shape``: α, above 0; ``rate``: β, above 0, in 1/units of the value.  Books that write a scale
    θ = 1/β: `Gamma.from_scale`.  At 0 the density is ∞ for a shape below 1, ``rate`` for shape 1
    (which is `Exponential`), and 0 above.  Source: Casella and Berger, Statistical Inference,
    section 3.3.

    >>> third_call = Gamma(shape=3.0, rate=2.0)
    >>> third_call.mean, third_call.variance
    (1.5, 0.75)
    """

    shape: Any
    rate: Any = 1.0

    _not_by = ("shape",)

    def __post_init__(self) -> None:
        self._set(
            shape=positive(self.shape, "Gamma: shape"), rate=positive(self.rate, "Gamma: rate")
        )

    @classmethod
    def from_scale(cls, shape: Any, scale: Any = 1.0) -> Gamma:
        """Return the gamma distribution with the scale θ = 1/rate given.

        >>> Gamma.from_scale(shape=3.0, scale=0.5)
        Gamma(shape=3.0, rate=2.0)
        """
        return cls(shape, 1 / positive(scale, "Gamma.from_scale: scale"))

    @classmethod
    def from_mean_std(cls, mean: Any, std: Any) -> Gamma:
        """Return the gamma distribution with the mean and standard deviation given, above 0.

        >>> Gamma.from_mean_std(mean=6.0, std=2.0)
        Gamma(shape=9.0, rate=1.5)
        """
        mean = positive(mean, "Gamma.from_mean_std: mean")
        std = positive(std, "Gamma.from_mean_std: std")
        return cls((mean / std) ** 2, mean / std**2)

    @classmethod
    def fit(cls, data: Any) -> Gamma:
        """Return the most likely gamma distribution, by Newton's method in the shape.

        The mean of the distribution is that of the observations, which must be above 0 and differ.

        >>> found = Gamma.fit([1.0, 2.0, 3.0])
        >>> round(found.mean, 9), round(found.shape, 6)
        (2.0, 5.375209)
        """
        values = data_of(data)
        need(np.greater(values, 0), values, "Gamma.fit: data", "numbers above 0")
        mean = np.mean(values)
        # log(mean) − mean of the logarithms, so that nothing cancels where all are nearly equal.
        excess = values / mean - 1
        near = np.absolute(excess) < 0.5
        far = np.log(values) - np.log(mean)
        logs = np.where(near, np.log1p(np.where(near, excess, 0.0)), far)
        gap = float(np.mean(excess - logs))
        if not gap > 0:
            raise ProbabilityError(
                "Gamma.fit: all observations are equal, so the likelihood grows without bound as"
                " shape goes to ∞. Give observations that differ."
            )

        def likelihood(theta: Any) -> Any:
            shape = np.exp(theta[0])
            return theta[0] + log_peak(shape) - shape * gap

        # Half a Stirling's series solves it to a few per cent.
        start = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
        theta, _ = highest(likelihood, np.log([start]))
        shape = np.exp(theta[0])
        return cls(shape, shape / mean)

    @property
    def mean(self) -> Any:
        """shape/rate."""
        return self.shape / self.rate

    @property
    def variance(self) -> Any:
        """shape/rate²."""
        return quotient(self.mean, self.rate)

    @property
    def std(self) -> Any:
        """√shape/rate."""
        return np.sqrt(self.shape) / self.rate

    @property
    def entropy(self) -> Any:
        """α − log β + log Γ(α) + (1 − α) ψ(α), in nats."""
        # Written so that for a large shape no large terms cancel.
        return (
            (self.shape - 1) * log_minus_digamma(self.shape)
            - log_peak(self.shape)
            - np.log(self.rate)
        )

    @property
    def support(self) -> Support:
        """The numbers from 0."""
        return Interval(0.0)

    def _log_density(self, value: Any) -> Any:
        return _log_density(value, self.shape, self.rate)

    def _below(self, value: Any) -> Any:
        return gammainc(self.shape, value * self.rate)

    def _above(self, value: Any) -> Any:
        return gammaincc(self.shape, value * self.rate)

    def _quantile(self, probability: Any) -> Any:
        return gammaincinv(self.shape, probability) / self.rate

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.standard_gamma(raw(self.shape), shape + self._shape) * (1 / self.rate)


@dataclass(frozen=True, eq=False)
class ChiSquared(Continuous):
    """The chi-squared distribution: the sum of the squares of ``df`` standard normal numbers.

    ``df``: the degrees of freedom, above 0 (not only whole numbers).  It is `Gamma` with shape
    df/2 and rate ½.  Source: Casella and Berger, Statistical Inference, section 3.3.

    >>> ChiSquared(df=3.0).mean, ChiSquared(df=3.0).variance
    (3.0, 6.0)
    """

    df: Any

    _not_by = ("df",)

    def __post_init__(self) -> None:
        self._set(df=positive(self.df, "ChiSquared: df"))

    @classmethod
    def fit(cls, data: Any) -> ChiSquared:
        """Return the most likely chi-squared distribution, by Newton's method.

        The observations must be above 0.

        >>> round(ChiSquared.fit([1.0, 2.0, 3.0]).df, 6)
        2.733768
        """
        values = data_of(data)
        need(np.greater(values, 0), values, "ChiSquared.fit: data", "numbers above 0")
        mean_log = float(np.mean(np.log(values / 2)))

        def likelihood(theta: Any) -> Any:
            half = np.exp(theta[0])
            return half * (mean_log - theta[0]) + half + theta[0] + log_peak(half)

        start = max(mean_log, np.log(0.5))
        theta, _ = highest(likelihood, [start])
        return cls(2 * np.exp(theta[0]))

    @property
    def _gamma(self) -> Gamma:
        return Gamma(self.df / 2, 0.5)

    @property
    def mean(self) -> Any:
        """The degrees of freedom."""
        return self.df

    @property
    def variance(self) -> Any:
        """2 df."""
        return 2 * self.df

    @property
    def entropy(self) -> Any:
        """That of Gamma(df/2, ½), in nats."""
        return self._gamma.entropy

    @property
    def support(self) -> Support:
        """The numbers from 0."""
        return Interval(0.0)

    def _log_density(self, value: Any) -> Any:
        return _log_density(value, self.df / 2, 0.5)

    def _below(self, value: Any) -> Any:
        return self._gamma._below(value)

    def _above(self, value: Any) -> Any:
        return self._gamma._above(value)

    def _quantile(self, probability: Any) -> Any:
        return self._gamma._quantile(probability)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.chisquare(raw(self.df), shape + self._shape)


def _log_density(value: Any, shape: Any, rate: Any) -> Any:
    if np.max(raw(shape), initial=0.0) <= _LARGE:
        constant = shape * np.log(rate) - gammaln(shape)
        return log_power(value, shape - 1) - value * rate + constant
    # In units of the mean no large terms cancel.  (Twice: to keep the product costs more.)
    unit = rate / shape
    constant = log_peak(shape) + np.log(rate)
    return log_power(value * unit, shape - 1) - (value * unit - 1) * shape + constant
