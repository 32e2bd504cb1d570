"""The picture of a candidate for a density: its areas above, their running total below."""

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from coursekit.widgets.derivatives.sampling import limits, sample
from coursekit.widgets.probability.conditions import Tested
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    SKY,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["DensityScene"]


class DensityScene:
    """Above: p, blue areas over the axis, hatched ones under it. Below: the running total."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._total) = new_figure(
            7.4, 5.2, ratios=(1.2, 1.0), stacked=True
        )
        self.moving: list[Any] = []
        for axes in (self._plane, self._total):
            axes.ticklabel_format(axis="y", scilimits=(-3, 4))
            # The power of ten stands left of the legend, not below it.
            axes.yaxis.get_offset_text().set_x(-0.11)

    def background(self, numbers: Tested) -> Hashable:
        """All of it stands still: a new function makes a new picture."""
        return numbers

    def set_background(self, numbers: Tested) -> None:
        """Draw everything."""
        n = numbers
        for axes in (self._plane, self._total):
            # One by one: clearing the axes would take their grid and size of type along.
            for artist in [*axes.lines, *axes.collections, *axes.patches]:
                artist.remove()
            axes.axhline(0, color=GREY, lw=0.8)
        self._draw_function(self._plane, n)
        self._draw_total(self._total, n)

    def move(self, numbers: Tested) -> None:
        """Nothing moves by itself."""

    def _draw_function(self, axes: Axes, n: Tested) -> None:
        x, p = n.curve
        above: dict[str, Any] = {"facecolor": SKY, "alpha": 0.5, "lw": 0}
        below = {"facecolor": "#F6D7C6", "edgecolor": VERMILLION, "hatch": "////", "lw": 0.8}
        known = np.nan_to_num(p)
        areas: list[tuple[Any, str, dict[str, Any]]] = [(np.maximum(known, 0), "above 0", above)]
        if not n.nonnegative:
            areas.append((np.minimum(known, 0), "below 0", below))
        for heights, where, look in areas:
            if n.discrete:
                axes.bar(x, heights, 0.7, label=where, **look)
            else:
                axes.fill_between(x, heights, 0, label=f"area {where}", **look)
        if n.discrete:
            axes.plot(x, p, "o", color=BLUE, ms=6, label="$p(x)$")
        else:
            axes.plot(x, p, color=BLUE, lw=2.4, label="$p(x)$")
            for near, far in zip(n.ends, n.window, strict=True):
                if np.isfinite(near):
                    axes.plot([near, far], [0, 0], color=BLUE, lw=2.4)
        axes.set(xlim=n.window, ylim=_heights(n), ylabel="$p(x)$")
        axes.xaxis.set_major_locator(_places(n))
        legend_above(axes, 3)

    def _draw_total(self, axes: Axes, n: Tested) -> None:
        x, total = n.running
        what = "sum" if n.discrete else "area"
        label = f"{what} up to $x$"
        if not n.total.exists:
            label = f"{what} counted so far: no finite total"
        elif not n.nonnegative:
            label += " (below 0 counts negative)"
        colour = GREEN if n.total.exists else VERMILLION
        if n.discrete:
            axes.step(
                [n.window[0], *x, n.window[1]], [total[0] - n.curve[1][0], *total, total[-1]],
                where="post", color=colour, lw=2.4, label=label,
            )  # fmt: skip
        else:
            left, right = n.window
            axes.plot(
                [left, *x, right], [total[0], *total, total[-1]],
                color=colour, lw=2.4, ls="-" if n.total.exists else "-.", label=label,
            )  # fmt: skip
        axes.axhline(1, color=BLACK, ls="--", lw=1.4, label="must end at 1")
        shown = total[np.isfinite(total)]
        low, high = min(0.0, float(shown.min())), max(1.0, float(shown.max()))
        if n.total.exists:
            axes.axhline(
                n.total.value, color=GREEN, ls=":", lw=1.6,
                label=f"total {number(n.total.value)}" if not n.is_one else "_hidden",
            )  # fmt: skip
            low, high = min(low, n.total.value), max(high, n.total.value)
        margin = 0.08 * (high - low)
        axes.set(xlim=n.window, ylim=(low - margin, high + margin), xlabel="$x$", ylabel="total")
        axes.xaxis.set_major_locator(_places(n))
        legend_above(axes, 3)


def _places(n: Tested) -> MaxNLocator:
    return MaxNLocator(9, integer=n.discrete, steps=[1, 2, 2.5, 5, 10])


def _heights(n: Tested) -> tuple[float, float]:
    """Return vertical limits: all of p and 0; near a pole only so much that the rest is seen."""
    p = n.curve[1]
    if not np.isfinite(p).any():
        return -1.0, 1.0
    ends = [x for x in n.ends if np.isfinite(x)]
    whole = n.total.exists and np.isfinite(sample(n.formula, np.array(ends))).all()
    low, high = (np.nanmin(p), np.nanmax(p)) if n.discrete or whole else limits([p])
    low, high = min(0.0, float(low)), max(0.0, float(high))
    if not n.discrete and n.nonnegative:
        low = 0.0
    margin = 0.08 * (high - low) or 1.0
    return low - (margin if low < 0 else margin / 2), high + margin
