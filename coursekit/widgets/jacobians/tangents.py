"""A helix that can be pushed aside: the two columns of its Jacobian as tangent vectors."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import jacobian
from coursekit.widgets.controls import WIDE, label_width, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import BLACK, BLUE, GREY, MOVING, VERMILLION, new_figure, number

__all__ = ["Helix", "HelixScene", "curve", "describe", "helix", "model"]

T_LIMITS = (0.0, 6.3)
S_LIMITS = (-2.0, 2.0)
_T = np.linspace(*T_LIMITS, 127)
_ELEVATION = 20.0  # degrees
_TURN = -65  # degrees: from where no arrow of the default point is hidden behind another
_LOOKS = ((VERMILLION, "-"), (BLUE, (0, (3.5, 1.2))))
_GRID = "#B8B8B8"

Array = npt.NDArray[np.float64]


def curve(p: Any) -> Any:
    """Return f(t, s) = ⟨sin t + s, cos t, 6t/π⟩, shape (3, …), for ``p`` of shape (2, …).

    Source: S3 (the Jacobian matrix).

    >>> curve(np.array([0.0, 2.0]))
    array([2., 1., 0.])
    """
    t, s = p
    return np.stack([np.sin(t) + s, np.cos(t), 6 / np.pi * t])


@dataclass(frozen=True)
class Helix:
    """The numbers of one state: the point (3,) and the Jacobian (3, 2) at (t, s)."""

    t: float
    s: float
    turn: int
    point: Array
    jacobian: Array


def model(t: float, s: float, turn: int) -> Helix:
    """Take the point of the helix and its Jacobian ∂f/∂(t, s) ∈ ℝ³ˣ², by autodiff.

    ``turn`` is the angle in degrees from which the picture is seen; no number depends on it.
    Source: S3 (the Jacobian matrix).

    >>> n = model(0.0, 1.0, 0)
    >>> n.point, n.jacobian[:, 1]
    (array([1., 1., 0.]), array([1., 0., 0.]))
    """
    at = np.round([t, s], 9)  # sliders add up steps of 0.05 in binary
    return Helix(float(at[0]), float(at[1]), turn, curve(at), jacobian(curve)(at))


def describe(n: Helix) -> str:
    """Write the point, then the matrix: a row for each output, a column for each input."""
    x, y, z = (number(each) for each in n.point)
    rows = (
        f"row {name}\t{number(by_t)}\t{number(by_s)}"
        for name, (by_t, by_s) in zip(("1: x", "2: y", "3: z"), n.jacobian, strict=True)
    )
    return "\n".join(
        (
            f"f(t, s) = (x, y, z) = ({x}, {y}, {z}) at t = {number(n.t)}, s = {number(n.s)}",
            "J has a row for each output (x, y, z) and a column for each input (t, s): 3×2",
            "J ∈ ℝ³ˣ²\t∂/∂t\t∂/∂s",
            *rows,
        )
    )


class HelixScene:
    """Left: the input plane with a step in each input. Right: the surface with both tangents."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._space) = new_figure(
            7.6, 4.4, ratios=(1.0, 2.0), solid=(1,)
        )
        self._draw_grids()
        # One of each kind for each input, in the plane and in space.
        self._through = [self._pair(color=c, ls=style, lw=1.1) for c, style in _LOOKS]
        self._shafts = [self._pair(color=c, ls=style, lw=3) for c, style in _LOOKS]
        self._heads = [self._pair(color=c, ms=11, ls="none") for c, _ in _LOOKS]
        self._dots = self._pair(color=BLACK, marker="o", ms=7, ls="none")
        names = (
            r"column 1, $\partial f/\partial t$: only $t$ grows",
            r"column 2, $\partial f/\partial s$: only $s$ grows",
        )
        self.figure.legend(
            [shaft[0] for shaft in self._shafts],
            names,
            loc="upper left",
            ncols=2,
            frameon=False,
            handlelength=2.6,
            fontsize=10,
        )
        self.moving = [
            artist
            for pair in (*self._through, *self._shafts, *self._heads, self._dots)
            for artist in pair
        ]

    def _draw_grids(self) -> None:
        plane, space = self._plane, self._space
        plane.set_position((0.085, 0.25, 0.29, 0.5))
        plane.set_aspect("equal")  # a step of 1 is as long in t as in s
        plane.set(
            xlim=(-0.4, 7.6),
            ylim=(-2.3, 3.3),
            xticks=(0, 2, 4, 6),
            xlabel="input 1: $t$",
            ylabel="input 2: $s$",
        )
        plane.grid(visible=False)
        space.set_position((0.40, 0.09, 0.57, 0.88))
        space.set(
            xlim=(-3, 4),
            ylim=(-2, 2),
            zlim=(0, 14),
            xticks=(-2, 0, 2, 4),
            yticks=(-2, 0, 2),
            zticks=(0, 4, 8, 12),
            xlabel="output 1: $x$",
            ylabel="output 2: $y$",
            zlabel="output 3: $z$",
        )
        space.set_box_aspect((7, 4, 7), zoom=0.95)  # z at half the scale of x and y, or it towers
        gap = np.full((2, 1), np.nan)
        lines = [np.array([_T, np.full_like(_T, s)]) for s in np.arange(-2, 3)]
        lines += [np.array([[t, t], S_LIMITS]) for t in np.arange(0.0, T_LIMITS[1], 0.5)]
        grid = np.concatenate([part for line in lines for part in (line, gap)], axis=1)
        plane.plot(*grid, color=_GRID, lw=0.8)
        space.plot(*curve(grid), color=_GRID, lw=0.8)

        self.figure.text(0.02, 0.02, "$z$ is drawn at half the scale of $x$ and $y$", color=GREY)

    def _pair(self, **look: Any) -> tuple[Any, Any]:
        (flat,) = self._plane.plot([], [], zorder=MOVING, **look)
        (solid,) = self._space.plot([], [], [], zorder=MOVING, **look)
        return flat, solid

    def background(self, numbers: Helix) -> Hashable:
        """Everything but the point stands still until the picture is turned."""
        return numbers.turn

    def set_background(self, numbers: Helix) -> None:
        """Turn the picture."""
        self._space.view_init(_ELEVATION, numbers.turn)

    def move(self, numbers: Helix) -> None:
        """Set the point, the two curves through it and the two columns."""
        n = numbers
        here = np.array([n.t, n.s])
        through = (np.array([_T, np.full_like(_T, n.s)]), np.array([[n.t, n.t], S_LIMITS]))
        for j, inputs in enumerate(through):
            _set(self._through[j], inputs, curve(inputs))
            end, tip = here + np.eye(2)[j], n.point + n.jacobian[:, j]
            _set(self._shafts[j], np.stack([here, end], 1), np.stack([n.point, tip], 1))
            _set(self._heads[j], end[:, None], tip[:, None])
            flat, solid = self._heads[j]
            flat.set_marker((3, 0, -90.0 if j == 0 else 0.0))
            solid.set_marker((3, 0, self._direction(n.point, tip) - 90.0))
        _set(self._dots, here[:, None], n.point[:, None])

    def _direction(self, start: Array, end: Array) -> float:
        """Angle in degrees of an arrow on the screen, anticlockwise from the right."""
        matrix = self._space.get_proj()
        ends = (matrix @ np.append(each, 1.0) for each in (start, end))
        (x0, y0), (x1, y1) = (each[:2] / each[3] for each in ends)
        return float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))


