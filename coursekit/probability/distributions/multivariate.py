"""What distributions of vectors share."""

# ruff: noqa: ARG002 - the arguments are those of `Univariate`

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from coursekit.probability.distributions.base import Distribution
from coursekit.probability.errors import ProbabilityError

__all__ = ["Multivariate"]


class Multivariate(Distribution):
    """A distribution of vectors, which are not ordered: no cdf, and no quantiles."""

    @property
    def std(self) -> Any:
        """The standard deviation of each number by itself."""
        return np.sqrt(self.variance)

    def cdf(self, value: Any) -> NoReturn:
        """Raise ProbabilityError: ask a `marginal` instead."""
        self._refuse("cdf")

    def survival(self, value: Any) -> NoReturn:
        """Raise ProbabilityError: ask a `marginal` instead."""
        self._refuse("survival")

    def icdf(self, probability: Any) -> NoReturn:
        """Raise ProbabilityError: ask a `marginal` instead."""
        self._refuse("icdf")

    def _refuse(self, what: str) -> NoReturn:
        raise ProbabilityError(
            f"{type(self).__name__} has no {what}: its values are vectors, which have no order. Ask"
            f" one of their numbers: marginal(0).{what}(…)."
        )
