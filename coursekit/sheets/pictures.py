"""Pictures that belong to a question; Matplotlib loads when one is drawn.

An exercise names its picture in the field `figure`. Each function here returns a new Matplotlib
`Figure`, made without pyplot, whose label is the text for those who cannot see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["arrows_on_contours", "curve_and_candidates"]

_BLUE, _VERMILLION = "#0072B2", "#D55E00"


def curve_and_candidates() -> Figure:
    """Draw a curve f on the left and, on the right, four candidates for its derivative, A to D.

    The curve is f(x) = x·exp(−x²/2). The candidates are in the order in which the exercise
    `derivative_picture` declares its options: −f′, an antiderivative of f, f′, f″.

    >>> [axes.get_title() for axes in curve_and_candidates().axes]
    ['f', 'A', 'B', 'C', 'D']
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    figure.set_label(
        "Left: the graph of f on −3 ≤ x ≤ 3. It falls from near zero to its lowest point at "
        "x = −1, rises through the origin to its highest point at x = 1, and falls towards zero "
        "again. Right: four graphs. A is negative between −1 and 1, lowest at 0, and positive "
        "outside. "
        "B is negative everywhere and lowest at 0. "
        "C is positive between −1 and 1, highest at 0, and negative outside. "
        "D crosses zero at 0 and once on either side of it, near ±1.7."
    )
    grid = figure.add_gridspec(2, 4)
    x = np.linspace(-3, 3, 241)
    bell = np.exp(-(x**2) / 2)
    curve = figure.add_subplot(grid[:, :2])
    _plot(curve, "f", x, x * bell, _BLUE)
    curve.set_xlabel("x")
    curve.set_ylabel("f(x)")
    candidates = {
        "A": (x**2 - 1) * bell,
        "B": -bell,
        "C": (1 - x**2) * bell,
        "D": (x**3 - 3 * x) * bell,
    }
    for place, (key, values) in enumerate(candidates.items()):
        _plot(
            figure.add_subplot(grid[place // 2, 2 + place % 2]), key, x, values, _VERMILLION, "--"
        )
    return figure


def arrows_on_contours() -> Figure:
    """Draw the level sets of a hill, a point P on one of them, and four arrows, A to D.

    The hill is f(x, y) = 100 − 5x² − 20y² and P = (2, 1). The arrows have one length and are in the
    order in which the exercise `which_arrow` declares its options: to the summit, along the level
    set, ∇f, −∇f.

    >>> texts = [text.get_text() for text in arrows_on_contours().axes[0].texts]
    >>> [text for text in texts if len(text) == 1]
    ['P', 'A', 'B', 'C', 'D']
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.6), layout="constrained")
    figure.set_label(
        "A map of a hill with its summit at the origin. Its level sets are ellipses, twice as long "
        "in x as in y, and their heights grow inwards, from 20 to 80. The point P = (2, 1) lies on "
        "the level set of height 60. Arrow A points from P straight to the summit. Arrow B runs "
        "along the level set. Arrow C is perpendicular to the level set and points to greater "
        "heights, arrow D is perpendicular to it and points to lower heights."
    )
    axes = figure.add_subplot(aspect="equal")
    x, y = np.meshgrid(np.linspace(-4.4, 4.4, 177), np.linspace(-2.3, 2.6, 99))
    lines = axes.contour(x, y, 100 - 5 * x**2 - 20 * y**2, levels=[20, 40, 60, 80], colors=_BLUE)
    axes.clabel(lines, fmt="%d", fontsize=10, manual=_ON_LINES)
    axes.plot(0, 0, "^", color="0.25", markersize=8)
    axes.annotate("summit", (0, 0), (0.15, -0.32), color="0.25")
    axes.plot(*_POINT, "o", color="black", markersize=7, zorder=5)
    axes.annotate("P", _POINT, (2.16, 0.86), fontweight="bold", zorder=5)
    for key, direction in _DIRECTIONS.items():
        step = 1.15 * np.array(direction) / np.hypot(*direction)
        tip = np.array(_POINT) + step
        arrow = {"arrowstyle": "-|>", "color": _VERMILLION, "linewidth": 2, "shrinkA": 0}
        axes.annotate("", tuple(tip), _POINT, arrowprops=arrow, zorder=4)
        axes.annotate(
            key,
            tuple(np.array(_POINT) + 1.22 * step),
            color=_VERMILLION,
            fontweight="bold",
            ha="center",
            va="center",
        )
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    return figure


#: Where the four arrows begin, and where they go; the gradient there is (−20, −40).
_POINT = (2.0, 1.0)
_DIRECTIONS = {"A": (-2, -1), "B": (-2, 1), "C": (-1, -2), "D": (1, 2)}
#: Where the level sets' heights are written: out of the way of the arrows.
_ON_LINES = [(-2.8, -1.4), (-2.5, -1.2), (-2.0, -1.0), (-1.4, -0.7)]


def _plot(
    axes: Axes,
    title: str,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    colour: str,
    style: str = "-",
) -> None:
    axes.plot(x, y, style, color=colour, linewidth=2)
    axes.axhline(0, color="0.4", linewidth=0.8)
    axes.set_title(title, fontweight="bold")
    axes.set_xticks(range(-3, 4))
    axes.grid(alpha=0.3)
