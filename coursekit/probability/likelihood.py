"""Maximum likelihood for any family: the surface, the climb, and how sharp the top is.

``family`` is whatever gives a distribution from named parameters: a class such as `Normal`, or a
function of your own.  All derivatives are by `coursekit.autodiff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from typing import Any

import numpy as np

from coursekit.autodiff import grad, hessian, jacobian
from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Distribution, data_of
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.distributions.newton import uphill
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import cross_entropy
from coursekit.probability.information.quadrature import nodes
from coursekit.probability.validation import real

__all__ = [
    "Climb",
    "Surface",
    "climb_likelihood",
    "fisher_information",
    "likelihood_surface",
    "log_likelihood",
    "observed_information",
]

Family = Callable[..., Any]

_BLOCK = 1_000_000  # entries of parameters × data that are computed at once
_IRREGULAR = 1e-4  # what of the size of a slope is no rounding of an integral


def log_likelihood(distribution: Any, data: Any) -> Any:
    """Return the log-likelihood Σ log p(xᵢ) of independent observations, one number.

    ``data``: the observations along the first axis.  −∞ if one of them cannot occur.
    Differentiable in the parameters of the distribution.  Source: S2, "Maximum likelihood".

    >>> from coursekit.probability import Bernoulli
    >>> round(float(log_likelihood(Bernoulli(0.5), [1, 0, 1])), 6)
    -2.079442
    """
    if not hasattr(distribution, "log_prob"):
        raise ProbabilityError(
            f"log_likelihood: the distribution is {distribution!r}; expected one with parameters,"
            " such as Normal(0.0, 1.0)."
        )
    return np.sum(distribution.log_prob(data_of(data)))


def _is_ours(family: Any) -> bool:
    return isinstance(family, type) and issubclass(family, Distribution)


def _need_family(family: Any, names: Iterable[str]) -> None:
    """Raise unless a family of ours has just these parameters; a function of one's own may."""
    if not callable(family):
        raise ProbabilityError(
            f"the family is {family!r}; expected a class, such as Normal, or a function that gives"
            " a distribution from named parameters."
        )
    if not _is_ours(family):
        return
    needed = {each.name: each.default is MISSING for each in fields(family)}
    given = tuple(names)
    for name in given:
        if name not in needed:
            raise ProbabilityError(
                f"{family.__name__} has no parameter {name!r}; its parameters are"
                f" {', '.join(map(repr, needed))}."
            )
    for name, must in needed.items():
        if must and name not in given:
            raise ProbabilityError(
                f"{family.__name__} needs the parameter {name!r} too. Give a value of it, held"
                " still or not."
            )


@dataclass(frozen=True, eq=False)
class Surface:
    """The log-likelihood over a grid of parameters, as `likelihood_surface` returns it.

    ``axes``: the grid of each parameter by its name; ``values``: one axis a parameter, in the order
    of ``axes``; ``best``: the parameters of the grid point that is highest.
    """

    axes: Mapping[str, Any]
    values: Any
    best: Mapping[str, float]


