"""How sharp the top of a likelihood is: observed and expected information."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.autodiff import hessian, jacobian
from coursekit.probability.distributions.base import data_of
from coursekit.probability.distributions.continuous import Continuous
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import cross_entropy
from coursekit.probability.information.quadrature import nodes
from coursekit.probability.likelihood.family import Family, log_likelihood, need_family, vector_of

__all__ = ["fisher_information", "observed_information"]

_IRREGULAR = 1e-4  # what of the size of a slope is no rounding of an integral


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
    need_family(family, (*names, *(fixed or {})))
    observations = data_of(data)

    def height(point: Any) -> Any:
        found = {name: point[i] for i, name in enumerate(names)}
        return log_likelihood(family(**(fixed or {}), **found), observations)

    return -hessian(height)(vector_of(parameters))


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
    need_family(family, (*names, *(fixed or {})))
    point = vector_of(parameters)

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
