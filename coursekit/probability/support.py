"""Where a distribution lives: the values that can occur."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from coursekit.autodiff.tape import raw

__all__ = ["Counts", "Integers", "Interval", "RealVectors", "Simplex", "Support", "all_whole"]


class Support(Protocol):
    """The values that can occur; ``axes`` counts the axes of one value (0: a number)."""

    axes: int

    def contains(self, value: Any) -> Any:
        """Return, for each value, whether it can occur."""

    def covers(self, value: Any, *, beyond: bool = False) -> bool:
        """Return whether all values can occur.

        ``beyond``: there is no need to look for nan, nor past an end that is infinite.
        """
        del beyond
        return bool(np.all(self.contains(value)))

    def inside(self, value: Any) -> Any:
        """Return values that can occur, of the shape of ``value`` and the parameters."""


def _number(x: Any) -> str:
    x = np.asarray(raw(x))
    if x.ndim:
        return "…"
    return {math.inf: "∞", -math.inf: "−∞"}.get(float(x), f"{float(x):g}".replace("-", "−"))


@dataclass(frozen=True, eq=False)
class Interval(Support):
    """The real numbers from ``low`` to ``high``; ends belong to it if closed (and finite).

    >>> print(Interval(0, math.inf)), Interval(0, 1).contains([0.5, 2]).tolist()
    [0, ∞)
    (None, [True, False])
    """

    low: Any = -math.inf
    high: Any = math.inf
    closed_low: bool = True
    closed_high: bool = True
    axes = 0

    def contains(self, value: Any) -> Any:
        """Return, for each number, whether it lies between the ends."""
        x, low, high = np.asarray(raw(value)), raw(self.low), raw(self.high)
        above = np.greater_equal(x, low) if self.closed_low else np.greater(x, low)
        below = np.less_equal(x, high) if self.closed_high else np.less(x, high)
        return above & below & np.isfinite(x)

    def covers(self, value: Any, *, beyond: bool = False) -> bool:
        """Return whether all numbers lie between the ends, from the extremes alone if need be."""
        x, low, high = np.asarray(raw(value)), raw(self.low), raw(self.high)
        if not x.size or np.ndim(low) or np.ndim(high):
            return bool(np.all(self.contains(x)))
        # Comparisons with nan are false, so the first extreme looked at finds it.
        if not (beyond and low == -math.inf):
            least = x.min()
            if not (least >= low if self.closed_low and low > -math.inf else least > low):
                return False
        if not (beyond and high == math.inf):
            most = x.max()
            if not (most <= high if self.closed_high and high < math.inf else most < high):
                return False
        return True

    def inside(self, value: Any) -> Any:
        """Return the middle of the interval, or one from its only end, or 0."""
        low, high = np.broadcast_arrays(
            np.asarray(raw(self.low), float), np.asarray(raw(self.high), float)
        )
        with np.errstate(invalid="ignore"):
            middle = np.where(np.isfinite(low), low + 1, np.where(np.isfinite(high), high - 1, 0.0))
            both = np.isfinite(low) & np.isfinite(high)
            middle = np.where(both, 0.5 * low + 0.5 * high, middle)
        return np.broadcast_to(middle, np.broadcast_shapes(np.shape(value), middle.shape))

    def __str__(self) -> str:
        opens = "[" if self.closed_low and np.all(np.isfinite(raw(self.low))) else "("
        closes = "]" if self.closed_high and np.all(np.isfinite(raw(self.high))) else ")"
        return f"{opens}{_number(self.low)}, {_number(self.high)}{closes}"


@dataclass(frozen=True, eq=False)
class Integers(Support):
    """The whole numbers from ``low`` to ``high``, both included.

    >>> print(Integers(0)), Integers(1, 6).contains([0, 1, 2.5]).tolist()
    {0, 1, 2, …}
    (None, [False, True, False])
    """

    low: Any = 0
    high: Any = math.inf
    axes = 0

    def contains(self, value: Any) -> Any:
        """Return, for each number, whether it is whole and lies between the ends."""
        x = np.asarray(raw(value))
        between = np.greater_equal(x, raw(self.low)) & np.less_equal(x, raw(self.high))
        return between & np.isfinite(x) & np.equal(np.floor(x), x)

    def covers(self, value: Any, *, beyond: bool = False) -> bool:
        """Return whether all numbers are whole and lie between the ends, in few passes."""
        del beyond
        x, low, high = np.asarray(raw(value)), raw(self.low), raw(self.high)
        if not x.size or np.ndim(low) or np.ndim(high):
            return bool(np.all(self.contains(x)))
        if not (low <= x.min() and (x.max() < math.inf if high == math.inf else x.max() <= high)):
            return False
        return all_whole(x)

    def inside(self, value: Any) -> Any:
        """Return the lowest number."""
        low, _ = np.broadcast_arrays(np.asarray(raw(self.low), float), raw(self.high))
        return np.broadcast_to(low, np.broadcast_shapes(np.shape(value), low.shape))

    def __str__(self) -> str:
        low, high = np.asarray(raw(self.low)), np.asarray(raw(self.high))
        if low.ndim or high.ndim:
            return f"{{{_number(low)}, …, {_number(high)}}}"
        ends = [f"{low + k:g}" for k in range(3) if low + k <= high]
        if math.isinf(high):
            return "{" + ", ".join(ends) + ", …}"
        if high - low >= 4:
            ends = [*ends[:2], "…", f"{high:g}"]
        elif high - low == 3:
            ends.append(f"{high:g}")
        return "{" + ", ".join(ends) + "}"


_BLOCK = 32768  # numbers that fit the cache


def all_whole(array: Any) -> bool:
    """Return whether all numbers are whole; nan is not.

    >>> all_whole(np.array([1.0, 2.0])), all_whole(np.array([1.0, 2.5]))
    (True, False)
    """
    flat = array.reshape(-1)
    parts = (flat[i : i + _BLOCK] for i in range(0, flat.size, _BLOCK))
    return all(bool(np.all(np.equal(np.rint(part), part))) for part in parts)


@dataclass(frozen=True)
class RealVectors(Support):
    """Vectors of ``length`` real numbers.

    >>> print(RealVectors(2)), bool(RealVectors(2).contains([0.0, 1.0]))
    ℝ^2
    (None, True)
    """

    length: int
    axes = 1

    def contains(self, value: Any) -> Any:
        """Return, for each vector, whether it is finite."""
        return np.all(np.isfinite(raw(value)), axis=-1)

    def covers(self, value: Any, *, beyond: bool = False) -> bool:
        """Return whether all numbers are finite, without counting them by vectors."""
        del beyond
        return bool(np.all(np.isfinite(raw(value))))

    def inside(self, value: Any) -> Any:
        """Return zeros."""
        return np.zeros(np.shape(value))

    def __str__(self) -> str:
        return f"ℝ^{self.length}"


@dataclass(frozen=True)
class Simplex(Support):
    """Vectors of ``length`` numbers, 0 or more, that sum to 1.

    >>> print(Simplex(3)), bool(Simplex(2).contains([0.25, 0.75]))
    vectors of 3 probabilities that sum to 1
    (None, True)
    """

    length: int
    axes = 1

    def contains(self, value: Any) -> Any:
        """Return, for each vector, whether its entries are in [0, 1] and sum to 1."""
        x = np.asarray(raw(value))
        with np.errstate(invalid="ignore", over="ignore"):  # neither ∞ − ∞ nor ∞ is 1
            near = np.absolute(np.sum(x, axis=-1) - 1) <= 1e-9 * self.length
        return np.all(np.greater_equal(x, 0), axis=-1) & near

    def covers(self, value: Any, *, beyond: bool = False) -> bool:
        """Return whether all vectors are probabilities, by sums as a product, which is quicker."""
        del beyond
        x = np.asarray(raw(value))
        if not x.size or not x.min() >= 0:
            return False
        with np.errstate(over="ignore"):
            sums = x @ np.ones(self.length)
        return bool(np.all(np.absolute(sums - 1) <= 1e-9 * self.length))

    def inside(self, value: Any) -> Any:
        """Return equal probabilities."""
        return np.full(np.shape(value), 1 / self.length)

    def __str__(self) -> str:
        return f"vectors of {self.length} probabilities that sum to 1"


@dataclass(frozen=True, eq=False)
class Counts(Support):
    """Vectors of ``length`` whole numbers, 0 or more, that sum to ``total``.

    >>> print(Counts(10, 3)), bool(Counts(3, 2).contains([1, 2]))
    vectors of 3 counts that sum to 10
    (None, True)
    """

    total: Any
    length: int
    axes = 1

    def contains(self, value: Any) -> Any:
        """Return, for each vector, whether its entries are counts with the right total."""
        x = np.asarray(raw(value))
        counts = np.all(np.greater_equal(x, 0) & np.equal(np.floor(x), x), axis=-1)
        return counts & np.equal(np.sum(x, axis=-1), self.total)

    def inside(self, value: Any) -> Any:
        """Return vectors with everything in the first count."""
        x = np.zeros(np.broadcast_shapes(np.shape(value), (*np.shape(self.total), self.length)))
        x[..., 0] = self.total
        return x

    def __str__(self) -> str:
        return f"vectors of {self.length} counts that sum to {_number(self.total)}"
