"""The climb to the parameters that make the data most likely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import grad, hessian
from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of
from coursekit.probability.distributions.newton import uphill
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.likelihood.family import Family, is_ours, log_likelihood, need_family
from coursekit.probability.likelihood.information import observed_information
from coursekit.probability.validation import real

__all__ = ["Climb", "climb_likelihood"]

_LEVEL = 1e-9  # the slope of a mean log-likelihood that counts as none
_FLAT = 1e-4  # information about a logarithm or a logit that counts as none: ±100 is no estimate
_AT_REST = 1e-6  # what of its size a coordinate may have left to go
_CERTAIN = 30.0  # the logit of a probability that is 0 or 1 but for 1e-13
_FAR = 300.0  # a logarithm, beyond which squares leave the numbers
_LONGEST = 2.0  # what a logarithm or a logit may move by, a step


@dataclass(frozen=True, eq=False)
class Climb:
    """The way to the top of a likelihood, as `climb_likelihood` returns it.

    ``distribution``: the family at the last point; ``path``: the parameters at every step, shape
    (steps + 1, parameters), in the order of ``names``; ``heights``: the log-likelihood there;
    ``arrived``: whether a top was reached: the slope is 0 within rounding, the surface curves down
    in every direction, and Newton's next step would hardly move; ``information``: the observed
    information at the end, see `observed_information`.

    >>> from coursekit.probability import Bernoulli
    >>> climb = climb_likelihood(Bernoulli, [1, 0, 1, 1], start={"p": 0.5})
    >>> climb.names, climb.path[[0, -1]].round(9).tolist(), climb.arrived
    (('p',), [[0.5], [0.75]], True)
    >>> round(climb.standard_errors["p"], 6)  # √(p (1 − p)/n)
    0.216506
    """

    distribution: Any
    names: tuple[str, ...]
    path: Any
    heights: Any
    arrived: bool
    information: Any

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters at the end, by name."""
        return dict(zip(self.names, map(float, self.path[-1]), strict=True))

    @property
    def standard_errors(self) -> dict[str, float]:
        """The standard error of each parameter: √ of the diagonal of the inverse information.

        Raises ProbabilityError where the information is not positive definite.
        """
        if np.any(np.linalg.eigvalsh(self.information) <= 0):
            raise ProbabilityError(
                "the information at the end is not positive definite, so that this is no top and"
                " there are no standard errors. Climb on with more steps, or from another start."
            )
        variances = np.diag(np.linalg.inv(self.information))
        return dict(zip(self.names, map(float, np.sqrt(variances)), strict=True))


# Where a parameter of this name may be, in a family of ours: the climb goes in log θ or in
# log θ/(1 − θ) then, so that no step leaves the range.
_POSITIVE = frozenset({"std", "rate", "scale", "shape", "a", "b", "df", "log_std"})
_UNIT = frozenset({"p"})


def _range_of(family: Family, name: str) -> str:
    """Return what a parameter must be: above 0, also below 1, or "" for any number.

    In a function of one's own a name says nothing: a and b may be those of a line.
    """
    if not is_ours(family):
        return ""
    if name in _UNIT:
        return "above 0 and below 1"
    return "above 0" if name in _POSITIVE else ""


def _free(where: str, value: float) -> float:
    """Return the coordinate in which a parameter of this range may be any number."""
    if not where:
        return value
    return float(np.log(value) if where == "above 0" else np.log(value) - np.log1p(-value))


def _bound(where: str, coordinate: Any) -> Any:
    if not where:
        return coordinate
    return np.exp(coordinate) if where == "above 0" else 1 / (1 + np.exp(-coordinate))


def _start_of(family: Family, start: Mapping[str, Any]) -> dict[str, float]:
    if not start:
        raise ProbabilityError("start is empty; expected a first guess: start={'mean': 0.0}.")
    found = {}
    for name, value in start.items():
        number, where = raw(real(value, f"start of {name}")), _range_of(family, name)
        inside = not where or (np.all(number > 0) and (where == "above 0" or np.all(number < 1)))
        if np.ndim(number) or not inside:
            raise ProbabilityError(
                f"start of {name} is {value!r}; expected one number"
                f"{'' if np.ndim(number) else ' ' + where}."
            )
        found[name] = float(number)
    return found


