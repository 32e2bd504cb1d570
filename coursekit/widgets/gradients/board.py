"""A map with contours, and arrows that move over it."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from coursekit.widgets.gradients.functions import Surface
from coursekit.widgets.gradients.relief import relief
from coursekit.widgets.style import GREY, MOVING

__all__ = ["Board"]

_LEVELS = 11


class Board:
    """Contours of a surface in axes whose right angles look right."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._drawn: list[Any] = []
        axes.set_aspect("equal")
        axes.grid(visible=False)

    def arrow(self, colour: str, style: str, width: float = 2.4) -> Any:
        """Make an arrow that can be moved with ``set_positions(tail, head)``."""
        made = FancyArrowPatch(
            (0, 0),
            (1, 1),
            arrowstyle="-|>,head_length=7,head_width=3.5",
            shrinkA=0,
            shrinkB=0,
            color=colour,
            linestyle=style,
            linewidth=width,
            zorder=MOVING,
        )
        self._axes.add_patch(made)
        return made

    def show(self, shown: Surface) -> None:
        """Draw the contours of a surface, and set window and names of the variables."""
        for artist in self._drawn:
            artist.remove()
        land = relief(shown)
        z = land.inside(land.z)
        shades = self._axes.contourf(land.x, land.y, z, levels=_LEVELS, cmap="Greys", alpha=0.35)
        lines = self._axes.contour(
            land.x, land.y, z, levels=shades.levels, colors=GREY, linewidths=0.8, linestyles="-"
        )
        lines.clabel(fontsize=8, fmt="%g")
        self._drawn = [lines, shades]  # the labels go with their lines
        window = (-shown.reach, shown.reach)
        first, second = shown.math_variables
        self._axes.set(xlim=window, ylim=window, xlabel=first, ylabel=second)
