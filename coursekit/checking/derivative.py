"""References that are derived instead of written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.errors import ExerciseError

__all__ = ["Derivative", "derivative"]


@dataclass(frozen=True, eq=False)
class Derivative:
    """The exact derivative of ``function`` by its argument ``argnum``; see `derivative`."""

    function: Callable[..., Any]
    argnum: int = 0
    order: int = 1

    def __call__(self, *inputs: Any, **parameters: Any) -> Any:
        """Return the derivative at ``inputs``: a float, or an array of the argument's shape."""
        # Loaded here so that the room of checking can be imported without the engine.
        from coursekit.autodiff import grad

        def current(*arguments: Any) -> Any:
            return self.function(*arguments, **parameters)

        for _ in range(self.order):
            current = grad(current, self.argnum)
        arguments = list(inputs)
        # Whole numbers cannot be moved a little, so the argument is made a float first.
        moved = np.asarray(arguments[self.argnum], dtype=float)
        arguments[self.argnum] = float(moved) if moved.ndim == 0 else moved
        result = np.asarray(current(*arguments), dtype=float)
        return float(result) if result.ndim == 0 else result


def derivative(function: Callable[..., Any], argnum: int = 0, order: int = 1) -> Derivative:
    """Return the derivative of a NumPy function, exact, by automatic differentiation.

    ``argnum`` says by which argument, ``order`` how often (orders above 1 need a scalar argument).
    Parameters of the exercise reach ``function`` as keywords.

    >>> float(round(derivative(lambda x: np.sin(x**2))(0.5), 6))
    0.968912
    >>> round(derivative(lambda x: x**3, order=2)(2.0), 6)
    12.0
    """
    if not callable(function):
        raise ExerciseError(f"derivative() takes a function, got {type(function).__name__}")
    if argnum < 0 or order < 1:
        raise ExerciseError(
            f"derivative(argnum={argnum}, order={order}): argnum counts from 0, order from 1"
        )
    return Derivative(function, argnum, order)
