"""How far two groups of variables are from independence."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["dependence"]


def dependence(table: Any, given: int, one: int) -> Any:
    """Return the largest |p(x, y | z) − p(x | z) p(y | z)|, over z that can occur.

    ``table``: plain, with first the axes of z (``given`` of them), then those of x (``one``), then
    those of y.  Conditional probabilities are compared, so that a rare z counts as much as another.

    >>> dependence(np.array([[0.5, 0.0], [0.0, 0.5]]), given=0, one=1)
    0.25
    """
    z, x = table.shape[:given], table.shape[given : given + one]
    lengths = [int(np.prod(shape)) for shape in (z, x, table.shape[given + one :])]
    cells = np.reshape(table, lengths)
    weights = np.sum(cells, axis=(1, 2))
    possible = cells[weights > 0] / weights[weights > 0][:, None, None]
    both = np.sum(possible, axis=2, keepdims=True) * np.sum(possible, axis=1, keepdims=True)
    gap = np.max(np.absolute(possible - both))
    return float(gap) if isinstance(gap, np.generic) else gap
