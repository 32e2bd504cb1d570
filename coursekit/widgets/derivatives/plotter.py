"""Any function that the student types, with its first two derivatives by autodiff."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt
from matplotlib.mathtext import MathTextParser

from coursekit.autodiff import elementwise_grad
from coursekit.formula import Formula, parse
from coursekit.widgets.controls import WIDE, label_width, slider
from coursekit.widgets.derivatives.functions import one_sided_slopes
from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)
from coursekit.widgets.words import message_line

__all__ = ["Plot", "PlotterScene", "describe", "function_plotter", "model"]

_SAMPLES = 801
_NAMES = ("f(x)", "f′(x)", "f″(x)")
_MATH = ("$f(x)$", r"$f\,'(x)$", r"$f\,''(x)$")
_LONGEST_LABEL = 60

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sampled:
    """A typed formula and its three curves between two ends, gaps as NaN."""

    formula: Formula
    curves: tuple[tuple[Array, Array], ...]


@dataclass(frozen=True)
class Plot:
    """The numbers of one state: curves, which of them are shown, and the values at the point."""

    sampled: Sampled
    ends: tuple[float, float]
    shown: tuple[bool, bool, bool]
    y_limits: tuple[float, float]
    x: float
    values: tuple[float, float, float]
    no_slope: str | None  # why f has no derivative at x, where f itself has a value


def _derivatives(formula: Formula) -> tuple[Callable[[Any], Any], ...]:
    """f, f′ and f″ of one variable, each for arrays."""
    first = elementwise_grad(formula)
    return formula, first, elementwise_grad(first)


@lru_cache(maxsize=8)
def _sampled(text: str, left: float, right: float) -> Sampled:
    """Curves of a formula; kept, because the point moves far more often than the formula."""
    formula = parse(text, ("x",))
    grid = np.linspace(left, right, _SAMPLES)
    curves: list[tuple[Array, Array]] = []
    inside = np.ones(grid.shape, dtype=bool)
    for function in _derivatives(formula):
        values = sample(function, grid)
        # A rule may have a value where the function has none: (log x)′ = 1/x at x < 0.
        values[~inside] = np.nan
        inside = np.isfinite(values)
        curves.append(with_gaps(grid, values, breaks(function, grid, values)))
    return Sampled(formula, tuple(curves))


def model(
    text: str,
    f: bool,
    first: bool,
    second: bool,
    left: float,
    right: float,
    x: float,
) -> Plot:
    """Curves of a typed f and its derivatives on [left, right], and their values at x.

    Raises `FormulaError` for text that is no formula, `WidgetError` for an empty range or a
    function that has no real value anywhere in it.

    >>> model("x^3", True, True, True, -2.0, 2.0, 1.0).values
    (1.0, 3.0, 6.0)
    """
    _check_range(left, right)
    sampled = _sampled(text, left, right)
    curves = [values for _, values in sampled.curves]
    if not np.isfinite(curves[0]).any():
        raise WidgetError(
            f"{text} is not a real number anywhere between {number(left)} and {number(right)}. "
            "Choose another range or another formula."
        )
    shown = (f, first, second)
    visible = [curve for curve, on in zip(curves, shown, strict=True) if on] or curves[:1]
    values, no_slope = _at(sampled.formula, x)
    return Plot(
        sampled=sampled,
        ends=(left, right),
        shown=shown,
        y_limits=limits(visible),
        x=x,
        values=values,
        no_slope=no_slope,
    )


def _check_range(left: float, right: float) -> None:
    if not np.isfinite([left, right]).all():
        raise WidgetError("The ends of the range must be numbers that are not infinite.")
    if not left < right:
        raise WidgetError(
            f"The range from {number(left)} to {number(right)} is empty. "
            "Choose a left end smaller than the right end."
        )


def _at(formula: Formula, x: float) -> tuple[tuple[float, float, float], str | None]:
    """Values at the point, NaN where there is none, and why f has no slope though it has a value.

    Autodiff alone will not do: at a corner or a jump its rules give a number all the same.
    """
    functions = _derivatives(formula)
    here = np.array([x])
    values = [float(sample(function, here)[0]) for function in functions]
    no_slope = None
    if np.isfinite(values[0]):
        no_slope = _why_no_slope(formula, x)
    if no_slope is not None or not np.isfinite(values[0]):
        values[1] = float("nan")
    if np.isnan(values[1]) or _jumps(functions[2], x):
        values[2] = float("nan")
    return (values[0], values[1], values[2]), no_slope


def _why_no_slope(formula: Formula, x: float) -> str | None:
    """Say what keeps f, which has a value at x, from having a slope there; None if nothing does."""
    left, right = one_sided_slopes(formula, x)
    if np.isnan(left) or np.isnan(right):
        side = "left" if np.isnan(left) else "right"
        return f"f has no value to the {side} of it"
    if _jumps(formula, x):
        return "f jumps there"
    if abs(right - left) <= 1e-4 * (1 + abs(left) + abs(right)) < np.inf:
        return None
    return f"the slope is {number(left)} from the left and {number(right)} from the right"


def _jumps(function: Callable[[Any], Any], x: float) -> bool:
    """Whether a function changes suddenly at x, or has no value right beside it."""
    around = x + max(1.0, abs(x)) * np.array([-1e-8, 0.0, 1e-8])
    values = sample(function, around)
    # Rounding makes tiny jumps everywhere, and nobody would see them.
    quiet = np.ptp(values) <= 1e-6 * (1 + np.abs(values).max())
    return not quiet and bool(breaks(function, around, values).size or np.isnan(values).any())


def describe(n: Plot) -> str:
    """Two lines: the formula and the point; the three values, or why there are none."""
    f, first, second = (number(value) for value in n.values)
    # Typed as an equation, f(x) = x^2, it would otherwise be said twice.
    text = n.sampled.formula.text.rpartition("=")[2].strip()
    setting = f"f(x) = {text} at x = {number(n.x)}"
    if n.no_slope is not None:
        return f"{setting}\nf(x) = {f}, f′(x) does not exist: {n.no_slope}"
    return f"{setting}\nf(x) = {f}, f′(x) = {first}, f″(x) = {second}"


class PlotterScene:
    """Three curves and a movable upright line with a dot on each."""

    def __init__(self) -> None:
        self.figure, (self._axes,) = new_figure(7.2, 4.0)
        looks = ((BLUE, "-", 2.4), (VERMILLION, "--", 2.0), (GREEN, "-.", 2.0))
        self._curves = [
            self._axes.plot([], [], color=colour, ls=style, lw=width)[0]
            for colour, style, width in looks
        ]
        self._dots = [
            self._axes.plot([], [], "o", color=colour, mec="white", ms=9, zorder=MOVING)[0]
            for colour, _, _ in looks
        ]
        (self._line,) = self._axes.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        self._axes.axhline(0, color=GREY, lw=0.8)
        self._axes.axvline(0, color=GREY, lw=0.8)
        self._axes.set(xlabel="$x$")
        # The power of ten of large values stands left of the legend, not below it.
        self._axes.yaxis.get_offset_text().set_x(-0.11)
        self.moving = [self._line, *self._dots]

    def background(self, numbers: Plot) -> Hashable:
        """Everything but the point stands still."""
        return numbers.sampled.formula.text, numbers.ends, numbers.shown

    def set_background(self, numbers: Plot) -> None:
        """Set curves, limits and legend."""
        labels = (_label(numbers.sampled.formula), *_MATH[1:])
        for line, (x, y), shown, label in zip(
            self._curves, numbers.sampled.curves, numbers.shown, labels, strict=True
        ):
            line.set_data(x, y)
            line.set_visible(shown)
            line.set_label(label if shown else "_hidden")
        self._axes.set(xlim=numbers.ends, ylim=numbers.y_limits)
        legend_above(self._axes, 3)

    def move(self, numbers: Plot) -> None:
        """Set the point."""
        self._line.set_data([numbers.x, numbers.x], numbers.y_limits)
        for dot, value, shown in zip(self._dots, numbers.values, numbers.shown, strict=True):
            dot.set_data([numbers.x], [value])
            dot.set_visible(shown)


def _label(formula: Formula) -> str:
    """Set the formula in mathematical type, or as typed where Matplotlib cannot; a long one not."""
    if len(formula.text) > _LONGEST_LABEL:
        return _MATH[0]
    # A fraction in the size of running text is too small to be read in a picture.
    label = f"$f(x) = {formula.latex()}$".replace(r"\frac", r"\dfrac")
    try:
        MathTextParser("path").parse(label)
    except ValueError:
        return f"f(x) = {formula.text}".replace("$", r"\$")
    return label


def function_plotter(
    text: str = "tanh(x)", x: float = 1.0, left: float = -5.0, right: float = 5.0
) -> Live[Plot]:
    """Plot any typed f(x) with f′ and f″, and read their values at a movable point.

    Args:
        text: a formula in x, as `coursekit.formula.parse` reads it: ``2x cos(x^2)``, ``e^x``, ….
        x: the point, within the range.
        left: the left end of the range.
        right: the right end.

    Text that is no formula later on gets a message below its box and leaves the picture as it was;
    here it raises `FormulaError`. Raises `WidgetError` for an empty range or a point outside it.

    >>> widget = function_plotter("x^2", x=3.0)
    >>> print(widget.description)
    f(x) = x^2 at x = 3
    f(x) = 9, f′(x) = 6, f″(x) = 2
    """
    _check_range(left, right)
    if not left <= x <= right:
        raise WidgetError(
            f"x = {number(x)} lies outside the picture. "
            f"Choose x within [{number(left)}, {number(right)}]."
        )
    box = ipywidgets.Text(
        value=text,
        description="f(x) =",
        placeholder="for example 2x cos(x^2)",
        layout=dict(WIDE),
        style=label_width(),
    )
    ends = [
        ipywidgets.FloatText(
            value=value, description=label, layout={"width": "12em"}, style=label_width(width)
        )
        for value, label, width in ((left, "x from", "6em"), (right, "to", "3em"))
    ]
    point = slider("x", x, left, right, _nice_step(left, right))
    boxes = [
        ipywidgets.Checkbox(
            value=True,
            description=name,
            indent=False,
            layout={"width": "5em", "margin": "2px 2px 2px 1em"},
        )
        for name in _NAMES
    ]

    def follow(_change: object) -> None:
        _set_range(point, ends[0].value, ends[1].value)

    for end in ends:
        end.observe(follow, "value")
    controls = {
        "text": box,
        "f": boxes[0],
        "first": boxes[1],
        "second": boxes[2],
        "left": ends[0],
        "right": ends[1],
        "x": point,
    }
    message = message_line()
    row = ipywidgets.HBox([*ends, *boxes], layout={"flex_flow": "row wrap"})
    return Live(
        model, PlotterScene, describe, controls, top=[box, message, row, point], message=message
    )


def _nice_step(left: float, right: float) -> float:
    """Return a power of ten that gives 100 to 1000 stops.

    >>> _nice_step(-5.0, 5.0)
    0.1
    """
    return float(10.0 ** np.floor(np.log10((right - left) / 100 * 1.0000001)))


def _set_range(slider: Any, left: float, right: float) -> None:
    """Move both ends of a slider; never an end beyond the other, which traitlets refuses."""
    if not left < right or not np.isfinite([left, right]).all():
        return
    if left > slider.max:
        slider.max, slider.min = right, left
    else:
        slider.min, slider.max = left, right
    slider.step = _nice_step(left, right)
