"""Choose a rule and two functions: the pieces, how they combine, and why the rule holds."""

from collections.abc import Hashable
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from coursekit.widgets.controls import AFTER_LABEL, drop_down, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.rules.combination import RULES, Combination, describe, model
from coursekit.widgets.rules.pieces import X_VIEW, menu, piece
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    PURPLE,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)
from coursekit.widgets.words import message_line

__all__ = ["ExplorerScene", "rule_explorer", "window"]

X_LIMITS = (-2.0, 2.0)
DX_LIMITS = (0.02, 0.6)

_GRID = np.round(np.linspace(*X_VIEW, 231), 10)  # steps of 0.02: 0 and its poles are hit exactly
_SAMPLES = 201
_AREAS = ("product", "quotient")

#: Names of the areas: none for what was there, then the strips beside and above it, the corner.
_AREA_NAMES = {
    "product": ("_none", r"$\Delta f \cdot g$", r"$f \cdot \Delta g$", r"$\Delta f\,\Delta g$"),
    "quotient": ("_none", r"$\Delta g \cdot h$", r"$g \cdot \Delta h$", r"$\Delta g\,\Delta h$"),
}


def window(*values: float) -> tuple[float, float]:
    """Limits that show 0 and all the values; they move in steps, so that a picture rarely jumps.

    >>> window(0.3, 0.9), window(-1.2, 0.4)
    ((-0.1, 1.0), (-1.5, 0.5))
    """
    low, high = _step(-min(values)), _step(max(values))
    least = 0.1 * max(low, high)
    return -max(low, least), max(high, least)


def _step(size: float) -> float:
    """Return the least of 0.01, …, 0.5, 0.75, 1, 1.5, 2, 3, 4, … that is a little larger."""
    least = max(1.03 * size, 0.01)
    power = 2.0 ** np.ceil(np.log2(least))
    return float(0.75 * power if least <= 0.75 * power else power)


