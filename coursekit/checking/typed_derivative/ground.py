"""Where answers are compared: a box in which a typed function and its derivative behave well.

Nobody tells the domain of a function that a student has typed, so it is looked for. A point is
*smooth* if f and f′ have moderate values there and f′ agrees with a central difference: that rules
out undefined stretches, poles, jumps, corners, and oscillations too fast for ordinary floats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checking.domains import Reals
from coursekit.checking.probes import unit_points

__all__ = ["Ground", "find_ground"]

Array = npt.NDArray[np.float64]
Function = Callable[..., Any]

#: Boxes that are tried, the most natural first.
_BOXES = (
    *((-3.0, 3.0), (0.1, 3.0), (-1.0, 1.0), (-10.0, 10.0), (-0.1, 0.1)),
    *((-100.0, 100.0), (-1e3, 1e3), (-0.01, 0.01), (-1e4, 1e4), (-1e6, 1e6)),
)
_SAMPLES = 256
#: The share of smooth points at which a box is taken at once, and below which it never is.
_GOOD_SHARE, _LEAST_SHARE = 0.3, 0.05

_STEP = 1e-4  # of the box's width
_AGREEMENT = 2e-3  # between derivative and central difference
_BEND = 0.1  # how much a slope may change within two steps
_SPREAD = 1e5  # between the typical slope and the largest or least one

#: Numbers at which a student can follow by hand, and at which x, x², 2x, … differ.
_SIMPLE = (0.6, -0.8, 1.3, -1.9, 2.2, 0.3, -0.4)


@dataclass(frozen=True, eq=False)
class Ground:
    """Where a function is probed: the domain of every variable, a condition, simple points."""

    inputs: dict[str, Reals]
    where: Callable[..., bool]
    probes: tuple[tuple[float, ...], ...]


class _Smooth:
    """Whether a function of several variables is smooth in one of them, point by point."""

    def __init__(self, f: Function, slope: Function, moved: int, width: float) -> None:
        self.f, self.slope, self.moved, self.h = f, slope, moved, _STEP * width
        self.largest, self.least = np.inf, 0.0

    def __call__(self, points: Array) -> npt.NDArray[np.bool_]:
        """Judge points of shape (count, variables); return shape (count,)."""
        step = np.zeros(points.shape[1])
        step[self.moved] = self.h
        with np.errstate(all="ignore"):
            here = self._values(self.f, points)
            slope = self._values(self.slope, points)
            rise = self._values(self.f, points + step) - self._values(self.f, points - step)
            difference = rise / (2 * self.h)
            # What the difference owes to the rounding of f is no fault of the function.
            noise = 4 * np.finfo(float).eps * np.abs(here) / self.h
            floor = 1e-2 * self.least
            agree = np.abs(difference - slope) <= _AGREEMENT * np.abs(slope) + noise + floor
            # Right at a corner the difference is the mean of two slopes, and the slope may be, too.
            left, right = (self._values(self.slope, points + side) for side in (-step, step))
            steady = np.abs(right - left) <= _BEND * np.maximum(np.abs(left), np.abs(right)) + floor
        size = np.abs(slope)
        moderate = (size <= self.largest) & ((size >= self.least) | (size == 0.0))
        return np.asarray(np.isfinite(here) & np.isfinite(slope) & agree & steady & moderate)

    def fit(self, points: Array) -> None:
        """Learn from a sample which slopes are moderate."""
        with np.errstate(all="ignore"):
            inside = np.isfinite(self._values(self.f, points))
            sizes = np.abs(self._values(self.slope, points))
        sizes = sizes[inside & np.isfinite(sizes) & (sizes > 0)]
        if sizes.size:
            typical = float(np.median(sizes))
            self.largest, self.least = _SPREAD * typical, typical / _SPREAD

    @staticmethod
    def _values(function: Function, points: Array) -> Array:
        return np.broadcast_to(np.asarray(function(*points.T), dtype=float), len(points))


def find_ground(
    f: Function, slope: Function, variables: Sequence[str], moved: int
) -> Ground | None:
    """Return where to probe f and its derivative by the variable number ``moved``.

    None if f has no real value and slope on any sizeable part of any box.
    """
    unit = np.array(list(islice(unit_points(len(variables), b"ground"), _SAMPLES)))
    best: tuple[float, float, _Smooth] | None = None
    best_share = _LEAST_SHARE
    for low, high in _BOXES:
        smooth = _Smooth(f, slope, moved, high - low)
        points = low + (high - low) * unit
        smooth.fit(points)
        share = float(smooth(points).mean())
        if share > best_share:
            best, best_share = (low, high, smooth), share
        if best_share >= _GOOD_SHARE:
            break
    if best is None:
        return None
    low, high, smooth = best
    return Ground(
        inputs={name: Reals(low, high) for name in variables},
        where=lambda *point: bool(smooth(np.array([point], dtype=float))[0]),
        probes=_simple_points(len(variables), smooth, low, high),
    )


def _simple_points(
    count: int, smooth: _Smooth, low: float, high: float
) -> tuple[tuple[float, ...], ...]:
    """Return up to four points of short numbers in the box, no two variables equal."""
    shifts = [[_SIMPLE[(start + k) % len(_SIMPLE)] for k in range(count)] for start in range(7)]
    if count > len(_SIMPLE):
        return ()
    points = np.array(shifts)
    inside = ((low < points) & (points < high)).all(axis=1)
    kept = points[inside & smooth(points)][:4]
    return tuple(tuple(float(value) for value in point) for point in kept)
