"""The picture of draws in turn: posterior above, log-odds below, other orders behind."""

import math
from collections.abc import Hashable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection

from coursekit.widgets.bayes.drawn import NAMES, Drawn, log_odds
from coursekit.widgets.bayes.fruit_scene import YELLOW, apple_shape, banana_shape
from coursekit.widgets.style import BLACK, BLUE, GREEN, MOVING, legend_above, new_figure

__all__ = ["DrawnScene"]

_BEHIND = "#9A9A9A"
_STEP = 1.0  # the axis of log-odds rests until the prior has moved it so far
_IN_WORDS = 9  # so many fruits can be named below the axis

Values = npt.NDArray[np.floating[Any]]


class DrawnScene:
    """Two plots over the number of draws; the grey net is where every other order passes."""

    def __init__(self) -> None:
        self.figure, axes = new_figure(7.4, 5.2, ratios=(1.0, 1.0), stacked=True)
        self._planes = axes
        self.moving: list[Any] = []
        self._parts = [self._make(plane) for plane in axes]
        axes[0].set(ylim=(-0.06, 1.06), ylabel="$p(c_1\\,|\\,$so far$)$")
        axes[1].set(ylabel="log-odds of $c_1$")
        axes[0].tick_params(labelbottom=False)
        axes[0].set_position((0.1, 0.51, 0.87, 0.41))
        axes[1].set_position((0.1, 0.07, 0.87, 0.39))
        axes[1].axhline(0, color=_BEHIND, lw=0.8)
        axes[0].axhline(0.5, color=_BEHIND, lw=0.8)
        legend_above(axes[0], 4)

    def _make(self, plane: Any) -> tuple[Any, Any, Any, Any]:
        net = LineCollection([], colors=_BEHIND, linewidths=1.1, linestyles="--", zorder=MOVING)
        plane.add_collection(net, autolim=False)
        plane.plot([], [], color=_BEHIND, lw=1.1, ls="--", label="other orders")
        (path,) = plane.plot([], [], color=BLUE, lw=2.4, label="this order", zorder=MOVING)
        fruits = [
            plane.plot(
                [], [], ls="", marker=shape, ms=15, mfc=colour, mec=BLACK, mew=0.7, label=name,
                zorder=MOVING, clip_on=False,
            )[0]
            for shape, colour, name in (
                (banana_shape(), YELLOW, "banana"),
                (apple_shape(), GREEN, "apple"),
            )
        ]  # fmt: skip
        self.moving += [net, path, *fruits]
        return net, path, fruits[0], fruits[1]

    def background(self, numbers: Drawn) -> Hashable:
        """Everything but orders."""
        return numbers.draws, _reach(numbers)

    def set_background(self, numbers: Drawn) -> None:
        """Name the draws, and take limits that hold all their orders."""
        count = len(numbers.draws)
        room = 0.04 * max(count, 1) + 0.1
        names = [NAMES[fruit] if count <= _IN_WORDS else fruit for fruit in numbers.draws]
        for plane in self._planes:
            plane.set_xlim(-room, max(count, 1) + room)
            plane.set_xticks(range(count + 1), ["start", *names])
        self._planes[1].set_ylim(*_reach(numbers))

    def move(self, numbers: Drawn) -> None:
        """Set this order and the net of the others."""
        low, high = self._planes[1].get_ylim()
        margin = 0.05 * (high - low)  # certainty is infinite; it is shown at the edge

        def shown(p: Fraction | None) -> float:
            return float(np.clip(log_odds(p), low + margin, high - margin))

        for (net, path, *fruits), turn in zip(self._parts, (_probability, shown), strict=True):
            at = {place: turn(p) for place, p in numbers.lattice.items()}
            net.set_segments(_edges(numbers, at))
            heights = np.array([at[place] for place in numbers.places])
            x = np.arange(len(heights))
            path.set_data(x, heights)
            for dots, letter in zip(fruits, "ba", strict=True):
                drawn = np.array([False, *(fruit == letter for fruit in numbers.draws)])
                dots.set_data(x[drawn], heights[drawn])


def _probability(p: Fraction | None) -> float:
    return math.nan if p is None else float(p)


def _edges(numbers: Drawn, at: dict[tuple[int, int], float]) -> list[Values]:
    """Every single draw of every order, as a piece of line."""
    bananas, apples = numbers.totals
    return [
        np.array([[i + j, at[i, j]], [i + j + 1, at[after]]])
        for i, j in product(range(bananas + 1), range(apples + 1))
        for after in ((i + 1, j), (i, j + 1))
        if after in at
    ]


def _reach(numbers: Drawn) -> tuple[float, float]:
    """Return limits of the log-odds that hold 0 and every finite value of every order."""
    values = [log_odds(p) for p in numbers.lattice.values()]
    finite = [0.0, *(value for value in values if math.isfinite(value))]
    room = 0.4 if len(finite) == len(values) + 1 else 1.4  # certainty lies beyond all the others
    return (
        _STEP * math.floor((min(finite) - room) / _STEP),
        _STEP * math.ceil((max(finite) + room) / _STEP),
    )
