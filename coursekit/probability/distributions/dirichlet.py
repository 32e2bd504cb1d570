"""The Dirichlet distribution of a vector of probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import vectors_of
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.concentrations import (
    entropy_of,
    log_normaliser,
    most_likely,
)
from coursekit.probability.distributions.multivariate import Multivariate
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import xlogy
from coursekit.probability.support import Simplex, Support
from coursekit.probability.validation import axis_sums_to_one, need, positive, real

__all__ = ["Dirichlet"]


@dataclass(frozen=True, eq=False)
class Dirichlet(Multivariate):
    """The Dirichlet distribution of k probabilities that sum to 1.

    ``alpha``: α, shape (k,), above 0; the mean is α/Σα, and the larger Σα is, the closer samples
    lie to it; entries below 1 make samples with few large parts.  Axes in front make one
    distribution an entry.  A value has shape (…, k).  Source: S2, topic models; Bishop, Pattern
    Recognition and Machine Learning, section 2.2.

    >>> topics = Dirichlet(alpha=[2.0, 1.0, 1.0])
    >>> topics.mean, round(float(topics.prob([0.5, 0.25, 0.25])), 9)
    (array([0.5 , 0.25, 0.25]), 3.0)
    """

    alpha: Any

    _not_by = ("alpha",)

    def __post_init__(self) -> None:
        alpha = positive(self.alpha, "Dirichlet: alpha")
        if np.ndim(alpha) < 1 or np.shape(alpha)[-1] < 2:
            raise ProbabilityError(
                f"Dirichlet: alpha has shape {np.shape(alpha)}; expected a vector of two numbers or"
                " more, one a probability: [1.0, 1.0, 1.0]."
            )
        self._set(alpha=alpha)

    @classmethod
    def fit(cls, data: Any) -> Dirichlet:
        """Return the most likely Dirichlet distribution, by Newton's method.

        ``data``: shape (n, k), one vector of probabilities a row, all above 0, not all equal.

        >>> found = Dirichlet.fit([[0.2, 0.3, 0.5], [0.3, 0.2, 0.5], [0.1, 0.3, 0.6]])
        >>> found.mean.round(2)
        array([0.19, 0.27, 0.54])
        """
        values = np.asarray(raw(real(data, "Dirichlet.fit: data")))
        if values.ndim != 2 or not len(values) or values.shape[1] < 2:
            raise ProbabilityError(
                f"Dirichlet.fit: data has shape {values.shape}; expected (n, k), one vector of"
                " probabilities a row."
            )
        need(
            np.greater(values, 0),
            values,
            "Dirichlet.fit: data",
            "probabilities above 0",
            "At 0 the likelihood of every Dirichlet is 0 or ∞.",
        )
        axis_sums_to_one(values, "Dirichlet.fit: data")
        if np.all(values == values[0]):
            raise ProbabilityError(
                "Dirichlet.fit: all observations are equal, so the likelihood grows without bound"
                " as the sum of alpha goes to ∞. Give observations that differ."
            )
        mean, variance = np.mean(values, axis=0), np.var(values, axis=0)
        some = variance > 0
        totals = (mean * (1 - mean))[some] / variance[some] - 1
        alpha, found = most_likely(
            np.mean(np.log(values), axis=0), max(float(np.median(totals)), 0.1) * mean
        )
        if not found:
            raise ProbabilityError(
                "Dirichlet.fit: no maximum of the likelihood was found: the observations are too"
                " close together for their logarithms to tell. Look at them."
            )
        return cls(alpha)

    @property
    def _total(self) -> Any:
        return np.sum(self.alpha, axis=-1, keepdims=True)

    @property
    def mean(self) -> Any:
        """α/Σα, shape (…, k)."""
        return self.alpha / self._total

    @property
    def variance(self) -> Any:
        """The variance of each probability, mᵢ(1 − mᵢ)/(Σα + 1), shape (…, k)."""
        mean = self.mean
        return mean * (1 - mean) / (self._total + 1)

    @property
    def covariance(self) -> Any:
        """The covariances, shape (…, k, k): negative, since more of one leaves less to others.

        >>> Dirichlet([1.0, 1.0]).covariance * 12
        array([[ 1., -1.],
               [-1.,  1.]])
        """
        mean = self.mean
        eye = np.eye(np.shape(mean)[-1])
        shared = mean[..., :, None] * (eye - mean[..., None, :])
        return shared / (self._total[..., None] + 1)

    @property
    def entropy(self) -> Any:
        """The entropy log B(α) + (Σα − k) ψ(Σα) − Σ (αᵢ − 1) ψ(αᵢ), in nats."""
        return entropy_of(self.alpha)

    @property
    def support(self) -> Support:
        """Vectors of k probabilities that sum to 1."""
        return Simplex(np.shape(self.alpha)[-1])

    def log_prob(self, value: Any) -> Any:
        """Return log p(value) of vectors, shape (…, k); −∞ unless they are probabilities.

        The density is that of the first k − 1 of them.  Differentiable in the value and in alpha.
        """
        return super().log_prob(vectors_of(value, np.shape(self.alpha)[-1], "Dirichlet"))

    def marginal(self, index: int) -> Beta:
        """Return the distribution of one probability: Beta(αᵢ, Σα − αᵢ).

        >>> Dirichlet([2.0, 1.0, 1.0]).marginal(0)
        Beta(a=2.0, b=2.0)
        """
        k = np.shape(self.alpha)[-1]
        if isinstance(index, bool) or not isinstance(index, int | np.integer):
            raise ProbabilityError(
                f"Dirichlet.marginal: the index {index!r} is not a whole number; expected"
                f" 0 … {k - 1}."
            )
        if not -k <= index < k:
            raise ProbabilityError(
                f"Dirichlet.marginal: there is no component {index}; expected an index from 0 to"
                f" {k - 1}."
            )
        others = [i for i in range(k) if i != index % k]
        return Beta(self.alpha[..., index], np.sum(self.alpha[..., others], axis=-1))

    def _log_density(self, value: Any) -> Any:
        if np.ndim(self.alpha) == 1 and np.min(raw(value), initial=1.0) > 0:
            return np.log(value) @ (self.alpha - 1) - log_normaliser(self.alpha)
        with np.errstate(invalid="ignore"):  # ∞ − ∞ in a corner where the limit depends on the way
            powers = np.sum(xlogy(self.alpha - 1, value), axis=-1)
        return powers - log_normaliser(self.alpha)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        alpha = np.asarray(raw(self.alpha))
        if alpha.ndim == 1:
            return rng.dirichlet(alpha, shape)
        parts = rng.standard_gamma(alpha, shape + alpha.shape)
        return parts / np.sum(parts, axis=-1, keepdims=True)