class ExplorerScene:
    """f and g with their steps, and a third plot of how the two steps make the step of h."""

    def __init__(self) -> None:
        self.figure, (first, second, third) = new_figure(8.6, 3.7, ratios=(1.0, 1.0, 1.45))
        self._f, self._g, self._h = first, second, third
        for axes in (first, second, third):
            axes.axhline(0, color=GREY, lw=0.8)
            axes.axvline(0, color=GREY, lw=0.8)
        curves = ((first, BLUE, "-"), (second, VERMILLION, "--"), (third, GREEN, "-."))
        self._curves = [axes.plot([], [], color=c, ls=ls, lw=2.2)[0] for axes, c, ls in curves]
        self._runs = [self._bar(axes) for axes, _, _ in curves]
        self._rises = [self._bar(axes, colour) for axes, colour, _ in curves]
        self._ends = [
            axes.plot([], [], "o", color=BLACK, ms=5, zorder=MOVING)[0] for axes, _, _ in curves
        ]
        looks = ((GREY, 0.25), (BLUE, 0.6), (VERMILLION, 0.6), (PURPLE, 0.9))
        self._areas = [
            third.add_patch(Rectangle((0, 0), 0, 0, fc=c, ec=BLACK, alpha=a, zorder=MOVING))
            for c, a in looks
        ]
        self._secants = [
            third.plot([], [], color=colour, ls=style, lw=1.8, zorder=MOVING)[0]
            for colour, style in ((BLUE, "--"), (GREEN, "-"))
        ]
        self._stack = [self._bar(third, colour) for colour in (BLUE, VERMILLION, GREEN)]
        self.moving = [
            *self._areas,
            *self._secants,
            *self._stack,
            *self._runs,
            *self._rises,
            *self._ends,
        ]

    @staticmethod
    def _bar(axes: Any, colour: str | None = None) -> Any:
        """Make a thick coloured line for a change, a dotted black one for a run."""
        look = {"color": BLACK, "lw": 1.8, "ls": ":"}
        if colour is not None:
            look = {"color": colour, "lw": 4.0, "solid_capstyle": "butt"}
        return axes.plot([], [], zorder=MOVING, **look)[0]

    def _limits(self, n: Combination) -> tuple[tuple[float, float], ...]:
        """Limits of g's and of h's plot: x and y of each."""
        df, dh = n.f[1] - n.f[0], n.h[1] - n.h[0]
        g_x, g_y = X_VIEW, n.pieces[1].y_limits
        if n.kind == "chain":
            low, high = g_y
            if not low < min(n.g) <= max(n.g) < high:
                g_y = window(*n.g)
            return window(*n.f), g_y, X_VIEW, g_y
        if n.kind == "sum":
            return g_x, g_y, (0.0, 1.15 * DX_LIMITS[1]), window(df, dh)
        if n.kind == "product":
            return g_x, g_y, window(*n.f), window(*n.g)
        return g_x, g_y, window(*n.g), window(*n.h)

    def background(self, numbers: Combination) -> Hashable:
        """Rule, functions, and limits, which move in steps only."""
        return numbers.kind, *(each.key for each in numbers.pieces), self._limits(numbers)

    def set_background(self, numbers: Combination) -> None:
        """Set curves, limits, names."""
        n = numbers
        f, g = n.pieces
        z = "z" if n.kind == "chain" else "x"
        g_x, g_y, h_x, h_y = self._limits(n)
        self._f.set(xlim=X_VIEW, ylim=f.y_limits, xlabel="$x$")
        self._g.set(xlim=g_x, ylim=g_y, xlabel="$z = f(x)$" if z == "z" else "$x$")
        self._h.set(xlim=h_x, ylim=h_y)

        self._curves[0].set_data(_GRID, f.curve(_GRID))
        grid = np.linspace(*g_x, _SAMPLES) if z == "z" else _GRID
        self._curves[1].set_data(grid, g.curve(grid))
        whole = g.curve(f.curve(_GRID)) if z == "z" else np.full_like(_GRID, np.nan)
        self._curves[2].set_data(_GRID, whole)
        self._curves[0].set_label(f"$f(x) = {f.math.replace('{v}', 'x')}$")
        self._curves[1].set_label(f"$g({z}) = {g.math.replace('{v}', z)}$")
        self._name_third(n.kind)
        for axes, columns, handle in ((self._f, 1, 2.6), (self._g, 1, 2.6), (self._h, 3, 1.6)):
            legend_above(axes, columns, handle)

    def _name_third(self, kind: str) -> None:
        """Show the artists that this rule needs in the third plot, and name them."""
        areas = _AREA_NAMES.get(kind, ("_none",) * 4)
        for patch, name in zip(self._areas, areas, strict=True):
            patch.set_label(name)
            patch.set_visible(kind in _AREAS)
            patch.set_hatch("")  # the legend copies the look that it finds
        # A strip has the colour of the function that moves it.
        beside, above = (VERMILLION, GREEN) if kind == "quotient" else (BLUE, VERMILLION)
        self._areas[1].set_facecolor(beside)
        self._areas[2].set_facecolor(above)
        changes = (r"$\Delta f$", r"$\Delta g$", r"$\Delta h$")
        for bar, name in zip(self._stack, changes, strict=True):
            bar.set_label(name if kind == "sum" else "_none")
        for artist in (*self._secants, *self._stack):
            artist.set_visible(kind == "sum")
        is_chain = kind == "chain"
        for artist in (self._curves[2], self._runs[2], self._rises[2], self._ends[2]):
            artist.set_visible(is_chain)
        self._curves[2].set_label("$h(x) = g(f(x))$" if is_chain else "_none")
        # A change keeps its colour: the rise of f is the run of g, the rise of g that of h.
        self._rises[2].set_color(VERMILLION)
        self._runs[1].set_color(BLUE if is_chain else BLACK)
        x_name, y_name = {
            "sum": ("step", "change"),
            "product": ("side $f(x)$", "side $g(x)$"),
            "quotient": ("side $g(x)$", "side $h(x) = f(x)/g(x)$"),
            "chain": ("$x$", ""),
        }[kind]
        self._h.set(xlabel=x_name, ylabel=y_name)

    def move(self, numbers: Combination) -> None:
        """Set the steps, and what they make together."""
        n = numbers
        ends = (n.x, n.x + n.dx)
        steps = [(ends, n.f), (n.g_input, n.g), (ends, n.h)]
        for run, rise, dots, (x, y) in zip(self._runs, self._rises, self._ends, steps, strict=True):
            run.set_data(x, [y[0], y[0]])
            rise.set_data([x[1], x[1]], y)
            dots.set_data(x, y)
        if n.kind == "sum":
            self._stack_up(n)
        elif n.kind == "product":
            self._grow(n.f, n.g)
        elif n.kind == "quotient":
            self._grow(n.g, n.h)

    def _stack_up(self, n: Combination) -> None:
        """Put the change of g on top of the change of f, at the end of the step."""
        df, dh = n.f[1] - n.f[0], n.h[1] - n.h[0]
        # Side by side, or one would hide the other where they go opposite ways.
        for place, (bar, ends) in enumerate(
            zip(self._stack, ((0.0, df), (df, dh), (0.0, dh)), strict=True)
        ):
            bar.set_data([n.dx + 0.015 * place] * 2, ends)
        for line, change in zip(self._secants, (df, dh), strict=True):
            line.set_data([0.0, n.dx], [0.0, change])

    def _grow(self, sides: tuple[float, float], heights: tuple[float, float]) -> None:
        """Draw a rectangle that grew: strips beside and above it, a corner between them.

        An area that counts as negative is hatched: it is taken away.
        """
        (a, b), (c, d) = sides, heights
        bounds = ((0.0, 0.0, a, c), (a, 0.0, b - a, c), (0.0, c, a, d - c), (a, c, b - a, d - c))
        for patch, (x, y, wide, high) in zip(self._areas, bounds, strict=True):
            patch.set_bounds(x, y, wide, high)
            patch.set_hatch("////" if wide * high < 0 else "")


