"""Is this function a density?  The three conditions of S2, checked by numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.probability.joint.adaptive import integrate
from coursekit.probability.joint.density_report import DensityReport
from coursekit.probability.joint.functions import on_grid, parameters
from coursekit.probability.joint.quadrature import GridAxis, axis_between, checked_limits

__all__ = ["check_density", "integral_on", "values_on"]

_MOST = 3_000_000  # points of the finest grid of several variables
_LARGEST = 16  # panels an axis
_SETTLED = 1e-2


def check_density(
    f: Callable[..., Any], /, *, tolerance: float = 1e-6, **limits: Any
) -> DensityReport:
    """Return a report on whether f is a density: its integral exists, f ≥ 0, and it is 1.

    ``f``: a function of named variables that takes arrays; ``limits``: for each of them (low, high)
    of where it may be above 0, infinite ones too.  The integral is 1 if it misses it by no more
    than ``tolerance`` and its estimated error.  With one variable panels are halved until halving
    changes nothing (poles at the ends, jumps and kinks are found); with more, three grids are
    compared.  A numerical check is no proof: what is narrower than the first points are apart is
    overlooked.  Source: S2, "Probability density functions".

    >>> print(check_density(lambda x: x - 0.5, x=(0, 2)))
    p(x) is not a density
    yes  (1) its integral exists
    no   (2) p is -0.499592 at x=0.00040771, below 0 (its negative part integrates to -0.125)
    yes  (3) its integral is 1 (found 1)
    >>> bool(check_density(lambda x: np.exp(-x), x=(0, float("inf"))))
    True
    """
    ranges = checked_limits(limits)
    parameters(f, tuple(ranges), "the density")
    if len(ranges) == 1:
        ((name, (low, high, _)),) = ranges.items()
        found = integrate(lambda x: on_grid(f, {name: x}, "the density"), low, high)
        return DensityReport(
            f"p({name})",
            found.value,
            found.error,
            found.absolute,
            found.lowest,
            {name: found.lowest_at},
            None if found.not_finite_at is None else {name: found.not_finite_at},
            found.settled,
            found.points,
            tolerance + found.error,
        )
    return _by_three_grids(f, ranges, tolerance)


def _by_three_grids(
    f: Callable[..., Any], ranges: dict[str, Any], tolerance: float
) -> DensityReport:
    """Return the report on a function of several variables."""
    finest = _LARGEST
    while finest > 4 and (10 * finest) ** len(ranges) > _MOST:
        finest //= 2
    reports = []
    for panels in (finest // 4, finest // 2, finest):
        axes = tuple(
            axis_between(name, low, high, 10 * panels) for name, (low, high, _) in ranges.items()
        )
        reports.append(integral_on(axes, values_on(axes, f), tolerance))
    coarse, middle, fine = (report.absolute for report in reports)
    error = max(abs(fine - middle), abs(reports[2].integral - reports[1].integral))
    settled = error <= _SETTLED * fine or abs(fine - middle) <= 0.6 * abs(middle - coarse)
    missing = next((r.not_finite_at for r in reports if r.not_finite_at is not None), None)
    lowest = min(reports, key=lambda report: report.lowest)
    return DensityReport(
        reports[2].title,
        reports[2].integral,
        error,
        fine,
        lowest.lowest,
        lowest.lowest_at,
        missing,
        bool(settled or fine == 0),
        sum(report.points for report in reports),
        tolerance + error,
    )


def values_on(axes: tuple[GridAxis, ...], f: Callable[..., Any]) -> Any:
    """Return f at the points of a grid, one axis a variable.

    >>> values_on((axis_between("x", 0.0, 1.0, 2, "trapezoid"),), lambda x: 2 * x)
    array([0., 2.])
    """
    return on_grid(f, {axis.name: axis.points for axis in axes}, "the density")


def integral_on(
    axes: tuple[GridAxis, ...], values: Any, tolerance: float, coarse: float = math.nan
) -> DensityReport:
    """Return the report on values at the points of a grid; ``coarse``: the integral on another.

    >>> axis = axis_between("x", 0.0, 1.0, 20)
    >>> bool(integral_on((axis,), 2 * axis.points, 1e-6))
    True
    """
    finite = np.isfinite(values)
    missing = None
    if not np.all(finite):
        missing = _place(axes, np.argwhere(~finite)[0])
    known = np.where(finite, values, 0.0)
    lowest = np.unravel_index(int(np.argmin(known)), known.shape)
    totals = []
    for each in (known, np.absolute(known)):
        total = each
        for axis in reversed(axes):
            total = total @ axis.weights
        totals.append(float(total))
    return DensityReport(
        f"p({', '.join(axis.name for axis in axes)})",
        totals[0],
        0.0 if math.isnan(coarse) else abs(totals[0] - coarse),
        totals[1],
        float(known[lowest]),
        _place(axes, lowest),
        missing,
        True,
        int(values.size),
        tolerance,
    )


def _place(axes: tuple[GridAxis, ...], index: Any) -> dict[str, float]:
    return {axis.name: float(axis.points[i]) for axis, i in zip(axes, index, strict=True)}
