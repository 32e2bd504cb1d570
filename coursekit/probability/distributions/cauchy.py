"""The Cauchy distribution, which has no mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.distributions.newton import highest
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import positive, real

__all__ = ["Cauchy", "log_1_plus_square", "square_is_finite", "standardised"]


def _huge(value: Any, *parameters: Any) -> float:
    """Return a number whose square is one still, in the precision of these numbers."""
    precision = np.result_type(np.asarray(value), *parameters)
    return float(np.sqrt(np.finfo(precision).max)) / 4


@dataclass(frozen=True, eq=False)
class Cauchy(Continuous):
    """The Cauchy distribution: tails so heavy that averages of samples do not settle.

    ``location``: the median, any number; ``scale``: half the distance between the quartiles,
    above 0.  The integrals of mean and variance do not exist: both are nan.  It is `StudentT` with
    df 1.  Source: Casella and Berger, Statistical Inference, section 3.3.

    >>> bool(np.isnan(Cauchy().mean))
    True
    >>> float(Cauchy(location=2.0, scale=3.0).cdf(5.0))
    0.75
    """

    location: Any = 0.0
    scale: Any = 1.0

    _formula_reaches_infinity = True

    def __post_init__(self) -> None:
        self._set(
            location=real(self.location, "Cauchy: location"),
            scale=positive(self.scale, "Cauchy: scale"),
        )

    @classmethod
    def fit(cls, data: Any) -> Cauchy:
        """Return the most likely Cauchy distribution, by Newton's method.

        There is one maximum unless half of the observations are equal (ProbabilityError).

        >>> found = Cauchy.fit([-3.0, -1.0, 0.0, 1.0, 3.0])
        >>> round(found.location, 6) + 0.0, round(found.scale, 6)
        (0.0, 1.23686)
        """
        values, middle, spread = standardised(data, "Cauchy", 0.5)

        def likelihood(theta: Any) -> Any:
            return -np.mean(log_1_plus_square(values, theta[0], np.exp(theta[1]))) - theta[1]

        theta, found = highest(likelihood, np.zeros(2))
        if not found:
            raise ProbabilityError(
                "Cauchy.fit: no maximum of the likelihood was found. Look at the observations, and"
                " at log_prob of them for a grid of locations and scales."
            )
        return cls(middle + spread * theta[0], spread * np.exp(theta[1]))

    @property
    def mean(self) -> Any:
        """Nan: the integral of x p(x) has no value."""
        return np.full(self._shape, np.nan)[()]

    @property
    def variance(self) -> Any:
        """Nan: there is no mean to measure distances from."""
        return np.full(self._shape, np.nan)[()]

    @property
    def entropy(self) -> Any:
        """log(4π scale), in nats."""
        return np.log(4 * math.pi * self.scale)

    @property
    def support(self) -> Support:
        """All real numbers."""
        return Interval()

    def _log_density(self, value: Any) -> Any:
        unit = math.pi * self.scale
        if square_is_finite(value, self.location, self.scale, unit):
            return np.log((((value - self.location) / self.scale) ** 2 + 1) * unit) * -1.0
        square = log_1_plus_square(value, self.location, self.scale)
        return square * -1.0 - np.log(unit)

    def _below(self, value: Any) -> Any:
        # The angle seen from one scale above the location: no digits are lost in a tail.
        return np.arctan2(1.0, (self.location - value) / self.scale) / math.pi

    def _above(self, value: Any) -> Any:
        return np.arctan2(1.0, (value - self.location) / self.scale) / math.pi

    def _quantile(self, probability: Any) -> Any:
        return self.location + self.scale * _standard_quantile(probability)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.standard_cauchy(shape + self._shape) * self.scale + self.location


def log_1_plus_square(value: Any, location: Any, scale: Any) -> Any:
    """Return log(1 + z²) for z = (value − location)/scale, also where z² would overflow.

    >>> round(float(log_1_plus_square(1e200, 0.0, 1.0)), 6)
    921.034037
    """
    if square_is_finite(value, location, scale):
        return np.log1p(((value - location) / scale) ** 2)
    z = (value - location) / scale
    far = np.greater(np.absolute(raw(z)), _huge(raw(z)))
    near = np.log1p(np.where(far, 0.0, z) ** 2)
    return np.where(far, np.log(np.absolute(np.where(far, z, 1.0))) * 2.0, near)[()]


def square_is_finite(value: Any, location: Any, scale: Any, times: Any = 1.0) -> bool:
    """Return whether ((value − location)/scale)² is a number for all values; False if in doubt.

    ``times``: what it will be multiplied by, and be a number still.

    >>> square_is_finite(1e100, 0.0, 1.0), square_is_finite(1e200, 0.0, 1.0)
    (True, False)
    """
    plain, middle, unit = raw(value), raw(location), raw(scale)
    narrower = np.asarray(unit, float) / np.sqrt(np.maximum(raw(times), 1.0))
    with np.errstate(over="ignore"):
        reach = _huge(plain, middle, unit) * narrower
    middle = np.asarray(middle, float)
    least, most = np.min(plain, initial=np.inf), np.max(plain, initial=-np.inf)
    near = np.less(float(most) - middle, reach) & np.less(middle - float(least), reach)
    return bool(np.all(near))


def _standard_quantile(p: Any) -> Any:
    near = np.absolute(p - 0.5) < 0.25
    nearer = np.minimum(p, 1 - p)
    with np.errstate(divide="ignore"):  # the quantiles of 0 and 1 are −∞ and ∞
        outer = np.sign(p - 0.5) / np.tan(math.pi * nearer)
    return np.where(near, np.tan(math.pi * np.where(near, p - 0.5, 0.0)), outer)[()]


def standardised(data: Any, family: str, most: float) -> tuple[Any, float, float]:
    """Return observations as (x − median)/spread, the median and the spread.

    Raises ProbabilityError if a share of ``most`` or more is equal: at such a point the likelihood
    of heavy tails grows without bound as the scale goes to 0.

    >>> standardised([1.0, 2.0, 4.0], "Cauchy", 0.5)
    (array([-1.,  0.,  2.]), 2.0, 1.0)
    """
    values = np.ravel(data_of(data))
    numbers, counts = np.unique(values, return_counts=True)
    largest = int(np.argmax(counts))
    if counts[largest] >= most * values.size:
        raise ProbabilityError(
            f"{family}.fit: {counts[largest]} of {values.size} observations are"
            f" {numbers[largest]:g}, so the likelihood grows without bound as scale goes to 0."
            " Give more observations that differ."
        )
    middle = float(np.median(values))
    distances = np.absolute(values - middle)
    return (values - middle) / np.median(distances), middle, float(np.median(distances))
