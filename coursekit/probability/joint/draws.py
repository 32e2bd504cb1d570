"""Draws from a table: places on its axes, and the labels there."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import generator

__all__ = ["drawn", "labelled"]


def drawn(table: Any, shape: Any, rng: Any) -> tuple[Any, ...]:
    """Return, for each axis, the places of independent draws; entries of 0 are never drawn.

    >>> drawn(np.array([[0.0, 1.0]]), 2, rng=0)
    (array([0, 0]), array([1, 1]))
    """
    lengths = (shape,) if isinstance(shape, int | np.integer) else tuple(shape)
    if any(isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0 for n in lengths):
        raise ProbabilityError(
            f"shape is {shape!r}; expected a number of samples or a tuple of lengths."
        )
    steps = np.cumsum(table.ravel())
    # Divided by the last: it is 1 then, and above every random number in [0, 1).
    flat = np.searchsorted(steps / steps[-1], generator(rng).random(lengths), side="right")
    return np.unravel_index(flat, table.shape)


def labelled(labels: tuple[Any, ...], places: Any) -> Any:
    """Return labels as an array (of objects unless all are of one plain type), or a single one.

    >>> labelled(("banana", 1), np.array([1, 0]))
    array([1, 'banana'], dtype=object)
    """
    if not np.ndim(places):
        return labels[int(places)]
    kinds = {type(label) for label in labels}
    every = np.empty(len(labels), dtype=object)
    every[:] = labels
    if len(kinds) == 1 and kinds <= {str, int, float, bool}:
        every = np.array(labels)
    return every[places]
