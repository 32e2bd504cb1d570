"""One axis of a grid: points, their weights in an integral, and interpolation between them.

``gauss``: the axis is cut into panels of equal length with ten Gauss-Legendre points each, exact
for polynomials of degree 19 in a panel; between the points a panel's own polynomial (degree 9) is
followed.  Smooth densities are integrated to many digits.

``trapezoid``: equally spaced points with straight lines between them; never overshoots at a jump,
and the error falls with the square of the spacing.

An infinite axis is a finite one in disguise: x = c + s·t/(1 − t²) for t in (−1, 1), or
x = a ± s·(1 + t)/(1 − t) with one end.  Rational changes of variables keep rational tails smooth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import whole

__all__ = ["GridAxis", "axis_between", "checked_limits"]

_ORDER = 10  # points in a panel
_POINTS = {1: 400, 2: 160, 3: 60}  # by the number of variables, if not said
_FEWEST = 30
_PILE, _SHARE = 5.0, 1e-3  # of the last panel, beside its neighbour and the whole


@dataclass(frozen=True, eq=False)
class GridAxis:
    """Points of one variable between ``low`` and ``high``, and their weights in an integral.

    ``points`` and ``weights`` (n,); ``edges``: where panels meet, and ``steps``: the points, both
    in t (which is x if the limits are finite); ``centre`` and ``scale`` of an infinite axis.

    >>> axis = axis_between("x", 0.0, 1.0, 20)
    >>> round(float(np.sum(axis.weights * axis.points**3)), 15)
    0.25
    """

    name: str
    low: float
    high: float
    rule: str
    edges: Any
    steps: Any
    step_weights: Any
    centre: float
    scale: float

    @property
    def points(self) -> Any:
        """The values of the variable, from the lowest to the highest."""
        return self.to_x(self.steps)

    @property
    def weights(self) -> Any:
        """What each point stands for in an integral by x."""
        return self.step_weights * self._slope(self.steps)

    def to_x(self, t: Any) -> Any:
        """Return the values that belong to t."""
        if not self._infinite:
            return t
        if math.isfinite(self.low):
            return self.low + self.scale * (1 + t) / (1 - t)
        if math.isfinite(self.high):
            return self.high - self.scale * (1 - t) / (1 + t)
        return self.centre + self.scale * t / ((1 - t) * (1 + t))

    def _slope(self, t: Any) -> Any:
        """Return dx/dt."""
        if not self._infinite:
            return np.ones_like(t)
        if math.isfinite(self.low):
            return 2 * self.scale / (1 - t) ** 2
        if math.isfinite(self.high):
            return 2 * self.scale / (1 + t) ** 2
        return self.scale * (1 + t * t) / ((1 - t) * (1 + t)) ** 2

    def _to_t(self, x: float) -> float:
        """Return the t that belongs to a value, an infinite one too."""
        if not self._infinite:
            return x
        if math.isinf(x):
            return math.copysign(1.0, x)
        if math.isfinite(self.low):
            return (x - self.low - self.scale) / (x - self.low + self.scale)
        if math.isfinite(self.high):
            return (x - self.high + self.scale) / (self.high - x + self.scale)
        u = (x - self.centre) / self.scale
        return 2 * u / (1 + math.hypot(1, 2 * u))

    def at(self, x: float) -> Any:
        """Return by what to multiply values at the points for an interpolated value at x: (n,)."""
        return self._spread(np.array([self._to_t(x)]), np.ones(1))

    def between(self, low: float, high: float) -> Any:
        """Return the weights of the points in an integral from low to high: (n,)."""
        first, last = self._to_t(max(low, self.low)), self._to_t(min(high, self.high))
        if not first < last:
            return np.zeros(len(self.steps))
        edges = np.unique(np.clip(self.edges, first, last))
        t, weights = _panels(edges)
        return self._spread(t, weights * self._slope(t))

    def _spread(self, t: Any, weights: Any) -> Any:
        """Return weights of interpolated values at t as weights of the values at the points."""
        places, parts = _straight(self.steps, t) if self.rule == "trapezoid" else self._curved(t)
        total = np.zeros(len(self.steps))
        np.add.at(total, places, weights[:, None] * parts)
        return total

    def _curved(self, t: Any) -> tuple[Any, Any]:
        """Return, for each t, the points of its panel and by what to multiply their values."""
        order = len(self.steps) // (len(self.edges) - 1)
        panel = np.clip(np.searchsorted(self.edges, t, side="right") - 1, 0, len(self.edges) - 2)
        places = panel[:, None] * order + np.arange(order)
        nodes, lengths = np.polynomial.legendre.leggauss(order)
        # Barycentric weights of Gauss-Legendre points, up to a factor that cancels.
        own = (-1.0) ** np.arange(order) * np.sqrt((1 - nodes**2) * lengths)
        away = t[:, None] - self.steps[places]
        hit = away == 0
        parts = np.where(hit, 1.0, own / np.where(hit, 1.0, away))
        parts = np.where(np.any(hit, axis=1, keepdims=True), hit.astype(float), parts)
        return places, parts / np.sum(parts, axis=1, keepdims=True)

    def coarser(self) -> GridAxis:
        """Return the same axis with half as many points."""
        n = max(2, len(self.steps) // 2)
        return axis_between(self.name, self.low, self.high, n, self.rule, self.centre, self.scale)

    def diverges(self, terms: Any) -> bool:
        """Return whether the terms of a sum over the points pile up at an infinite end.

        The last panel is compared with its neighbour: where an integral exists they are of one
        size; where it is infinite in the limit, the last is many times larger.

        >>> axis = axis_between("x", 1.0, math.inf, 100)
        >>> axis.diverges(axis.weights / axis.points), axis.diverges(axis.weights / axis.points**2)
        (True, False)
        """
        order = len(self.steps) // (len(self.edges) - 1)
        panels = np.sum(np.reshape(terms, (-1, order)), axis=1) if self._infinite else terms
        total = np.sum(panels)
        ends = []
        if math.isinf(self.low):
            ends.append((panels[0], panels[1]))
        if math.isinf(self.high):
            ends.append((panels[-1], panels[-2]))
        return any(last > _PILE * before and last > _SHARE * total for last, before in ends)

    @property
    def _infinite(self) -> bool:
        return math.isinf(self.low) or math.isinf(self.high)

    @property
    def _ends(self) -> Any:
        """Where, in t, what each point stands for begins, and the last ends: (n + 1,)."""
        return self.edges[0] + np.concatenate([[0.0], np.cumsum(self.step_weights)])

    def within(self, place: Any, share: Any) -> Any:
        """Return the values that lie by a share of 0 to 1 in what the points at places stand for.

        >>> axis = axis_between("x", 0.0, 1.0, 3, "trapezoid")
        >>> axis.within(np.array([0, 1, 2]), np.array([0.5, 0.5, 1.0])).tolist()
        [0.125, 0.5, 1.0]
        """
        ends = self._ends
        t = ends[place] + share * (ends[np.add(place, 1)] - ends[place])
        if self._infinite:  # not at ±∞, nor by rounding beyond
            t = np.clip(t, np.nextafter(-1.0, 0.0), np.nextafter(1.0, 0.0))
        return self.to_x(t)

    def finer(self, parts: int) -> Any:
        """Return the middles of equal parts of what each point stands for: (n · parts,)."""
        ends = self._ends
        inside = (np.arange(parts) + 0.5) / parts
        return self.to_x((ends[:-1, None] + np.diff(ends)[:, None] * inside).ravel())

    def __str__(self) -> str:
        left = f"({'−∞'}" if math.isinf(self.low) else f"[{self.low:g}"
        right = "∞)" if math.isinf(self.high) else f"{self.high:g}]"
        return f"{self.name} in {left}, {right}".replace("-", "−")


def _panels(edges: Any, order: int = _ORDER) -> tuple[Any, Any]:
    """Return Gauss-Legendre points and weights of panels between edges, joined."""
    nodes, lengths = np.polynomial.legendre.leggauss(order)
    half = np.diff(edges)[:, None] / 2
    points = edges[:-1, None] + half * (1 + nodes)
    return points.ravel(), (half * lengths).ravel()


def _straight(steps: Any, t: Any) -> tuple[Any, Any]:
    """Return, for each t, the steps beside it and by what to multiply the values there."""
    left = np.clip(np.searchsorted(steps, t, side="right") - 1, 0, len(steps) - 2)
    share = (t - steps[left]) / (steps[left + 1] - steps[left])
    return np.stack([left, left + 1], axis=1), np.stack([1 - share, share], axis=1)


def axis_between(
    name: str,
    low: float,
    high: float,
    n: int,
    rule: str = "gauss",
    centre: float = 0.0,
    scale: float = 1.0,
) -> GridAxis:
    """Return an axis of ``n`` points (Gauss: rounded up to whole panels of ten).

    >>> len(axis_between("x", -np.inf, np.inf, 95).points)
    100
    """
    finite = math.isfinite(low) and math.isfinite(high)
    first, last = (low, high) if finite else (-1.0, 1.0)
    if rule == "trapezoid":
        if not finite:
            raise ProbabilityError(
                f'rule="trapezoid" for {name} in ({low:g}, {high:g}); equally spaced points need'
                ' finite limits. Give some, or take rule="gauss".'
            )
        steps = np.linspace(low, high, n)
        weights = np.full(n, (high - low) / (n - 1))
        weights[[0, -1]] /= 2
        return GridAxis(name, low, high, rule, steps, steps, weights, centre, scale)
    if rule != "gauss":
        raise ProbabilityError(f'rule is {rule!r}; expected "gauss" or "trapezoid".')
    order = min(n, _ORDER)
    edges = np.linspace(first, last, -(-n // order) + 1)
    steps, weights = _panels(edges, order)
    return GridAxis(name, low, high, rule, edges, steps, weights, centre, scale)


def checked_limits(
    limits: dict[str, Any], variables: int | None = None, n: int | None = None
) -> dict[str, Any]:
    """Return (low, high, points) of each variable; points (if not said) are n, or by ``variables``.

    >>> checked_limits({"x": (0, 1), "y": (-1, 1, 50)})
    {'x': (0.0, 1.0, 160), 'y': (-1.0, 1.0, 50)}
    """
    if not limits:
        raise ProbabilityError("there are no variables; expected limits, such as x=(0, 1).")
    default = n or _POINTS.get(variables or len(limits), _FEWEST)
    return {name: _limits_of(name, given, default) for name, given in limits.items()}


def _limits_of(name: str, given: Any, default: int) -> tuple[float, float, int]:
    wrong = ProbabilityError(
        f"{name}={given!r}; expected limits (low, high), or (low, high, number of points), such as"
        f" {name}=(-6, 6) or {name}=(0, float('inf'))."
    )
    if not isinstance(given, tuple | list) or len(given) not in (2, 3):
        raise wrong
    try:
        low, high = float(given[0]), float(given[1])
    except (TypeError, ValueError) as error:
        raise wrong from error
    if not low < high:
        raise ProbabilityError(
            f"{name} goes from {low:g} to {high:g}; expected a low limit below the high one."
        )
    points = given[2] if len(given) == 3 else default
    return low, high, whole(points, f"the number of points of {name}", 2)
