"""The Laplace distribution: two exponential distributions back to back."""

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
from coursekit.probability.validation import positive, real

__all__ = ["Laplace"]


@dataclass(frozen=True, eq=False)
class Laplace(Continuous):
    """The Laplace distribution: a peak at ``location``, with exponential tails on both sides.

    ``location``: mean and median, any number; ``scale``: b, the mean distance from it, above 0
    (the standard deviation is √2 b).  Its likelihood is the absolute loss, as that of `Normal` is
    the squared loss.  At the peak the slope of log_prob is taken as 0.  Source: Goodfellow,
    Bengio and Courville, Deep Learning, section 3.9.4.

    >>> error = Laplace(location=0.0, scale=2.0)
    >>> float(error.prob(0.0)), float(error.cdf(0.0)), round(error.variance, 12)
    (0.25, 0.5, 8.0)
    """

    location: Any = 0.0
    scale: Any = 1.0

    _formula_reaches_infinity = True

    def __post_init__(self) -> None:
        self._set(
            location=real(self.location, "Laplace: location"),
            scale=positive(self.scale, "Laplace: scale"),
        )

    @classmethod
    def fit(cls, data: Any) -> Laplace:
        """Return a most likely Laplace distribution: the median, and the mean distance from it.

        For an even number of observations every number between the two in the middle is as
        likely a location; the one half-way is taken.

        >>> Laplace.fit([0.0, 1.0, 5.0])
        Laplace(location=1.0, scale=1.6666666666666667)
        """
        values = data_of(data)
        middle = np.median(values)
        spread = np.mean(np.absolute(values - middle))
        if not spread > 0:
            raise ProbabilityError(
                "Laplace.fit: all observations are equal, so the likelihood grows without bound as"
                " scale goes to 0. Give observations that differ."
            )
        return cls(middle, spread)

    @property
    def mean(self) -> Any:
        """The location."""
        return self.location

    @property
    def variance(self) -> Any:
        """2 scale²."""
        return 2 * squared(self.scale)

    @property
    def std(self) -> Any:
        """√2 scale."""
        return math.sqrt(2) * self.scale

    @property
    def entropy(self) -> Any:
        """1 + log(2 scale), in nats."""
        return 1 + np.log(2 * self.scale)

    @property
    def support(self) -> Support:
        """All real numbers."""
        return Interval()

    def _log_density(self, value: Any) -> Any:
        return np.absolute(value - self.location) / -self.scale - np.log(2 * self.scale)

    def _below(self, value: Any) -> Any:
        return _lower((value - self.location) / self.scale)

    def _above(self, value: Any) -> Any:
        return _lower((self.location - value) / self.scale)

    def _quantile(self, probability: Any) -> Any:
        nearer = np.minimum(probability, 1 - probability)
        with np.errstate(divide="ignore"):  # the quantiles of 0 and 1 are −∞ and ∞
            return self.location + self.scale * (np.sign(0.5 - probability) * np.log(2 * nearer))

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.laplace(size=shape + self._shape) * self.scale + self.location


def _lower(z: Any) -> Any:
    """Return the probability of less than ``z`` scales from the location."""
    left = np.less(raw(z), 0)
    # Split so that each exponent is harmless where its branch is not taken.
    return np.where(
        left, 0.5 * np.exp(np.where(left, z, 0.0)), 1 - 0.5 * np.exp(np.where(left, 0.0, -z))
    )[()]
