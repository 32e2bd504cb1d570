"""The picture of a thousand tested people, and of those who test positive."""

from collections.abc import Hashable
from math import ceil, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.widgets.bayes.crowd import PEOPLE, Crowd, headline
from coursekit.widgets.style import BLUE, GREY, MOVING, VERMILLION, legend_above, new_figure

__all__ = ["CrowdScene"]

_COLUMNS, _ROWS = 40, 25
# Of the groups in their order: name, marker, colour of the edge, of the inside, size.
_LOOKS = (
    ("ill, negative", "D", VERMILLION, "white", 6.0),
    ("ill, positive", "D", VERMILLION, VERMILLION, 6.0),
    ("healthy, positive", "o", BLUE, BLUE, 6.0),
    ("healthy, negative", "o", "#8C8C8C", "white", 4.5),
)
_ORDER = np.random.default_rng(10).permutation(PEOPLE)  # of those who come unsorted
_SIDE = 2.3  # inches, of the positive people's square
_LARGEST = 13.0  # points, of a person there

Places = npt.NDArray[np.floating[Any]]


class CrowdScene:
    """Left everybody, column by column in their groups; right the positive people alone."""

    def __init__(self) -> None:
        self.figure, (self._crowd, self._positive) = new_figure(8.2, 3.9, ratios=(1.85, 1.0))
        for axes in (self._crowd, self._positive):
            axes.grid(visible=False)
            axes.spines[:].set_visible(False)
            axes.set(xticks=[], yticks=[])
        self._crowd.set(xlim=(-0.5, _COLUMNS - 0.5), ylim=(_ROWS - 0.2, -0.8))
        self._crowd.set_position((0.015, 0.09, 0.645, 0.79))
        self._positive.set(xlim=(-0.5, 0.5), ylim=(0.5, -0.5))
        self._positive.set_position((0.695, 0.16, 0.29, 0.62))
        self._positive.spines[:].set(visible=True, color=GREY)
        self._people = [_people(self._crowd, i) for i in range(4)]
        self._alone = [_people(self._positive, i) for i in (1, 2)]
        look = {"transform": self._positive.transAxes, "ha": "center", "fontsize": 10.5}
        self._positive.text(0.5, 1.05, "the positive alone", weight="bold", **look)
        self._headline = self._positive.text(0.5, -0.13, "", zorder=MOVING, **look)
        legend_above(self._crowd, 4, handle=1.0)
        self._crowd.text(
            0.5, -0.03, "1,000 people", transform=self._crowd.transAxes, ha="center", va="top",
            fontsize=10.5, color=GREY,
        )  # fmt: skip
        self.moving: list[Any] = [*self._people, *self._alone, self._headline]

    def background(self, numbers: Crowd) -> Hashable:
        """Nothing stands still but names."""
        del numbers
        return ""

    def set_background(self, numbers: Crowd) -> None:
        """Nothing to set."""

    def move(self, numbers: Crowd) -> None:
        """Place everybody."""
        at = np.arange(PEOPLE) if numbers.sorted else _ORDER
        ends = np.cumsum(numbers.groups)[:-1]
        for people, places in zip(self._people, np.split(at, ends), strict=True):
            people.set_data(places // _ROWS, places % _ROWS)
        _, found, alarmed, _ = numbers.groups
        x, y, size = _filled(found + alarmed)
        parts = (slice(found), 0.85), (slice(found, None), 1.0)  # a diamond is wider than a dot
        for people, (part, scale) in zip(self._alone, parts, strict=True):
            people.set_data(x[part], y[part])
            people.set_markersize(scale * size)
        self._headline.set_text(headline(numbers))


def _people(axes: Any, place: int) -> Any:
    name, marker, edge, inside, size = _LOOKS[place]
    (made,) = axes.plot(
        [], [], ls="", marker=marker, mec=edge, mfc=inside, ms=size, label=name, zorder=MOVING
    )
    return made


def _filled(count: int) -> tuple[Places, Places, float]:
    """Return places of people in a square of side 1, row by row, and their size in points."""
    columns = max(4, ceil(sqrt(count)))
    at, cell = np.arange(count), 0.94 / columns
    size = min(_LARGEST, 0.72 * 72 * _SIDE * cell)
    return (at % columns + 0.5) * cell - 0.47, (at // columns + 0.5) * cell - 0.47, size
