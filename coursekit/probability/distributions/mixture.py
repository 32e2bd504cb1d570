"""Mixtures: which of several distributions a value comes from is itself left to chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import no_grad, primitive
from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Distribution, Univariate, squared
from coursekit.probability.distributions.discrete import log_of, smallest_whole
from coursekit.probability.distributions.mixture_fit import improved, most_likely
from coursekit.probability.distributions.mixture_sums import entropy_of
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import log_sum_exp
from coursekit.probability.support import Counts, Integers, Interval, Support
from coursekit.probability.validation import need, probabilities, real

__all__ = ["Mixture"]


@dataclass(frozen=True, eq=False)
class Mixture(Univariate):
    """The mixture Σ wᵢ pᵢ: a component is drawn by the weights, and a value from the component.

    ``weights``: K probabilities with sum 1; ``components``: K distributions of one kind, all with a
    density or all of whole numbers, of numbers or of vectors of one length; their parameters make
    one distribution each.  `cdf`, `survival`, `icdf` and `entropy` are there for numbers only, and
    `icdf` refuses to be differentiated.  Source: Bishop (2006), chapter 9.

    >>> from coursekit.probability.distributions import Normal
    >>> heights = Mixture([0.5, 0.5], [Normal(166.0, 7.0), Normal(180.0, 7.0)])
    >>> round(heights.mean, 9).item(), round(heights.variance, 9).item()
    (173.0, 98.0)
    >>> heights.responsibilities(173.0).round(6).tolist()
    [0.5, 0.5]
    """

    weights: Any
    components: Sequence[Distribution]

    def __post_init__(self) -> None:
        weights = probabilities(
            self.weights, "Mixture: weights", "Mixture.from_weights divides weights by their sum."
        )
        components = tuple(self.components)
        if np.shape(weights) != (len(components),):
            raise ProbabilityError(
                f"Mixture: weights have shape {np.shape(weights)} for {len(components)} components;"
                " expected one number for each component."
            )
        _need_one_kind(components)
        self._set(weights=weights, components=components)

    @classmethod
    def from_weights(cls, weights: Any, components: Sequence[Distribution]) -> Mixture:
        """Return the mixture with weights in proportion to numbers, 0 or more.

        >>> Mixture.from_weights([1, 3], [Normal(0.0, 1.0), Normal(4.0, 1.0)]).weights.tolist()
        [0.25, 0.75]
        """
        name = "Mixture.from_weights: weights"
        weights = real(weights, name)
        need(np.greater_equal(raw(weights), 0), weights, name, "numbers, 0 or more")
        total = np.sum(weights)
        need(np.greater(raw(total), 0), total, f"the sum of {name}", "a sum above 0")
        return cls(weights / total, components)

    @classmethod
    def fit(
        cls,
        data: Any,
        family: type[Distribution] = Normal,
        components: int = 2,
        *,
        rng: Any,
        starts: int = 5,
        steps: int = 2000,
        **fixed: Any,
    ) -> Mixture:
        """Return the most likely mixture that EM finds, components in the order of their means.

        ``data``: shape (N,), or (N, D) for vectors; ``family``: Normal, MultivariateNormal,
        Exponential, Poisson, Geometric or Binomial (with its ``n=`` among ``fixed``).  EM climbs to
        a local maximum, from the most promising of several ``starts`` (distant observations, by
        ``rng``: a seed or a Generator), in at most ``steps`` steps.  A start that ends in a
        component of one point, where the likelihood of normals is infinite, does not count;
        ProbabilityError if all do.

        >>> two = Mixture.fit([0.0, 1.0, 2.0, 10.0, 11.0, 12.0], Normal, 2, rng=0)
        >>> [round(float(each.mean), 3) for each in two.components]
        [1.0, 11.0]
        """
        weights, found = most_likely(data, family, components, rng, starts, steps, fixed)
        return cls(weights, found)

    def improved(self, data: Any) -> Mixture:
        """Return the mixture after one step of EM: never less likely.

        Each observation is shared out by its `responsibilities`; each component is then fitted to
        its shares.

        >>> start = Mixture([0.5, 0.5], [Normal(0.0, 1.0), Normal(1.0, 1.0)])
        >>> better = start.improved([0.0, 1.0, 5.0, 6.0])
        >>> better.components[1].mean > 3
        True
        """
        return Mixture(*improved(self, data))

    @property
    def mean(self) -> Any:
        """Σ wᵢ mᵢ: the mean of the components' means."""
        return self._average([each.mean for each in self.components])

    @property
    def variance(self) -> Any:
        """The law of total variance: the mean of the variances plus the variance of the means.

        For vectors: of each number by itself.
        """
        mean = self.mean
        return self._average(
            [each.variance + squared(each.mean - mean) for each in self.components]
        )

    @property
    def std(self) -> Any:
        """The square root of the variance, by way of moderate numbers at any scale."""
        mean = self.mean
        sizes = [np.hypot(raw(each.std), raw(each.mean) - raw(mean)) for each in self.components]
        unit = np.max(sizes, axis=0)
        unit = np.where((unit > 0) & np.isfinite(unit), unit, 1.0)[()]
        parts = [
            (each.std / unit) ** 2 + ((each.mean - mean) / unit) ** 2 for each in self.components
        ]
        return np.sqrt(self._average(parts)) * unit

    @property
    def covariance(self) -> Any:
        """The law of total covariance, for vectors: shape (D, D)."""
        if not self._axes:
            raise ProbabilityError(
                "Mixture: one number has no covariance with others. Ask for the variance."
            )
        mean = self.mean
        parts: list[Any] = []
        for each in self.components:
            away = each.mean - mean
            parts.append(each.covariance + away[:, None] * away)  # type: ignore[attr-defined]
        return self._average(parts)

    @property
    def entropy(self) -> Any:
        """−E[log p], in nats, by numerical quadrature (a density) or a sum (whole numbers).

        There is no closed form.  To ten digits or more, but for what lies closer to an end of the
        support than floats can tell apart (1e-7 for a Beta(½, ½)).  Differentiable in the weights
        and the components' parameters, except those that move the ends of a support.  For vectors
        there is an estimate only: the mean of −log_prob over samples.
        """
        self._numbers("entropy")
        return entropy_of(self, self.components)

    @property
    def support(self) -> Support:
        """Of vectors the components' own; of numbers from the least end to the greatest."""
        supports = [each.support for each in self.components]
        first = supports[0]
        if not isinstance(first, Interval | Integers):
            return first
        low = min(raw(each.low) for each in supports)  # type: ignore[attr-defined]
        high = max(raw(each.high) for each in supports)  # type: ignore[attr-defined]
        if isinstance(first, Integers):
            return Integers(low, high)
        intervals = [each for each in supports if isinstance(each, Interval)]
        return Interval(
            low,
            high,
            any(each.closed_low for each in intervals if raw(each.low) == low),
            any(each.closed_high for each in intervals if raw(each.high) == high),
        )

    def log_prob(self, value: Any) -> Any:
        """Return log Σ wᵢ pᵢ(value), without underflow; −∞ for what no component can give.

        Differentiable in the value, the weights and the components' parameters.
        """
        return log_sum_exp(self._joint(value), axis=0)

    def responsibilities(self, value: Any) -> Any:
        """Return how probable it is that ``value`` came from each component: Bayes' theorem.

        Shape: that of the values, followed by K.  Raises ProbabilityError for a value that no
        component can give.
        """
        joint = self._joint(value)
        evidence = log_sum_exp(joint, axis=0)
        impossible = np.isneginf(raw(evidence))
        if np.any(impossible):
            first = np.asarray(raw(value))[tuple(np.argwhere(impossible)[0])]
            raise ProbabilityError(
                f"Mixture.responsibilities: {first} cannot come from any component, so there is"
                " nothing to share out. Leave such values out."
            )
        return np.moveaxis(np.exp(joint - evidence), 0, -1)

    def cdf(self, value: Any) -> Any:
        """Return the probability of ``value`` or less: Σ wᵢ Fᵢ(value)."""
        return self._average([each.cdf(value) for each in self._numbers("cdf")])

    def survival(self, value: Any) -> Any:
        """Return the probability of more than ``value``: 1 − `cdf`, exact in the upper tail."""
        return self._average([each.survival(value) for each in self._numbers("survival")])

    def _quantile(self, probability: Any) -> Any:
        # Between the components' own quantiles, by bisection.
        used = raw(self.weights) > 0
        parts = [each for each, w in zip(self._numbers("icdf"), used, strict=True) if w]
        ends = np.stack([np.asarray(raw(each.icdf(probability)), float) for each in parts])
        low, high = np.min(ends, axis=0), np.max(ends, axis=0)
        q = np.asarray(raw(probability), float)
        if isinstance(self.support, Integers):
            found = smallest_whole(self.cdf, q, np.where(np.isfinite(low), low - 1, low), high)
        else:
            found = self._bisected(q, low, high)
        quantile = np.where(q == 0, low, np.where(q == 1, high, found))[()]
        if isinstance(self.support, Integers):
            return quantile
        return _unsloped(quantile, self.cdf(quantile) - probability)

    def _bisected(self, q: Any, low: Any, high: Any) -> Any:
        upper = q > 0.5  # by the tail that is small, for the other one has lost its digits
        with no_grad():
            while True:
                middle = np.where(np.isfinite(low) & np.isfinite(high), 0.5 * low + 0.5 * high, low)
                between = (middle > low) & (middle < high)
                if not np.any(between):
                    return high
                reached = np.where(
                    upper,
                    np.less_equal(raw(self.survival(middle)), 1 - q),
                    np.greater_equal(raw(self.cdf(middle)), q),
                )
                high = np.where(between & reached, middle, high)
                low = np.where(between & ~reached, middle, low)

    def _average(self, parts: Sequence[Any]) -> Any:
        return sum(self.weights[i] * part for i, part in enumerate(parts))

    def _joint(self, value: Any) -> Any:
        """Return log wᵢ pᵢ(value), shape (K, …)."""
        log_weights = log_of(self.weights)
        terms = [log_weights[i] + c.log_prob(value) for i, c in enumerate(self.components)]
        return np.stack(terms)

    def _log_density(self, value: Any) -> Any:
        return self.log_prob(value)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        edges = np.cumsum(raw(self.weights))
        source = np.searchsorted(edges / edges[-1], rng.random(shape), side="right")
        drawn: Any = None
        for i, each in enumerate(self.components):
            here = np.equal(source, i)
            some = np.asarray(raw(each._draw((int(np.sum(here)),), rng)))
            if drawn is None:
                drawn = np.zeros(np.shape(source) + some.shape[1:], some.dtype)
            drawn[here] = some
        return drawn[()]

    def _not_followed(self) -> list[Any]:
        if isinstance(self.support, Integers | Counts):
            return []
        parts = [value for each in self.components for value in vars(each).values()]
        return [self.weights, *parts]

    @property
    def _axes(self) -> int:
        return self.components[0].support.axes

    def _numbers(self, what: str) -> tuple[Any, ...]:
        """Return the components, and raise if their values are vectors."""
        if (
            not all(isinstance(each, Univariate | Mixture) for each in self.components)
            or self._axes
        ):
            raise ProbabilityError(
                f"Mixture.{what}: the components are distributions of vectors; expected of numbers."
                " For vectors, estimate it from samples."
            )
        return tuple(self.components)


