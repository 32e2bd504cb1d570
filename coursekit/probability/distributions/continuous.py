"""What distributions of one real number share: both tails, each with all its digits."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Univariate, value_of
from coursekit.probability.errors import ProbabilityError

__all__ = ["Continuous"]


class Continuous(Univariate):
    """A distribution of one real number, with a density."""

    @property
    def _shape(self) -> tuple[int, ...]:
        """The shape of the parameters together."""
        return np.broadcast_shapes(*map(np.shape, vars(self).values()))

    def _set(self, **parameters: Any) -> None:
        super()._set(**parameters)
        try:
            _ = self._shape
        except ValueError:
            shapes = [f"{name} has shape {np.shape(each)}" for name, each in parameters.items()]
            raise ProbabilityError(
                f"{type(self).__name__}: {', '.join(shapes)}; expected numbers, or shapes that"
                " broadcast to one, with one distribution an entry."
            ) from None

    @abstractmethod
    def _below(self, value: Any) -> Any:
        """Return the probability of less than values that can occur."""

    @abstractmethod
    def _above(self, value: Any) -> Any:
        """Return the probability of more than values that can occur, with all its digits."""

    def cdf(self, value: Any) -> Any:
        """Return the probability of ``value`` or less; relative accuracy holds in the lower tail.

        0 below the values that can occur, 1 above them; differentiable in ``value``.
        """
        return self._tail(self._below, value, 0.0, 1.0)

    def survival(self, value: Any) -> Any:
        """Return the probability of more than ``value``: 1 − `cdf`, exact in the upper tail."""
        return self._tail(self._above, value, 1.0, 0.0)

    def _tail(self, tail: Callable[[Any], Any], value: Any, left: float, right: float) -> Any:
        value = value_of(value)
        support = self.support
        if support.covers(value):
            return tail(value)
        possible = support.contains(value)
        inside = support.inside(value)
        plain = np.asarray(raw(value))
        outside = np.where(plain < inside, left, np.where(plain > inside, right, np.nan))
        return np.where(possible, tail(np.where(possible, value, inside)), outside)[()]
