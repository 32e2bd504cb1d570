"""How many trials fail before the n-th success."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import quotient
from coursekit.probability.distributions.discrete import (
    Discrete,
    counts_of,
    drawn,
    entropy_of_trial,
    fit_together,
)
from coursekit.probability.distributions.gamma import Gamma
from coursekit.probability.distributions.newton import highest
from coursekit.probability.distributions.saddle_point import log_negative_binomial
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import betainc, betaincc
from coursekit.probability.support import Integers
from coursekit.probability.validation import need, positive, probability

__all__ = ["NegativeBinomial"]

# From this mean on, and n from 1 on, counts are as good as gamma-distributed numbers of the same
# standard deviation: the entropies differ by less than 1e-12 of them.  A sum over whole numbers
# would come to where floats have gaps.
_MANY = 1e13


@dataclass(frozen=True, eq=False)
class NegativeBinomial(Discrete):
    """The negative binomial distribution: the number of failures before the n-th success.

    Counted from 0 and by failures, as in scipy.stats.nbinom; other books count all trials, n more.
    ``n``: above 0, and need not be whole (then it is a Poisson distribution whose rate is itself
    random, by a gamma distribution); ``p``: the probability of success of each trial, above 0, at
    most 1; shapes that broadcast.  Source: Blitzstein and Hwang (2019), sections 4.3 and 8.4.

    >>> misses = NegativeBinomial(n=2, p=0.5)
    >>> misses.prob([0, 1, 2]).round(4).tolist()
    [0.25, 0.25, 0.1875]
    >>> print(misses.support)
    {0, 1, 2, …}
    """

    n: Any
    p: Any

    def __post_init__(self) -> None:
        p = probability(self.p, "NegativeBinomial: p")
        need(np.greater(raw(p), 0), p, "NegativeBinomial: p", "a probability above 0")
        self._set(n=positive(self.n, "NegativeBinomial: n"), p=p)
        fit_together("NegativeBinomial", n=np.shape(self.n), p=np.shape(self.p))

    @classmethod
    def fit(cls, data: Any, n: float | None = None) -> NegativeBinomial:
        """Return the most likely distribution, with n given or, by Newton's method, found.

        For each n the best p is n/(n + mean).  The counts must be spread more than those of a
        Poisson distribution (variance above the mean), or else no n is the best.

        >>> fitted = NegativeBinomial.fit([0, 6, 1, 9, 0, 2])
        >>> round(fitted.n, 4), round(fitted.mean, 4)
        (0.6803, 3.0)
        """
        values, times = np.unique(counts_of(data, "NegativeBinomial.fit: data"), return_counts=True)
        total = float(np.sum(times))
        mean = float(values @ times) / total
        if n is None:
            spread = float((values - mean) ** 2 @ times) / total
            if spread <= mean * (1 + 1e-9):
                raise ProbabilityError(
                    f"NegativeBinomial.fit: the variance {spread:.4g} of the data is not above"
                    f" their mean {mean:.4g}, so the likelihood grows without end with n, towards a"
                    " Poisson distribution. Use Poisson.fit."
                )
            n = _most_likely_n(values, times / total, mean, mean**2 / (spread - mean))
        return cls(n, n / (n + mean))

    @property
    def mean(self) -> Any:
        """n(1 − p)/p."""
        return self.n * (1 - self.p) / self.p

    @property
    def variance(self) -> Any:
        """n(1 − p)/p²."""
        return quotient(self.n * (1 - self.p) / self.p, self.p)

    @property
    def std(self) -> Any:
        """√(n(1 − p))/p."""
        return np.sqrt(self.n * (1 - self.p)) / self.p

    @property
    def entropy(self) -> Any:
        """−Σ p(k) log p(k) over all k, in nats; to 12 digits, however many they are."""
        n, p = raw(self.n), raw(self.p)
        many = np.greater(raw(self.mean), _MANY) & np.greater_equal(n, 1)
        if np.any(many):
            shape, rare = np.where(many, self.n, 1.0), np.where(many, self.p, 0.5)
            large = Gamma(shape).entropy + (0.5 * np.log1p(-rare) - np.log(rare))
            if np.all(many):
                return large[()]
            few = NegativeBinomial(np.where(many, 1.0, self.n), np.where(many, 0.5, self.p))
            return np.where(many, large, few.entropy)
        # For n below 1 the tail, e⁻ᵖᵏ, is wider than the standard deviation tells.
        width = np.sqrt(np.maximum(n, 1) * (1 - p)) / p
        return self._summed_entropy(width, self.n * entropy_of_trial(self.p))

    @property
    def support(self) -> Integers:
        """The whole numbers from 0."""
        return Integers(0)

    def _log_density(self, value: Any) -> Any:
        return log_negative_binomial(value, self.n, self.p)

    def _below(self, count: Any) -> Any:
        return betainc(self.n, count + 1, self.p)

    def _above(self, count: Any) -> Any:
        return betaincc(self.n, count + 1, self.p)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        draw = rng.negative_binomial
        return drawn("NegativeBinomial", draw, raw(self.n), raw(self.p), shape + self._shape)


def _most_likely_n(values: Any, shares: Any, mean: float, start: float) -> float:
    """Maximise the likelihood by log n, each p being the best for its n."""

    def likelihood(log_n: Any) -> Any:
        n = np.exp(log_n[0])
        return np.sum(shares * NegativeBinomial(n, n / (n + mean)).log_prob(values))

    log_n, found = highest(likelihood, np.log([start]))
    if not found:
        raise ProbabilityError(
            "NegativeBinomial.fit: no maximum of the likelihood was found: the data hardly differ"
            " from a Poisson distribution. Use Poisson.fit."
        )
    return float(np.exp(log_n[0]))