def _set(pair: tuple[Any, Any], inputs: Array, outputs: Array) -> None:
    """Set a line in the plane, shape (2, k), and its image in space, shape (3, k)."""
    pair[0].set_data(*inputs)
    pair[1].set_data_3d(*outputs)


def helix(t: float = 1.0, s: float = 1.0) -> Live[Helix]:
    r"""Show f(t, s) = ⟨sin t + s, cos t, 6t/π⟩ with the columns of its Jacobian as tangent vectors.

    Args:
        t: how far along the helix, within [0, 6.3].
        s: how far the helix is pushed aside, within [−2, 2].

    Raises `WidgetError` for a point outside. Source: S3 (the Jacobian matrix).

    >>> widget = helix(t=0.0, s=1.0)
    >>> widget.description.split("\n")[0]
    'f(t, s) = (x, y, z) = (1, 1, 0) at t = 0, s = 1'
    """
    if not T_LIMITS[0] <= t <= T_LIMITS[1]:
        raise WidgetError(f"t = {t} lies outside the picture. Choose t within [0, 6.3].")
    if not S_LIMITS[0] <= s <= S_LIMITS[1]:
        raise WidgetError(f"s = {s} lies outside the picture. Choose s within [−2, 2].")
    controls = {
        "t": slider("t", t, *T_LIMITS, step=0.05),
        "s": slider("s", s, *S_LIMITS, step=0.05),
        "turn": ipywidgets.IntSlider(
            value=_TURN,
            min=-180,
            max=180,
            step=5,
            description="view (°)",
            layout=dict(WIDE),
            style=label_width(),
        ),
    }
    return Live(model, HelixScene, describe, controls)
