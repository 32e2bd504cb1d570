"""The picture of the rules of variance: a parallelogram above, bars of variances below."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from coursekit.widgets.probability.variances import Variances
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
)

__all__ = ["TriangleScene"]

_CEILINGS = (13.0, 26.0, 52.0, 78.0, 104.0)  # ends of the axis of variances: few, so few jumps
_THICK = 0.66  # of a bar
_ARC = 0.8  # radius of the mark of the angle
_HEAD = 18.0  # size of an arrow's head
_BELOW = -0.28  # where the shadow lies, clear of the arrow of X
_SUM, _DIFFERENCE = {"color": VERMILLION}, {"color": PURPLE, "ls": (0, (4, 1.5))}
_ADDED: dict[str, Any] = {"facecolor": ORANGE, "edgecolor": BLACK, "hatch": "////", "lw": 1.0}
_TAKEN: dict[str, Any] = {"facecolor": "white", "edgecolor": BLACK, "hatch": "....", "lw": 1.0}


class TriangleScene:
    """Above: arrows of X and Y, the diagonals of their parallelogram. Below: their squares."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._bars) = new_figure(
            7.6, 5.3, ratios=(1.75, 1.0), stacked=True
        )
        self._draw_plane(self._plane)
        self._draw_bars(self._bars)
        self.moving: list[Any] = [
            self._edges, self._drop, self._shadow, self._angle, *self._arrows.values(),
            *self._own, *self._kept, *self._twice, self._split,
        ]  # fmt: skip

    def _draw_plane(self, axes: Axes) -> None:
        axes.set(xlim=(-5.6, 10.4), ylim=(-0.5, 5.4), ylabel="standard deviation")
        axes.set_aspect("equal")
        axes.set_xticks(range(-5, 11))
        axes.tick_params(labelsize=8.5)
        (self._edges,) = axes.plot([], [], color=GREY, lw=1.2, zorder=MOVING)
        self._arrows = {
            name: _arrow(axes, 1 + place, **look)
            for place, (name, look) in enumerate(
                {
                    # Wider than those above them, which hide them where all lie in one line.
                    "difference": {"lw": 5, **_DIFFERENCE},
                    "sum": {"lw": 5, **_SUM},
                    "X": {"lw": 2.8, "color": BLUE},
                    "Y": {"lw": 2.8, "color": GREEN},
                }.items()
            )
        }
        (self._drop,) = axes.plot([], [], ":", color=BLACK, lw=1.4, zorder=MOVING)
        (self._shadow,) = axes.plot([], [], color=BLACK, lw=4, zorder=MOVING)
        (self._angle,) = axes.plot([], [], color=BLACK, lw=1.4, zorder=MOVING + 0.9)
        # An arrow makes a poor legend: these lines only stand for what moves.
        for label, width, look in (
            ("$X$", 2.8, {"color": BLUE}),
            ("$Y$", 2.8, {"color": GREEN}),
            ("$X + Y$", 5, _SUM),
            ("$X − Y$", 5, _DIFFERENCE),
            ("shadow of $Y$ on $X$: $ρ$ SD[$Y$]", 4, {"color": BLACK}),
        ):
            axes.plot([], [], lw=width, label=label, **look)
        legend_above(axes, 5)

    def _draw_bars(self, axes: Axes) -> None:
        rows = ("Var[$X$] + Var[$Y$]", "Var[$X + Y$]", "Var[$X − Y$]")
        axes.set(ylim=(2.5, -0.5), xlabel="variance")
        axes.set_yticks(range(3), rows)
        axes.grid(visible=False, axis="y")
        box = axes.get_position()
        axes.set_position((0.19, box.y0, box.x1 - 0.19, box.height))
        self._own = [_bar(axes, 0, facecolor=colour, lw=0) for colour in (BLUE, GREEN)]
        self._kept = [
            _bar(axes, row, facecolor=look["color"], lw=0)
            for row, look in ((1, _SUM), (2, _DIFFERENCE))
        ]
        self._twice = [_bar(axes, row, **_ADDED) for row in (1, 2)]
        self._split = axes.axvline(
            0, color=BLACK, ls="--", lw=1.6, zorder=MOVING + 0.5, label="Var[$X$] + Var[$Y$]"
        )
        for label, look in (("added", _ADDED), ("taken away", _TAKEN)):
            axes.add_patch(Rectangle((0, 0), 0, 0, label=f"2 |Cov[$X, Y$]| {label}", **look))
        legend_above(axes, 3)

    def background(self, numbers: Variances) -> Hashable:
        """Only the axis of variances changes, in steps."""
        n = numbers
        largest = max(n.apart, n.of_sum, n.of_difference)
        return next(each for each in _CEILINGS if each >= largest)

    def set_background(self, numbers: Variances) -> None:
        """Set the axis of variances."""
        self._bars.set_xlim(0, self.background(numbers))

    def move(self, numbers: Variances) -> None:
        """Set arrows, angle and bars."""
        n = numbers
        x, y = np.array([n.std_x, 0.0]), np.array(n.tip)
        zero = np.zeros(2)
        ends = {"X": (zero, x), "Y": (zero, y), "sum": (zero, x + y), "difference": (y, x)}
        for name, (start, end) in ends.items():
            self._arrows[name].set_positions((start[0], start[1]), (end[0], end[1]))
            length = float(np.hypot(*(end - start)))
            self._arrows[name].set_mutation_scale(
                min(_HEAD, 2 * _HEAD * length)
            )  # or it overshoots
            self._arrows[name].set_visible(length > 1e-6)
        self._edges.set_data(*np.stack([x, x + y, y], axis=1))
        self._drop.set_data([y[0], y[0]], [y[1], _BELOW])
        self._shadow.set_data([0.0, y[0]], [_BELOW, _BELOW])
        self._angle.set_data(*_mark(n.correlation))
        self._move_bars(n)

    def _move_bars(self, n: Variances) -> None:
        split = n.apart
        for bar, start, length in zip(
            self._own, (0.0, n.std_x**2), (n.std_x**2, n.std_y**2), strict=True
        ):
            _set(bar, start, length)
        for kept, twice, total in zip(
            self._kept, self._twice, (n.of_sum, n.of_difference), strict=True
        ):
            _set(kept, 0.0, min(total, split))
            _set(twice, min(total, split), abs(total - split))
            look = _ADDED if total > split else _TAKEN
            twice.set(facecolor=look["facecolor"], hatch=look["hatch"])
            twice.set_visible(total != split)
        self._split.set_xdata([split, split])


def _arrow(axes: Axes, layer: int, **look: Any) -> FancyArrowPatch:
    made = FancyArrowPatch(
        (0, 0), (1, 0), arrowstyle="-|>", mutation_scale=_HEAD, shrinkA=0, shrinkB=0,
        zorder=MOVING + 0.1 * layer, joinstyle="miter", capstyle="butt", **look,
    )  # fmt: skip
    axes.add_patch(made)
    return made


def _bar(axes: Axes, row: int, **look: Any) -> Rectangle:
    made = Rectangle((0, row - _THICK / 2), 0, _THICK, zorder=MOVING, **look)
    axes.add_patch(made)
    return made


def _set(bar: Rectangle, start: float, length: float) -> None:
    bar.set_x(start)
    bar.set_width(length)


def _mark(correlation: float) -> Any:
    """Return the mark of the angle between the arrows, (2, points): an arc, or a right angle."""
    if correlation == 0:
        return _ARC * np.array([[0.6, 0.6, 0.0], [0.0, 0.6, 0.6]])
    turned = np.linspace(0, math.acos(correlation), 40)
    return _ARC * np.stack([np.cos(turned), np.sin(turned)])
