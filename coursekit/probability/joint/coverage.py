"""The axes of a grid that covers a distribution."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from coursekit.probability.distributions.base import Distribution, Univariate
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import checked_names, known
from coursekit.probability.joint.quadrature import GridAxis, axis_between, checked_limits
from coursekit.probability.support import Integers, Interval, RealVectors

__all__ = ["covering_axes", "density_of"]

_STDS = 8.0  # standard deviations to both sides: beyond lies 1e-15 of a normal density
_NAMES = ("x", "y", "z")


def covering_axes(
    distribution: Distribution, names: Any, n: int | None, rule: str, limits: Mapping[str, Any]
) -> tuple[GridAxis, ...]:
    """Return an axis for each number that a distribution is about, as long as its support.

    >>> from coursekit.probability.distributions.uniform import Uniform
    >>> print(*covering_axes(Uniform(0.0, 2.0), None, 50, "gauss", {}))
    x in [0, 2]
    """
    count = _count(distribution)
    if names is None and count > len(_NAMES):
        raise ProbabilityError(f"names of {count} variables are needed: names=(…).")
    own = checked_names(_NAMES[:count] if names is None else names, (1,) * count)
    for name in limits:
        known(name, own, "limits")
    axes = []
    for place, name in enumerate(own):
        vector = isinstance(distribution.support, RealVectors)
        reach = _reach(distribution, place) if vector else _ends(distribution)
        given = limits.get(name, (reach.low, reach.high))
        ((low, high, points),) = checked_limits({name: given}, count, n).values()
        axes.append(axis_between(name, low, high, points, rule, reach.centre, reach.scale))
    return tuple(axes)


def _count(distribution: Any) -> int:
    """Return how many numbers a distribution is about; raise unless it is one density of them."""
    kind, support = type(distribution).__name__, distribution.support
    if not isinstance(support, RealVectors | Interval):
        cure = " Its probabilities fit into a Joint." if isinstance(support, Integers) else ""
        raise ProbabilityError(
            f"{kind} has the support {support}; expected a density over an interval or over real"
            f" vectors.{cure}"
        )
    shape = np.shape(distribution.mean)
    if len(shape) != support.axes:
        raise ProbabilityError(
            f"this {kind} is an array of distributions (its mean has shape {shape}); a grid is for"
            " a single one."
        )
    return support.length if isinstance(support, RealVectors) else 1


class _Reach(NamedTuple):
    """Between which limits a distribution lives, and where its middle is."""

    low: float
    high: float
    centre: float
    scale: float


def _ends(distribution: Any) -> _Reach:
    """Return the ends of the support, and the middle by the quartiles."""
    low, high = float(distribution.support.low), float(distribution.support.high)
    first, centre, third = (float(distribution.icdf(share)) for share in (0.25, 0.5, 0.75))
    if math.isfinite(low):
        return _Reach(low, high, centre, centre - low)
    if math.isfinite(high):
        return _Reach(low, high, centre, high - centre)
    return _Reach(low, high, centre, third - first)


def _reach(distribution: Any, place: int) -> _Reach:
    """Return the limits of one entry of a vector, eight standard deviations to both sides."""
    mean = float(np.asarray(distribution.mean)[place])
    std = math.sqrt(float(np.asarray(distribution.covariance)[place, place]))
    return _Reach(mean - _STDS * std, mean + _STDS * std, mean, std)


def density_of(distribution: Distribution, names: tuple[str, ...]) -> Callable[..., Any]:
    """Return the density as a function of named variables.

    >>> from coursekit.probability.distributions.normal import Normal
    >>> round(float(density_of(Normal(), ("x",))(x=0.0)), 6)
    0.398942
    """
    if isinstance(distribution, Univariate):
        return lambda **points: distribution.prob(points[names[0]])

    def density(**points: Any) -> Any:
        spread = np.broadcast_arrays(*(points[name] for name in names))
        return distribution.prob(np.stack(spread, axis=-1))

    return density
