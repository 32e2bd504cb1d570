"""The picture of a bivariate normal: ellipses and a cut, the marginals and the slice beside."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from coursekit.widgets.probability.pair import RADII, Pair
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    MOVING,
    ORANGE,
    SKY,
    VERMILLION,
    new_figure,
)

__all__ = ["PairScene"]

_HALF = 6.0  # units from the mean to the edge of the window: three of the largest deviations
_STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # ends of axes of densities, times 1/unit
_HEADROOM = 1.06
_POINTS = 241
_CIRCLE = np.stack([f(np.linspace(0, 2 * np.pi, 121)) for f in (np.cos, np.sin)])

Array = npt.NDArray[np.float64]


class PairScene:
    """Middle: ellipses, the cut, the line of conditional means. Above: p(x). Right: p(y | x).

    Args:
        mean: of both variables, in the middle of the window.
        units: of both axes; the window reaches six of them to each side.
    """

    def __init__(self, mean: tuple[float, float], units: tuple[float, float]) -> None:
        self._units = units
        self._windows = [(m - _HALF * u, m + _HALF * u) for m, u in zip(mean, units, strict=True)]
        self.figure, axes = new_figure(7.6, 5.4, ratios=(1.0, 1.0, 1.0))
        self._plane, self._above, self._right = axes
        self._plane.set_position((0.095, 0.1, 0.485, 0.683))
        self._above.set_position((0.095, 0.82, 0.485, 0.15))
        self._right.set_position((0.62, 0.1, 0.355, 0.683))
        self._draw_plane(self._plane)
        self._draw_above(self._above)
        self._draw_right(self._right)
        self.moving: list[Any] = [
            *self._rings, self._means, *self._bands, self._cut, self._spread,
            self._first, self._height, self._slice, self._given_area, self._second, self._given,
            *self._middles,
        ]  # fmt: skip
        self._legend()

    def _draw_plane(self, axes: Axes) -> None:
        axes.set(
            xlim=self._windows[0], ylim=self._windows[1], xlabel="$x$", ylabel="$y$",
        )  # fmt: skip
        self._rings = [
            Polygon(
                np.zeros((1, 2)), facecolor=SKY, edgecolor=BLUE, lw=1.2, alpha=alpha, zorder=MOVING
            )
            for alpha in (0.25, 0.45, 0.65)
        ]
        for ring in self._rings:
            axes.add_patch(ring)
        (self._means,) = axes.plot([], [], color=GREEN, lw=2.6, ls="-.", zorder=MOVING + 0.1)
        self._bands = [
            axes.plot([], [], color=GREEN, lw=1.2, ls=":", zorder=MOVING + 0.1)[0] for _ in range(2)
        ]
        self._cut = axes.axvline(0, color=ORANGE, lw=2.6, zorder=MOVING + 0.2)
        (self._spread,) = axes.plot(
            [], [], color=VERMILLION, lw=6, zorder=MOVING + 0.3, solid_capstyle="butt"
        )

    def _draw_above(self, axes: Axes) -> None:
        axes.set(xlim=self._windows[0], ylabel="$p(x)$")
        axes.tick_params(labelbottom=False)
        axes.locator_params("y", nbins=3)
        (self._first,) = axes.plot([], [], color=BLUE, lw=2.2, zorder=MOVING)
        (self._height,) = axes.plot(
            [], [], color=ORANGE, lw=2.6, zorder=MOVING, marker="o", ms=6, markevery=[1]
        )

    def _draw_right(self, axes: Axes) -> None:
        axes.set(ylim=self._windows[1], xlabel="density")
        axes.tick_params(labelleft=False)
        axes.locator_params("x", nbins=5)
        self._slice = Polygon(
            np.zeros((1, 2)), facecolor=ORANGE, edgecolor=BLACK, hatch="//", lw=0.8, alpha=0.8,
            zorder=MOVING + 0.1,
        )  # fmt: skip
        self._given_area = Polygon(
            np.zeros((1, 2)), facecolor=VERMILLION, lw=0, alpha=0.15, zorder=MOVING
        )
        axes.add_patch(self._given_area)
        axes.add_patch(self._slice)
        (self._second,) = axes.plot([], [], color=BLUE, lw=2.2, zorder=MOVING + 0.2)
        (self._given,) = axes.plot(
            [], [], color=VERMILLION, lw=2.6, ls=(0, (5, 1.5)), zorder=MOVING + 0.3
        )
        self._middles = [
            each.axhline(0, color=BLACK, lw=1.0, ls=":", zorder=MOVING + 0.4)
            for each in (self._plane, axes)
        ]

    def _legend(self) -> None:
        """Put the legend into the empty corner."""
        with rc_context({"font.family": "DejaVu Sans"}):
            self.figure.legend(
                [self._first, self._slice, self._given, self._means, self._bands[0]],
                [
                    "marginals $p(x)$, $p(y)$",
                    "slice $p(x, y)$ along $X = x$",
                    "$p(y\\,|\\,x) =$ slice $/\\,p(x)$",
                    "$E[Y\\,|\\,X = x]$",
                    "$\\pm$ its standard deviation",
                ],
                loc="upper left",
                bbox_to_anchor=(0.61, 0.997),
                frameon=False,
                fontsize=9.5,
                handlelength=3.0,
                labelspacing=0.3,
            )

    def background(self, numbers: Pair) -> Hashable:
        """Only the ends of the axes of densities change, in steps."""
        return self._ends(numbers)

    def set_background(self, numbers: Pair) -> None:
        """Set the axes of densities."""
        above, right = self._ends(numbers)
        self._above.set_ylim(0, above)
        self._right.set_xlim(0, right)

    def _ends(self, n: Pair) -> tuple[float, ...]:
        """Return where the axes of densities end: above, and at the right."""
        peaks = float(n.first.prob(n.mean_x)), float(n.given.prob(n.given.mean))
        return tuple(
            next(step / unit for step in _STEPS if step >= _HEADROOM * peak * unit)
            for peak, unit in zip(peaks, self._units, strict=True)
        )

    def move(self, numbers: Pair) -> None:
        """Set ellipses, cut, lines and curves."""
        n = numbers
        x, y = (np.linspace(*window, _POINTS) for window in self._windows)
        factor = np.linalg.cholesky(n.joint.covariance)
        middle = np.array([[n.mean_x], [n.mean_y]])
        for ring, radius in zip(self._rings, reversed(RADII), strict=True):
            ring.set_xy((middle + radius * factor @ _CIRCLE).T)
        given = n.given
        ends = np.array(self._windows[0])
        self._means.set_data(ends, n.expected(ends))
        for band, side in zip(self._bands, (-1, 1), strict=True):
            band.set_data(ends, n.expected(ends) + side * given.std)
        self._cut.set_xdata([n.x, n.x])
        self._spread.set_data([n.x, n.x], [given.mean - given.std, given.mean + given.std])
        for line in self._middles:
            line.set_ydata([given.mean, given.mean])
        self._first.set_data(x, n.first.prob(x))
        height = float(n.first.prob(n.x))
        self._height.set_data([n.x, n.x], [0.0, height])
        self._second.set_data(n.second.prob(y), y)
        density = given.prob(y)
        self._given.set_data(density, y)
        self._given_area.set_xy(_area(density, y))
        # The joint density itself; that it is p(x) p(y | x) is what the picture is to show.
        self._slice.set_xy(_area(n.joint.prob(np.stack([np.full_like(y, n.x), y], axis=-1)), y))


def _area(density: Array, y: Array) -> Array:
    """Return the corners of the area between an upright axis and a curve, (corners, 2)."""
    corners = np.stack([density, y], axis=1)
    return np.concatenate([[[0.0, y[0]]], corners, [[0.0, y[-1]]]])
