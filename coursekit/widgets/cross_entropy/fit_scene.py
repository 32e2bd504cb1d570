"""The picture of a likelihood: sticks under a density, log-likelihoods with tangents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import MaxNLocator

from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    VERMILLION,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from coursekit.widgets.cross_entropy.fit import Fit

__all__ = ["FitScene"]

_POINTS = 161
_TANGENT = 0.13  # of the slider's way, to each side
_DOT = 0.035  # height of a dot among stacked ones, in parts of the axis

Array = npt.NDArray[np.float64]


class FitScene:
    """Left: the data and the density. Then for each parameter ℓ, with its tangent and maximum.

    Args:
        data: the observations.
        whole: whether the family is one of whole numbers.
        limits: the ends of each parameter's slider, by its name.
        best: the parameters of maximum likelihood.
    """

    def __init__(
        self,
        data: tuple[float, ...],
        whole: bool,
        limits: Mapping[str, tuple[float, float]],
        best: Mapping[str, float],
    ) -> None:
        self._data, self._whole = np.array(data), whole
        ratios = (1.2, *(1.0 for _ in limits))
        self.figure, axes = new_figure(7.4 if len(limits) == 1 else 9.2, 4.0, ratios=ratios)
        self._left, self._panels = axes[0], dict(zip(limits, axes[1:], strict=True))
        self._grids = {name: np.linspace(*ends, _POINTS) for name, ends in limits.items()}
        self._x = self._values(data)
        self._draw_left()
        self._lines = {name: self._draw_panel(name, best[name]) for name in limits}
        self.moving: list[Any] = [
            *([] if whole else [self._density]), self._stems, self._sticks, self._heights,
            self._dots, *(line for lines in self._lines.values() for line in lines),
        ]  # fmt: skip

    def _values(self, data: tuple[float, ...]) -> Array:
        """Return the places at which the density is drawn."""
        if self._whole:
            last = 1 if set(data) <= {0.0, 1.0} else max(data) + 3
            return np.arange(last + 1)
        low, high = min(data), max(data)
        if "std" in self._grids:
            return np.linspace(low - 0.7 * (high - low), high + 0.7 * (high - low), 301)
        return np.linspace(0.0, 1.4 * high, 301)

    def _draw_left(self) -> None:
        axes = self._left
        ends = (self._x[0] - 0.5, self._x[-1] + 0.5) if self._whole else self._x[[0, -1]]
        axes.set(xlim=ends, xlabel="$x$", ylabel="probability" if self._whole else "density")
        if self._whole:
            axes.set_xticks(self._x if len(self._x) < 12 else self._x[::5])
        seen: Counter[float] = Counter()
        self._stack = []
        for x in self._data:
            seen[float(x)] += 1
            self._stack.append(seen[float(x)])

        def line(layer: float, **look: Any) -> Any:
            return axes.plot([], [], zorder=MOVING + layer, **look)[0]

        self._density = line(0.1, color=BLUE, lw=2.4)
        self._stems = line(
            0.0, color=BLUE, lw=2.0, marker="_" if self._whole else "",
            ms=16 if len(self._x) < 12 else 6, mew=2.4,
            label="$p(x)$",
        )  # fmt: skip
        self._sticks = line(0.2, color=ORANGE, lw=3.0, label="$p(x_i)$")
        self._heights = line(0.3, color=ORANGE, marker="D", ms=5, mec=BLACK, ls="none")
        self._dots = line(0.3, color=BLACK, marker="o", ms=5.5, ls="none", label="data $x_i$")
        legend_above(axes, 3, handle=1.6)

    def _draw_panel(self, name: str, best: float) -> list[Any]:
        axes, grid = self._panels[name], self._grids[name]
        axes.set(xlim=(grid[0], grid[-1]), xlabel=name)
        axes.locator_params("x", nbins=6)
        axes.axvline(best, color=GREY, lw=1.6, ls=":", label="best")

        def line(layer: float, **look: Any) -> Any:
            return axes.plot([], [], zorder=MOVING + layer, **look)[0]

        lines = [
            line(0.0, color=GREEN, lw=2.6, label=r"$\ell$"),
            line(0.1, color=VERMILLION, lw=2.4, ls=(0, (4, 1.2)), label="tangent"),
            line(0.2, color=BLACK, marker="o", ms=7, ls="none"),
        ]
        if name == next(iter(self._panels)):
            legend_above(axes, 3, handle=1.6)  # it reaches over the next
        return lines

    def background(self, numbers: Fit) -> Hashable:
        """Tell apart the ends of the axes, in steps."""
        return self._ends(numbers)

    def set_background(self, numbers: Fit) -> None:
        """Set the windows."""
        top, low, high = self._ends(numbers)
        self._left.set_ylim(-_DOT * (max(self._stack) + 0.6) * top, top)
        ticks = np.array(MaxNLocator(5).tick_values(0.0, top))
        self._left.set_yticks(ticks[ticks <= top])  # none below 0, where the dots are
        for axes in self._panels.values():
            axes.set_ylim(low, high)
        first = next(iter(self._panels.values()))
        first.set_ylabel(r"log-likelihood $\ell$")

    def _ends(self, n: Fit) -> tuple[float, float, float]:
        """Return where the axis of densities ends, and the ends of that of log-likelihoods."""
        peak = 1.04 * float(np.max(n.prob(self._x)))
        top = 2.0 ** np.ceil(np.log2(peak))
        if self._whole:
            top = min(top, 1.04)  # no probability is above 1
        best = n.log_likelihood(**n.best)
        way = max(4.0, 1.3 * (best - n.log_likelihood()))
        span = 4.0 * 2.0 ** np.ceil(np.log2(way / 4.0))
        return float(top), float(best - span), float(best + 0.06 * span)

    def move(self, numbers: Fit) -> None:
        """Set density, sticks, curves and tangents."""
        n = numbers
        if self._whole:
            self._stems.set_data(self._x, n.prob(self._x))
            self._stems.set_linestyle("none")
        else:
            self._density.set_data(self._x, n.prob(self._x))
        heights = n.prob(self._data)
        gaps = np.full(len(heights), np.nan)
        self._sticks.set_data(
            np.stack([self._data, self._data, gaps], axis=1).ravel(),
            np.stack([np.zeros(len(heights)), heights, gaps], axis=1).ravel(),
        )
        self._heights.set_data(self._data, heights)
        top = self._ends(n)[0]
        self._dots.set_data(self._data, -_DOT * top * np.array(self._stack))
        here, slopes = n.log_likelihood(), n.slopes
        for name, (curve, tangent, point) in self._lines.items():
            grid, at = self._grids[name], n.parameters[name]
            curve.set_data(grid, n.log_likelihood(**{name: grid}))
            reach = _TANGENT * (grid[-1] - grid[0]) * np.array([-1.0, 1.0])
            tangent.set_data(at + reach, here + slopes[name] * reach)
            point.set_data([at], [here])
