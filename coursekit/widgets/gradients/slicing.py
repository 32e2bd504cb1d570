"""Partial derivatives as the slopes of two slices through a surface."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import MaxNLocator

from coursekit.widgets.derivatives.sampling import breaks, with_gaps
from coursekit.widgets.gradients.functions import OWN, Surface, heights, partials, surface
from coursekit.widgets.gradients.place import place
from coursekit.widgets.gradients.relief import Relief, relief
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["Slices", "SlicesScene", "describe", "model", "slices"]

_SAMPLES = 161  # along each slice
_ALONG = np.linspace(-1.0, 1.0, 41)
_FLOOR = 0.42  # how far below the surface its contours lie, in heights of the picture
_REACH_IN_SPACE = 0.45  # half the length of a tangent in space, in half-widths of the window

_LOOKS: tuple[dict[str, Any], ...] = ({"color": BLUE, "ls": "-"}, {"color": VERMILLION, "ls": "--"})
_TANGENT: dict[str, Any] = {"color": GREEN, "ls": "-.", "lw": 2.2}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Slices:
    """The numbers of one state; each slice is a pair of arrays (variable, height)."""

    surface: Surface
    relief: Relief
    x: float
    y: float
    z: float
    slopes: tuple[float, float]
    slices: tuple[tuple[Array, Array], tuple[Array, Array]]


def model(f: str, formula: str, x: float, y: float) -> Slices:
    """Slice a surface at y and at x, with the slopes of both slices at the point (x, y).

    ``f`` is a name of the table, or "own" for the typed ``formula`` in x and y. Raises as
    `surface` does. Source: S0, S2, S3 (the definition of partial derivatives and its examples).

    >>> n = model("4x + 7y^2", "", 1.0, 0.5)
    >>> n.z, n.slopes
    (5.75, (4.0, 7.0))
    """
    shown = surface(f, formula)
    return Slices(
        surface=shown,
        relief=relief(shown),
        x=x,
        y=y,
        z=float(heights(shown, x, y)),
        slopes=partials(shown, x, y),
        slices=(_slice(shown, y, 0), _slice(shown, x, 1)),
    )


def _slice(shown: Surface, held: float, along: int) -> tuple[Array, Array]:
    """Sample f along one variable (0 or 1) while the other one is held."""

    def curve(t: Array) -> Array:
        return heights(shown, t, held) if along == 0 else heights(shown, held, t)

    grid = np.linspace(-shown.reach, shown.reach, _SAMPLES)
    values = curve(grid)
    # The surfaces of the table have neither poles nor jumps.
    return (
        with_gaps(grid, values, breaks(curve, grid, values))
        if shown.name == OWN
        else (grid, values)
    )


def describe(n: Slices) -> str:
    """Write four lines: the point, one for each slice, and the gradient."""
    a, b = n.surface.variables
    x, y = number(n.x), number(n.y)
    first, second = (number(slope) for slope in n.slopes)
    lines = [f"{n.surface.words} at ({x}, {y}): f = {number(n.z)}"]
    for moving, still, at, there, slope in (
        (a, b, y, x, first),
        (b, a, x, y, second),
    ):
        where = f"slice {still} = {at}: only {moving} moves"
        if slope == "undefined":
            lines.append(f"{where}, and ∂f/∂{moving} does not exist at {moving} = {there}")
        else:
            lines.append(f"{where}, slope at {moving} = {there} is ∂f/∂{moving} = {slope}")
    if "undefined" not in (first, second):
        lines.append(f"gradient, a row with one entry for each variable: ∇f = [{first}, {second}]")
    return "\n".join(lines)


class SlicesScene:
    """Left: the surface above its contours, cut twice. Right: the two slices as plane curves."""

    def __init__(self) -> None:
        self.figure, (self._space, *self._planes) = new_figure(
            8.8, 4.3, ratios=(1.75, 1.0, 1.0), solid=(0,)
        )
        self._arrange()
        self._surface: list[Any] = []
        self._title = self.figure.text(0.015, 0.945, "", fontsize=11)
        space = self._space
        self._cuts, self._shadows, self._leans = [], [], []
        self._curves, self._tangents, self._dots = [], [], []
        for plane, look in zip(self._planes, _LOOKS, strict=True):
            self._cuts += space.plot([], [], [], **look, lw=2.6, zorder=MOVING)
            self._shadows += space.plot([], [], [], **look, lw=1.3, zorder=MOVING)
            self._leans += space.plot([], [], [], **_TANGENT, zorder=MOVING)
            self._curves += plane.plot([], [], **look, lw=2.4, zorder=MOVING)
            self._tangents += plane.plot([], [], **_TANGENT, zorder=MOVING, label="tangent")
            self._dots += plane.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING, clip_on=False)
        (self._point,) = space.plot([], [], [], "o", color=BLACK, ms=6, zorder=MOVING)
        (self._below,) = space.plot([], [], [], "o", color=BLACK, ms=4, zorder=MOVING)
        self.moving = [
            *self._shadows,
            self._below,
            *self._cuts,
            *self._leans,
            self._point,
            *self._curves,
            *self._tangents,
            *self._dots,
        ]

    def _arrange(self) -> None:
        """Give the space all the room it can get, and both planes one axis of heights."""
        self._space.set_position((0.0, 0.03, 0.47, 0.9))
        self._space.set_box_aspect((1.0, 1.0, 0.9), zoom=0.98)
        self._space.view_init(elev=26, azim=-62)
        left, right = self._planes
        left.set_position((0.535, 0.125, 0.215, 0.69))
        right.set_position((0.775, 0.125, 0.215, 0.69))
        right.tick_params(labelleft=False)
        for axis in (self._space.xaxis, self._space.yaxis, left.xaxis, right.xaxis):
            axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))

    def background(self, numbers: Slices) -> Hashable:
        """Name the surface, which has its limits."""
        return numbers.surface

    def set_background(self, numbers: Slices) -> None:
        """Draw the surface and its contours, set limits and names."""
        shown = numbers.surface
        self._draw_surface(shown)
        first, second = shown.math_variables
        self._title.set_text(shown.title)
        low, high = relief(shown).limits
        for plane, curve, moving, still in zip(
            self._planes, self._curves, (first, second), (second, first), strict=True
        ):
            plane.set(xlim=(-shown.reach, shown.reach), ylim=(low, high), xlabel=moving)
            curve.set_label(f"{still} held")
            legend_above(plane, 1)

    def _draw_surface(self, shown: Surface) -> None:
        for artist in self._surface:
            artist.remove()
        land, space = relief(shown), self._space
        z = land.inside(land.z)
        low, high = land.limits
        looks: dict[str, Any] = {"cmap": "Greys", "vmin": low - 0.4 * (high - low), "vmax": high}
        self._surface = [
            space.plot_surface(land.x, land.y, z, rstride=2, cstride=2, alpha=0.5, lw=0, **looks)
        ]
        if np.nanmin(z) < np.nanmax(z):  # a constant has no contours
            self._surface.append(
                space.contour(
                    land.x,
                    land.y,
                    z,
                    levels=MaxNLocator(10).tick_values(low, high),
                    offset=_floor(land),
                    colors=GREY,
                    linewidths=0.7,
                    linestyles="-",
                )
            )
        window = (-shown.reach, shown.reach)
        space.set(xlim=window, ylim=window, zlim=(_floor(land), high))
        space.set(xlabel=shown.math_variables[0], ylabel=shown.math_variables[1])
        ticks = MaxNLocator(4).tick_values(low, high)
        space.set_zticks([tick for tick in ticks if low <= tick <= high])

    def move(self, numbers: Slices) -> None:
        """Set both slices, their tangents and the point, in space and in the planes."""
        n = numbers
        land, reach = n.relief, n.surface.reach
        floor = _floor(land)
        for index, (t, z) in enumerate(n.slices):
            at, held = (n.x, n.y) if index == 0 else (n.y, n.x)
            near = np.clip(at + _REACH_IN_SPACE * reach * _ALONG, -reach, reach)
            far = np.array([-reach, reach])
            slope = n.slopes[index]
            self._cuts[index].set_data_3d(*_placed(t, held, index), land.inside(z))
            self._shadows[index].set_data_3d(*_placed(t, held, index), np.full(t.shape, floor))
            lean = land.inside(n.z + slope * (near - at))
            self._leans[index].set_data_3d(*_placed(near, held, index), lean)
            self._curves[index].set_data(t, z)
            self._tangents[index].set_data(far, n.z + slope * (far - at))
            self._dots[index].set_data([at], [n.z])
        # Arrays, not lists: Matplotlib cannot mask a list where the height is NaN.
        here = np.array([[n.x], [n.y], [n.z]])
        self._point.set_data_3d(here[0], here[1], land.inside(here[2]))
        self._below.set_data_3d(here[0], here[1], np.array([floor]))


def _floor(land: Relief) -> float:
    """Height at which the contours lie below the surface."""
    low, high = land.limits
    return low - _FLOOR * (high - low)


def _placed(t: Array, held: float, index: int) -> tuple[Array, Array]:
    """Return x and y along a slice."""
    other = np.full(t.shape, held)
    return (t, other) if index == 0 else (other, t)


def slices(f: str = "x1^2 x2 + x1 x2^3", x: float = 1.0, y: float = 0.5) -> Live[Slices]:
    r"""Cut a surface along each variable: the slopes of the cuts are the partial derivatives.

    Args:
        f: "4x + 7y^2", "x1^2 x2 + x1 x2^3", "(x1 + 2x2^3)^2", "3y x^2", "cos x + z^3 - x^2 y",
            "z^4 - sin(y^2 + x)" (the last two with z held at 1), "bowl", "saddle" or "hill"; any
            other text is read as a formula in x and y.
        x: the first variable at the point, within the window of the function.
        y: the second one.

    Raises `FormulaError` for text that is neither, `WidgetError` for a point outside the window.

    >>> widget = slices("4x + 7y^2", x=1.0, y=0.5)
    >>> print(widget.description.split("\n")[2])
    slice x = 1: only y moves, slope at y = 0.5 is ∂f/∂y = 7
    """
    controls = place(f, x, y)
    return Live(
        model,
        SlicesScene,
        describe,
        controls.controls,
        top=controls.top,
        message=controls.message,
    )
