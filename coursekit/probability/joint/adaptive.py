"""Integrals of one variable to many digits: panels are halved where halving changes the result.

The axis is cut in two, and each half is measured by the distance d from its end, so that points may
come as near to an end as floats allow: poles there are resolved, whatever the end is.  For an
infinite end d = s/(s + |x − middle|), which goes to 0 as x goes to infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Integral", "integrate"]

_ORDER = 10
_PRECISION = 1e-13  # of a panel, relative to the whole
_MOST = 400_000  # points
_NEAREST = 1e-140  # distance from an infinite end, whose square must not underflow
_SETTLED = 1e-4  # the largest relative error with which an integral is believed to exist


@dataclass(frozen=True)
class Integral:
    """∫p and ∫|p| with an estimate of their error, and what was met on the way.

    >>> found = integrate(lambda x: np.exp(-x), 0.0, math.inf)
    >>> round(found.value, 12), found.settled
    (1.0, True)
    """

    value: float
    absolute: float
    error: float
    settled: bool
    lowest: float
    lowest_at: float
    not_finite_at: float | None
    points: int


@dataclass(frozen=True)
class _Half:
    """A half of the axis by the distance d from its end, which lies at ``side`` (−1 or 1)."""

    end: float
    middle: float
    side: int
    scale: float

    def edges(self) -> Any:
        """Return where the first panels meet: equally far apart, or in octaves to infinity."""
        if math.isfinite(self.end):
            return np.linspace(0.0, abs(self.middle - self.end), 17)
        quarters = 2.0 ** -np.arange(0, 30)[:, None] * np.array([1.0, 7 / 8, 6 / 8, 5 / 8])
        return np.concatenate([[0.0], np.sort(quarters.ravel())])

    def x(self, d: Any) -> Any:
        if math.isfinite(self.end):
            return self.end - self.side * d
        return self.middle + self.side * self.scale * (1 - d) / d

    def slope(self, d: Any) -> Any:
        return np.ones_like(d) if math.isfinite(self.end) else self.scale / d**2

    def splittable(self, left: Any, right: Any) -> Any:
        """Return whether floats between the ends of a panel are different enough."""
        if math.isinf(self.end):
            return right > _NEAREST
        finest = 64 * np.spacing(np.maximum(abs(self.end), right))
        return (right - left > finest) & (right > 1e-290)


def integrate(f: Callable[[Any], Any], low: float, high: float) -> Integral:
    """Return ∫f from low to high (either may be infinite), where f takes and gives arrays.

    >>> found = integrate(lambda x: x**-0.9 / 10, 0.0, 1.0)  # a pole at 0
    >>> abs(found.value - 1) < 1e-9, integrate(lambda x: 1 / x, 0.0, 1.0).settled
    (True, False)
    """
    if math.isfinite(low) and math.isfinite(high):
        middle = low / 2 + high / 2
    else:
        middle = low + 1 if math.isfinite(low) else high - 1 if math.isfinite(high) else 0.0
    search = _Search(f)
    for half in (_Half(low, middle, -1, 1.0), _Half(high, middle, 1, 1.0)):
        search.add(half)
    return search.found()


class _Search:
    """Sums over accepted panels, and the lowest and the missing values met."""

    def __init__(self, f: Callable[[Any], Any]) -> None:
        self.f = f
        self.sums = np.zeros(2)  # of p and of |p|
        self.error = 0.0
        self.lowest, self.lowest_at = math.inf, math.nan
        self.not_finite_at: float | None = None
        self.points = 0
        self.nodes, self.lengths = np.polynomial.legendre.leggauss(_ORDER)

    def add(self, half: _Half) -> None:
        """Integrate over one half."""
        edges = half.edges()
        left, right = edges[:-1], edges[1:]
        coarse = self._panels(half, left, right)
        limit = self.points + _MOST // 2
        while len(left):
            # What overflows has no integral; `found` says so.
            middle = left + (right - left) / 2
            below, above = self._panels(half, left, middle), self._panels(half, middle, right)
            fine = below + above
            with np.errstate(invalid="ignore", over="ignore"):
                change = np.max(np.absolute(fine - coarse), axis=1)
                whole = max(1.0, self.sums[1] + np.sum(fine[:, 1]))
                again = (change > _PRECISION * whole) & half.splittable(left, right)
                again &= self.points < limit
                self.sums += np.sum(fine[~again], axis=0)
                self.error += float(np.sum(change[~again]))
            coarse = np.concatenate([below[again], above[again]])
            left, right = (
                np.concatenate([left[again], middle[again]]),
                np.concatenate([middle[again], right[again]]),
            )

    def _panels(self, half: _Half, left: Any, right: Any) -> Any:
        """Return the integrals of p and |p| over panels, (panels, 2)."""
        length = (right - left)[:, None] / 2
        d = left[:, None] + length * (1 + self.nodes)
        x = half.x(d)
        p = np.reshape(self.f(x.ravel()), d.shape)
        self.points += d.size
        finite = np.isfinite(p)
        if not np.all(finite) and self.not_finite_at is None:
            self.not_finite_at = float(x[~finite][0])
        p = np.where(finite, p, 0.0)
        if p.size and np.min(p) < self.lowest:
            place = np.unravel_index(int(np.argmin(p)), p.shape)
            self.lowest, self.lowest_at = float(p[place]), float(x[place])
        with np.errstate(over="ignore"):
            parts = p * (half.slope(d) * length * self.lengths)
        return np.stack([np.sum(parts, axis=1), np.sum(np.absolute(parts), axis=1)], axis=1)

    def found(self) -> Integral:
        """Return the sums of all halves."""
        value, absolute = (float(each) for each in self.sums)
        settled = bool(self.error <= _SETTLED * max(absolute, 1e-300) and math.isfinite(absolute))
        return Integral(
            value,
            absolute,
            self.error,
            settled,
            self.lowest,
            self.lowest_at,
            self.not_finite_at,
            self.points,
        )
