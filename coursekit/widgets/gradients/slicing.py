"""Partial derivatives as the slopes of two slices through a surface."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

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
    new_figure,
    number,
)

__all__ = ["Slices", "SlicesScene", "describe", "model", "slices"]

_SAMPLES = 161  # along each slice
_FLOOR = 0.42  # how far below the surface its contours lie, in heights of the picture
_REACH_IN_SPACE = 0.45  # half the length of a tangent in space, in half-widths of the window

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
    x, y, z = number(n.x), number(n.y), number(n.z)
    first, second = (number(slope) for slope in n.slopes)
    held = f", with {n.surface.held} held too" if n.surface.held else ""
    lines = [f"f({a}, {b}) = {n.surface.label} at ({x}, {y}): f = {z}{held}"]
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
            8.8, 4.1, ratios=(1.75, 1.0, 1.0), solid=(0,)
        )
        self._surface: list[Any] = []
        looks = ((BLUE, "-"), (VERMILLION, "--"))
        self._cuts, self._shadows, self._leans = [], [], []
        for colour, style in looks:
            (cut,) = self._space.plot([], [], [], color=colour, ls=style, lw=2.4, zorder=MOVING)
            (shadow,) = self._space.plot([], [], [], color=colour, ls=style, lw=1.2, zorder=MOVING)
            (lean,) = self._space.plot([], [], [], color=GREEN, ls="-.", lw=2.2, zorder=MOVING)
            self._cuts.append(cut)
            self._shadows.append(shadow)
            self._leans.append(lean)
        self._points = [
            self._space.plot([], [], [], "o", color=BLACK, ms=size, zorder=MOVING)[0]
            for size in (6, 4)
        ]
        self._curves, self._tangents, self._dots = [], [], []
        for plane, (colour, style) in zip(self._planes, looks, strict=True):
            (curve,) = plane.plot([], [], color=colour, ls=style, lw=2.4, zorder=MOVING)
            (tangent,) = plane.plot([], [], color=GREEN, ls="-.", lw=2.2, zorder=MOVING)
            (dot,) = plane.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
            self._curves.append(curve)
            self._tangents.append(tangent)
            self._dots.append(dot)
            plane.axvline(0, color=GREY, lw=0.8)
            plane.axhline(0, color=GREY, lw=0.8)
        self.moving = [
            *self._shadows,
            self._points[1],
            *self._cuts,
            *self._leans,
            self._points[0],
            *self._curves,
            *self._tangents,
            *self._dots,
        ]

    def background(self, numbers: Slices) -> Hashable:
        """Name the surface, which has its limits."""
        return numbers.surface

    def set_background(self, numbers: Slices) -> None:
        """Draw the surface and its contours, set limits and names."""
        for artist in self._surface:
            artist.remove()
        shown, land = numbers.surface, numbers.relief
        x, y, z = land.x, land.y, land.inside(land.z)
        space = self._space
        self._surface = [
            space.plot_surface(
                x,
                y,
                z,
                rstride=1,
                cstride=1,
                cmap="Greys",
                alpha=0.45,
                linewidth=0,
                vmin=land.limits[0] - 0.3 * (land.limits[1] - land.limits[0]),
            ),
            space.contour(
                x,
                y,
                z,
                levels=9,
                zdir="z",
                offset=_floor(land),
                colors=GREY,
                linewidths=0.7,
                linestyles="-",
            ),
        ]
        first, second = shown.math_variables
        window = (-shown.reach, shown.reach)
        space.set(xlim=window, ylim=window, zlim=(_floor(land), land.limits[1]))
        space.set(xlabel=first, ylabel=second)
        for plane, moving, still in zip(
            self._planes, (first, second), (second, first), strict=True
        ):
            plane.set(xlim=window, ylim=land.limits, xlabel=moving)
            plane.set_title(f"{still} held")

    def move(self, numbers: Slices) -> None:
        """Set both slices, their tangents and the point, in space and in the planes."""
        n = numbers
        floor = _floor(n.relief)
        for index, (t, z) in enumerate(n.slices):
            slope = n.slopes[index]
            at = (n.x, n.y)[index]
            reach = n.surface.reach
            ends = at + reach * _REACH_IN_SPACE * np.array([-1.0, 1.0])
            held = (n.y, n.x)[index]
            self._cuts[index].set_data_3d(*_placed(t, held, index), n.relief.inside(z))
            self._shadows[index].set_data_3d(*_placed(t, held, index), np.full(t.shape, floor))
            self._leans[index].set_data_3d(*_placed(ends, held, index), n.z + slope * (ends - at))
            self._curves[index].set_data(t, z)
            wide = np.array([-reach, reach])
            self._tangents[index].set_data(wide, n.z + slope * (wide - at))
            self._dots[index].set_data([at], [n.z])
        self._points[0].set_data_3d([n.x], [n.y], [n.z])
        self._points[1].set_data_3d([n.x], [n.y], [floor])


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