def climb_likelihood(
    family: Family,
    data: Any,
    start: Mapping[str, float],
    *,
    method: str = "newton",
    rate: float = 0.1,
    steps: int = 100,
    fixed: Mapping[str, Any] | None = None,
) -> Climb:
    """Climb from ``start`` to the parameters that make the data most likely; return the way.

    ``method="gradient"``: each step goes ``rate`` times the slope of the mean log-likelihood.
    ``method="newton"``: each step goes to the top of the parabola with the slope and curvature
    here, shortened where that would not go uphill.  Both end after ``steps``, or at a top.  Where
    the likelihood only ever rises, as by the p of a coin that never fails, the climb has not
    ``arrived``, wherever it ends.  ``fixed``: parameters that are held still.  In a family of ours
    parameters that must be positive are climbed by their logarithm, probabilities by their logit;
    in a function of your own all may be any number.  Raises ProbabilityError if the start is not
    possible, or the climb leaves the numbers (a rate that is too high).

    >>> from coursekit.probability import Normal
    >>> climb = climb_likelihood(Normal, [1.0, 3.0], start={"mean": 0.0, "std": 1.0})
    >>> {name: round(value, 6) for name, value in climb.parameters.items()}, climb.arrived
    ({'mean': 2.0, 'std': 1.0}, True)
    """
    if method not in ("newton", "gradient"):
        raise ProbabilityError(f'method is {method!r}; expected "newton" or "gradient".')
    observations = data_of(data)
    need_family(family, (*start, *(fixed or {})))
    first = _start_of(family, start)
    ranges = {name: _range_of(family, name) for name in first}
    names = tuple(first)

    def mean_height(point: Any) -> Any:
        found = {name: _bound(ranges[name], point[i]) for i, name in enumerate(names)}
        return log_likelihood(family(**(fixed or {}), **found), observations) / len(observations)

    point = np.array([_free(ranges[name], value) for name, value in first.items()])
    height = float(mean_height(point))
    if not np.isfinite(height):
        raise ProbabilityError(
            f"the log-likelihood at the start {first} is {height}: an observation cannot occur"
            " there. Start where every observation is possible."
        )
    slope_at, curvature_at = grad(mean_height), hessian(mean_height)
    path, heights = [point], [height]
    transformed = np.array([bool(where) for where in ranges.values()])
    ends = np.array([_CERTAIN if name in _UNIT else _FAR for name in names])
    arrived = False
    for _ in range(steps):
        slope, curvature = slope_at(point), None
        if np.max(np.absolute(slope)) <= _LEVEL * (1 + abs(height)):
            curvature = curvature_at(point)
            arrived = _is_top(point, slope, curvature, transformed, len(observations))
            if arrived or not np.any(slope):
                break
        if method == "gradient":
            point = point + rate * slope
            height = _height_of(mean_height, point, rate)
        else:
            curvature = curvature_at(point) if curvature is None else curvature
            point, height = _raised(mean_height, point, height, slope, curvature, transformed)
        if np.any(transformed & (np.absolute(point) > ends)):
            break
        path.append(point)
        heights.append(height)
    bounded = np.stack([_bound(ranges[name], np.array(path)[:, i]) for i, name in enumerate(names)])
    bounded = bounded.T
    parameters = dict(zip(names, bounded[-1], strict=True))
    information = observed_information(family, observations, fixed=fixed, **parameters)
    end = family(**(fixed or {}), **{name: float(value) for name, value in parameters.items()})
    total = np.array(heights) * len(observations)
    return Climb(end, names, bounded, total, arrived, information)


def _height_of(mean_height: Callable[[Any], Any], point: Any, rate: float) -> float:
    with np.errstate(all="ignore"):
        try:
            height = float(mean_height(point))
        except ProbabilityError:  # a parameter has overflowed
            height = np.nan
    if not np.isfinite(height):
        raise ProbabilityError(
            f"the climb with rate={rate} left the numbers. Give a smaller rate, or method='newton'."
        )
    return height


def _is_top(point: Any, slope: Any, curvature: Any, transformed: Any, count: int) -> bool:
    """Return whether Newton's method is at rest, below a surface that curves down all around.

    Where the likelihood rises for ever, towards the infinity of a coordinate, slope and curvature
    vanish together, and the step stays as long as it was.
    """
    if np.any(transformed & (-np.diag(curvature) * count <= _FLAT)):
        return False
    units = _units(curvature, np.zeros_like(transformed))
    scaled = curvature * np.outer(units, units)
    if np.any(np.linalg.eigvalsh(scaled) >= -len(units) * np.finfo(float).eps):
        return False
    step = units * np.linalg.solve(scaled, units * slope)
    sizes = np.where(transformed, 1.0, 1 + np.absolute(point))
    return bool(np.all(np.absolute(step) <= _AT_REST * sizes))


def _units(curvature: Any, transformed: Any) -> Any:
    """Return what to measure each coordinate in, so that seconds and years climb alike.

    Logarithms and logits have no unit.
    """
    sizes = np.absolute(np.diag(curvature))
    own = transformed | (sizes == 0)
    return np.where(own, 1.0, 1 / np.sqrt(np.where(own, 1.0, sizes)))


def _raised(
    mean_height: Callable[[Any], Any],
    point: Any,
    height: float,
    slope: Any,
    curvature: Any,
    transformed: Any,
) -> tuple[Any, float]:
    """Take Newton's step with the sizes of the curvatures, halved until it goes uphill."""
    units = _units(curvature, transformed)
    step, _ = uphill(units * slope, curvature * np.outer(units, units))
    step = units * step
    step = step / max(
        1.0, float(np.max(np.absolute(step), where=transformed, initial=0)) / _LONGEST
    )
    for _ in range(60):
        with np.errstate(all="ignore"), suppress(ProbabilityError):  # a step out of the range
            new = float(mean_height(point + step))
            if new >= height:
                return point + step, new
        step = step / 2
    return point, height