def _need_one_kind(components: tuple[Any, ...]) -> None:
    """Raise unless the components have values of one kind, and are one distribution each."""
    if not components:
        raise ProbabilityError("Mixture: there are no components; expected at least one.")
    kinds = []
    for i, each in enumerate(components):
        if not isinstance(each, Distribution):
            raise ProbabilityError(
                f"Mixture: components[{i}] is {each!r}; expected a distribution, such as"
                " Normal(0.0, 1.0)."
            )
        support = each.support
        length = (support.length,) if hasattr(support, "length") else ()
        if np.shape(each.mean) != length:
            raise ProbabilityError(
                f"Mixture: components[{i}] has parameters that make {np.shape(each.mean)}"
                " distributions; expected one distribution for each component."
            )
        values = "whole numbers" if isinstance(support, Integers | Counts) else "a density"
        kinds.append(f"{values} of vectors of {length[0]}" if length else values)
    for i, kind in enumerate(kinds):
        if kind != kinds[0]:
            raise ProbabilityError(
                f"Mixture: components[0], {type(components[0]).__name__}, has {kinds[0]} and"
                f" components[{i}], {type(components[i]).__name__}, has {kind}; expected one kind."
            )


def _refuse_slope(*_: Any) -> Any:
    raise ProbabilityError(
        "Mixture.icdf has no gradient. By the probability q it is 1/prob(icdf(q)), by a parameter"
        " minus that of cdf(x) at x = icdf(q) over prob(x); with .detach() no gradient flows."
    )


@primitive(_refuse_slope, _refuse_slope, elementwise=True)
def _unsloped(quantile: Any, _solves: Any) -> Any:
    """Return the quantile, so that a gradient by what it solves is refused and not taken for 0."""
    return quantile
