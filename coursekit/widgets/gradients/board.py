"""A map with contours, and arrows that move over it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import MaxNLocator

from coursekit.widgets.gradients.functions import Surface
from coursekit.widgets.gradients.relief import relief
from coursekit.widgets.style import GREY, MOVING, number

__all__ = ["Board"]

_LEVELS = MaxNLocator(10)
_SHORT, _SHORTEST = 0.15, 0.005  # lengths of arrows, in half-widths of the map

Array = npt.NDArray[np.float64]


class Board:
    """Contours of a surface, the higher the darker, in axes whose right angles look right."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._shown: Surface | None = None
        self._reach = 1.0
        self._drawn: list[Any] = []
        axes.set_aspect("equal")
        axes.grid(visible=False)

    def arrow(self, colour: str, width: float, head: str = "-|>", *, clip: bool = True) -> Any:
        """Make an arrow for `point`; unclipped, it may leave the map."""
        made = FancyArrowPatch(
            (0, 0),
            (1, 1),
            arrowstyle=f"{head},head_length=7,head_width=3.5",
            shrinkA=0,
            shrinkB=0,
            color=colour,
            linewidth=width,
            zorder=MOVING,
        )
        self._axes.add_patch(made)
        made.set_clip_on(clip)
        return made

    def point(self, arrow: Any, tail: Array, tip: Array) -> None:
        """Move an arrow; a short one has a small head, or it would point backwards."""
        length = float(np.hypot(*(tip - tail))) / self._reach
        arrow.set_positions(tail, tip)
        arrow.set_mutation_scale(min(1.0, length / _SHORT))
        arrow.set_visible(length > _SHORTEST)

    def show(self, shown: Surface) -> None:
        """Draw the contours of a surface, and set the window and the names of its variables."""
        if shown == self._shown:
            return
        for artist in self._drawn:
            artist.remove()
        self._drawn = []
        land = relief(shown)
        z = land.inside(land.z)
        levels = _LEVELS.tick_values(*land.limits)
        shades = self._axes.contourf(
            land.x, land.y, z, levels=levels, cmap="Greys", alpha=0.4, zorder=0.5
        )
        self._drawn.append(shades)
        # A level that nothing reaches makes Matplotlib warn, and a constant reaches one at most.
        if np.nanmin(z) < np.nanmax(z):
            lines = self._axes.contour(
                land.x, land.y, z, levels=levels, colors=GREY, linewidths=0.8, linestyles="-"
            )
            lines.clabel(fontsize=8, fmt=number)
            self._drawn.append(lines)  # its labels go with it
        window = (-shown.reach, shown.reach)
        first, second = shown.math_variables
        self._axes.set(xlim=window, ylim=window, xlabel=first, ylabel=second)
        self._shown, self._reach = shown, shown.reach
