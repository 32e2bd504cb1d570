"""Expectation, variance and covariance, the same for tables and for densities on a grid."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import known
from coursekit.probability.joint.entries import common, plain

__all__ = ["Moments", "Of", "average", "spread_over"]

# What an expectation is of: the name of a variable, or a function of named variables.
Of: TypeAlias = "str | Callable[..., Any]"


def spread_over(table: Any, own: Sequence[str], names: Sequence[str]) -> Any:
    """Return a table of the variables ``own`` with axes for all ``names``, in their order.

    Axes that it lacks have length 1; axes after those of ``own`` stay behind.

    >>> spread_over(np.ones((2, 3)), ("y", "x"), ("x", "z", "y")).shape
    (3, 1, 2)
    """
    order = [own.index(name) for name in names if name in own]
    rest = list(range(len(own), np.ndim(table)))
    if order != list(range(len(own))):
        table = np.transpose(table, order + rest)
    shape = iter(np.shape(table))
    lengths = [next(shape) if name in own else 1 for name in names]
    return np.reshape(table, (*lengths, *shape))


def average(mass: Any, values: Any) -> Any:
    """Return the sum of values times their probabilities; a value may be an array.

    >>> float(average(np.array([0.25, 0.75]), np.array([0.0, 4.0])))
    3.0
    """
    mass, values = common(mass, values)
    numbers = raw(values)
    if numbers.dtype.kind == "f" and np.any(numbers == np.inf) and np.any(numbers == -np.inf):
        raise ProbabilityError(
            "the function is ∞ at some values that can occur and −∞ at others, so it has no"
            " expectation."
        )
    axes = tuple(range(np.ndim(mass)))
    extra = (1,) * (np.ndim(values) - np.ndim(mass))
    return np.sum(np.reshape(mass, (*np.shape(mass), *extra)) * values, axis=axes)


class Moments(ABC):
    """Moments of named variables.  Source: S2, "Expectation and Variance"."""

    names: tuple[str, ...]

    @abstractmethod
    def _mass(self, names: tuple[str, ...]) -> Any:
        """Return the probabilities of combinations of these variables (in the order of names)."""

    @abstractmethod
    def _evaluate(self, of: Of) -> tuple[tuple[str, ...], Any]:
        """Return the variables that a function depends on, and its values on their axes."""

    @abstractmethod
    def _need_convergence(self, names: tuple[str, ...], mass: Any, values: Any) -> None:
        """Raise if the sum of values times probabilities stands for an integral without limit."""

    def expectation(self, of: Of | Sequence[Of]) -> Any:
        """Return E[g] = Σ g(x, y, …) p(x, y, …): of a variable, or of a function of named ones.

        ``of``: the name of a variable whose values are numbers, a function whose parameters are
        named after variables (it may return an array), or a sequence of these for a vector.

        >>> from coursekit.probability.joint import Joint
        >>> dice = Joint.from_counts(np.ones((6, 6), int), ("x", "y"), [range(1, 7)] * 2)
        >>> dice.expectation("x"), dice.expectation(lambda x, y: x * y)
        (Fraction(7, 2), Fraction(49, 4))
        """
        if isinstance(of, list | tuple):
            return _vector([self.expectation(each) for each in of])
        names, values = self._evaluate(of)  # type: ignore[arg-type]
        mass = self._mass(names)
        self._need_convergence(names, mass, values)
        return plain(average(mass, values))

    def variance(self, of: Of) -> Any:
        """Return Var[g] = E[(g − E[g])²], of a variable or of a function of named ones.

        >>> from fractions import Fraction
        >>> from coursekit.probability.joint import Joint
        >>> coin = Joint([Fraction(1, 2), Fraction(1, 2)], "heads")
        >>> coin.variance("heads"), coin.variance(lambda heads: 10 * heads)
        (Fraction(1, 4), Fraction(25, 1))
        """
        return self.covariance(of, of)

    def covariance(self, x: Of, y: Of) -> Any:
        """Return Cov[x, y] = E[(x − E[x])(y − E[y])], of variables or functions of named ones.

        >>> from coursekit.probability.joint import Joint
        >>> p = Joint.from_counts([[1, 0, 1], [0, 2, 0]], ("x", "y"), {"y": (-1, 0, 1)})
        >>> p.covariance("x", "y"), p.independent("x", "y")
        (Fraction(0, 1), False)
        """
        x_names, x_values = self._evaluate(x)
        y_names, y_values = (x_names, x_values) if y is x else self._evaluate(y)
        names = tuple(name for name in self.names if name in x_names or name in y_names)
        deviations = []
        for own, values in ((x_names, x_values), (y_names, y_values)):
            if np.ndim(values) != len(own):
                raise ProbabilityError(
                    f"the function gives arrays of shape {np.shape(values)[len(own) :]}; a variance"
                    " or covariance is of numbers. Take one entry at a time."
                )
            if not np.all(np.isfinite(np.asarray(raw(values), float))):
                raise ProbabilityError("the function is infinite somewhere, so it has no variance.")
            numbers, mass = common(values, self._mass(own))
            deviations.append(spread_over(numbers - average(mass, numbers), own, names))
        one, other, mass = common(*deviations, self._mass(names))
        self._need_convergence(names, mass, one * other)
        return plain(np.sum(one * other * mass))

    def covariance_matrix(self, *names: str) -> Any:
        """Return Σ with Σ[i, j] = Cov[xᵢ, xⱼ], of all variables or of those named, in their order.

        Source: S2, "Random vectors in high dimensions".

        >>> from coursekit.probability.joint import Joint
        >>> Joint.from_counts([[1, 0], [0, 1]], ("x", "y")).covariance_matrix().tolist()
        [[Fraction(1, 4), Fraction(1, 4)], [Fraction(1, 4), Fraction(1, 4)]]
        """
        own = tuple(known(name, self.names) for name in names) or self.names
        return _vector([_vector([self.covariance(x, y) for y in own]) for x in own])

    def correlation(self, x: Of, y: Of) -> Any:
        """Return Cov[x, y] / √(Var[x] Var[y]), between −1 and 1; a float.

        >>> from coursekit.probability.joint import Joint
        >>> Joint.from_counts([[1, 0], [0, 1]], ("x", "y")).correlation("x", "y")
        1.0
        """
        spreads = self.variance(x), self.variance(y)
        for of, spread in zip((x, y), spreads, strict=True):
            if not raw(spread) > 0:
                what = of if isinstance(of, str) else "the function"
                raise ProbabilityError(
                    f"{what} is constant (its variance is 0), so it has no correlation."
                )
        both = self.covariance(x, y)
        if isinstance(both, Node) or any(isinstance(each, Node) for each in spreads):
            return both / np.sqrt(spreads[0] * spreads[1])
        return float(both) / math.sqrt(float(spreads[0])) / math.sqrt(float(spreads[1]))


def _vector(values: list[Any]) -> Any:
    """Return numbers or arrays as one array, or Tensor."""
    if any(isinstance(value, Node) for value in values):
        return np.stack(values)
    return np.array(values)
