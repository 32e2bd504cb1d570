"""What is taken for a family, and its log-likelihood.

A family is whatever gives a distribution from named parameters: a class such as `Normal`, or a
function of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Distribution, data_of
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import real

__all__ = ["Family", "is_ours", "log_likelihood", "need_family", "vector_of"]

Family = Callable[..., Any]


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


def is_ours(family: Any) -> bool:
    """Return whether a family is one of this package, whose parameters have known ranges.

    >>> is_ours(lambda a: a)
    False
    """
    return isinstance(family, type) and issubclass(family, Distribution)


def need_family(family: Any, names: Iterable[str]) -> None:
    """Raise unless a family of ours has just these parameters; a function of one's own may.

    >>> need_family(lambda slope: slope, ["slope"])
    """
    if not callable(family):
        raise ProbabilityError(
            f"the family is {family!r}; expected a class, such as Normal, or a function that gives"
            " a distribution from named parameters."
        )
    if not is_ours(family):
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


def vector_of(parameters: Mapping[str, Any]) -> Any:
    """Return the values of named parameters, one or more, as a vector.

    >>> vector_of({"mean": 0, "std": 2.0})
    array([0., 2.])
    """
    if not parameters:
        raise ProbabilityError("no parameters were given; expected them by name: mean=0.0.")
    return np.array([float(raw(real(value, name))) for name, value in parameters.items()])
