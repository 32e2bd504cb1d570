"""The normal distribution of one number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.probability.distributions.base import data_of, spread_of, squared
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import ndtr, ndtri
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import positive, real

__all__ = ["Normal"]

_LOG_ROOT_2_PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True, eq=False)
class Normal(Continuous):
    """The normal (Gaussian) distribution N(mean, std²) of one number.

    ``mean``: any number; ``std``: the standard deviation σ, above 0 (not the variance: for that
    there is `Normal.from_variance`).  Source: S2, "Random vectors".

    >>> height = Normal(mean=170.0, std=10.0)
    >>> round(float(height.cdf(180.0)), 4)
    0.8413
    >>> print(height.support)
    (−∞, ∞)
    """

    mean: Any = 0.0
    std: Any = 1.0

    _formula_reaches_infinity = True

    def __post_init__(self) -> None:
        self._set(mean=real(self.mean, "Normal: mean"), std=positive(self.std, "Normal: std"))

    @classmethod
    def from_variance(cls, mean: Any = 0.0, variance: Any = 1.0) -> Normal:
        """Return the normal distribution with the variance σ² given.

        >>> Normal.from_variance(0.0, 4.0).std
        2.0
        """
        return cls(mean, np.sqrt(positive(variance, "Normal.from_variance: variance")))

    @classmethod
    def fit(cls, data: Any) -> Normal:
        """Return the most likely normal distribution: the mean, and the spread with divisor n.

        >>> Normal.fit([1.0, 3.0])
        Normal(mean=2.0, std=1.0)
        """
        values = data_of(data)
        spread = spread_of(values)
        if not spread > 0:
            raise ProbabilityError(
                "Normal.fit: all observations are equal, so the likelihood grows without bound as"
                " std goes to 0. Give observations that differ."
            )
        return cls(np.mean(values), spread)

    @property
    def variance(self) -> Any:
        """σ²."""
        return squared(self.std)

    @property
    def entropy(self) -> Any:
        """½ log(2πeσ²), in nats; negative for a small σ."""
        return np.log(self.std) + (_LOG_ROOT_2_PI + 0.5)

    @property
    def support(self) -> Support:
        """All real numbers."""
        return Interval()

    def _log_density(self, value: Any) -> Any:
        # In one chain: NumPy then needs one array of this size, not two.
        with np.errstate(over="ignore"):  # −∞ far out, where the square is beyond the numbers
            return ((value - self.mean) / self.std) ** 2 * -0.5 - (
                np.log(self.std) + _LOG_ROOT_2_PI
            )

    def _below(self, value: Any) -> Any:
        return ndtr((value - self.mean) / self.std)

    def _above(self, value: Any) -> Any:
        return ndtr((self.mean - value) / self.std)

    def _quantile(self, probability: Any) -> Any:
        return self.mean + self.std * ndtri(probability)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        own = np.broadcast_shapes(np.shape(self.mean), np.shape(self.std))
        return self.mean + self.std * rng.standard_normal(shape + own)
