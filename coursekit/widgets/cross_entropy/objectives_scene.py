"""The picture of the three objectives: shares and model as bars, the costs as curves."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    SKY,
    VERMILLION,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from coursekit.widgets.cross_entropy.objectives import Objectives

__all__ = ["ObjectivesScene"]

_GRID = np.linspace(0.005, 0.995, 199)
_MIDDLE = (_GRID >= 0.1) & (_GRID <= 0.9)  # the window shows at least this part of the curves
_STEPS = (0.5, 0.8, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 36.0)
_HEADROOM = 1.04
_WIDE = 0.36  # of a bar
_REACH = 0.07  # of a tangent to each side, in θ


class ObjectivesScene:
    """Left: p̂ and q. Right: the curves, their tangents at θ, and the gap between them."""

    def __init__(self) -> None:
        self.figure, (self._bars, self._curves) = new_figure(8.5, 4.2, ratios=(1.0, 1.9))
        self._seen: list[Rectangle] = []
        self._model: list[Rectangle] = []
        self._bars.set(ylim=(0, 1), xlabel="value $y$", ylabel="probability")
        self._draw_curves(self._curves)
        self.moving: list[Any] = []
        self._set_bars(2)

    def _draw_curves(self, axes: Axes) -> None:
        axes.set(xlim=(0, 1), xlabel=r"parameter $\theta$")

        def line(label: str, layer: float, **look: Any) -> Any:
            return axes.plot([], [], label=label, zorder=MOVING + layer, **look)[0]

        self._cost = line("NLL$/n$", 0.0, color=SKY, lw=7)
        self._crossed = line(r"$H(\hat{p}, q)$", 0.1, color=BLUE, lw=2.0, ls="--")
        self._kl = line(r"KL$(\hat{p}\,\Vert\,q)$", 0.1, color=VERMILLION, lw=2.6, ls="-.")
        self._gap = line(
            r"gap $H(\hat{p})$", 0.2, color=GREEN, lw=2.6, marker="_", ms=13, mew=2.6
        )  # fmt: skip
        self._least = line("_", 0.0, color=GREY, lw=1.6, ls=":")
        self._gap_least = line("_", 0.2, color=GREEN, lw=1.4, marker="_", ms=9, mew=1.4)
        self._tangents = [line("_", 0.3, color=BLACK, lw=2.0) for _ in range(2)]
        self._points = line("_", 0.4, color=BLACK, marker="o", ms=7, ls="none")
        legend_above(axes, 4, handle=2.6)

    def _set_bars(self, values: int) -> None:
        """Draw as many pairs of bars as there are values."""
        axes = self._bars
        for bar in (*self._seen, *self._model):
            bar.remove()
        look: Any = {"edgecolor": BLACK, "lw": 0.8, "zorder": MOVING}
        self._seen = [
            Rectangle((y - _WIDE, 0), _WIDE, 0, facecolor=ORANGE, hatch="//", **look)
            for y in range(values)
        ]
        self._model = [Rectangle((y, 0), _WIDE, 0, facecolor=BLUE, **look) for y in range(values)]
        for bar in (*self._seen, *self._model):
            bar.set_animated(self._cost.get_animated())
            axes.add_patch(bar)
        self._seen[0].set_label(r"data $\hat{p}$")
        self._model[0].set_label("model $q$")
        axes.set(xlim=(-0.6, values - 0.4), xticks=range(values))
        legend_above(axes, 2, handle=1.4)
        self.moving[:] = [
            *self._seen, *self._model, self._cost, self._crossed, self._kl, self._least,
            self._gap_least, self._gap, *self._tangents, self._points,
        ]  # fmt: skip

    def background(self, numbers: Objectives) -> Hashable:
        """Tell apart the number of bars, the end of the axis of costs, and its unit."""
        return len(numbers.counts), self._end(numbers), numbers.unit

    def set_background(self, numbers: Objectives) -> None:
        """Set bars, window and label."""
        if len(numbers.counts) != len(self._seen):
            self._set_bars(len(numbers.counts))
        end = self._end(numbers)
        self._curves.set(ylim=(-0.03 * end, end), ylabel=numbers.unit)

    def _end(self, n: Objectives) -> float:
        highest = max(float(np.max(n.crossed(_GRID[_MIDDLE]))), n.crossed(n.theta))
        return next((step for step in _STEPS if step >= _HEADROOM * highest), 1.2 * highest)

    def move(self, numbers: Objectives) -> None:
        """Set bars, curves, tangents and gaps."""
        n = numbers
        for bars, heights in ((self._seen, n.seen), (self._model, n.modelled(n.theta))):
            for bar, height in zip(bars, heights, strict=True):
                bar.set_height(float(height))
        self._cost.set_data(_GRID, n.cost(_GRID))
        self._crossed.set_data(_GRID, n.crossed(_GRID))
        self._kl.set_data(_GRID, n.divergence(_GRID))
        high, low = n.crossed(n.theta), n.divergence(n.theta)
        self._gap.set_data([n.theta, n.theta], [low, high])
        self._points.set_data([n.theta, n.theta], [low, high])
        self._least.set_data([n.least, n.least], [0, self._end(n)])
        self._gap_least.set_data([n.least, n.least], [n.divergence(n.least), n.crossed(n.least)])
        reach = np.array([-_REACH, _REACH])
        for tangent, height in zip(self._tangents, (low, high), strict=True):
            tangent.set_data(n.theta + reach, height + n.slope(n.theta) * reach)
