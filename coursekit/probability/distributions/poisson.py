"""How many events happen in an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.discrete import Discrete, counts_of, drawn
from coursekit.probability.distributions.saddle_point import log_poisson
from coursekit.probability.special import gammainc, gammaincc, xlogy
from coursekit.probability.support import Integers
from coursekit.probability.validation import need, real

__all__ = ["Poisson"]

# From this rate on the entropy is ½ log(2πe rate) − 1/(12 rate) − 1/(24 rate²) − …, of which the
# next term is below 1e-18.  A sum loses digits, and comes to where floats skip whole numbers.
_MANY = 1e6
_ENTROPY_OF_NORMAL = 0.5 * math.log(2 * math.pi * math.e)


@dataclass(frozen=True, eq=False)
class Poisson(Discrete):
    """The Poisson distribution: the number of independent events when ``rate`` are expected.

    ``rate``: 0 or more; any shape, one distribution an entry.  Source: S2 (the length of a
    document in the topic model); Blitzstein and Hwang (2019), section 4.7.

    >>> calls = Poisson(rate=2.0)
    >>> calls.prob([0, 1, 2]).round(4).tolist()
    [0.1353, 0.2707, 0.2707]
    >>> print(calls.support)
    {0, 1, 2, …}
    """

    rate: Any

    def __post_init__(self) -> None:
        rate = real(self.rate, "Poisson: rate")
        need(np.greater_equal(raw(rate), 0), rate, "Poisson: rate", "numbers, 0 or more")
        self._set(rate=rate)

    @classmethod
    def fit(cls, data: Any) -> Poisson:
        """Return the most likely distribution: the rate is the mean of the counts.

        >>> Poisson.fit([3, 0, 3])
        Poisson(rate=2.0)
        """
        return cls(float(np.mean(counts_of(data, "Poisson.fit: data"))))

    @property
    def mean(self) -> Any:
        """The rate."""
        return self.rate

    @property
    def variance(self) -> Any:
        """The rate: as large as the mean."""
        return self.rate

    @property
    def entropy(self) -> Any:
        """−Σ p(k) log p(k) over all k, in nats; to 12 digits, at any rate."""
        many = np.greater(raw(self.rate), _MANY)
        if not np.any(many):
            return self._summed_entropy(self.std, 0.0 - xlogy(self.rate, self.rate))
        rate = np.where(many, self.rate, _MANY)
        large = 0.5 * np.log(rate) + (_ENTROPY_OF_NORMAL - (2 + 1 / rate) / rate / 24)
        if np.all(many):
            return large[()]
        return np.where(many, large, Poisson(np.where(many, 1.0, self.rate)).entropy)

    @property
    def support(self) -> Integers:
        """The whole numbers from 0."""
        return Integers(0)

    def _log_density(self, value: Any) -> Any:
        return log_poisson(value, self.rate)

    def _below(self, count: Any) -> Any:
        return gammaincc(count + 1, self.rate)

    def _above(self, count: Any) -> Any:
        return gammainc(count + 1, self.rate)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return drawn("Poisson", rng.poisson, raw(self.rate), shape + self._shape)
