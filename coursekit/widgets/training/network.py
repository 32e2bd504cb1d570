"""A network with one hidden layer: what both trainers train."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import nn

__all__ = ["begin", "scores", "size"]

Array = npt.NDArray[np.float64]


def scores(weights: Sequence[Any], x: Any, activation: Callable[[Any], Any]) -> Any:
    """Return W₂ activation(W₁x + b₁) + b₂ for each row of x.

    Weights are W₁ (hidden, inputs), b₁ (hidden,), W₂ (outputs, hidden), b₂ (outputs,).

    >>> w = [np.ones((3, 2)), np.zeros(3), np.ones((1, 3)), np.zeros(1)]
    >>> scores(w, np.array([[1.0, -1.0], [1.0, 1.0]]), np.abs).tolist()
    [[0.0], [6.0]]
    """
    first, first_bias, second, second_bias = weights
    return nn.linear(activation(nn.linear(x, first, first_bias)), second, second_bias)


def begin(
    inputs: int, hidden: int, outputs: int, seed: int, gain: float = 1.0, spread: float = 0.0
) -> list[Array]:
    """Draw the weights to begin with; the same seed gives the same.

    Standard deviations are ``gain`` / √inputs and 1 / √hidden, so that sums are of ordinary size
    however many terms they have; ``spread`` is that of the first biases.

    >>> [each.shape for each in begin(2, 3, 1, seed=0)]
    [(3, 2), (3,), (1, 3), (1,)]
    """
    rng = np.random.default_rng(seed)
    return [
        rng.normal(0.0, gain / np.sqrt(inputs), (hidden, inputs)),
        rng.normal(0.0, spread, hidden) if spread else np.zeros(hidden),
        rng.normal(0.0, 1 / np.sqrt(hidden), (outputs, hidden)),
        np.zeros(outputs),
    ]


def size(weights: Sequence[Array]) -> int:
    """Return how many numbers the weights are.

    >>> size(begin(2, 4, 1, seed=0))
    17
    """
    return sum(each.size for each in weights)
