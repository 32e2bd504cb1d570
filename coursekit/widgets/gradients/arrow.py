"""The gradient as an arrow on the map, and the slope in every other direction."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from coursekit.autodiff import hessian
from coursekit.widgets.controls import slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.gradients.board import Board
from coursekit.widgets.gradients.functions import Surface, heights, partials, surface, touches
from coursekit.widgets.gradients.place import place
from coursekit.widgets.gradients.relief import round_up
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    PURPLE,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["Direction", "DirectionScene", "describe", "gradient_arrow", "model"]

_LEVEL = 1e-9  # a shorter gradient is rounding: sliders add up steps of 0.05 in binary
_RING = 0.42  # length of the unit vector on the map, in half-widths of the window
_LONGEST = 0.85  # no arrow of a gradient is longer, in half-widths of the window

_ANGLES = np.linspace(-180.0, 180.0, 181)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Direction:
    """The numbers of one state; angles in degrees, anticlockwise from the first axis."""

    surface: Surface
    x: float
    y: float
    z: float
    gradient: tuple[float, float]
    angle: float
    kind: str  # of the place, where the gradient is zero; empty elsewhere
    touching: bool  # whether the gradient's plane touches f, so that it knows all slopes

    @property
    def u(self) -> tuple[float, float]:
        """The unit vector in the chosen direction."""
        return _unit(self.angle)

    @property
    def slope(self) -> float:
        """The directional derivative ∇f·u."""
        return self.gradient[0] * self.u[0] + self.gradient[1] * self.u[1]

    @property
    def norm(self) -> float:
        """Length of the gradient: the slope in the steepest direction."""
        return float(np.hypot(*self.gradient))

    @property
    def exists(self) -> bool:
        """Whether there is a gradient that gives the slope in every direction."""
        return self.touching

    @property
    def has_direction(self) -> bool:
        """Whether there is a steepest direction at all."""
        return self.exists and not self.kind

    @property
    def steepest(self) -> float:
        """Angle of the gradient, in (−180, 180]."""
        return float(np.degrees(np.arctan2(self.gradient[1], self.gradient[0])))

    @property
    def between(self) -> float:
        """Signed angle from the gradient to u, in [−180, 180)."""
        return (self.angle - self.steepest + 180.0) % 360.0 - 180.0


def _unit(angle: float) -> tuple[float, float]:
    turn = np.radians(angle)
    # cos 90° is 6e-17 in floats; nobody wants to see it.
    return float(np.round(np.cos(turn), 15)), float(np.round(np.sin(turn), 15))


def model(f: str, formula: str, x: float, y: float, angle: float) -> Direction:
    """Gradient at (x, y) and the directional derivative at ``angle`` degrees from the first axis.

    ``f`` is a name of the table, or "own" for the typed ``formula`` in x and y. Raises as
    `surface` does. Source: S0, S2, S3 (the gradient as a row), S2 (steepest descent).

    >>> n = model("4x + 7y^2", "", 1.0, 0.5, 90.0)
    >>> n.gradient, n.u, n.slope
    ((4.0, 7.0), (0.0, 1.0), 7.0)
    """
    shown = surface(f, formula)
    gradient = partials(shown, x, y)
    touching = touches(shown, x, y, gradient)
    level = touching and np.hypot(*gradient) < _LEVEL
    return Direction(
        surface=shown,
        x=x,
        y=y,
        z=float(heights(shown, x, y)),
        gradient=(0.0, 0.0) if level else gradient,
        angle=angle,
        kind=_kind(shown, x, y) if level else "",
        touching=touching,
    )


def _kind(shown: Surface, x: float, y: float) -> str:
    """Name a level place by the curvatures there, the eigenvalues of the second derivatives."""
    with np.errstate(all="ignore"):
        second = hessian(lambda p: shown.f(p[0], p[1]))(np.array([x, y]))
    low, high = np.linalg.eigvalsh(second) if np.isfinite(second).all() else (0.0, 0.0)
    least = 1e-6 * max(1.0, abs(low), abs(high))
    if low > least:
        return "the bottom of a bowl"
    if high < -least:
        return "the top of a hill"
    if low < -least and high > least:
        return "a saddle, uphill one way and downhill another"
    return "a level place, and the second derivatives do not tell of which kind"


def describe(n: Direction) -> str:
    """Write four lines: the point, the gradient, the chosen direction, the special ones."""
    a, b = n.surface.variables
    point = f"{n.surface.words} at ({number(n.x)}, {number(n.y)}): f = {number(n.z)}"
    u = f"u at {number(n.angle)}° = ({number(n.u[0], 3)}, {number(n.u[1], 3)})"
    if not np.isfinite(n.gradient).all():
        return f"{point}\nthere is no gradient here: a partial derivative does not exist\n{u}"
    row = f"gradient ∇f = [{number(n.gradient[0])}, {number(n.gradient[1])}]"
    if not n.exists:
        return (
            f"{point}\n{row}, but f is not differentiable here: no plane touches it\n"
            f"{u}: ∇f·u need not be the slope, so none is shown"
        )
    if n.kind:
        return (
            f"{point}\n{row}: this is {n.kind}\n"
            f"{u}: slope in this direction ∇f·u = 0, and in every other direction too\n"
            "an arrow of length 0 has no direction: to first order, nothing is steepest here"
        )
    slope, norm, steepest = number(n.slope), number(n.norm), number(n.steepest, 3)
    axis = {0.0: f" = ∂f/∂{a}", 90.0: f" = ∂f/∂{b}"}.get(n.angle, "")
    level = [number(_turned(n.steepest, by), 3) for by in (90.0, -90.0)]
    return (
        f"{point}\n{row}, its length ‖∇f‖ = {norm}, its direction {steepest}°\n"
        f"{u}: slope in this direction ∇f·u = {slope}{axis} "
        f"= ‖∇f‖ cos {number(abs(n.between), 3)}°\n"
        f"steepest up {norm} at {steepest}°, level at {level[0]}° and {level[1]}°, "
        f"steepest down −{norm} at {number(_turned(n.steepest, 180.0), 3)}°"
    )


def _turned(angle: float, by: float) -> float:
    """Turn an angle and bring it back to [−180, 180).

    >>> _turned(135.0, 90.0)
    -135.0
    """
    return (angle + by + 180.0) % 360.0 - 180.0


class DirectionScene:
    """Left: contours, gradient and direction dial. Right: the slope for every direction."""

    def __init__(self) -> None:
        self.figure, (plan, self._wave) = new_figure(8.4, 4.5, ratios=(1.0, 1.1))
        plan.set_position((0.085, 0.12, 0.40, 0.72))
        self._wave.set_position((0.575, 0.12, 0.405, 0.72))
        self._title = self.figure.text(0.015, 0.945, "", fontsize=11)
        self._board = Board(plan)
        self._draw_dial(plan)
        self._draw_wave(self._wave)
        self.moving = [
            self._ring,
            self._level,
            self._arc,
            self._gradient,
            self._u,
            self._dot,
            self._curve,
            self._now,
            *self._marks,
            self._here,
        ]

    def _draw_dial(self, plan: Axes) -> None:
        (self._ring,) = plan.plot([], [], color=GREY, lw=1.0, zorder=MOVING)
        (self._arc,) = plan.plot([], [], color=ORANGE, lw=4.0, zorder=MOVING)
        (self._level,) = plan.plot([], [], color=GREEN, lw=2.0, ls=":", zorder=MOVING)
        self._gradient = self._board.arrow(VERMILLION, 3.2)
        self._u = self._board.arrow(BLUE, 2.0, "->")
        (self._dot,) = plan.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING, clip_on=False)
        # An arrow makes a poor legend: these lines only stand for what moves.
        for colour, style, width, label in (
            (VERMILLION, "-", 3.2, r"direction of $\nabla f$"),
            (BLUE, "-", 2.0, "$u$"),
            (GREEN, ":", 2.0, "level"),
        ):
            plan.plot([], [], color=colour, ls=style, lw=width, label=label)
        legend_above(plan, 3)

    def _draw_wave(self, wave: Axes) -> None:
        (self._curve,) = wave.plot([], [], color=BLACK, lw=2.0, zorder=MOVING)
        (self._now,) = wave.plot([], [], color=BLUE, lw=1.4, ls="--", zorder=MOVING)
        looks = ((VERMILLION, "^", "up"), (GREEN, "s", "level"), (PURPLE, "v", "down"))
        self._marks = [
            wave.plot(
                [], [], mark, ls="", color=colour, ms=9, zorder=MOVING, label=label, clip_on=False
            )[0]
            for colour, mark, label in looks
        ]
        (self._here,) = wave.plot(
            [], [], "o", color=BLUE, mec="white", ms=10, zorder=MOVING, label="$u$", clip_on=False
        )
        wave.axhline(0, color=GREY, lw=0.8)
        wave.set(xlim=(-180, 180), xlabel="direction of $u$", ylabel=r"slope $\nabla f \cdot u$")
        degrees = range(-180, 181, 90)
        wave.set_xticks(degrees, [f"{number(each)}°" for each in degrees])
        legend_above(wave, 4)

    def background(self, numbers: Direction) -> Hashable:
        """Name the map and the scale of the slopes, which grows in leaps."""
        return numbers.surface, _scale(numbers)

    def set_background(self, numbers: Direction) -> None:
        """Draw the map and set the scale."""
        self._board.show(numbers.surface)
        self._title.set_text(numbers.surface.title)
        scale = _scale(numbers)
        self._wave.set_ylim(-1.15 * scale, 1.15 * scale)

    def move(self, numbers: Direction) -> None:
        """Set arrows, ring, arc, curve and marks."""
        n = numbers
        reach, here = n.surface.reach, np.array([n.x, n.y])
        radius = _RING * reach
        self._dot.set_data([n.x], [n.y])
        self._ring.set_data(*(here[:, None] + radius * np.array(_circle(_ANGLES))))
        self._board.point(self._u, here, here + radius * np.array(n.u))
        for artist in (self._arc, self._level, self._gradient, *self._marks):
            artist.set_visible(n.has_direction)
        self._curve.set_visible(n.exists)
        self._here.set_visible(n.exists)
        self._now.set_data([n.angle, n.angle], [-1e9, 1e9])
        if not n.exists:
            return
        slopes = np.array(n.gradient) @ np.array(_circle(_ANGLES))
        self._curve.set_data(_ANGLES, slopes)
        self._here.set_data([n.angle], [n.slope])
        if not n.has_direction:
            return
        along = np.array(n.gradient) / n.norm
        # Gradients differ by factors of hundreds: long ones are drawn shorter.
        length = _LONGEST * reach * n.norm / (n.norm + 1.0)
        self._board.point(self._gradient, here, here + length * along)
        turns = n.steepest + np.linspace(0.0, n.between, 60)
        self._arc.set_data(*(here[:, None] + 0.55 * radius * np.array(_circle(turns))))
        across = np.array([-along[1], along[0]])
        self._level.set_data(*(here[:, None] + 1.5 * radius * np.outer(across, [-1.0, 1.0])))
        level = [_turned(n.steepest, 90.0), _turned(n.steepest, -90.0)]
        self._marks[0].set_data([n.steepest], [n.norm])
        self._marks[1].set_data(level, [0.0, 0.0])
        self._marks[2].set_data([_turned(n.steepest, 180.0)], [-n.norm])


def _circle(angles: Array) -> tuple[Array, Array]:
    return np.cos(np.radians(angles)), np.sin(np.radians(angles))


def _scale(n: Direction) -> float:
    return round_up(n.norm) if n.has_direction else 1.0


def gradient_arrow(
    f: str = "hill", x: float = -1.2, y: float = -0.8, angle: float = 0.0
) -> Live[Direction]:
    r"""Turn a direction round a point: the slope is a cosine, largest along the gradient.

    Args:
        f: a name as in `slices`, or any formula in x and y.
        x: the first variable at the point, within the window of the function.
        y: the second one.
        angle: the direction in degrees, anticlockwise from the first axis, within [−180, 180].

    Raises `FormulaError` for text that is neither, `WidgetError` for a point outside the window or
    an angle out of reach.

    >>> widget = gradient_arrow("bowl", x=1.0, y=0.0, angle=60)
    >>> print(widget.description.split("\n")[2])
    u at 60° = (0.5, 0.866): slope in this direction ∇f·u = 1 = ‖∇f‖ cos 60°
    """
    if not -180.0 <= angle <= 180.0:
        raise WidgetError(f"angle = {angle} is out of reach. Choose an angle within [−180, 180].")
    chosen = place(f, x, y)
    dial = slider("angle of u", angle, -180.0, 180.0, 1.0)
    dial.readout_format = ".0f"
    return Live(
        model,
        DirectionScene,
        describe,
        {**chosen.controls, "angle": dial},
        top=[*chosen.top, dial],
        message=chosen.message,
    )
