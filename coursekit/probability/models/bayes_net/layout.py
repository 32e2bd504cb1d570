"""Where to draw the nodes of a network: parents above their children, few crossings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from coursekit.autodiff.graphs.layout import arrange
from coursekit.probability.models.bayes_net.dag import Dag

__all__ = ["Layout", "layout"]

_DIAMETER = 24.0  # of a node, in the pixels that `arrange` counts in: sets the gaps

Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The middle of every node, a circle of diameter 1, and the line that every edge follows.

    x grows to the right and y upwards.  A line starts and ends on the circles; it has more than two
    points if it goes round other nodes.  ``width`` and ``height`` enclose everything, from (0, 0).
    """

    positions: dict[str, Point]
    edges: dict[tuple[str, str], tuple[Point, ...]]
    width: float
    height: float


def layout(dag: Dag) -> Layout:
    """Return where to draw the nodes and edges; the same graph is always laid out alike.

    >>> placed = layout(Dag({"rain": [], "sprinkler": [], "wet": ["rain", "sprinkler"]}))
    >>> (x1, y1), (x2, y2), (x3, y3) = placed.positions.values()
    >>> y1 == y2 > y3, min(x1, x2) < x3 < max(x1, x2)
    (True, True)
    """
    # Arranged from the end, as `arrange` moves nodes to their successors: so they move to parents.
    number = {name: i for i, name in enumerate(reversed(dag.order))}
    links = [(number[child], number[parent]) for parent, child in dag.edges]
    found = arrange([(_DIAMETER, _DIAMETER)] * len(number), links, [(0.0, 0.0)] * len(links))

    def placed(point: Point) -> Point:
        along, across = point
        return across / _DIAMETER, along / _DIAMETER

    positions = {name: placed(found.boxes[number[name]]) for name in dag.names}
    edges = {}
    for (parent, child), route in zip(dag.edges, found.routes, strict=True):
        # The first two and the last two points are the boxes' own; edges aim at the middles here.
        # To the next layer (six points) nothing can be in the way.
        inner = route[-3:1:-1] if len(route) > 6 else []
        bends = dict.fromkeys(placed(point) for point in inner)
        line = _straightened([positions[parent], *bends, positions[child]])
        edges[parent, child] = (
            _towards(line[0], line[1]),
            *line[1:-1],
            _towards(line[-1], line[-2]),
        )
    return Layout(positions, edges, found.size[1] / _DIAMETER, found.size[0] / _DIAMETER)


def _straightened(line: list[Point]) -> list[Point]:
    """Leave out points on the straight line between their neighbours."""
    kept = line[:1]
    for here, after in pairwise(line[1:]):
        (x0, y0), (x1, y1), (x2, y2) = kept[-1], here, after
        if abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) > 1e-9:
            kept.append(here)
    return [*kept, line[-1]]


def _towards(middle: Point, goal: Point) -> Point:
    """Return the point on the circle around ``middle`` in the direction of ``goal``."""
    x, y = goal[0] - middle[0], goal[1] - middle[1]
    length = 2 * math.hypot(x, y)
    return middle[0] + x / length, middle[1] + y / length
