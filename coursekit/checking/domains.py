"""What values an exercise's inputs may take, and how points of the unit cube become such values.

A domain turns ``dimension`` numbers of [0, 1) into one input. The values where wrong formulas agree
by accident (0 above all) are kept away from: that is what ``away_from`` is for.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checking.errors import ExerciseError

__all__ = [
    "Covariance",
    "Domain",
    "Integers",
    "Matrix",
    "OneOf",
    "Probability",
    "Reals",
    "Simplex",
    "Vector",
]

Array = npt.NDArray[np.float64]

#: How much of the range is kept free on either side of a value to stay away from.
GAP = 0.04


class Domain(ABC):
    """The set that one input is drawn from."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """How many coordinates of the unit cube one value takes."""

    @abstractmethod
    def value(self, u: Array) -> Any:
        """Return the input at the coordinates ``u``, shape (dimension,), each in [0, 1)."""


def _check_range(owner: str, low: float, high: float) -> None:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ExerciseError(f"{owner}({low}, {high}): both ends must be finite numbers")
    if not low < high:
        raise ExerciseError(f"{owner}({low}, {high}): the low end must lie below the high end")


def _pieces(low: float, high: float, away_from: Sequence[float]) -> list[tuple[float, float]]:
    """Return what is left of [low, high] once a gap round each of ``away_from`` is cut out."""
    gap = GAP * (high - low)
    pieces, start = [], low
    for centre in sorted(away_from):
        if centre + gap <= start or centre - gap >= high:
            continue
        if centre - gap > start:
            pieces.append((start, centre - gap))
        start = centre + gap
    if start < high:
        pieces.append((start, high))
    if not pieces:
        raise ExerciseError(
            f"[{low}, {high}] has nothing left when it stays away from {tuple(away_from)}"
        )
    return pieces


def _spread(u: Array, pieces: Sequence[tuple[float, float]]) -> Array:
    """Map [0, 1) onto the union of ``pieces`` in proportion to their lengths."""
    ends = np.cumsum([right - left for left, right in pieces])
    position = np.asarray(u) * ends[-1]
    index = np.minimum(np.searchsorted(ends, position, side="right"), len(pieces) - 1)
    starts = np.array([left for left, _ in pieces])
    before = np.concatenate([[0.0], ends[:-1]])
    return np.asarray(starts[index] + position - before[index])


@dataclass(frozen=True)
class Reals(Domain):
    """A real number in [low, high], a Python float.

    ``log=True`` spreads the points evenly over the powers of ten (0 < low is then required).

    >>> Reals(-3, 3).value(np.array([0.25]))
    -1.62
    """

    low: float = -3.0
    high: float = 3.0
    away_from: Sequence[float] = (0.0,)
    log: bool = False

    def __post_init__(self) -> None:
        _check_range("Reals", self.low, self.high)
        if self.log and self.low <= 0:
            raise ExerciseError(f"Reals({self.low}, {self.high}, log=True): low must be positive")
        _pieces(self.low, self.high, self.away_from)

    @property
    def dimension(self) -> int:
        """One coordinate."""
        return 1

    def value(self, u: Array) -> float:
        """Return the number at ``u``."""
        if self.log:
            return float(self.low * (self.high / self.low) ** float(u[0]))
        return float(_spread(u[:1], _pieces(self.low, self.high, self.away_from))[0])


@dataclass(frozen=True)
class Integers(Domain):
    """A whole number from low to high, both included, a Python int.

    >>> [Integers(1, 6).value(np.array([u])) for u in (0.0, 0.5, 0.999)]
    [1, 4, 6]
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        _check_range("Integers", self.low, self.high)

    @property
    def dimension(self) -> int:
        """One coordinate."""
        return 1

    def value(self, u: Array) -> int:
        """Return the whole number at ``u``."""
        return int(self.low + math.floor(float(u[0]) * (self.high - self.low + 1)))


@dataclass(frozen=True)
class Probability(Domain):
    """A probability away from 0, ½ and 1, where p, 1 − p and p² could not be told apart.

    >>> 0.02 < Probability().value(np.array([0.0])) < 0.06
    True
    """

    @property
    def dimension(self) -> int:
        """One coordinate."""
        return 1

    def value(self, u: Array) -> float:
        """Return the probability at ``u``."""
        return float(_spread(u[:1], ((0.05, 0.46), (0.54, 0.95)))[0])


@dataclass(frozen=True)
class OneOf(Domain):
    """One of a list of values: labels, flags, small tables written out by hand.

    >>> OneOf((0.0, 1.0)).value(np.array([0.7]))
    1.0
    """

    values: Sequence[Any]

    def __post_init__(self) -> None:
        if not len(self.values):
            raise ExerciseError("OneOf(()) has no value to choose from")

    @property
    def dimension(self) -> int:
        """One coordinate."""
        return 1

    def value(self, u: Array) -> Any:
        """Return the value at ``u``."""
        return self.values[int(float(u[0]) * len(self.values))]


