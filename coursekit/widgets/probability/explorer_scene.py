"""The picture of the distribution explorer: density above, distribution function below."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from coursekit.widgets.probability.explored import Explored, points_of, whole
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    PURPLE,
    legend_above,
    new_figure,
)

__all__ = ["ExplorerScene", "ceiling"]

_STEPS = (1.0, 1.5, 2.5, 4.0, 6.0, 10.0)  # coarse, or the picture would jump
_HEADROOM = 1.25  # over the peak, for bars of the histogram
_SAMPLES = 301
_CHANCE = r"$P(a \leq X \leq b)$"
_CUT = 5.0  # heights beyond so many ceilings are not handed to the renderer

Array = npt.NDArray[np.float64]


def ceiling(n: Explored) -> float:
    """Return the upper end of the vertical axis, in steps, so that it seldom changes.

    >>> from coursekit.widgets.probability.explored import model
    >>> ceiling(model("Uniform", 0.0, 1.0, (0.0, 1.0), 10, None, 0))
    1.5
    """
    own = _peak(n.distribution, n)
    other = 0.0 if n.other is None else _peak(n.other_distribution, n)
    wanted = max(_HEADROOM * own, min(1.08 * other, 3 * own))
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(power * next(step for step in _STEPS if step * power >= wanted))


def _peak(distribution: Any, n: Explored) -> float:
    """Return the largest value that should be seen; where there is a pole, most of the curve."""
    values = distribution.prob(points_of(distribution, n.window))
    top = np.max(values, initial=0.0)
    if np.isfinite(top):
        return float(top) or 1.0
    return 1.5 * float(np.percentile(values[np.isfinite(values)], 97))


def _layer(number: int) -> float:
    """Return the z-order of a moving artist, so that prints are stacked as the live picture is."""
    return MOVING + 0.1 * number


class _Curve:
    """A density as a line, or probabilities as dots on stems."""

    def __init__(self, axes: Axes, label: str, marker: str, layer: int, **look: Any) -> None:
        (self.line,) = axes.plot([], [], lw=2.4, ms=7, zorder=_layer(layer), label=label, **look)
        self._marker = marker

    def mark(self, distribution: Any) -> None:
        """Put a dot on each probability; the legend shows it too."""
        self.line.set_marker(self._marker if whole(distribution) else "")

    def of(self, distribution: Any, n: Explored, top: float) -> None:
        """Draw p; outside the support of a density it is 0."""
        x = points_of(distribution, n.window)
        p = np.minimum(distribution.prob(x), _CUT * top)
        if whole(distribution):
            self.line.set_data(*_stems(x, p))
            self.line.set_markevery(slice(1, None, 3))
            return
        left, right = n.window
        outside = [0.0, 0.0, np.nan], [np.nan, 0.0, 0.0]
        self.line.set_data(
            np.concatenate([[left, x[0], x[0]], x, [x[-1], x[-1], right]]),
            np.concatenate([outside[0], p, outside[1]]),
        )
        self.line.set_markevery(None)


class ExplorerScene:
    """Above: p with histogram and area. Below: F with the sample's shares and its rise."""

    def __init__(self) -> None:
        self.figure, (self._density, self._total) = new_figure(
            7.4, 5.6, ratios=(1.15, 1.0), stacked=True
        )
        self._draw_density(self._density)
        self._draw_total(self._total)
        for axes in (self._density, self._total):
            axes.axhline(0, color=GREY, lw=0.8)
        self.moving = [
            self._bars, self._area, self._picked, self._own.line, self._other.line,
            self._own_total, self._shares, self._other_total, self._guides, self._rise,
            *self._ends,
        ]  # fmt: skip

    def _draw_density(self, axes: Axes) -> None:
        # What is made later is listed later in the legend; layers say what covers what.
        self._own = _Curve(axes, "$p(x)$", "o", 4, color=BLUE)
        self._other = _Curve(
            axes, "_hidden", "D", 5, color=PURPLE, ls="--", markerfacecolor="white"
        )
        self._area = Polygon(
            np.zeros((1, 2)), facecolor=ORANGE, alpha=0.55, hatch="//", edgecolor=BLACK, lw=0,
            zorder=_layer(2), label=_CHANCE,
        )  # fmt: skip
        axes.add_patch(self._area)
        (self._picked,) = axes.plot(
            [], [], color=ORANGE, lw=8, zorder=_layer(3), solid_capstyle="butt"
        )
        self._bars: Any = axes.stairs(
            [0.0], [0.0, 1.0], fill=True, facecolor="#DDDDDD", edgecolor="#8C8C8C", lw=0.8,
            zorder=_layer(1), label="sample",
        )  # fmt: skip
        axes.set(ylabel="$p(x)$")

    def _draw_total(self, axes: Axes) -> None:
        (self._own_total,) = axes.plot(
            [], [], color=GREEN, lw=2.6, zorder=_layer(1), label=r"$F(x) = P(X \leq x)$"
        )
        (self._other_total,) = axes.plot(
            [], [], color=PURPLE, ls="--", lw=2.4, zorder=_layer(3), label="_hidden"
        )
        (self._shares,) = axes.plot(
            [], [], color=BLACK, lw=1.0, zorder=_layer(2), label="share of the sample"
        )
        (self._guides,) = axes.plot([], [], ":", color=BLACK, lw=1.3, zorder=_layer(4))
        (self._rise,) = axes.plot(
            [], [], color=ORANGE, lw=9, zorder=_layer(5), solid_capstyle="butt",
            label=f"rise $=$ {_CHANCE}",
        )  # fmt: skip
        self._ends = [
            each.axvline(0, ls=":", color=BLACK, lw=1.3, zorder=_layer(6))
            for each in (self._density, axes)
            for _ in range(2)
        ]
        axes.set(xlabel="$x$", ylabel="$F(x)$", ylim=(-0.03, 1.05))

    def background(self, numbers: Explored) -> Hashable:
        """Windows move in steps; else only what is compared changes the legend."""
        n = numbers
        return n.window, ceiling(n), n.family.discrete, n.other.name if n.other else None

    def set_background(self, numbers: Explored) -> None:
        """Set limits and legends."""
        n = numbers
        top = ceiling(n)
        self._density.set(xlim=n.window, ylim=(-0.02 * top, top))
        self._total.set(xlim=n.window)
        for axes in (self._density, self._total):
            axes.xaxis.set_major_locator(
                MaxNLocator(9, integer=n.family.discrete, steps=[1, 2, 2.5, 5, 10])
            )
        self._area.set_label("_hidden" if n.family.discrete else _CHANCE)
        self._picked.set_label(_CHANCE if n.family.discrete else "_hidden")
        self._other.line.set_label(n.other.name if n.other else "_hidden")
        self._own.mark(n.distribution)
        # The legend copies what it finds, and what is hidden there stays so.
        self._area.set_visible(not n.family.discrete)
        self._picked.set_visible(n.family.discrete)
        self._other.line.set_visible(n.other is not None)
        if n.other:
            self._other.mark(n.other_distribution)
        legend_above(self._density, 4)
        legend_above(self._total, 4, 1.6)

    def move(self, numbers: Explored) -> None:
        """Set the curves, the interval and the sample."""
        n = numbers
        top = ceiling(n)
        self._own.of(n.distribution, n, top)
        shown = n.other is not None
        self._other.line.set_visible(shown)
        self._other_total.set_visible(shown)
        if shown:
            self._other.of(n.other_distribution, n, top)
            self._other_total.set_data(*_staircase(n.other_distribution, n))
        self._own_total.set_data(*_staircase(n.distribution, n))
        self._bars.set_data(np.minimum(n.sample.heights, _CUT * top), n.sample.edges)
        x = np.linspace(*n.window, 2 * _SAMPLES)  # about the pixels: steps look like steps
        ordered = n.sample.ordered
        self._shares.set_data(x, np.searchsorted(ordered, x, "right") / len(ordered))
        self._move_interval(n, top)

    def _move_interval(self, n: Explored, top: float) -> None:
        (a, b), left = n.interval, n.window[0]
        # Bars of whole numbers stand between the lines, not on them.
        aside = 0.5 if n.family.discrete else 0.0
        for line, x in zip(self._ends, (a - aside, b + aside, a, b), strict=True):
            line.set_xdata([x, x])
        if n.family.discrete:
            whole_numbers = points_of(n.distribution, n.window)
            inside = whole_numbers[(a <= whole_numbers) & (whole_numbers <= b)]
            self._picked.set_data(*_stems(inside, n.distribution.prob(inside)))
        else:
            self._area.set_xy(_below(n, a, b, top))
        self._guides.set_data(
            [left, a, np.nan, left, b], [n.below, n.below, np.nan, n.up_to, n.up_to]
        )
        bar = left + 0.007 * (n.window[1] - left)
        self._rise.set_data([bar, bar], [n.below, n.up_to])