def rule_explorer(
    rule: str = "product", f: str = "x^2", g: str = "sin x", x: float = 1.0, dx: float = 0.3
) -> Live[Combination]:
    r"""Put two functions together by a rule; see both pieces, the rule's numbers, and the reason.

    Args:
        rule: "sum", "product", "quotient" or "chain", which is g(f(x)).
        f: a function of x by its name, such as "x^2", "sin x", "e^x", "tanh x" or "1 + e^-x".
        g: another one.
        x: where the slope is taken, within [−2, 2].
        dx: how far x moves in the picture, within [0.02, 0.6].

    Raises `WidgetError` for any other value.

    >>> print(rule_explorer("product", "x^2", "e^x", x=0.0, dx=0.1).description.split("\n")[3])
    product rule: h′ = f′·g + f·g′ = 0 · 1 + 0 · 1 = 0 + 0 = 0; autodiff: 0
    """
    if rule not in RULES:
        raise WidgetError(f"There is no rule {rule!r}. Choose one of {', '.join(RULES)}.")
    piece(f), piece(g)
    if not X_LIMITS[0] <= x <= X_LIMITS[1]:
        raise WidgetError(f"x = {number(x)} lies outside the picture. Choose x within [−2, 2].")
    if not DX_LIMITS[0] <= dx <= DX_LIMITS[1]:
        raise WidgetError(f"dx = {number(dx)} is out of reach. Choose dx within [0.02, 0.6].")
    signs = {"sum": "f + g", "product": "f · g", "quotient": "f / g", "chain": "g(f(x))"}
    controls = {
        "rule": ipywidgets.ToggleButtons(
            options=[(f"{name} {sign}", name) for name, sign in signs.items()],
            value=rule,
            layout={"margin": f"0 0 0 {AFTER_LABEL}"},
            style={"button_width": "9em"},
        ),
        "f": drop_down("f", menu(), f),
        "g": drop_down("g", menu(), g),
        "x": slider("x", x, *X_LIMITS, step=0.1),
        "dx": slider("dx", dx, *DX_LIMITS, step=0.02),
    }
    both = ipywidgets.HBox([controls["f"], controls["g"]], layout={"flex_flow": "row wrap"})
    message = message_line()
    top = [controls["rule"], both, controls["x"], controls["dx"], message]
    return Live(model, ExplorerScene, describe, controls, top=top, message=message)