def likelihood_surface(family: Family, data: Any, **parameters: Any) -> Surface:
    """Return Σ log p(xᵢ) for every combination of the parameters given as vectors.

    ``family`` is of one number, and ``data`` an array of numbers.  Parameters given as numbers are
    held still.  The values have one axis for each vector, in the order in which they are named.
    Raises ProbabilityError if no parameter is a vector.

    >>> from coursekit.probability import Normal
    >>> surface = likelihood_surface(
    ...     Normal, [1.0, 3.0], mean=np.array([0.0, 2.0, 4.0]), std=np.array([1.0, 2.0])
    ... )
    >>> surface.values.shape, {name: float(value) for name, value in surface.best.items()}
    ((3, 2), {'mean': 2.0, 'std': 1.0})
    """
    _need_family(family, parameters)
    observations = data_of(data)
    fixed: dict[str, Any] = {}
    axes: dict[str, Any] = {}
    for name, given in parameters.items():
        value = raw(real(given, name))
        if np.ndim(value) > 1:
            raise ProbabilityError(
                f"likelihood_surface: {name} has shape {np.shape(value)}; expected a number, or a"
                " vector of the values to try."
            )
        (axes if np.ndim(value) else fixed)[name] = value
    if not axes:
        raise ProbabilityError(
            "likelihood_surface was given no parameter to vary; expected at least one as a vector:"
            " mean=np.linspace(0, 5, 50). For one value of each there is log_likelihood."
        )
    grid = [each.ravel() for each in np.meshgrid(*axes.values(), indexing="ij")]
    total = np.empty(grid[0].size)
    step = max(1, _BLOCK // observations.size)
    for start in range(0, total.size, step):
        part = slice(start, start + step)
        chosen = dict(zip(axes, (each[part, None] for each in grid), strict=True))
        every = family(**fixed, **chosen).log_prob(observations.ravel())
        total[part] = np.sum(every, axis=-1)
    highest = int(np.argmax(total))
    best = {name: each[highest] for name, each in zip(axes, grid, strict=True)}
    values = total.reshape([len(each) for each in axes.values()])
    return Surface(axes, values, {**fixed, **best})


@dataclass(frozen=True, eq=False)
class Climb:
    """The way to the top of a likelihood, as `climb_likelihood` returns it.

    ``distribution``: the family at the last point; ``path``: the parameters at every step, shape
    (steps + 1, parameters), in the order of ``names``; ``heights``: the log-likelihood there;
    ``arrived``: whether the slope is 0 at the end, within rounding; ``information``: the observed
    information at the end, see `observed_information`.
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
    if not _is_ours(family):
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
    here, shortened where that would not go uphill.  Both end after ``steps``, or where the slope
    vanishes.  ``fixed``: parameters that are held still.  In a family of ours parameters that
    must be positive are climbed by their logarithm, probabilities by their logit; in a function of
    your own all may be any number.  Raises ProbabilityError if the start
    is not possible, or the climb leaves the numbers (a rate that is too high).

    >>> from coursekit.probability import Normal
    >>> climb = climb_likelihood(Normal, [1.0, 3.0], start={"mean": 0.0, "std": 1.0})
    >>> {name: round(value, 6) for name, value in climb.parameters.items()}, climb.arrived
    ({'mean': 2.0, 'std': 1.0}, True)
    """
    if method not in ("newton", "gradient"):
        raise ProbabilityError(f'method is {method!r}; expected "newton" or "gradient".')
    observations = data_of(data)
    _need_family(family, (*start, *(fixed or {})))
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
    arrived = False
    for _ in range(steps):
        slope = slope_at(point)
        arrived = bool(np.max(np.absolute(slope)) <= 1e-9 * (1 + abs(height)))
        if arrived:
            break
        if method == "gradient":
            point = point + rate * slope
            height = _height_of(mean_height, point, rate)
        else:
            point, height = _raised(mean_height, point, height, slope, curvature_at(point))
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


def _raised(
    mean_height: Callable[[Any], Any], point: Any, height: float, slope: Any, curvature: Any
) -> tuple[Any, float]:
    """Take Newton's step with the sizes of the curvatures, halved until it goes uphill."""
    step, _ = uphill(slope, curvature)
    for _ in range(60):
        with np.errstate(all="ignore"), suppress(ProbabilityError):  # a step out of the range
            new = float(mean_height(point + step))
            if new >= height:
                return point + step, new
        step = step / 2
    return point, height


def observed_information(
    family: Family, data: Any, *, fixed: Mapping[str, Any] | None = None, **parameters: float
) -> Any:
    """Return minus the Hessian of the log-likelihood by the parameters, shape (k, k).

    At the top of the likelihood its inverse is about the covariance of the estimates.

    >>> from coursekit.probability import Normal
    >>> observed_information(Normal, [1.0, 3.0], fixed={"std": 2.0}, mean=2.0)
    array([[0.5]])
    """
    names = tuple(parameters)
    _need_family(family, (*names, *(fixed or {})))
    observations = data_of(data)

    def height(point: Any) -> Any:
        found = {name: point[i] for i, name in enumerate(names)}
        return log_likelihood(family(**(fixed or {}), **found), observations)

    return -hessian(height)(_vector(parameters))


def fisher_information(
    family: Family, *, fixed: Mapping[str, Any] | None = None, **parameters: float
) -> Any:
    """Return the Fisher information of one observation by the parameters, shape (k, k).

    It is the expected curvature of −log p at the true parameters: that of the cross-entropy H(p, q)
    where q is p, which is also that of KL(p ‖ q), and says how fast neighbours in the family can be
    told apart.  Where a density of one number has a kink (`Laplace` by its location), which a
    curvature misses, it is E[s sᵀ] with the slope s of log p by the parameters.  Raises
    ProbabilityError if E[s] is not 0, as where an end of the support moves (`Uniform`): then there
    is no such number.  Source: Murphy, Probabilistic Machine Learning (2022), section 4.7.2.

    >>> from coursekit.probability import Bernoulli
    >>> fisher_information(Bernoulli, p=0.5).round(9)  # 1 / (p (1 − p))
    array([[4.]])
    """
    names = tuple(parameters)
    _need_family(family, (*names, *(fixed or {})))
    point = _vector(parameters)

    def at(point: Any) -> Any:
        return family(**(fixed or {}), **{name: point[i] for i, name in enumerate(names)})

    true = at(point)
    curvature = hessian(lambda near: cross_entropy(true, at(near)))(point)
    if not isinstance(true, Continuous):
        return curvature
    slopes = jacobian(lambda near, x: at(near).log_prob(x))
    found = nodes(true, lambda x: np.sum(slopes(point, x) ** 2, axis=-1), 0)
    if found is None:
        return curvature
    slope = slopes(point, found.x)
    squared = (slope * found.weights[:, None]).T @ slope
    mean, size = found.weights @ slope, np.sqrt(np.diag(squared))
    if np.any(np.absolute(mean) > _IRREGULAR * size):
        name = names[int(np.argmax(np.absolute(mean) - _IRREGULAR * size))]
        raise ProbabilityError(
            f"fisher_information: the expected slope of log p by {name} is not 0, so that there is"
            " no Fisher information. An end of the support moves with it, it seems; expected a"
            " support that stays."
        )
    smooth = np.all(np.absolute(squared - curvature) <= _IRREGULAR * np.outer(size, size))
    return curvature if smooth else squared


def _vector(parameters: Mapping[str, Any]) -> Any:
    if not parameters:
        raise ProbabilityError("no parameters were given; expected them by name: mean=0.0.")
    return np.array([float(raw(real(value, name))) for name, value in parameters.items()])
