"""How often each of K outcomes occurs in n trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import no_grad
from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import vectors_of
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.discrete import counts_of, fit_together
from coursekit.probability.distributions.multivariate import Multivariate
from coursekit.probability.distributions.saddle_point import log_part, log_peak
from coursekit.probability.distributions.whole_sums import places_and_weights
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import xlogy
from coursekit.probability.support import Counts
from coursekit.probability.validation import probabilities, whole

__all__ = ["Multinomial"]


@dataclass(frozen=True, eq=False)
class Multinomial(Multivariate):
    """The multinomial distribution: how often each of K outcomes occurs in n independent trials.

    ``n``: the number of trials, whole, 0 or more; ``p``: shape (…, K), 0 or more, each row with
    sum 1.  A value is a vector of K counts with sum n.  Source: S2 (words of a document in the
    topic model); Bishop (2006), section 2.2.

    >>> rolls = Multinomial(n=2, p=[0.5, 0.25, 0.25])
    >>> rolls.prob([[2, 0, 0], [1, 1, 0], [1, 1, 1]]).round(6).tolist()
    [0.25, 0.25, 0.0]
    >>> print(rolls.support)
    vectors of 3 counts that sum to 2
    """

    n: Any
    p: Any

    def __post_init__(self) -> None:
        cure = "Divide weights by their sum."
        self._set(
            n=whole(self.n, "Multinomial: n"), p=probabilities(self.p, "Multinomial: p", cure)
        )
        fit_together("Multinomial", **{"n": np.shape(self.n), "rows of p": np.shape(self.p)[:-1]})

    @classmethod
    def fit(cls, data: Any) -> Multinomial:
        """Return the most likely distribution: p is the share of each outcome in all trials.

        ``data``: shape (N, K), vectors of counts that all have the same sum n.

        >>> Multinomial.fit([[1, 3], [2, 2], [0, 4]])
        Multinomial(n=4, p=array([0.25, 0.75]))
        """
        counts = counts_of(data, "Multinomial.fit: data")
        if counts.ndim < 2:
            raise ProbabilityError(
                f"Multinomial.fit: data have shape {counts.shape}; expected (N, K), a row of counts"
                " for each observation."
            )
        totals = np.sum(counts, axis=-1).ravel()
        if np.any(totals != totals[0]):
            other = int(np.argmax(totals != totals[0]))
            raise ProbabilityError(
                f"Multinomial.fit: the counts sum to {totals[0]} at index 0 and to {totals[other]}"
                f" at index {other}; expected one number of trials. Give their shares to"
                " Categorical.from_weights instead."
            )
        if not totals[0]:
            raise ProbabilityError(
                "Multinomial.fit: all counts are 0, so nothing is known about p. Give observations"
                " with one trial or more."
            )
        shares = np.sum(counts.reshape(-1, counts.shape[-1]), axis=0)
        return cls(int(totals[0]), shares / np.sum(shares))

    @property
    def mean(self) -> Any:
        """np, shape (…, K)."""
        return self._trials * self.p

    @property
    def variance(self) -> Any:
        """np(1 − p) of each count by itself, shape (…, K): the diagonal of the covariance."""
        return self._trials * self.p * (1 - self.p)

    @property
    def covariance(self) -> Any:
        """n(diag p − p pᵀ), shape (…, K, K): counts that compete for n trials vary oppositely."""
        identity = np.eye(self._size)
        across = self.p[..., :, None] * (identity - self.p[..., None, :])
        return self._trials[..., None] * across

    @property
    def entropy(self) -> Any:
        """−Σ p(x) log p(x) over all vectors x, in nats; to 12 digits.

        log p(x) is a sum over the outcomes, and each count by itself is binomial, so that K short
        sums do.
        """
        own = fit_together("Multinomial", n=np.shape(self.n), p=np.shape(self.p)[:-1])
        p = self.p * np.ones((*own, 1))
        n = np.broadcast_to(self._trials, raw(p).shape).astype(float)
        each = Binomial(n, p)

        def plain(k: Any) -> Any:
            with no_grad():
                return raw(each._log_density(k))

        k, weights = places_and_weights(plain, raw(each.mean), raw(each.std), 0, n)
        chances = weights * np.exp(each._log_density(k))
        parts = np.sum(chances * log_part(k, n, p), axis=0) / np.sum(chances, axis=0)
        # A sum over what occurs has no infinite slope where an outcome ceases to be impossible.
        some = np.where(np.equal(n, 0), 1.0, p)
        parts = np.where(np.equal(raw(p), 0), n * xlogy(some, some), parts)
        return log_peak(n[..., 0]) - np.sum(parts, axis=-1)

    @property
    def support(self) -> Counts:
        """Vectors of K counts that sum to n."""
        return Counts(self.n, self._size)

    def marginal(self, index: int) -> Binomial:
        """Return the distribution of one count by itself: binomial, for the others are failures.

        >>> Multinomial(2, [0.5, 0.25, 0.25]).marginal(0)
        Binomial(n=2, p=0.5)
        """
        size = self._size
        if isinstance(index, bool) or index not in range(-size, size):
            raise ProbabilityError(
                f"Multinomial.marginal: index is {index!r}; expected a number from 0 to {size - 1}."
            )
        return Binomial(self.n, self.p[..., index])

    def log_prob(self, value: Any) -> Any:
        """Return log p(value) of vectors of counts, shape (…, K); −∞ unless they sum to n.

        Differentiable in ``p``; by whole numbers there is no derivative.
        """
        return super().log_prob(raw(vectors_of(value, self._size, "Multinomial")))

    @property
    def _size(self) -> int:
        return int(np.shape(self.p)[-1])

    @property
    def _trials(self) -> Any:
        return np.asarray(self.n)[..., None]

    def _log_density(self, value: Any) -> Any:
        return np.sum(log_part(value, self._trials, self.p), axis=-1) - log_peak(self.n)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        p = np.asarray(raw(self.p), float)
        own = fit_together("Multinomial", n=np.shape(self.n), p=p.shape[:-1])
        return rng.multinomial(self.n, p / np.sum(p, axis=-1, keepdims=True), shape + own)
