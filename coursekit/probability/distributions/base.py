"""What every distribution does: probabilities, quantiles, samples and moments.

A family is a frozen dataclass of its parameters.  It says what is its own (the logarithm of its
density where a value can occur, its moments, how to draw from it); support, shapes and units are
dealt with here, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from coursekit.autodiff import primitive
from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Support
from coursekit.probability.validation import generator, need, plain_numbers, real

__all__ = [
    "Distribution",
    "Univariate",
    "data_of",
    "quotient",
    "spread_of",
    "squared",
    "value_of",
    "vectors_of",
]


class Distribution(ABC):
    """A probability distribution: a density over ℝ or vectors, or probabilities of whole numbers.

    Parameters may be numbers, arrays (one distribution an entry) or Tensors (to differentiate by).
    """

    # Whether `_log_density` itself is −∞ at an infinite end and nan for nan, with no warning: then
    # such an end costs no look at the values.
    _formula_reaches_infinity: ClassVar[bool] = False
    # The parameters by which samples, though numbers without gaps, are not differentiated.
    _not_by: ClassVar[tuple[str, ...]] = ()

    if TYPE_CHECKING:  # fields in some families, properties in others

        @property
        def mean(self) -> Any:
            """The expected value."""

        @property
        def variance(self) -> Any:
            """The expected squared distance from the mean."""

        @property
        def std(self) -> Any:
            """The square root of the variance, in the units of the value."""

        @property
        def entropy(self) -> Any:
            """The expected surprise −log p, in nats (differential for a density)."""

    @property
    @abstractmethod
    def support(self) -> Support:
        """The values that can occur."""

    @abstractmethod
    def _log_density(self, value: Any) -> Any:
        """Return log p of values that can occur."""

    @abstractmethod
    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        """Return samples; ``shape`` is followed by the shape of the parameters."""

    def _set(self, **fields: Any) -> None:
        """Store checked parameters in the frozen dataclass, when it is made."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def log_prob(self, value: Any) -> Any:
        """Return log p(value): density or probability; −∞ for what cannot occur.

        Differentiable in the value and in the parameters.
        """
        value = value_of(value)
        support = self.support
        # What is beyond must not be there for gradients: 0 · ∞ would be nan.
        watched = any(isinstance(each, Node) for each in (value, *vars(self).values()))
        if support.covers(value, beyond=self._formula_reaches_infinity and not watched):
            return self._log_density(value)
        possible = support.contains(value)
        # Chosen twice: a branch not taken has a slope too.
        chosen = np.reshape(possible, np.shape(possible) + (1,) * support.axes)
        safe = np.where(chosen, value, support.inside(value))
        inside = self._log_density(safe)
        missing = np.isnan(raw(value))
        if support.axes:
            missing = np.any(missing, axis=-1)
        outside = np.where(missing, np.nan, -np.inf) if np.any(missing) else -np.inf
        return np.where(possible, inside, outside)[()]

    def prob(self, value: Any) -> Any:
        """Return p(value): the density, or the probability of a whole number."""
        return np.exp(self.log_prob(value))

    def sample(self, shape: int | Sequence[int] = (), *, rng: Any) -> Any:
        """Return independent samples: ``shape``, followed by the shape of the parameters.

        ``rng`` is a seed or a np.random.Generator.  For one ``rng``, samples of a density are
        differentiable in its locations, scales and rates; by other parameters a gradient is
        refused.  Whole numbers are samples without one.
        """
        lengths: tuple[Any, ...] = (
            tuple(shape) if isinstance(shape, Sequence) else tuple(np.atleast_1d(shape))
        )
        if any(
            isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0 for n in lengths
        ):
            raise ProbabilityError(
                f"shape is {shape!r}; expected a number of samples or a tuple of lengths."
            )
        drawn = self._draw(tuple(int(n) for n in lengths), generator(rng))
        for parameter in self._not_followed():
            drawn = _unsloped(drawn, parameter) if isinstance(parameter, Node) else drawn
        return drawn

    def _not_followed(self) -> list[Any]:
        """Return the values of what samples are not differentiated by."""
        return [getattr(self, name) for name in self._not_by]


