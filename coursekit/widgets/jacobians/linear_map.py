"""A grid under a map of the plane, and the parallelogram that the Jacobian makes of a square."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import jacobian, jvp
from coursekit.widgets.controls import drop_down, log_slider, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.jacobians.maps import MAPS, PlaneMap, menu, plane_map
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    MOVING,
    VERMILLION,
    new_figure,
    number,
)

__all__ = ["LinearMap", "LinearMapScene", "describe", "local_linear_map", "model", "signed_area"]

SMALLEST, LARGEST = 0.01, 1.0  # side of the square
_LOOKS = ((VERMILLION, "-"), (BLUE, (0, (3.5, 1.2))))

Array = npt.NDArray[np.float64]


def _polyline(*corners: tuple[float, float]) -> Array:
    """Points along a broken line, 24 pieces from corner to corner, shape (2, k)."""
    ends = np.array(corners).T
    shares = np.linspace(0, 1, 25)[1:]
    pieces = [
        a[:, None] + shares * (b - a)[:, None] for a, b in zip(ends.T[:-1], ends.T[1:], strict=True)
    ]
    return np.concatenate([ends[:, :1], *pieces], axis=1)


_SQUARE = _polyline((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
# A letter that differs from its mirror image, in one stroke.
_F = _polyline((0.3, 0.15), (0.3, 0.85), (0.75, 0.85), (0.3, 0.85), (0.3, 0.5), (0.65, 0.5))
_CORNERS = _SQUARE[:, ::24]
_NODES, _SHARES = np.polynomial.legendre.leggauss(12)


@dataclass(frozen=True)
class LinearMap:
    """The numbers of one state.

    ``jacobian`` (2, 2) is taken at ``point`` (2,), the first corner of a square of side ``size``;
    ``value`` (2,) is the image of the point, ``area`` the signed area of the image of the square.
    """

    map: PlaneMap
    point: Array
    size: float
    value: Array
    jacobian: Array
    area: float

    @property
    def determinant(self) -> float:
        """Determinant of the Jacobian, the signed factor of areas; exactly 0 within rounding."""
        (a, b), (c, d) = self.jacobian
        value = float(a * d - b * c)
        return 0.0 if abs(value) < 1e-9 else value


def signed_area(chosen: PlaneMap, point: Array, size: float) -> float:
    """Area of the image of a square, negative if its edge is followed clockwise.

    Half the integral of x dy − y dx along the image of the edge (Green), by 12 Gauss points an
    edge with tangents by autodiff. Parts that lie mirrored count negative.

    >>> round(signed_area(plane_map("polar"), np.array([1.0, 0.0]), 0.5), 12)  # a sector of a ring
    0.3125
    """
    ways = size * np.diff(_CORNERS, axis=1)[:, :, None]
    starts = point[:, None, None] + size * _CORNERS[:, :4, None]
    inputs = starts + ways * (_NODES + 1) / 2
    tangents = np.array(np.broadcast_to(ways, inputs.shape))
    (x, y), (dx, dy) = jvp(chosen.f, (inputs,), (tangents,))
    x0, y0 = chosen.f(point)  # from the image of the point: less rounding for a tiny square
    return float(np.sum(_SHARES * ((x - x0) * dy - (y - y0) * dx)) / 4)


def model(f: str, x: float, y: float, size: float) -> LinearMap:
    """Take the image of a square with its first corner at (x, y), and the Jacobian there.

    Source: S0, S2, S3 (the Jacobian); the determinant as a factor of areas is the change of
    variables of integrals.

    >>> n = model("polar", 2.0, 0.0, 0.1)
    >>> n.determinant, round(n.area / n.size**2, 6)
    (2.0, 2.05)
    """
    chosen = plane_map(f)
    point = np.round([x, y], 9)  # sliders add up steps of 0.05 in binary
    return LinearMap(
        map=chosen,
        point=point,
        size=size,
        value=chosen.f(point),
        jacobian=jacobian(chosen.f)(point),
        area=signed_area(chosen, point, size),
    )


def describe(n: LinearMap) -> str:
    """Write the point, the matrix row by row, its determinant, both areas and a remark."""
    a, b = n.map.inputs
    at = f"{a} = {number(n.point[0])}, {b} = {number(n.point[1])}; side h = {number(n.size, 3)}"
    rows = (
        f"row {i + 1}: {name}\t{number(row[0])}\t{number(row[1])}"
        for i, (name, row) in enumerate(zip(n.map.outputs, n.jacobian, strict=True))
    )
    return "\n".join(
        (
            f"f({a}, {b}) = {n.map.formula} at {at}",
            f"J({a}, {b}) ∈ ℝ²ˣ²\t∂/∂{a}\t∂/∂{b}",
            *rows,
            *(_regular(n) if n.determinant else _singular(n)),
        )
    )


def _regular(n: LinearMap) -> tuple[str, str, str]:
    det, square = n.determinant, n.size**2
    turned = "orientation kept" if det > 0 else "orientation reversed, the F is mirrored"
    signed = "signed areas (negative: mirrored)" if min(det, n.area) < 0 else "areas"
    return (
        f"det J = {number(det)}: small areas × {number(abs(det))}, {turned}",
        (
            f"{signed}: image {number(n.area)}, parallelogram det J · h² = {number(det * square)}, "
            f"ratio {number(n.area / (det * square))}"
        ),
        n.map.remark,
    )


def _singular(n: LinearMap) -> tuple[str, str, str]:
    return (
        "det J = 0, singular: the parallelogram is flattened to a segment",
        (
            f"area of the image {number(n.area)} = {number(n.area / n.size**2)} · h²: "
            "the factor of h² goes to det J = 0 as h shrinks"
        ),
        n.map.singular,
    )


class LinearMapScene:
    """Left: the square. Middle: its image. Right: the image under a glass that enlarges by 1/h."""

    def __init__(self) -> None:
        self.figure, self._axes = new_figure(7.8, 3.3, ratios=(0.8, 1.0, 1.0))
        for each, left, width in zip(
            self._axes, (0.075, 0.36, 0.7), (0.2, 0.26, 0.28), strict=True
        ):
            each.set_position((left, 0.16, width, 0.7))
            each.locator_params("x", nbins=4, steps=(1, 2, 5, 10))
            each.locator_params("y", nbins=6, steps=(1, 2, 5, 10))
            each.set_aspect("equal")
            each.grid(visible=False)
        self._grids: list[Any] = []
        # Wider than the image, which hides it where both agree.
        self._flat = self._lines(color=GREEN, lw=3.6, ls="-.")[1:]
        self._image = self._lines(color=BLACK, lw=1.5)
        self._letters = self._lines(color=BLACK, lw=1.5)
        self._columns = [self._lines(color=colour, ls=style, lw=3) for colour, style in _LOOKS]
        self._heads = [self._lines(color=colour, ms=9, ls="none") for colour, _ in _LOOKS]
        self._dots = self._lines(color=BLACK, marker="o", ms=5, ls="none")
        self.moving = [
            *self._flat,
            *self._image,
            *self._letters,
            *(line for lines in (*self._columns, *self._heads) for line in lines),
            *self._dots,
        ]
        self.figure.legend(
            [self._image[0], self._flat[0], self._columns[0][0], self._columns[1][0]],
            ["square and its image", "parallelogram", "column 1 of $J$", "column 2 of $J$"],
            loc="upper left",
            ncols=4,
            frameon=False,
            handlelength=3.2,
            columnspacing=1.4,
            fontsize=10,
        )

    def _lines(self, **look: Any) -> list[Any]:
        """Make one line in each of the three pictures."""
        return [each.plot([], [], zorder=MOVING, **look)[0] for each in self._axes]

    def background(self, numbers: LinearMap) -> Hashable:
        """Only the choice of the map changes what stands still."""
        return numbers.map.name

    def set_background(self, numbers: LinearMap) -> None:
        """Set grids, limits and names."""
        chosen = numbers.map
        plane, output, glass = self._axes
        for line in self._grids:
            line.remove()
        self._grids = []
        low, high = np.array(chosen.low), np.array(chosen.high) + LARGEST
        for j, (colour, _) in enumerate(_LOOKS):
            # Along these lines only input j grows, as along column j.
            grid = _grid_lines(low, high, j)
            look = {"color": colour, "lw": 0.7, "ls": ("-", "--")[j], "alpha": 0.5}
            self._grids += plane.plot(*grid, **look)
            self._grids += output.plot(*chosen.f(grid), **look)
        _frame(plane, np.stack([low, high], axis=1))
        _frame(output, chosen.f(_points(low, high, 41)))
        _frame(glass, _glass_range(chosen.name))
        plane.set(xlabel=f"input 1: {chosen.inputs[0]}", ylabel=f"input 2: {chosen.inputs[1]}")
        for each in (output, glass):
            each.set(
                xlabel=f"output 1: {chosen.outputs[0]}", ylabel=f"output 2: {chosen.outputs[1]}"
            )
        glass.set(xlabel="the same, enlarged by $1/h$", ylabel="")

    def move(self, numbers: LinearMap) -> None:
        """Set square, letter, image, parallelogram and columns in each picture."""
        n = numbers
        start, value, jac = n.point[:, None], n.value[:, None], n.jacobian
        for lines, shape in ((self._image, _SQUARE), (self._letters, _F)):
            image = n.map.f(start + n.size * shape)
            self._place(lines, start + n.size * shape, image, (image - value) / n.size)
        flat = jac @ _CORNERS
        self._flat[0].set_data(*(value + n.size * flat))
        self._flat[1].set_data(*flat)
        for j in range(2):
            column = jac[:, [j]]
            ends = np.eye(2)[:, [j]], column, column
            feet = start, value, np.zeros((2, 1))
            sizes = n.size, n.size, 1.0
            for k, (end, foot, size) in enumerate(zip(ends, feet, sizes, strict=True)):
                tip = foot + size * end
                self._columns[j][k].set_data(*np.concatenate([foot, tip], axis=1))
                self._heads[j][k].set_data(*tip)
                angle = float(np.degrees(np.arctan2(end[1, 0], end[0, 0])))
                self._heads[j][k].set_marker((3, 0, angle - 90.0))
                self._heads[j][k].set_visible(bool(np.abs(end).max() > 1e-9))
        self._place(self._dots, start, value, np.zeros((2, 1)))

    @staticmethod
    def _place(lines: list[Any], *places: Array) -> None:
        for line, place in zip(lines, places, strict=True):
            line.set_data(*place)


def _grid_lines(low: Array, high: Array, j: int) -> Array:
    """Lines along which only input ``j`` grows, a quarter apart, with gaps between them."""
    along = np.append(np.linspace(low[j], high[j], 81), np.nan)
    across = np.arange(low[1 - j], high[1 - j] + 1e-9, 0.25)
    lines = np.empty((2, len(across), len(along)))
    lines[j], lines[1 - j] = along, across[:, None]
    return lines.reshape(2, -1)


def _points(low: Array, high: Array, count: int) -> Array:
    """Fill a rectangle with points, shape (2, count²)."""
    axes = np.linspace(low, high, count).T
    return np.stack(np.meshgrid(*axes)).reshape(2, -1)


def _frame(axes: Any, points: Array) -> None:
    """Make room for all points and a margin."""
    low, high = points.min(axis=1), points.max(axis=1)
    margin = 0.06 * float((high - low).max())
    axes.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin))


@cache
def _glass_range(name: str) -> Array:
    """Opposite corners of all that the glass can show of this map, shape (2, 2)."""
    f = MAPS[name].f
    points = _points(np.array(MAPS[name].low), np.array(MAPS[name].high), 13)[:, :, None]
    shown = [
        (f(points + size * _SQUARE[:, None, ::6]) - f(points)) / size
        for size in np.geomspace(SMALLEST, LARGEST, 5)
    ]
    return np.stack([np.min(shown, axis=(0, 2, 3)), np.max(shown, axis=(0, 2, 3))], axis=1)


def local_linear_map(
    f: str = "polar", x: float | None = None, y: float | None = None, size: float = 0.5
) -> Live[LinearMap]:
    r"""Show what a map of the plane does to a small square, and what its Jacobian says it does.

    Args:
        f: "polar", "shear", "mirror", "fold", "swirl" or "network".
        x: the first input at the corner of the square; None for a telling one.
        y: the second input there; None for a telling one.
        size: the side of the square, within [0.01, 1].

    Raises `WidgetError` for any other map, size, or a point outside the picture: r within [0, 1.5]
    and φ within [0, 5.25] for "polar", both inputs within [−2, 1] for the others.

    >>> widget = local_linear_map("polar", x=1.5, y=0.0, size=0.1)
    >>> print(widget.description.split("\n")[4])
    det J = 1.5: small areas × 1.5, orientation kept
    """
    chosen = plane_map(f)
    at = [start if v is None else v for v, start in zip((x, y), chosen.start, strict=True)]
    ranges = [*zip(chosen.inputs, chosen.low, chosen.high, strict=True)]
    for value, (name, low, high) in zip(at, ranges, strict=True):
        if not low <= value <= high:
            raise WidgetError(
                f"{name} = {number(value)} lies outside the picture. "
                f"Choose {name} within [{number(low)}, {number(high)}]."
            )
    if not SMALLEST <= size <= LARGEST:
        raise WidgetError(f"size = {size} is out of reach. Choose a size within [0.01, 1].")
    sliders = [
        slider(name, value, low, high, step=0.05)
        for value, (name, low, high) in zip(at, ranges, strict=True)
    ]
    choice = drop_down("map f", menu(), f)

    def follow(change: dict[str, Any]) -> None:
        _set_sliders(sliders, plane_map(change["new"]))

    choice.observe(follow, "value")
    controls = {
        "f": choice,
        "x": sliders[0],
        "y": sliders[1],
        "size": log_slider("side h", size, SMALLEST, LARGEST, step=0.05),
    }
    return Live(model, LinearMapScene, describe, controls)


def _set_sliders(sliders: list[Any], chosen: PlaneMap) -> None:
    """Give both sliders the names and ranges of another map, and its telling point."""
    for each, name, low, high, start in zip(
        sliders, chosen.inputs, chosen.low, chosen.high, chosen.start, strict=True
    ):
        # Never an end beyond the other, which traitlets refuses.
        each.min, each.max = min(low, each.min), max(high, each.max)
        each.value = start
        each.min, each.max, each.description = low, high, name
