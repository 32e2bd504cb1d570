"""A grid under a map of the plane, and the parallelogram that the Jacobian makes of a square."""

from collections.abc import Hashable
from functools import cache
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.jacobians.maps import MAPS, PlaneMap, menu, plane_map
from coursekit.widgets.jacobians.squares import CORNERS, EDGE, LETTER, LinearMap, model
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

__all__ = ["LinearMapScene", "describe", "local_linear_map"]

SMALLEST, LARGEST = 2.0**-7, 1.0  # side of the square
_LOOKS = ((VERMILLION, "-"), (BLUE, (0, (3.5, 1.2))))

Array = npt.NDArray[np.float64]


def describe(n: LinearMap) -> str:
    """Write the point, the matrix row by row, its determinant, both areas and a remark."""
    a, b = n.map.inputs
    at = f"{a} = {number(n.point[0])}, {b} = {number(n.point[1])}; side h = {number(n.size)}"
    rows = (
        f"row {i + 1}: {name}\t{number(row[0])}\t{number(row[1])}"
        for i, (name, row) in enumerate(zip(n.map.outputs, n.jacobian, strict=True))
    )
    return "\n".join(
        (
            f"f({a}, {b}) = {n.map.formula} at {at}",
            f"J ∈ ℝ²ˣ²\t∂/∂{a}\t∂/∂{b}",
            *rows,
            *(_regular(n) if n.determinant else _singular(n)),
        )
    )


def _regular(n: LinearMap) -> tuple[str, str, str]:
    det, square = n.determinant, n.size**2
    turned = "orientation kept" if det > 0 else "orientation reversed, the F is mirrored"
    signed = "areas, mirrored parts negative" if min(det, n.area) < 0 else "areas"
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
        self._flat = self._lines(*self._axes[1:], color=GREEN, lw=3.6, ls="-.")
        self._image = self._lines(*self._axes, color=BLACK, lw=1.5)
        self._letters = self._lines(*self._axes, color=BLACK, lw=1.5)
        self._columns = [
            self._lines(*self._axes, color=colour, ls=style, lw=3) for colour, style in _LOOKS
        ]
        self._heads = [
            self._lines(*self._axes, color=colour, ms=9, ls="none") for colour, _ in _LOOKS
        ]
        self._dots = self._lines(*self._axes, color=BLACK, marker="o", ms=5, ls="none")
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

    @staticmethod
    def _lines(*pictures: Any, **look: Any) -> list[Any]:
        """Make one line in each of the pictures."""
        return [each.plot([], [], zorder=MOVING, **look)[0] for each in pictures]

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
        shown, enlarged = _reach(chosen.name)
        _frame(output, np.concatenate([shown, chosen.f(_points(low, high, 41))], axis=1))
        _frame(glass, enlarged)
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
        for lines, shape in ((self._image, EDGE), (self._letters, LETTER)):
            image = n.map.f(start + n.size * shape)
            self._place(lines, start + n.size * shape, image, (image - value) / n.size)
        flat = jac @ CORNERS
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
def _reach(name: str) -> tuple[Array, Array]:
    """Opposite corners, shape (2, 2), of all images and parallelograms: as they are, enlarged."""
    f = MAPS[name].f
    points = _points(np.array(MAPS[name].low), np.array(MAPS[name].high), 13)[:, :, None]
    values = f(points)
    # A tiny square has the corners of the parallelogram under the glass.
    images, flat = (
        (f(points + size * EDGE[:, None, ::6]) - values) / size for size in (LARGEST, 1e-6)
    )
    return _corners(values + LARGEST * flat, values + images), _corners(images, flat)


def _corners(*points: Array) -> Array:
    """Lowest and highest of points of shape (2, …), as the columns of shape (2, 2)."""
    both = np.stack(points)
    return np.stack([both.min(axis=(0, 2, 3)), both.max(axis=(0, 2, 3))], axis=1)


def local_linear_map(
    f: str = "polar", x: float | None = None, y: float | None = None, size: float = 0.5
) -> Live[LinearMap]:
    r"""Show what a map of the plane does to a small square, and what its Jacobian says it does.

    Args:
        f: "polar", "shear", "mirror", "fold", "swirl" or "network".
        x: the first input at the corner of the square; None for a telling one.
        y: the second input there; None for a telling one.
        size: the side of the square, from 1/128 to 1. The slider has four stops between a side and
            its half, and goes to the nearest.

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
        raise WidgetError(f"size = {size} is out of reach. Choose a size within [1/128, 1].")
    choice = drop_down("map f", menu(), f)
    choice.layout.max_width = "26em"
    controls = {
        "f": choice,
        **_point_sliders("polar", ("r", "angle")),
        **_point_sliders("shear", ("x", "y")),
        "size": _size_slider(size),
    }
    _one_point_at_a_time(controls)
    for name, value in zip(_point_names(chosen), at, strict=True):
        controls[name].value = value
    return Live(_at_sliders, LinearMapScene, describe, controls)


def _at_sliders(f: str, r: float, angle: float, x: float, y: float, size: float) -> LinearMap:
    """Take the pair of inputs that belongs to the map."""
    inputs = {"r": r, "angle": angle, "x": x, "y": y}
    first, second = (inputs[name] for name in _point_names(plane_map(f)))
    return model(f, first, second, size)


def _point_names(chosen: PlaneMap) -> tuple[str, str]:
    """Names of the two controls that move the point."""
    return ("r", "angle") if chosen.name == "polar" else ("x", "y")


def _point_sliders(f: str, names: tuple[str, str]) -> dict[str, Any]:
    """Make the two sliders for the inputs of a map.

    A pair of its own for each range: a browser that is told new ends of a slider may answer with
    its old place, and then the point is not where the program has put it.
    """
    chosen = plane_map(f)
    return {
        name: slider(label, start, low, high, step=0.05)
        for name, label, start, low, high in zip(
            names, chosen.inputs, chosen.start, chosen.low, chosen.high, strict=True
        )
    }


def _one_point_at_a_time(controls: dict[str, Any]) -> None:
    """Show the sliders of the chosen map only; a new map starts at its telling point."""

    def show(chosen: PlaneMap) -> None:
        names = _point_names(chosen)
        for name in ("r", "angle", "x", "y"):
            controls[name].layout.display = None if name in names else "none"

    def follow(change: dict[str, Any]) -> None:
        chosen = plane_map(change["new"])
        for name, start in zip(_point_names(chosen), chosen.start, strict=True):
            controls[name].value = start
        show(chosen)

    controls["f"].observe(follow, "value")
    show(plane_map(controls["f"].value))


def _size_slider(size: float) -> Any:
    """Make a slider of halves and quarters of octaves: four presses of a key halve the side."""
    return ipywidgets.FloatLogSlider(
        value=size,
        base=2,
        min=float(np.log2(SMALLEST)),
        max=float(np.log2(LARGEST)),
        step=0.25,
        description="side h",
        readout_format=".3g",
        layout=dict(WIDE),
        style=label_width(),
    )
