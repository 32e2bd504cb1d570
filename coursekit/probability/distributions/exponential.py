"""The exponential distribution of a waiting time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.probability.distributions.base import data_of, quotient
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import need, positive

__all__ = ["Exponential"]


@dataclass(frozen=True, eq=False)
class Exponential(Continuous):
    """The exponential distribution: the wait for what happens ``rate`` times a unit of time.

    ``rate``: λ, above 0, in 1/units of the value (the mean is 1/λ: for that there is
    `Exponential.from_mean`).  It is `Gamma` with shape 1.  Source: Goodfellow, Bengio and
    Courville, Deep Learning, section 3.9.4.

    >>> wait = Exponential(rate=0.5)
    >>> wait.mean, round(float(wait.survival(2.0)), 4)
    (2.0, 0.3679)
    """

    rate: Any = 1.0

    _formula_reaches_infinity = True

    def __post_init__(self) -> None:
        self._set(rate=positive(self.rate, "Exponential: rate"))

    @classmethod
    def from_mean(cls, mean: Any) -> Exponential:
        """Return the exponential distribution with the mean 1/λ given, above 0.

        >>> Exponential.from_mean(4.0)
        Exponential(rate=0.25)
        """
        return cls(1 / positive(mean, "Exponential.from_mean: mean"))

    @classmethod
    def fit(cls, data: Any) -> Exponential:
        """Return the most likely exponential distribution: the rate is 1/mean of the observations.

        >>> Exponential.fit([1.0, 3.0])
        Exponential(rate=0.5)
        """
        values = data_of(data)
        need(np.greater_equal(values, 0), values, "Exponential.fit: data", "numbers, 0 or more")
        if not np.any(values):
            raise ProbabilityError(
                "Exponential.fit: all observations are 0, so the likelihood grows without bound as"
                " rate goes to ∞. Give observations of which one at least is above 0."
            )
        return cls.from_mean(np.mean(values))

    @property
    def mean(self) -> Any:
        """1/rate."""
        return 1 / self.rate

    @property
    def variance(self) -> Any:
        """1/rate²."""
        return quotient(self.mean, self.rate)

    @property
    def std(self) -> Any:
        """1/rate: as large as the mean."""
        return self.mean

    @property
    def entropy(self) -> Any:
        """1 − log(rate), in nats."""
        return 1 - np.log(self.rate)

    @property
    def support(self) -> Support:
        """The numbers from 0."""
        return Interval(0.0)

    def _log_density(self, value: Any) -> Any:
        return value * -self.rate + np.log(self.rate)

    def _below(self, value: Any) -> Any:
        return -np.expm1(-(value * self.rate))

    def _above(self, value: Any) -> Any:
        return np.exp(-(value * self.rate))

    def _quantile(self, probability: Any) -> Any:
        with np.errstate(divide="ignore"):  # the quantile of 1 is ∞
            return -np.log1p(-probability) / self.rate

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.standard_exponential(shape + self._shape) * (1 / self.rate)
