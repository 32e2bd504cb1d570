"""How many of n trials succeed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.discrete import (
    Discrete,
    counts_of,
    drawn,
    entropy_of_trial,
    fit_together,
)
from coursekit.probability.distributions.saddle_point import log_binomial
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import betainc, betaincc
from coursekit.probability.support import Integers
from coursekit.probability.validation import probability, whole

__all__ = ["Binomial"]


@dataclass(frozen=True, eq=False)
class Binomial(Discrete):
    """The binomial distribution: the number of successes in n independent trials.

    ``n``: the number of trials, whole, 0 or more; ``p``: the probability of success of each, in
    [0, 1]; shapes that broadcast.  Source: Bishop (2006), section 2.1.

    >>> heads = Binomial(n=3, p=0.5)
    >>> heads.prob([0, 1, 2, 3]).round(3).tolist()
    [0.125, 0.375, 0.375, 0.125]
    >>> print(heads.support)
    {0, 1, 2, 3}
    """

    n: Any
    p: Any

    def __post_init__(self) -> None:
        self._set(n=whole(self.n, "Binomial: n"), p=probability(self.p, "Binomial: p"))
        fit_together("Binomial", n=np.shape(self.n), p=np.shape(self.p))

    @classmethod
    def fit(cls, data: Any, n: int) -> Binomial:
        """Return the most likely distribution for n trials each: p is the share of successes.

        ``data``: counts of successes, from 0 to ``n``.

        >>> Binomial.fit([2, 3, 1], n=4)
        Binomial(n=4, p=0.5)
        """
        values = counts_of(data, "Binomial.fit: data")
        n = whole(n, "Binomial.fit: n", 1)
        if np.any(values > n):
            raise ProbabilityError(
                f"Binomial.fit: data hold {values.max()} successes in n = {n} trials. Give the"
                " number of trials behind each count."
            )
        return cls(n, float(np.mean(values)) / n)

    @property
    def mean(self) -> Any:
        """The expected number of successes: np."""
        return self.n * self.p

    @property
    def variance(self) -> Any:
        """np(1 − p)."""
        return self.n * self.p * (1 - self.p)

    @property
    def entropy(self) -> Any:
        """−Σ p(k) log p(k) over all k, in nats; to 12 digits, however many they are."""
        p = np.where(np.equal(self.n, 0), 0.5, self.p)  # no trial, no slope: not 0 · ∞
        return self._summed_entropy(self.std, self.n * entropy_of_trial(p))

    @property
    def support(self) -> Integers:
        """0 to n."""
        return Integers(0, self.n)

    def _log_density(self, value: Any) -> Any:
        return log_binomial(value, self.n, self.p)

    def _below(self, count: Any) -> Any:
        # 1 where there is no trial is for no one to see, and 0 is no argument of betainc.
        return betaincc(count + 1, np.maximum(self.n - count, 1), self.p)

    def _above(self, count: Any) -> Any:
        return betainc(count + 1, np.maximum(self.n - count, 1), self.p)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return drawn("Binomial", rng.binomial, self.n, raw(self.p), shape + self._shape)
