"""The uniform distribution between two numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of, squared
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import need, real

__all__ = ["Uniform"]


@dataclass(frozen=True, eq=False)
class Uniform(Continuous):
    """The uniform distribution on [low, high]: every stretch of a length is as probable.

    ``low``, ``high``: the ends, low < high (ProbabilityError otherwise).  Source: Casella and
    Berger, Statistical Inference, section 3.3.

    >>> wait = Uniform(low=0.0, high=10.0)
    >>> wait.prob([3.0, 11.0]).round(12).tolist(), float(wait.cdf(3.0))
    ([0.1, 0.0], 0.3)
    """

    low: Any = 0.0
    high: Any = 1.0

    def __post_init__(self) -> None:
        low, high = real(self.low, "Uniform: low"), real(self.high, "Uniform: high")
        self._set(low=low, high=high)
        need(
            np.greater(raw(high), raw(low)),
            np.broadcast_to(raw(high), self._shape),
            "Uniform: high",
            "numbers above low",
            f"low is {self.low}.",
        )

    @classmethod
    def fit(cls, data: Any) -> Uniform:
        """Return the most likely uniform distribution: from the least observation to the largest.

        It is never wider than the true one, and so puts too much density on what it has seen.

        >>> Uniform.fit([2.0, 5.0, 3.0])
        Uniform(low=2.0, high=5.0)
        """
        values = data_of(data)
        low, high = np.min(values), np.max(values)
        if low == high:
            raise ProbabilityError(
                f"Uniform.fit: all observations are {low:g}, so the likelihood grows without bound"
                " as high − low goes to 0. Give observations that differ."
            )
        return cls(low, high)

    @property
    def mean(self) -> Any:
        """The middle of the interval."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> Any:
        """(high − low)²/12."""
        return squared(self.high - self.low) / 12

    @property
    def std(self) -> Any:
        """(high − low)/√12."""
        return (self.high - self.low) / math.sqrt(12)

    @property
    def entropy(self) -> Any:
        """log(high − low), in nats; negative for a width below 1."""
        return np.log(self.high - self.low)

    @property
    def support(self) -> Support:
        """The numbers from low to high."""
        return Interval(self.low, self.high)

    def _log_density(self, value: Any) -> Any:
        return np.zeros_like(raw(value)) - np.log(self.high - self.low)

    def _below(self, value: Any) -> Any:
        return (value - self.low) / (self.high - self.low)

    def _above(self, value: Any) -> Any:
        return (self.high - value) / (self.high - self.low)

    def _quantile(self, probability: Any) -> Any:
        return self.low * (1 - probability) + self.high * probability

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.random(shape + self._shape) * (self.high - self.low) + self.low
