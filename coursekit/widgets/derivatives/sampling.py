"""Honest curves from samples: no line is drawn across a pole, a jump or an undefined stretch."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["breaks", "limits", "sample", "with_gaps"]

_FLAT = 1e-9  # a smaller height is a constant
_HALVINGS = 52  # from any interval down to neighbouring floats

Array = npt.NDArray[np.float64]
Function = Callable[[Any], Any]


def sample(function: Function, grid: Array) -> Array:
    """Values on the grid, shape of the grid; NaN where there is no finite real value.

    >>> sample(np.sqrt, np.array([-1.0, 4.0])).tolist()
    [nan, 2.0]
    """
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(function(grid), dtype=float), grid.shape)
    return np.where(np.isfinite(values), values, np.nan)


def breaks(function: Function, grid: Array, values: Array) -> npt.NDArray[np.intp]:
    """Find the indices i where the function jumps or has a pole after grid[i].

    Each suspicious interval is halved towards its larger change until two neighbouring floats are
    left: across a steep but continuous flank the change then vanishes, at a jump it stays, at a
    pole it grows.

    >>> grid = np.linspace(-1, 1, 4)
    >>> breaks(lambda x: 1 / x, grid, 1 / grid).tolist()
    [1]
    >>> breaks(lambda x: np.tanh(1000 * x), grid, np.tanh(1000 * grid)).tolist()
    []
    """
    if not np.isfinite(values).any():
        return np.array([], dtype=np.intp)
    change = np.abs(np.diff(values))
    low, high, _ = _visible_range(values)
    where = np.flatnonzero(change > 0.02 * (high - low))
    first = change[where]
    a, b = grid[where], grid[where + 1]
    fa, fb = values[where], values[where + 1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (a + b)
        fm = sample(function, middle)
        left = ~(np.abs(fb - fm) >= np.abs(fm - fa))  # NaN in the middle: stay there
        a, fa = np.where(left, a, middle), np.where(left, fa, fm)
        b, fb = np.where(left, middle, b), np.where(left, fm, fb)
    continuous = np.abs(fb - fa) < 0.5 * first
    return where[~continuous]


def with_gaps(grid: Array, values: Array, gaps: npt.NDArray[np.intp]) -> tuple[Array, Array]:
    """Return the same curve with a NaN between the two sides of each gap.

    >>> x, y = with_gaps(np.array([0.0, 1.0]), np.array([5.0, 6.0]), np.array([0]))
    >>> x.tolist(), y.tolist()
    ([0.0, 0.5, 1.0], [5.0, nan, 6.0])
    """
    middles = 0.5 * (grid[gaps] + grid[gaps + 1])
    return np.insert(grid, gaps + 1, middles), np.insert(values, gaps + 1, np.nan)


def limits(curves: Sequence[Array]) -> tuple[float, float]:
    """Vertical limits that show the first curve well and the others as far as they fit.

    The outermost samples are cut off only if they would dwarf the rest (a pole). Later curves may
    widen the window by twice its height on each side, by half of it if they have poles.

    >>> low, high = limits([np.linspace(0.0, 1.0, 50)])
    >>> round(low, 2), round(high, 2)
    (-0.08, 1.08)
    """
    ranges = [_visible_range(curve) for curve in curves if np.isfinite(curve).any()]
    first_low, first_high, _ = ranges[0]
    height = first_high - first_low
    low, high = first_low, first_high
    for lower, upper, cut in ranges[1:]:
        # A constant says nothing about a good window: let the others choose it.
        room = np.inf if height < _FLAT else height * (0.5 if cut else 2.0)
        low = min(low, max(lower, first_low - room))
        high = max(high, min(upper, first_high + room))
    if high - low < _FLAT:
        low, high = low - 1.0, high + 1.0
    margin = 0.08 * (high - low)
    return float(low - margin), float(high + margin)


def _visible_range(curve: Array) -> tuple[float, float, bool]:
    """Least and greatest value worth seeing, and whether a pole was cut off."""
    values = curve[np.isfinite(curve)]
    low, high = float(values.min()), float(values.max())
    inner_low, inner_high = (float(each) for each in np.percentile(values, [4, 96]))
    spread = inner_high - inner_low
    if high - low > 6 * spread > 0:
        return inner_low - 0.25 * spread, inner_high + 0.25 * spread, True
    return low, high, False
