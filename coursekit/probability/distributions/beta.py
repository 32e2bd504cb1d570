"""The beta distribution of a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of
from coursekit.probability.distributions.concentrations import entropy_of, most_likely
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.distributions.powers import log_power, log_power_of_rest
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import betainc, betaincc, betaincinv, betaln
from coursekit.probability.support import Interval, Support
from coursekit.probability.validation import need, positive

__all__ = ["Beta"]


@dataclass(frozen=True, eq=False)
class Beta(Continuous):
    """The beta distribution of a number between 0 and 1, such as an unknown probability.

    ``a``, ``b``: above 0; after s successes and f failures, a uniform prior has become
    Beta(1 + s, 1 + f).  At 0 the density is ∞ for a below 1, b for a = 1, and 0 above; at 1 alike
    with a and b exchanged.  Source: Bishop, Pattern Recognition and Machine Learning, section 2.1.

    >>> coin = Beta(a=8.0, b=4.0)
    >>> round(coin.mean, 6), round(float(coin.cdf(0.5)), 6)
    (0.666667, 0.113281)
    """

    a: Any
    b: Any

    _not_by = ("a", "b")

    def __post_init__(self) -> None:
        self._set(a=positive(self.a, "Beta: a"), b=positive(self.b, "Beta: b"))

    @classmethod
    def from_mean_std(cls, mean: Any, std: Any) -> Beta:
        """Return the beta distribution with the mean and standard deviation given.

        ``mean``: between 0 and 1; ``std``: above 0, and below √(mean (1 − mean)), which only a coin
        that shows 0 or 1 has.

        >>> prior = Beta.from_mean_std(mean=0.5, std=0.1)
        >>> round(prior.a, 9), round(prior.b, 9)
        (12.0, 12.0)
        """
        name = "Beta.from_mean_std: "
        mean, std = positive(mean, name + "mean"), positive(std, name + "std")
        need(np.less(raw(mean), 1), mean, name + "mean", "numbers between 0 and 1")
        most = raw(mean * (1 - mean))
        low_enough = np.less(raw(std) ** 2, most)
        need(
            low_enough,
            np.broadcast_to(raw(std), low_enough.shape),
            name + "std",
            "numbers below √(mean (1 − mean))",
        )
        total = mean * (1 - mean) / std**2 - 1
        return cls(mean * total, (1 - mean) * total)

    @classmethod
    def fit(cls, data: Any) -> Beta:
        """Return the most likely beta distribution, by Newton's method.

        The observations must lie between 0 and 1, without these, and differ.

        >>> found = Beta.fit([0.2, 0.5, 0.8])
        >>> round(found.a, 5), round(found.b, 5)
        (1.89534, 1.89534)
        """
        values = data_of(data)
        need(
            np.greater(values, 0) & np.less(values, 1),
            values,
            "Beta.fit: data",
            "numbers between 0 and 1, without these",
            "At 0 and 1 the likelihood of every Beta is 0 or ∞.",
        )
        mean, variance = np.mean(values), np.var(values)
        if np.min(values) == np.max(values):
            raise ProbabilityError(
                "Beta.fit: all observations are equal, so the likelihood grows without bound as"
                " a + b goes to ∞. Give observations that differ."
            )
        total = mean * (1 - mean) / variance - 1
        mean_logs = np.array([np.mean(np.log(values)), np.mean(np.log1p(-values))])
        (a, b), found = most_likely(mean_logs, max(total, 0.1) * np.array([mean, 1 - mean]))
        if not found:
            raise ProbabilityError(
                "Beta.fit: no maximum of the likelihood was found: the observations are too close"
                " together, or to 0 or 1, for their logarithms to tell. Look at them."
            )
        return cls(a, b)

    @property
    def mean(self) -> Any:
        """a/(a + b)."""
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> Any:
        """ab/((a + b)² (a + b + 1))."""
        total = self.a + self.b
        return (self.a / total) * (self.b / total) / (total + 1)

    @property
    def entropy(self) -> Any:
        """The entropy log B(a, b) − (a−1) ψ(a) − (b−1) ψ(b) + (a+b−2) ψ(a+b), in nats."""
        return entropy_of(np.stack(np.broadcast_arrays(self.a, self.b), axis=-1))

    @property
    def support(self) -> Support:
        """The numbers from 0 to 1."""
        return Interval(0.0, 1.0)

    def _log_density(self, value: Any) -> Any:
        return (
            log_power(value, self.a - 1)
            + log_power_of_rest(value, self.b - 1)
            - betaln(self.a, self.b)
        )

    def _below(self, value: Any) -> Any:
        return betainc(self.a, self.b, value)

    def _above(self, value: Any) -> Any:
        return betaincc(self.a, self.b, value)

    def _quantile(self, probability: Any) -> Any:
        return betaincinv(self.a, self.b, probability)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.beta(raw(self.a), raw(self.b), shape + self._shape)
