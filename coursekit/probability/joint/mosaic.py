"""The area picture of two variables: a unit square cut up, each area a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import Label
from coursekit.probability.joint.entries import plain
from coursekit.probability.joint.table import Joint

__all__ = ["Rectangle", "mosaic"]


@dataclass(frozen=True)
class Rectangle:
    """One combination of labels as a part of the unit square; its area is its probability.

    ``x``, ``y``: the lower left corner.

    >>> Rectangle(0, 0, 0.5, 0.5, {"carton": "c1", "fruit": "apple"}, 0.25).probability
    0.25
    """

    x: Any
    y: Any
    width: Any
    height: Any
    labels: dict[str, Label]
    probability: Any


def mosaic(joint: Joint, across: str | None = None, up: str | None = None) -> tuple[Rectangle, ...]:
    """Return the unit square cut into columns as wide as p(across), and those by p(up | across).

    Without names the variables of a table of two are taken in their order.  Values of ``across``
    with probability 0 have no column.  Numbers are exact if the table is.

    >>> joint = Joint([[0.125, 0.375], [0.5, 0.0]], ("carton", "fruit"))
    >>> [(r.x, r.y, r.width, r.height) for r in mosaic(joint)]
    [(0, 0, 0.5, 0.25), (0, 0.25, 0.5, 0.75), (0.5, 0, 0.5, 1.0), (0.5, 1.0, 0.5, 0.0)]
    """
    table: object = joint
    if not isinstance(table, Joint):
        raise ProbabilityError(
            f"mosaic: a {type(joint).__name__} was given; expected a Joint. A Conditional becomes"
            " one when it is multiplied by the distribution of its conditions."
        )
    if across is None and up is None and len(joint.names) == 2:
        across, up = joint.names
    if across is None or up is None:
        raise ProbabilityError(
            f"mosaic: across={across!r} and up={up!r} for {joint.title}; expected the names of two"
            " variables."
        )
    pair = joint.marginal(across, up)
    rectangles = []
    x: Any = 0
    for column, label in zip(pair.table, pair.labels[across], strict=True):
        width, y = plain(np.sum(column)), 0
        if not width > 0:
            continue
        for share, other in zip(column, pair.labels[up], strict=True):
            height = plain(share) / width
            labels = {across: label, up: other}
            rectangles.append(Rectangle(x, y, width, height, labels, plain(share)))
            y = y + height
        x = x + width
    return tuple(rectangles)
