"""The picture of a descent: contours with the path, and the loss against the step."""

from collections.abc import Hashable
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes

from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
)
from coursekit.widgets.training.paths import MOST_STEPS, Path
from coursekit.widgets.training.surfaces import SURFACES, Surface

__all__ = ["DescentScene"]

_FINE = 121  # points a side for the contours
_LEVELS = 14
_LOSSES = (1e-8, 1e4)  # of the logarithmic axis
_SADDLE = (-12.0, 5.0)  # where losses may be negative the axis is linear


class _Shown(Protocol):
    """What the picture needs of a descent."""

    @property
    def surface(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def shown(self) -> int: ...
    @property
    def left(self) -> bool: ...


class DescentScene:
    """A map with the path from a ring to a dot, and the loss after every step beside it."""

    def __init__(self) -> None:
        self.figure, (self._map, self._curve) = new_figure(8.6, 4.3, ratios=(1.0, 1.0))
        self._drawn: list[Any] = []
        self._draw_map(self._map)
        self._draw_curve(self._curve)
        self.moving = [self._path, self._start, self._dot, self._loss, self._now]

    def _draw_map(self, plan: Axes) -> None:
        plan.set_aspect("equal")
        plan.grid(visible=False)
        plan.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$")
        (self._path,) = plan.plot(
            [], [], "-", color=VERMILLION, lw=1.4, marker=".", ms=5, zorder=MOVING, label="path"
        )
        (self._start,) = plan.plot(
            [], [], "o", color=BLACK, mfc="white", ms=8, mew=1.6, zorder=MOVING, label="start"
        )
        (self._dot,) = plan.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING, label="now")
        (self._goal,) = plan.plot(
            [], [], "*", color=GREEN, mec="white", ms=15, label="minimum", zorder=3
        )

    def _draw_curve(self, curve: Axes) -> None:
        (self._loss,) = curve.plot([], [], color=BLUE, lw=2.0, zorder=MOVING)
        (self._now,) = curve.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING)
        curve.set(xlim=(0, MOST_STEPS), xlabel="step")
        curve.set_title("loss $L$ after each step", loc="left", fontsize=10.5)

    def background(self, numbers: _Shown) -> Hashable:
        """Name the surface, with which the contours and both windows change."""
        return numbers.surface

    def set_background(self, numbers: _Shown) -> None:
        """Draw the contours."""
        shown = SURFACES[numbers.surface]
        for artist in self._drawn:
            artist.remove()
        self._drawn = _contours(self._map, shown)
        bottom = shown.lowest is not None
        self._goal.set_data(*([shown.place[0]], [shown.place[1]]) if bottom else ([], []))
        self._goal.set_label("minimum" if bottom else "_none")
        if bottom:
            self._curve.set(yscale="log", ylim=_LOSSES)
        else:
            self._curve.set(yscale="linear", ylim=_SADDLE)
        legend_above(self._map, 4, handle=1.4)

    def move(self, numbers: _Shown) -> None:
        """Set the path and the losses as far as they are shown."""
        n = numbers
        # The renderer need not draw to 1e17; points that far are drawn nearer, the same way off.
        points = n.path.points[: n.shown + 1]
        distances = np.hypot(points[:, :1], points[:, 1:])
        points = points * np.minimum(1.0, 1e4 / np.maximum(distances, 1e-9))
        self._path.set_data(points[:, 0], points[:, 1])
        self._start.set_data(points[:1, 0], points[:1, 1])
        self._dot.set_data(points[-1:, 0], points[-1:, 1])
        losses = np.clip(n.path.losses[: n.shown + 1], -1e9, 1e9)
        if SURFACES[n.surface].lowest is not None:
            losses = np.maximum(losses, 1e-30)
        self._loss.set_data(np.arange(len(losses)), losses)
        self._now.set_data([n.shown], losses[-1:])
        self._now.set_visible(not n.left)
        self._loss.set_color(VERMILLION if n.left else BLUE)


def _contours(plan: Axes, shown: Surface) -> list[Any]:
    """Draw level lines whose spacing follows the surface: dense enough near its lowest place."""
    left, right, low, high = shown.window
    a, b = np.meshgrid(np.linspace(left, right, _FINE), np.linspace(low, high, _FINE))
    z = shown.loss(a, b)
    bottom, top = float(z.min()), float(z.max())
    # Squares: lines of a quadratic bowl at equal distances.
    levels = bottom + (top - bottom) * (np.arange(1, _LEVELS + 1) / _LEVELS) ** 2
    if shown.lowest is None:
        levels = np.linspace(bottom, top, _LEVELS + 1)
    shades = plan.contourf(
        a, b, z, levels=[bottom, *levels[levels > bottom]], cmap="Greys", alpha=0.35, zorder=0.5
    )
    lines = plan.contour(a, b, z, levels=levels, colors=GREY, linewidths=0.7, linestyles="-")
    plan.set(xlim=(left, right), ylim=(low, high))
    return [shades, lines]