class Univariate(Distribution):
    """A distribution of one number."""

    @abstractmethod
    def cdf(self, value: Any) -> Any:
        """Return the probability of ``value`` or less."""

    def survival(self, value: Any) -> Any:
        """Return the probability of more than ``value``: 1 − `cdf`."""
        return 1 - self.cdf(value)

    @abstractmethod
    def _quantile(self, probability: Any) -> Any:
        """Return the quantile of probabilities in [0, 1]: plain numbers or a Tensor."""

    def icdf(self, probability: Any) -> Any:
        """Return the smallest value that ``probability`` of the distribution does not exceed.

        Of densities it is differentiable in ``probability`` (not for a `Mixture`).
        """
        probability = real(probability, "the probability given to icdf")
        p = np.asarray(raw(probability))
        need(
            np.greater_equal(p, 0) & np.less_equal(p, 1),
            p,
            "the probability given to icdf",
            "numbers between 0 and 1",
        )
        return self._quantile(probability if isinstance(probability, Node) else p[()])

    @property
    def std(self) -> Any:
        """The standard deviation, in the units of the value."""
        return np.sqrt(self.variance)


def _refuse_slope(*_: Any) -> Any:
    raise ProbabilityError(
        "samples have no gradient here: they are drawn by a method that is no smooth function of"
        " this parameter. With .detach() no gradient flows through them; log_prob of them has one."
    )


@primitive(_refuse_slope, _refuse_slope, elementwise=True)
def _unsloped(samples: Any, _parameter: Any) -> Any:
    """Return the samples, so that a gradient by a parameter is refused and not taken for 0."""
    return samples


def value_of(value: Any) -> Any:
    """Return what a probability is asked of: a Tensor, or plain real numbers (nan allowed)."""
    if isinstance(value, Node):
        return value
    return plain_numbers(value, "the value of which a probability was asked")[()]


def vectors_of(value: Any, length: int, family: str) -> Any:
    """Return `value_of`, and raise unless it is made of vectors of this length.

    >>> vectors_of([1, 2], 2, "MultivariateNormal")
    array([1., 2.])
    """
    value = value_of(value)
    shape = np.shape(value)
    if not shape or shape[-1] != length:
        raise ProbabilityError(
            f"{family}: a probability was asked of a value of shape {shape}; expected vectors of"
            f" length {length}, one or (…, {length}) of them."
        )
    return value


def data_of(data: Any, name: str = "data") -> Any:
    """Return the observations that a family is fitted to: at least one, all finite.

    >>> data_of([1, 2, 4])
    array([1., 2., 4.])
    """
    values = np.asarray(raw(real(data, name)))
    if not values.ndim or not values.size:
        raise ProbabilityError(
            f"{name} has shape {values.shape}; expected an array of one observation or more."
        )
    return values


def spread_of(data: Any) -> Any:
    """Return the standard deviation of all observations, with divisor n, at any scale.

    >>> float(spread_of(np.array([1e-200, 3e-200])))
    1e-200
    """
    moved = data - np.mean(data)
    # By a power of 2, which rounds nothing: squares of 1e±200 are no numbers.
    _, power = np.frexp(np.max(np.absolute(moved)))
    return np.ldexp(np.sqrt(np.mean(np.ldexp(moved, -power) ** 2)), power)


def squared(scale: Any) -> Any:
    """Return scale², ∞ or 0 where that is beyond the numbers.

    >>> squared(1e200), squared(3.0)
    (inf, 9.0)
    """
    with np.errstate(over="ignore"):
        return scale * scale


def quotient(a: Any, b: Any) -> Any:
    """Return a/b, ∞ or 0 where that is beyond the numbers.

    >>> quotient(1e200, 1e-200), quotient(1.0, 4.0)
    (inf, 0.25)
    """
    with np.errstate(over="ignore"):
        return a / b