def _check_sizes(owner: str, *sizes: Any) -> None:
    if any(not isinstance(size, int) or size < 1 for size in sizes):
        raise ExerciseError(f"{owner}{sizes}: every size must be a whole number of at least 1")


def _fill(u: Array, low: float, high: float, away_from: Sequence[float], whole: bool) -> Array:
    """Entries in [low, high]; whole ones stay floats, so that division in place cuts nothing."""
    if whole:
        return np.asarray(np.floor(low + u * (high - low + 1)))
    return _spread(u, _pieces(low, high, away_from))


@dataclass(frozen=True)
class Vector(Domain):
    """A float array of shape (n,) with entries in [low, high]; ``whole=True`` makes them whole.

    >>> Vector(3, 0, 9, whole=True).value(np.array([0.0, 0.31, 0.99]))
    array([0., 3., 9.])
    """

    n: int
    low: float = -2.0
    high: float = 2.0
    away_from: Sequence[float] = (0.0,)
    whole: bool = False

    def __post_init__(self) -> None:
        _check_sizes("Vector", self.n)
        _check_range("Vector", self.low, self.high)
        _pieces(self.low, self.high, self.away_from)

    @property
    def dimension(self) -> int:
        """One coordinate an entry."""
        return self.n

    def value(self, u: Array) -> Array:
        """Return the vector at ``u``, shape (n,)."""
        return _fill(u, self.low, self.high, self.away_from, self.whole)


@dataclass(frozen=True)
class Matrix(Domain):
    """A float array of shape (m, n) with entries in [low, high]; ``whole=True`` makes them whole.

    >>> Matrix(2, 3).value(np.linspace(0, 0.9, 6)).shape
    (2, 3)
    """

    m: int
    n: int
    low: float = -2.0
    high: float = 2.0
    away_from: Sequence[float] = (0.0,)
    whole: bool = False

    def __post_init__(self) -> None:
        _check_sizes("Matrix", self.m, self.n)
        _check_range("Matrix", self.low, self.high)
        _pieces(self.low, self.high, self.away_from)

    @property
    def dimension(self) -> int:
        """One coordinate an entry."""
        return self.m * self.n

    def value(self, u: Array) -> Array:
        """Return the matrix at ``u``, shape (m, n)."""
        filled = _fill(u, self.low, self.high, self.away_from, self.whole)
        return filled.reshape(self.m, self.n)


@dataclass(frozen=True)
class Simplex(Domain):
    """Probabilities that sum to 1: a distribution, a joint table or rows of conditionals.

    ``Simplex(3)`` has shape (3,), ``Simplex((2, 3))`` is a joint table whose six entries sum to 1,
    and ``Simplex(3, rows=2)`` has shape (2, 3) with each row summing to 1.

    >>> float(Simplex((2, 3)).value(np.linspace(0.1, 0.9, 6)).sum().round(12))
    1.0
    """

    n: int | tuple[int, ...]
    rows: int = 0

    def __post_init__(self) -> None:
        _check_sizes("Simplex", *self._shape)
        if self._shape[-1] < 2 and math.prod(self._shape) < 2:
            raise ExerciseError("Simplex needs at least two outcomes")
        if self.rows and isinstance(self.n, tuple):
            raise ExerciseError("Simplex(n, rows=…) takes one whole number n")

    @property
    def _shape(self) -> tuple[int, ...]:
        if isinstance(self.n, tuple):
            return self.n
        return (self.rows, self.n) if self.rows else (self.n,)

    @property
    def dimension(self) -> int:
        """One coordinate an entry."""
        return math.prod(self._shape)

    def value(self, u: Array) -> Array:
        """Return the table at ``u``: exponential spacings, none of them close to 0."""
        weights = (0.15 - np.log1p(-0.97 * u)).reshape(self._shape)
        return np.asarray(weights / weights.sum(axis=-1 if self.rows else None, keepdims=True))


@dataclass(frozen=True)
class Covariance(Domain):
    """A symmetric positive definite matrix of shape (n, n) with unequal variances.

    >>> S = Covariance(2).value(np.array([0.1, 0.7, 0.4, 0.9]))
    >>> bool(np.linalg.det(S) > 0 and S[0, 1] == S[1, 0])
    True
    """

    n: int

    def __post_init__(self) -> None:
        _check_sizes("Covariance", self.n)

    @property
    def dimension(self) -> int:
        """One coordinate an entry of the factor."""
        return self.n * self.n

    def value(self, u: Array) -> Array:
        """Return the covariance F Fᵀ + diagonal at ``u``."""
        factor = 2.0 * u.reshape(self.n, self.n) - 1.0
        spread = np.diag(0.4 + 0.3 * np.arange(self.n))
        return np.asarray(factor @ factor.T + spread)
