"""The log-likelihood over a grid of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import data_of
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.likelihood.family import Family, need_family
from coursekit.probability.validation import real

__all__ = ["Surface", "likelihood_surface"]

_BLOCK = 1_000_000  # entries of parameters × data that are computed at once


@dataclass(frozen=True, eq=False)
class Surface:
    """The log-likelihood over a grid of parameters, as `likelihood_surface` returns it.

    ``axes``: the grid of each parameter by its name; ``values``: one axis a parameter, in the order
    of ``axes``; ``best``: the parameters of the grid point that is highest.

    >>> from coursekit.probability import Bernoulli
    >>> surface = likelihood_surface(Bernoulli, [1, 0, 1, 1], p=np.array([0.25, 0.5, 0.75]))
    >>> np.exp(surface.values).round(4).tolist(), float(surface.best["p"])
    ([0.0117, 0.0625, 0.1055], 0.75)
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
    need_family(family, parameters)
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
