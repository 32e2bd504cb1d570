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

__all__ = [
    "arrows_on_contours",
    "curve_and_candidates",
    "edges_of_a_layer",
    "images_of_a_letter",
]

_BLUE, _VERMILLION, _GREEN, _PURPLE = "#0072B2", "#D55E00", "#008060", "#9C4F7F"


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


def edges_of_a_layer() -> Figure:
    """Draw five inputs, three neurons and all edges, four of them marked A to D.

    The edges are in the order in which the exercise `edge_of_weight` declares its options: from
    input 1 to neuron 2, from 2 to 3, from 3 to 2 and from 2 to 1.

    >>> texts = [text.get_text() for text in edges_of_a_layer().axes[0].texts]
    >>> [text for text in texts if len(text) == 1]
    ['A', 'B', 'C', 'D']
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    figure.set_label(
        "On the left five inputs from top to bottom, x1 to x5; on the right three neurons, y1 to "
        "y3. Each input is joined to each neuron. Four edges are marked. "
        + " ".join(
            f"Edge {key} runs from input {j} to neuron {i}." for key, (i, j) in _EDGES.items()
        )
    )
    axes = figure.add_subplot()
    axes.set_axis_off()
    left = {j: (0.0, -float(j)) for j in range(1, 6)}
    right = {i: (4.0, -1.25 * i - 0.5) for i in range(1, 4)}
    for start, end in ((left[j], right[i]) for i in right for j in left):
        axes.plot(*zip(start, end, strict=True), color="0.8", linewidth=0.9, zorder=1)
    for (key, (i, j)), (colour, style) in zip(_EDGES.items(), _MARKS, strict=True):
        axes.plot(*zip(left[j], right[i], strict=True), style, color=colour, linewidth=2.4)
        share = _LETTERS_AT[key]
        x, y = np.array(left[j]) * (1 - share) + np.array(right[i]) * share
        box = {"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": colour}
        axes.annotate(
            key, (x, y), color=colour, fontweight="bold", ha="center", va="center", bbox=box
        )
    for name, places in (("x", left), ("y", right)):
        for number, place in places.items():
            axes.plot(*place, "o", color="white", markeredgecolor="0.2", markersize=25, zorder=3)
            axes.annotate(
                f"${name}_{number}$", place, fontsize=13, ha="center", va="center", zorder=4
            )
    axes.annotate("inputs", (0, -0.4), fontsize=11, ha="center")
    axes.annotate("neurons", (4, -0.4), fontsize=11, ha="center")
    axes.set_xlim(-0.4, 4.4)
    axes.set_ylim(-5.4, -0.2)
    return figure


#: The neuron and the input of each marked edge, counted from 1; where along it the letter stands.
_EDGES = {"A": (2, 1), "B": (3, 2), "C": (2, 3), "D": (1, 2)}
_LETTERS_AT = {"A": 0.3, "B": 0.72, "C": 0.3, "D": 0.72}
_MARKS = ((_BLUE, "-"), (_VERMILLION, "--"), (_GREEN, "-."), (_PURPLE, ":"))


def images_of_a_letter() -> Figure:
    """Draw the letter F and its images under four linear maps, A to D.

    The maps are in the order in which the exercise `turned_over` declares its options: half a turn,
    a shear, the exchange of both coordinates, a right angle with a change of size.

    >>> [axes.get_title() for axes in images_of_a_letter().axes]
    ['the letter', 'A', 'B', 'C', 'D']
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 1.8), layout="constrained")
    figure.set_label(
        "Left: the letter F. Its stem stands upright, two arms point from it to the right, and the "
        "longer one is at its upper end. A: the stem is upright, the arms point to the left, the "
        "longer one is at the lower end. B: the stem leans to the right, the arms point to the "
        "right, the longer one is at the upper end. C: the stem lies flat, the arms point upwards, "
        "the longer one is at its right end. D: smaller; the stem lies flat, the arms point "
        "downwards, the longer one is at its right end."
    )
    maps = {"the letter": ((1, 0), (0, 1)), **_MAPS}
    for place, (title, matrix) in enumerate(maps.items()):
        axes = figure.add_subplot(1, 5, 1 + place, aspect="equal")
        corners = np.array(matrix) @ np.array(_LETTER).T
        colour = _VERMILLION if place else _BLUE
        axes.fill(*corners, facecolor=colour, edgecolor="0.1", alpha=0.75)
        axes.plot(0, 0, "o", color="0.1", markersize=4)
        axes.set_title(title, fontweight="bold")
        middle = (corners.min(axis=1) + corners.max(axis=1)) / 2
        axes.set_xticks(range(-5, 6), labels=[])
        axes.set_yticks(range(-5, 6), labels=[])
        axes.set_xlim(middle[0] - 2.8, middle[0] + 2.8)
        axes.set_ylim(middle[1] - 2.0, middle[1] + 2.0)
        axes.tick_params(length=0)
        axes.grid(alpha=0.3)
    return figure


#: The corners of an F whose stem begins at the origin, and the four maps.
_LETTER = (
    (0, 0), (0.6, 0), (0.6, 1.2), (1.4, 1.2), (1.4, 1.8), (0.6, 1.8), (0.6, 2.4), (2, 2.4),
    (2, 3), (0, 3),
)  # fmt: skip
_MAPS = {
    "A": ((-1, 0), (0, -1)),
    "B": ((1, 0.7), (0, 1)),
    "C": ((0, 1), (1, 0)),
    "D": ((0, 0.7), (-0.7, 0)),
}


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
