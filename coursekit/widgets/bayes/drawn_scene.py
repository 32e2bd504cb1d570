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
_PRIOR_MOVES = math.log(19) + 0.4  # log-odds of the slider's outermost priors, and room
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
                zorder=MOVING,
            )[0]
            for shape, colour, name in (
                (banana_shape(), YELLOW, "banana"),
                (apple_shape(), GREEN, "apple"),
            )
        ]  # fmt: skip
        self.moving += [net, path, *fruits]
        return net, path, fruits[0], fruits[1]

    def background(self, numbers: Drawn) -> Hashable:
        """Everything but the prior."""
        return numbers.draws, numbers.cartons

    def set_background(self, numbers: Drawn) -> None:
        """Name the draws, and take limits that hold all their orders at every prior."""
        count = len(numbers.draws)
        room = 0.04 * max(count, 1) + 0.1
        names = [NAMES[fruit] if count <= _IN_WORDS else fruit for fruit in numbers.draws]
        for plane in self._planes:
            plane.set_xlim(-room, max(count, 1) + room)
            plane.set_xticks(range(count + 1), ["start", *names])
        low, high = _reach(numbers)
        self._planes[1].set_ylim(low - _PRIOR_MOVES, high + _PRIOR_MOVES)

    def move(self, numbers: Drawn) -> None:
        """Set this order and the net of the others."""
        low, high = self._planes[1].get_ylim()
        margin = 0.05 * (high - low)  # certainty is infinite; it is shown at the edge

        def shown(p: Fraction | None) -> float:
            return min(max(log_odds(p), low + margin), high - margin)

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
    """Lowest and highest sum of finite steps in the log-odds, in any order."""
    low = high = 0.0
    for fruit, count in zip("ba", numbers.totals, strict=True):
        l1, l2 = numbers.likelihood(fruit)
        if l1 and l2:
            step = count * math.log(l1 / l2)
            low, high = low + min(step, 0.0), high + max(step, 0.0)
    return low, high
