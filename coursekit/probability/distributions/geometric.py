"""How many trials it takes until the first success."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import quotient
from coursekit.probability.distributions.discrete import Discrete, counts_of, entropy_of_trial
from coursekit.probability.special import xlog1py
from coursekit.probability.support import Integers
from coursekit.probability.validation import need, probability

__all__ = ["Geometric"]


@dataclass(frozen=True, eq=False)
class Geometric(Discrete):
    """The geometric distribution: the number of trials up to and with the first success.

    Counted from 1, as in scipy.stats.geom; other books count the failures before it, one less.
    ``p``: the probability of success of each trial, above 0, at most 1; any shape, one
    distribution an entry.  Source: Blitzstein and Hwang (2019), section 4.3 ("first success").

    >>> throws = Geometric(p=0.5)
    >>> throws.prob([0, 1, 2, 3]).round(6).tolist()
    [0.0, 0.5, 0.25, 0.125]
    >>> print(throws.support)
    {1, 2, 3, …}
    """

    p: Any

    def __post_init__(self) -> None:
        p = probability(self.p, "Geometric: p")
        need(np.greater(raw(p), 0), p, "Geometric: p", "a probability above 0")
        self._set(p=p)

    @classmethod
    def fit(cls, data: Any) -> Geometric:
        """Return the most likely distribution: p is one over the mean number of trials.

        >>> Geometric.fit([1, 3, 2])
        Geometric(p=0.5)
        """
        return cls(1 / float(np.mean(counts_of(data, "Geometric.fit: data", 1))))

    @property
    def mean(self) -> Any:
        """1/p."""
        return 1 / self.p

    @property
    def variance(self) -> Any:
        """(1 − p)/p²."""
        return quotient((1 - self.p) / self.p, self.p)

    @property
    def std(self) -> Any:
        """√(1 − p)/p."""
        return np.sqrt(1 - self.p) / self.p

    @property
    def entropy(self) -> Any:
        """The entropy of one trial, −p log p − (1 − p) log(1 − p), times the mean number 1/p."""
        return entropy_of_trial(self.p) / self.p

    @property
    def support(self) -> Integers:
        """The whole numbers from 1."""
        return Integers(1)

    def _tabulated(self, function: Callable[[Any], Any], value: Any) -> Any:
        return function(value)  # a multiplication costs no more than a look at a table

    def _log_density(self, value: Any) -> Any:
        if np.all(np.less(raw(self.p), 1)):
            return (value - 1) * np.log1p(-self.p) + np.log(self.p)
        return xlog1py(value - 1, -self.p) + np.log(self.p)

    def _below(self, count: Any) -> Any:
        return -np.expm1(xlog1py(count, -self.p))

    def _above(self, count: Any) -> Any:
        return np.exp(xlog1py(count, -self.p))

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        return rng.geometric(raw(self.p), shape + self._shape)