def _stems(x: Array, heights: Array) -> tuple[Array, Array]:
    """Return one line of upright strokes from 0 with gaps in between; the tips are second."""
    strokes = np.full((len(x), 3), np.nan)
    strokes[:, 0], strokes[:, 1] = 0.0, heights
    return np.repeat(x, 3), strokes.ravel()


def _below(n: Explored, a: float, b: float, top: float) -> Array:
    """Return the corners of the area under p from a to b, (corners, 2)."""
    support = n.distribution.support
    low, high = max(a, float(support.low), n.window[0]), min(b, float(support.high), n.window[1])
    if not low < high:
        return np.zeros((1, 2))
    x = np.linspace(low, high, _SAMPLES)
    p = np.minimum(n.distribution.prob(x), _CUT * top)
    return np.column_stack([np.concatenate([[low], x, [high]]), np.concatenate([[0.0], p, [0.0]])])


def _staircase(distribution: Any, n: Explored) -> tuple[Array, Array]:
    """Return the distribution function; of whole numbers it jumps, and is flat in between."""
    left, right = n.window
    if not whole(distribution):
        x = np.linspace(left, right, _SAMPLES)
        return x, distribution.cdf(x)
    jumps = np.arange(np.ceil(left), np.floor(right) + 1)
    x = np.concatenate([[left], np.repeat(jumps, 2), [right]])
    f = distribution.cdf(np.concatenate([[left], jumps]))
    return x, np.repeat(f, 2)
