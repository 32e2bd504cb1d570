"""One trial with two outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.autodiff.nn import log_sigmoid, sigmoid
from coursekit.probability.distributions.discrete import (
    Discrete,
    counts_of,
    entropy_of_trial,
    log_complement_of,
    log_of,
)
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Integers
from coursekit.probability.validation import probability, real

__all__ = ["Bernoulli"]


@dataclass(frozen=True, eq=False)
class Bernoulli(Discrete):
    """The Bernoulli distribution: 1 with probability p, else 0.

    ``p``: in [0, 1]; any shape, one distribution an entry.  Source: S2, "Discrete random
    variables"; Bishop (2006), section 2.1.

    >>> coin = Bernoulli(p=0.25)
    >>> coin.prob([0, 1, 2]).tolist()
    [0.75, 0.25, 0.0]
    >>> print(coin.support)
    {0, 1}
    """

    p: Any
    _logit: Any = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._set(p=probability(self.p, "Bernoulli: p"))

    @classmethod
    def from_logit(cls, logit: Any) -> Bernoulli:
        """Return the distribution with log p/(1 − p) given, exact for a logit of any size.

        The logarithms come from the logit itself, so that log(1 − p) is −50 at a logit of 50,
        where 1 − p alone would be 0.

        >>> print(Bernoulli.from_logit(50.0).log_prob([0, 1]).round(3))
        [-50.  -0.]
        """
        logit = real(logit, "Bernoulli.from_logit: logit")
        made = cls(sigmoid(logit))
        made._set(_logit=logit)
        return made

    @classmethod
    def fit(cls, data: Any) -> Bernoulli:
        """Return the most likely distribution: p is the share of ones among zeros and ones.

        >>> Bernoulli.fit([1, 0, 0, 1, 0])
        Bernoulli(p=0.4)
        """
        values = counts_of(data, "Bernoulli.fit: data")
        if values.max() > 1:
            raise ProbabilityError(
                f"Bernoulli.fit: data hold {values.max()}; expected zeros and ones. For more than"
                " two outcomes there is Categorical.fit."
            )
        return cls(float(np.mean(values)))

    @property
    def logit(self) -> Any:
        """The log-odds log p/(1 − p): ±∞ where p is 1 or 0."""
        log_p, log_q = self._logs()
        return log_p - log_q

    @property
    def mean(self) -> Any:
        """The probability of 1: p."""
        return self.p

    @property
    def variance(self) -> Any:
        """p(1 − p), at most ¼."""
        return self.p * (1 - self.p)

    @property
    def entropy(self) -> Any:
        """−p log p − (1 − p) log(1 − p), in nats; 0 where nothing is left to chance."""
        if self._logit is not None:
            # Not by self.p, whose graph is let go with the first gradient.
            log_p, log_q = self._logs()
            return 0.0 - sigmoid(self._logit) * log_p - sigmoid(-self._logit) * log_q
        return entropy_of_trial(self.p)

    @property
    def support(self) -> Integers:
        """0 and 1."""
        return Integers(0, 1)

    def _logs(self) -> tuple[Any, Any]:
        if self._logit is not None:
            return log_sigmoid(self._logit), log_sigmoid(-self._logit)
        return log_of(self.p), log_complement_of(self.p)

    def _log_density(self, value: Any) -> Any:
        log_p, log_q = self._logs()
        return np.where(np.equal(value, 1), log_p, log_q)[()]

    def _below(self, count: Any) -> Any:
        return (1 - self.p) * np.ones(np.shape(count))  # the one count before the last is 0

    def _above(self, count: Any) -> Any:
        return self.p * np.ones(np.shape(count))

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return np.less(rng.random(shape + self._shape), self.p).astype(np.int64)
