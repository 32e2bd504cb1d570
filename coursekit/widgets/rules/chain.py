"""A function inside a function as two machines that stretch: the factors multiply."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection
from matplotlib.markers import CARETLEFT, CARETRIGHT
from matplotlib.patches import Polygon

from coursekit.autodiff import elementwise_grad
from coursekit.widgets.controls import drop_down, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.rules.pieces import Piece, factor, menu, piece, valued
from coursekit.widgets.style import BLACK, BLUE, GREY, MOVING, VERMILLION, new_figure, number

__all__ = ["Chain", "ChainScene", "chain_machine", "describe", "model"]

X_LIMITS = (-2.0, 2.0)
DX_LIMITS = (0.02, 0.5)

_HALF = 2.0  # each number line shows this much to both sides: one scale for all three
_LEVELS = (2.0, 1.0, 0.0)  # heights of the three lines in the picture
_RULER = 0.2  # between two grey threads, in units of the line they start from
_TICK = 0.06


@dataclass(frozen=True)
class Chain:
    """The numbers of one state; a pair holds a value at x and the one at x + dx.

    ``slopes`` are f′(x) and g′(f(x)), by the table; ``autodiff`` is the derivative of g(f(x)).
    """

    pieces: tuple[Piece, Piece]
    x: tuple[float, float]
    z: tuple[float, float]
    y: tuple[float, float]
    slopes: tuple[float, float]
    autodiff: float

    @property
    def lengths(self) -> tuple[float, float, float]:
        """Signed length of the step on each line."""
        return self.x[1] - self.x[0], self.z[1] - self.z[0], self.y[1] - self.y[0]

    @property
    def centres(self) -> tuple[float, float, float]:
        """The whole number in the middle of each line; lines move on in whole units only."""
        x, z, y = (float(np.round(np.mean(pair))) + 0.0 for pair in (self.x, self.z, self.y))
        return x, z, y


def model(f: str, g: str, x: float, dx: float) -> Chain:
    """Send the step from x to x + dx through f and then through g.

    Raises `WidgetError` where f or g has no value or no slope, or a pole within the step.
    Source: S0, S2, S3 (chain rule); S2 (6z + 3 after −2x + 5).

    >>> n = model("-2x + 5", "6z + 3", 1.0, 0.5)
    >>> n.slopes, n.lengths, n.autodiff
    ((-2.0, 6.0), (0.5, -1.0, -6.0), -12.0)
    """
    x = round(x, 10)
    inner, outer = piece(f), piece(g, "z")
    z, z_next, inner_slope = inner.over(x, x + dx)
    y, y_next, outer_slope = outer.over(z, z_next, "z")
    return Chain(
        pieces=(inner, outer),
        x=(x, x + dx),
        z=(z, z_next),
        y=(y, y_next),
        slopes=(inner_slope, outer_slope),
        autodiff=float(elementwise_grad(lambda each: outer.f(inner.f(each)))(x)),
    )


def describe(n: Chain) -> str:
    """Write three lines: the values, the stretch factors and their product, the step."""
    f, g = n.pieces
    (x, _), (z, _), (y, _) = n.x, n.z, n.y
    first, second = n.slopes
    dx, dz, dy = n.lengths
    return (
        f"x = {number(x)} → z = f(x) = {valued(f.label(), z)} → "
        f"y = g(z) = {valued(g.label('z'), y)}\n"
        f"stretch factors: f′({number(x)}) = {number(first)}, g′({number(z)}) = {number(second)}; "
        f"together {factor(second)} · {factor(first)} = {number(first * second)}"
        f"{_flips(first, second)}; autodiff: {number(n.autodiff)}\n"
        f"step {number(dx)} → {number(dz)} → {number(dy)}: {_stretched(dx, dz, dy)}"
    )


def _flips(first: float, second: float) -> str:
    """Say what negative factors do to the direction; where nothing is left there is none."""
    if first * second == 0.0:
        return ""
    flips = (first < 0) + (second < 0)
    return ("", ", flipped", ", flipped twice: the old direction")[flips]


def _stretched(dx: float, dz: float, dy: float) -> str:
    """Give the factors of this very step, which are secant slopes and not yet the derivatives."""
    if dz == 0.0:
        return "f does not move over this step"
    longer = ", longer than the picture" if max(abs(dz), abs(dy)) > 2 * _HALF else ""
    return (
        f"stretched by {number(dz / dx)}, then by {number(dy / dz)}, "
        f"together by {number(dy / dx)}{longer}"
    )


class ChainScene:
    """Three number lines of one scale, one below the other, and a step that goes through."""

    def __init__(self) -> None:
        self.figure, (names, lines) = new_figure(7.6, 3.2, ratios=(0.16, 1.0))
        self._lines = lines
        for axes in (names, lines):
            axes.grid(visible=False)
            axes.set(ylim=(-0.1, 2.15), xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
        lines.set_xlim(-_HALF, _HALF)
        names.set_xlim(0, 1)
        side = {"ha": "right", "va": "center", "fontsize": 10.5}
        self._names = [names.text(1.3, level, "", **side) for level in _LEVELS]
        for stage, name in enumerate(("f", "g")):
            names.text(1.3, _LEVELS[stage] - 0.5, rf"${name}\,\downarrow$", **side)
        self._threads = lines.add_collection(LineCollection([], colors="#C8C8C8", linewidths=0.7))
        for level in _LEVELS:
            lines.axhline(level, color=GREY, lw=1.2)
        self._ticks = lines.add_collection(LineCollection([], colors=GREY, linewidths=1.0))
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        self._numbers = [
            lines.text(0, level - 0.13, "", ha="center", va="top", fontsize=9, bbox=dict(paper))
            for level in _LEVELS
            for _ in range(int(2 * _HALF) + 1)
        ]
        self._shadows = [
            lines.add_patch(Polygon(np.zeros((4, 2)), fc=colour, alpha=0.3, zorder=MOVING))
            for colour in (BLUE, VERMILLION)
        ]
        self._bars = [
            lines.plot([], [], color=c, lw=6, solid_capstyle="butt", zorder=MOVING)[0]
            for c in (BLACK, BLUE, VERMILLION)
        ]
        self._tails = [
            lines.plot([], [], "o", color=c, mfc="white", mew=1.6, ms=6, zorder=MOVING)[0]
            for c in (BLACK, BLUE, VERMILLION)
        ]
        self._tips = [
            lines.plot([], [], marker=CARETRIGHT, ls="", color=c, ms=11, zorder=MOVING)[0]
            for c in (BLACK, BLUE, VERMILLION)
        ]
        self.moving = [*self._shadows, *self._bars, *self._tails, *self._tips]

    def background(self, numbers: Chain) -> Hashable:
        """Functions and the middles of the lines."""
        return *(each.key for each in numbers.pieces), numbers.centres

    def set_background(self, numbers: Chain) -> None:
        """Set names, numbers and the threads, which join equal steps to what becomes of them."""
        f, g = numbers.pieces
        names = (
            "$x$",
            f"$z = {f.math}$".replace("{v}", "x"),
            f"$y = {g.math}$".replace("{v}", "z"),
        )
        for text, name in zip(self._names, names, strict=True):
            text.set_text(name)
        reach = np.arange(-_HALF, _HALF + 1)
        places = [(at, level) for level in _LEVELS for at in reach]
        for text, (at, level), centre in zip(
            self._numbers, places, np.repeat(numbers.centres, len(reach)), strict=True
        ):
            text.set_position((at, level - 0.13))
            text.set_text(number(centre + at))
        self._ticks.set_segments([[(at, lv - _TICK), (at, lv + _TICK)] for at, lv in places])
        self._threads.set_segments([*self._fan(numbers, 0), *self._fan(numbers, 1)])

    def _fan(self, n: Chain, stage: int) -> npt.NDArray[np.float64]:
        """Threads from evenly spread points of a line to their images below, shape (k, 2, 2)."""
        reach = np.arange(-_HALF - 1, _HALF + 1 + _RULER / 2, _RULER)
        images = n.pieces[stage].curve(n.centres[stage] + reach) - n.centres[stage + 1]
        known = np.isfinite(images)
        start = np.stack([reach, np.full_like(reach, _LEVELS[stage])], axis=1)
        end = np.stack([images, np.full_like(reach, _LEVELS[stage + 1])], axis=1)
        return np.stack([start[known], end[known]], axis=1)

    def move(self, numbers: Chain) -> None:
        """Set the step on each line and the shadows between them."""
        n = numbers
        steps = [
            np.array(pair) - centre for pair, centre in zip((n.x, n.z, n.y), n.centres, strict=True)
        ]
        for stage, shadow in enumerate(self._shadows):
            above, below = _LEVELS[stage], _LEVELS[stage + 1]
            # Round the four corners; a flipped step makes the two sides cross.
            ends = [*steps[stage], *steps[stage + 1][::-1]]
            shadow.set_xy(np.stack([ends, [above, above, below, below]], axis=1))
        for bar, tail, tip, step, level in zip(
            self._bars, self._tails, self._tips, steps, _LEVELS, strict=True
        ):
            bar.set_data(step, [level, level])
            tail.set_data(step[:1], [level])
            tip.set_data(step[1:], [level])
            tip.set_marker(CARETRIGHT if step[1] >= step[0] else CARETLEFT)


def chain_machine(f: str = "x^2", g: str = "sin z", x: float = 1.0, dx: float = 0.1) -> Live[Chain]:
    """Send a small step through f and then through g: two stretch factors, and they multiply.

    Args:
        f: a function of x by its name, such as "x^2", "-2x + 5", "e^x" or "1 + e^-x".
        g: a function of z, such as "sin z", "6z + 3", "ln z" or "1/z".
        x: where the step starts, within [−2, 2].
        dx: its length, within [0.02, 0.5].

    The three number lines have one scale, so lengths can be compared; a step that points to the
    left was flipped. Raises `WidgetError` for any other function, x or dx.

    >>> print(chain_machine("-2x + 5", "6z + 3").description.split(";")[1].strip())
    together 6 · (−2) = −12, flipped
    """
    piece(f), piece(g, "z")
    if not X_LIMITS[0] <= x <= X_LIMITS[1]:
        raise WidgetError(f"x = {number(x)} lies outside the picture. Choose x within [−2, 2].")
    if not DX_LIMITS[0] <= dx <= DX_LIMITS[1]:
        raise WidgetError(f"dx = {number(dx)} is out of reach. Choose dx within [0.02, 0.5].")
    controls: dict[str, Any] = {
        "f": drop_down("f(x)", menu(), f),
        "g": drop_down("g(z)", menu("z"), g),
        "x": slider("x", x, *X_LIMITS, step=0.05),
        "dx": slider("dx", dx, *DX_LIMITS, step=0.02),
    }
    return Live(model, ChainScene, describe, controls)
