"""The picture of XOR: what the network says everywhere, and the loss."""

from collections.abc import Hashable

import contourpy
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    ORANGE,
    legend_above,
    new_figure,
)
from coursekit.widgets.training.xor import EPOCHS, POINTS, TARGETS, Xor

__all__ = ["XorScene"]

_WINDOW = (-0.5, 1.5)
_SIDE = np.linspace(*_WINDOW, 61)
_GRID = np.stack(np.meshgrid(_SIDE, _SIDE), axis=-1).reshape(-1, 2)
_SHADES = LinearSegmentedColormap.from_list("sides", ["#8FC1E3", "white", "#F3CF85"])
_MOST_UNITS = 8
_LOSSES = (2e-4, 8.0)


class XorScene:
    """A map shaded by the output, its boundary at ½, each hidden unit's line, and the loss."""

    def __init__(self) -> None:
        self.figure, (self._map, curve) = new_figure(9.2, 4.6, ratios=(1.0, 1.1))
        self._draw_map(self._map)
        self._draw_curve(curve)
        self.moving = [
            self._shade,
            *self._units,
            self._boundary,
            *self._points,
            self._loss,
            self._now,
        ]

    def _draw_map(self, plan: Axes) -> None:
        plan.set_aspect("equal")
        plan.grid(visible=False)
        self._shade = plan.imshow(
            np.zeros((len(_SIDE), len(_SIDE))),
            extent=(*_WINDOW, *_WINDOW),
            origin="lower",
            cmap=_SHADES,
            vmin=0.0,
            vmax=1.0,
            interpolation="bilinear",
            zorder=0.5,
        )
        self._units = [
            plan.plot([], [], ":", color=GREY, lw=1.4, zorder=MOVING)[0] for _ in range(_MOST_UNITS)
        ]
        self._units[0].set_label("unit zero")
        (self._boundary,) = plan.plot([], [], color=BLACK, lw=2.4, zorder=MOVING, label="output ½")
        self._points = []
        for target, marker, colour in ((0, "o", BLUE), (1, "s", ORANGE)):
            x = POINTS[target == TARGETS]
            (dots,) = plan.plot(
                x[:, 0],
                x[:, 1],
                marker,
                color=colour,
                mec=BLACK,
                ms=11,
                zorder=MOVING,
                label=f"target {target}",
            )
            self._points.append(dots)
        plan.set(xlim=_WINDOW, ylim=_WINDOW, xlabel="$x_1$", ylabel="$x_2$")
        plan.set_xticks([0, 1])
        plan.set_yticks([0, 1])
        legend_above(plan, 4, handle=1.0)

    def _draw_curve(self, curve: Axes) -> None:
        (self._loss,) = curve.plot([], [], color=BLUE, lw=2.0, zorder=MOVING, label="loss $L$")
        (self._now,) = curve.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING, clip_on=False)
        guess = np.log(2.0)
        curve.axhline(guess, color=GREY, lw=1.4, ls="--", label=r"always ½: $\ln 2$")
        curve.set(xlim=(0, EPOCHS), yscale="log", ylim=_LOSSES, xlabel="epoch")
        legend_above(curve, 2)

    def background(self, numbers: Xor) -> Hashable:
        """Nothing that stands still ever changes."""
        del numbers
        return None

    def set_background(self, numbers: Xor) -> None:
        """Nothing to set."""

    def move(self, numbers: Xor) -> None:
        """Set shades, boundary, the units' lines and the loss."""
        n = numbers
        output = n.output(_GRID).reshape(len(_SIDE), len(_SIDE))
        self._shade.set_data(output)
        pieces = contourpy.contour_generator(_SIDE, _SIDE, output).lines(0.5)
        gap = np.full((1, 2), np.nan)
        path = np.concatenate(
            [each for piece in pieces for each in (np.asarray(piece), gap)] or [gap]
        )
        self._boundary.set_data(path[:, 0], path[:, 1])
        for unit, line in enumerate(self._units):
            line.set_visible(unit < n.hidden)
            if unit < n.hidden:
                line.set_data(*_zero_line(n.weights[0][unit], float(n.weights[1][unit])))
        self._loss.set_data(np.arange(n.epoch + 1), n.losses)
        self._now.set_data([n.epoch], n.losses[-1:])


def _zero_line(w: np.ndarray, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Return two far points of the line w·x + b = 0."""
    length = float(w @ w)
    if not 0 < length < np.inf:
        return np.array([]), np.array([])
    foot, along = -b * w / length, np.array([-w[1], w[0]]) / np.sqrt(length)
    ends = foot + np.array([[-9.0], [9.0]]) * along
    return ends[:, 0], ends[:, 1]
