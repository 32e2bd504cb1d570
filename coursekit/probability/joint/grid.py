"""Continuous joint densities on a grid: marginals, conditionals and moments by quadrature."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.probability.distributions.base import Distribution
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import checked_names, equals, known, listed
from coursekit.probability.joint.coverage import covering_axes, density_of
from coursekit.probability.joint.density_check import check_density, integral_on, values_on
from coursekit.probability.joint.density_report import DensityReport
from coursekit.probability.joint.draws import drawn
from coursekit.probability.joint.functions import on_grid, parameters
from coursekit.probability.joint.moments import Moments, Of
from coursekit.probability.joint.quadrature import GridAxis, axis_between, checked_limits
from coursekit.probability.validation import generator

__all__ = ["GridDensity"]

_SUBPOINTS = 1_000_000  # at which an event is looked at, about


@dataclass(frozen=True, eq=False, repr=False)
class GridDensity(Moments):
    """The density of one continuous variable or several, known at the points of a grid.

    Made by `from_function` or `from_distribution`, which check the three conditions for a density;
    ``values``: p at the points, one axis a variable; ``report``: what the check found.  Integrals
    are sums of values times weights (Gauss-Legendre, or trapezoid), values between the points are
    interpolated; see `coursekit.probability.joint.quadrature`.  Nothing is normalised but
    conditionals.  Plain numbers: not differentiable.  Source: S2, "Sum & Product Rules".

    >>> p = GridDensity.from_function(lambda x, y: x + y, x=(0, 1), y=(0, 1))
    >>> p
    p(x, y) on a grid: x in [0, 1] (160 points), y in [0, 1] (160 points); integral 1
    >>> round(p.expectation("x"), 12), round(p.covariance("x", "y"), 12)  # 7/12, −1/144
    (0.583333333333, -0.006944444444)
    >>> round(p.given(y=0.25).prob(x=(0, 0.5)), 12)  # (1/8 + 1/8) / (3/4)
    0.333333333333
    """

    axes: tuple[GridAxis, ...]
    values: Any
    report: DensityReport
    observed: tuple[tuple[str, float], ...] = ()
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        values = np.array(self.values)
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "names", tuple(axis.name for axis in self.axes))

    @classmethod
    def from_function(
        cls,
        f: Callable[..., Any],
        /,
        *,
        rule: str = "gauss",
        tolerance: float = 1e-6,
        **limits: Any,
    ) -> GridDensity:
        """Return the density f(x, y, …) on a grid; f is called with arrays, by name.

        ``limits``: (low, high) or (low, high, number of points) of each variable; infinite limits
        are reached by a change of variable.  ``rule``: "gauss" or "trapezoid" (for jumps).  Raises
        ProbabilityError if f is not finite, is below 0 somewhere, or if its integral on this grid
        misses 1 by more than ``tolerance``.

        >>> p = GridDensity.from_function(lambda x: np.exp(-x), x=(0, float("inf")))
        >>> round(p.variance("x"), 9)
        1.0
        """
        ranges = checked_limits(limits)
        parameters(f, tuple(ranges), "the density")
        axes = tuple(
            axis_between(name, low, high, n, rule) for name, (low, high, n) in ranges.items()
        )
        return cls._checked(f, axes, tolerance)

    @classmethod
    def from_distribution(
        cls,
        distribution: Distribution,
        names: str | Sequence[str] | None = None,
        *,
        n: int | None = None,
        rule: str = "gauss",
        tolerance: float = 1e-6,
        **limits: Any,
    ) -> GridDensity:
        """Return the density of a distribution on a grid: of one number, or of a real vector.

        ``names``: x, y, z if not given; ``n``: points an axis.  Without ``limits`` the whole
        support is covered (infinite ends by a change of variable), and for vectors eight standard
        deviations to both sides of the mean.

        >>> from coursekit.probability.distributions.normal import Normal
        >>> p = GridDensity.from_distribution(Normal(1000.0, 0.01), "x")
        >>> round(p.expectation("x"), 6), round(p.variance("x"), 9)
        (1000.0, 0.0001)
        """
        axes = covering_axes(distribution, names, n, rule, limits)
        density = density_of(distribution, tuple(axis.name for axis in axes))
        return cls._checked(density, axes, tolerance)

    @classmethod
    def _checked(
        cls, f: Callable[..., Any], axes: tuple[GridAxis, ...], tolerance: float
    ) -> GridDensity:
        """Return f on a grid if it is a density there, within the tolerance."""
        values = values_on(axes, f)
        half = tuple(axis.coarser() for axis in axes)
        coarse = integral_on(half, values_on(half, f), tolerance)
        report = integral_on(axes, values, tolerance, coarse.integral)
        if not report:
            # Is it f, or the grid?  A closer look at f says more about f.
            limits = {axis.name: (axis.low, axis.high) for axis in axes}
            check_density(f, tolerance=tolerance, **limits).require()
            if report.integral_exists and report.nonnegative:
                raise ProbabilityError(
                    f"{report.title} seems to be a density, but on this grid its integral is"
                    f" {report.integral:.10g}. Take more points (or panels that end at its jumps),"
                    f" or say what may be missed: tolerance={2 * abs(report.integral - 1):.1g}."
                )
        report.require()
        return cls(axes, values, report)

    @property
    def points(self) -> dict[str, Any]:
        """The values of each variable at which the density is known."""
        return {axis.name: axis.points for axis in self.axes}

    @property
    def integral(self) -> float:
        """The integral of the density on this grid."""
        return float(np.sum(self._mass(self.names)))

    def marginal(self, *names: str) -> GridDensity:
        """Return the density of these variables, in this order: the others are integrated out.

        >>> p = GridDensity.from_function(lambda x, y: x + y, x=(0, 1, 20), y=(0, 1, 20))
        >>> bool(np.allclose(p.marginal("y").values, p.points["y"] + 0.5))
        True
        """
        if not names:
            raise ProbabilityError(
                f"marginal() of no variable; expected the names to keep, of {listed(self.names)}."
            )
        own = checked_names([known(name, self.names) for name in names], (0,) * len(names))
        values = self._integrated(own)
        order = [name for name in self.names if name in own]
        values = np.transpose(values, [order.index(name) for name in own])
        return GridDensity(self._axes(own), values, self.report, self.observed)

    def given(self, /, **observed: float) -> GridDensity:
        """Return the density of the other variables where these have the values observed.

        The density there is interpolated, then divided by its integral (the evidence).

        >>> p = GridDensity.from_function(lambda x, y: x + y, x=(0, 1, 20), y=(0, 1, 20))
        >>> round(p.given(y=0.5).expectation("x"), 12)  # 7/12
        0.583333333333
        """
        rest = tuple(name for name in self.names if name not in observed)
        if not observed or not rest:
            raise ProbabilityError(
                f"given({equals(observed)}) of a density of {listed(self.names)}; expected values"
                " of some variables, with others left over. For the density at values there is"
                " evidence(…)."
            )
        slice_ = self._slice(observed)
        axes = self._axes(rest)
        mass = _times_weights(slice_, axes)
        evidence = float(np.sum(mass))
        if not evidence > 0:
            raise ProbabilityError(
                f"the density is 0 all along {equals(observed)}, so nothing can be conditioned on"
                " it."
            )
        pairs = (*self.observed, *((name, float(value)) for name, value in observed.items()))
        return GridDensity(axes, slice_ / evidence, self.report, pairs)

    def evidence(self, /, **observed: float) -> float:
        """Return the density of values of some variables (or of all), interpolated.

        >>> p = GridDensity.from_function(lambda x, y: x + y, x=(0, 1, 20), y=(0, 1, 20))
        >>> round(p.evidence(y=0.25), 12), round(p.evidence(x=0.5, y=0.25), 12)
        (0.75, 0.75)
        """
        if not observed:
            raise ProbabilityError("evidence() of nothing; expected values of some variables.")
        rest = tuple(name for name in self.names if name not in observed)
        return float(np.sum(_times_weights(self._slice(observed), self._axes(rest))))

    def prob(self, event: Callable[..., Any] | None = None, /, **intervals: Any) -> float:
        """Return the probability of intervals, or of an event: a function that says True or False.

        An interval (low, high) is integrated as exactly as the whole.  An event is looked at in the
        middle of a million small cells; what its boundary cuts costs accuracy (with two variables
        an error of 1e-3 or so).

        >>> p = GridDensity.from_function(lambda x, y: 1.0 + 0 * x * y, x=(0, 1), y=(0, 1))
        >>> round(p.prob(x=(0.25, 0.75)), 12), round(p.prob(lambda x, y: x + y < 1), 2)
        (0.5, 0.5)
        """
        if event is not None:
            if intervals:
                raise ProbabilityError(
                    "prob was given an event and intervals; expected one of them."
                )
            return self._prob_of(event)
        if not intervals:
            raise ProbabilityError(
                f"prob() of nothing; expected intervals, such as {self.names[0]}=(0, 1), or an"
                " event."
            )
        for name in intervals:
            known(name, self.names)
        total = self.values
        for axis in reversed(self.axes):
            weights = axis.weights
            if axis.name in intervals:
                weights = axis.between(*_ends(axis.name, intervals[axis.name]))
            total = total @ weights
        return float(total)

    def _prob_of(self, event: Callable[..., Any]) -> float:
        names = parameters(event, self.names, "the event")
        axes = self._axes(names)
        mass = self._mass(names)
        parts = max(1, min(64, int((_SUBPOINTS / max(1, mass.size)) ** (1 / max(1, len(axes))))))
        points = {axis.name: axis.finer(parts) for axis in axes}
        happens = on_grid(event, points, "the event", event=True)
        cells = [length for axis in axes for length in (len(axis.points), parts)]
        shares = np.mean(np.reshape(happens, cells), axis=tuple(range(1, len(cells), 2)))
        return float(np.sum(mass * shares))

    def sample(self, shape: int | Sequence[int] = (), *, rng: Any) -> dict[str, Any]:
        """Return independent draws: an array of values for each variable, or a number for ().

        A cell of the grid is drawn by its probability, then a place within it, all as likely: so
        the cumulated probabilities miss by about the square of the spacing.  ``rng``: a seed or a
        np.random.Generator.

        >>> p = GridDensity.from_function(lambda x: 2 * x, x=(0, 1))
        >>> x = p.sample(10_000, rng=0)["x"]
        >>> x.shape, bool(abs(np.mean(x) - 2 / 3) < 0.01)
        ((10000,), True)
        """
        source = generator(rng)
        mass = np.maximum(self._mass(self.names), 0.0)
        places = drawn(mass / np.sum(mass), shape, source)
        return {
            axis.name: axis.within(place, source.random(np.shape(place)))
            for axis, place in zip(self.axes, places, strict=True)
        }

    def _axes(self, names: Sequence[str]) -> tuple[GridAxis, ...]:
        return tuple(self.axes[self.names.index(name)] for name in names)

    def _integrated(self, names: Sequence[str]) -> Any:
        """Return the density of these variables, in the order of the axes."""
        values = self.values
        for number in reversed(range(len(self.axes))):
            if self.axes[number].name not in names:
                values = np.tensordot(values, self.axes[number].weights, axes=(number, 0))
        return values

    def _slice(self, observed: dict[str, Any]) -> Any:
        """Return the density where variables have values, an axis for each of the others."""
        for name, value in observed.items():
            axis = self.axes[self.names.index(known(name, self.names))]
            if not isinstance(value, int | float | np.number) or math.isnan(value):
                raise ProbabilityError(f"{name}={value!r}; expected a number.")
            if not axis.low <= value <= axis.high or math.isinf(value):
                raise ProbabilityError(
                    f"{name}={value:g} is outside the grid, which has {axis}; nothing is known"
                    " there."
                )
        values = self.values
        for number in reversed(range(len(self.axes))):
            axis = self.axes[number]
            if axis.name in observed:
                values = np.tensordot(values, axis.at(float(observed[axis.name])), axes=(number, 0))
        # A polynomial through values near 0 may dip below, which no density does.
        return np.maximum(values, 0.0)

    def _mass(self, names: tuple[str, ...]) -> Any:
        own = tuple(name for name in self.names if name in names)
        return np.asarray(_times_weights(self._integrated(own), self._axes(own)))

    def _evaluate(self, of: Of) -> tuple[tuple[str, ...], Any]:
        if isinstance(of, str):
            (axis,) = self._axes((known(of, self.names),))
            return (of,), axis.points
        names = parameters(of, self.names)
        values = np.asarray(on_grid(of, {axis.name: axis.points for axis in self._axes(names)}))
        missing = ~np.isfinite(values)
        if np.any(missing):
            mass = self._mass(names)
            if np.any(missing & (mass > 0)):
                index = np.argwhere(missing & (mass > 0))[0]
                place = {n: f"{self.points[n][i]:g}" for n, i in zip(names, index, strict=True)}
                raise ProbabilityError(
                    f"the function is {values[tuple(index)]} at {equals(place)}; expected finite"
                    " numbers wherever the density is above 0."
                )
            values = np.where(missing, 0.0, values)
        return names, values

    def _need_convergence(self, names: tuple[str, ...], mass: Any, values: Any) -> None:
        own = tuple(name for name in self.names if name in names)
        sizes = np.absolute(np.asarray(values))
        sizes = np.reshape(sizes, (*mass.shape, -1)).sum(axis=-1) * mass
        for number, axis in enumerate(self._axes(own)):
            along = np.sum(sizes, axis=tuple(i for i in range(sizes.ndim) if i != number))
            if axis.diverges(along):
                raise ProbabilityError(
                    "the expectation does not settle: much of it comes from the outermost values of"
                    f" {axis}. Either the tails are so heavy that it does not exist, or more points"
                    " are needed."
                )

    def __repr__(self) -> str:
        behind = f" | {equals((n, f'{v:g}') for n, v in self.observed)}" if self.observed else ""
        axes = ", ".join(f"{axis} ({len(axis.points)} points)" for axis in self.axes)
        total = f"{self.integral:.6g}"
        return f"p({', '.join(self.names)}{behind}) on a grid: {axes}; integral {total}"


def _times_weights(values: Any, axes: Sequence[GridAxis]) -> Any:
    """Return values times the weight of each point."""
    for number, axis in enumerate(axes):
        weights = np.reshape(axis.weights, (-1, *[1] * (len(axes) - 1 - number)))
        values = values * weights
    return values


def _ends(name: str, interval: Any) -> tuple[float, float]:
    if not isinstance(interval, tuple | list) or len(interval) != 2:
        raise ProbabilityError(
            f"{name}={interval!r}; expected an interval (low, high). A single value has probability"
            " 0; its density is evidence(…)."
        )
    low, high = (float(end) for end in interval)
    if not low <= high:
        raise ProbabilityError(f"{name} from {low:g} to {high:g}; expected low ≤ high.")
    return low, high
