"""Which of the recovered topics is which of the true ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = ["Match", "cheapest", "match_topics"]


class Match(NamedTuple):
    """An alignment: ``order[k]`` is the recovered topic that is most like the true topic k.

    ``distances[k]`` is their total variation distance ½ Σ|β̂ − β|: 0 if equal, 1 if they share no
    word.
    """

    order: Any
    distances: Any


def match_topics(found: Any, true: Any) -> Match:
    """Return the one-to-one alignment of rows whose distances have the least sum.

    >>> match_topics(np.eye(3)[[2, 0, 1]], np.eye(3))
    Match(order=array([1, 2, 0]), distances=array([0., 0., 0.]))
    """
    distances = np.array([np.abs(found - row).sum(axis=1) / 2 for row in true])
    order = cheapest(distances)
    return Match(order, distances[np.arange(len(true)), order])


def cheapest(cost: Any) -> Any:
    """Return the column for each row of a square matrix, all different, with the least sum.

    The Hungarian method: rows are added one by one; for each the shortest path through the present
    assignment to a free column is found, in costs reduced by prices that keep them at 0 or more.

    >>> cheapest(np.array([[1.0, 2.0], [1.0, 4.0]]))
    array([1, 0])
    """
    size = len(cost)
    row_price, column_price = np.zeros(size), np.zeros(size)
    owner = np.full(size, -1)  # the row that has each column
    for new in range(size):
        shortest = np.full(size, np.inf)
        came_from = np.full(size, -1)
        done = np.zeros(size, dtype=bool)
        row, column, length = new, -1, 0.0
        while True:
            through = length + cost[row] - row_price[row] - column_price
            better = ~done & (through < shortest)
            shortest[better] = through[better]
            came_from[better] = column
            column = int(np.argmin(np.where(done, np.inf, shortest)))
            length = float(shortest[column])
            done[column] = True
            if owner[column] < 0:
                break
            row = owner[column]
        passed = done & (owner >= 0)
        row_price[owner[passed]] += length - shortest[passed]
        row_price[new] += length
        column_price[done] -= length - shortest[done]
        while column >= 0:
            before = came_from[column]
            owner[column] = owner[before] if before >= 0 else new
            column = before
    order = np.empty(size, dtype=int)
    order[owner] = np.arange(size)
    return order
