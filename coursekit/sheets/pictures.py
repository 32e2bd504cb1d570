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

__all__ = ["curve_and_candidates"]

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
