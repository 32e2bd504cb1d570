"""Typed partial derivatives of a typed function, each judged, and laid against its slice."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.checking import Verdict
from coursekit.checking.typed_derivative import derivative_exercise, derivative_text, spelled
from coursekit.formula import Formula, FormulaError, parse
from coursekit.formula.tree import names_of
from coursekit.widgets.answers import answer_box, button, verdict_words
from coursekit.widgets.controls import AFTER_LABEL, label_width
from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)
from coursekit.widgets.words import message_line

__all__ = ["Partials", "PartialsScene", "Slice", "describe", "model", "partials_checker", "say"]

VARIABLES = ("x", "y", "z")

_SAMPLES = 161
_REACH = 0.22  # of the range: how far the line with the typed slope runs to either side
_SHOW, _HIDE = "Show the derivatives", "Hide the derivatives"

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """One partial derivative: the question, what was typed, and what the judge says."""

    variable: str
    typed: Formula | None
    right: Formula
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class Slice:
    """f along one variable through the point; slopes there as typed and as they are."""

    asked: Asked
    curve: tuple[Array, Array]
    at: float
    typed_slope: float
    slope: float

    @property
    def variable(self) -> str:
        """The variable that moves."""
        return self.asked.variable


@dataclass(frozen=True, eq=False)
class Partials:
    """The numbers of one state: a slice for each variable that occurs in f, in order."""

    f: Formula
    ends: tuple[float, float]
    height: float
    slices: tuple[Slice, ...]
    shown: bool

    @property
    def all_right(self) -> bool:
        """Whether every partial derivative is right."""
        return all(each.asked.verdict.correct for each in self.slices)


@lru_cache(maxsize=32)
def _read(text: str) -> Formula:
    return parse(text, VARIABLES)


@lru_cache(maxsize=64)
def _asked(f: Formula, variable: str, answer: str) -> Asked:
    """Judge one answer; kept, because the point moves far more often than the texts."""
    verdict = derivative_exercise(f, variable).judge(answer)
    right = parse(derivative_text(f, variable), VARIABLES)
    try:
        typed = parse(answer, VARIABLES)
    except FormulaError:
        return Asked(variable, None, right, verdict)
    own = names_of(f.root)
    foreign = [name for name in VARIABLES if name in names_of(typed.root) - own]
    if foreign:
        message = f"There is no {foreign[0]} in f, so there is none in its derivatives."
        verdict = Verdict("wrong", 0.0, "foreign_variable", message)
    return Asked(variable, typed, right, verdict)


def used(f: Formula) -> tuple[str, ...]:
    """Return the variables that occur in f, in order; x alone where there is none.

    >>> used(parse("z + x", VARIABLES))
    ('x', 'z')
    """
    found = names_of(f.root)
    return tuple(name for name in VARIABLES if name in found) or VARIABLES[:1]


def model(
    f: str,
    answers: Sequence[str],
    point: Sequence[float],
    shown: bool,
    left: float,
    right: float,
) -> Partials:
    """Judge the typed partial derivatives by x, y, z, and cut f along each through a point.

    Raises `FormulaError` if f is no formula, `WidgetError` if it has no value at the point. What is
    wrong with an answer is in its verdict.

    >>> n = model("x y", ("y", "y", ""), (2.0, 3.0, 0.0), False, -4.0, 4.0)
    >>> n.height, [each.asked.verdict.outcome for each in n.slices]
    (6.0, ['correct', 'wrong'])
    """
    formula = _read(f)
    height = _value(formula, point)
    if np.isnan(height):
        raise WidgetError(f"{formula.text} is not a real number at this point. Move the point.")
    grid = np.linspace(left, right, _SAMPLES)
    slices = []
    for index, variable in enumerate(VARIABLES):
        if variable not in used(formula):
            continue
        asked = _asked(formula, variable, answers[index])
        along = partial(_along, formula, tuple(point), index)
        heights = sample(along, grid)
        slices.append(
            Slice(
                asked=asked,
                curve=with_gaps(grid, heights, breaks(along, grid, heights)),
                at=point[index],
                typed_slope=float("nan") if asked.typed is None else _value(asked.typed, point),
                slope=_value(asked.right, point),
            )
        )
    return Partials(formula, (left, right), height, tuple(slices), shown)


def _along(f: Formula, point: tuple[float, ...], moved: int, values: Any) -> Any:
    """Return f where one variable runs through values and the others are held fixed."""
    return f(*point[:moved], values, *point[moved + 1 :])


def _value(function: Formula, point: Sequence[float]) -> float:
    """Return the value at a point, NaN where there is no real one."""
    with np.errstate(all="ignore"):
        value = float(function(*point))
    return value if np.isfinite(value) else float("nan")


def say(n: Partials, variable: str) -> str:
    """Write the verdict on one partial derivative, for the line below its box."""
    for each in n.slices:
        if each.variable == variable:
            name = f"∂f/∂{variable}"
            words = verdict_words(each.asked.verdict, f"{name} is right.", name)
            return words.replace("✗ ", f"✗ {name}: ", 1)
    return ""


def describe(n: Partials) -> str:
    """Write the point, each typed slope and whether it fits there, and the gradient at last."""
    place = ", ".join(f"{each.variable} = {number(each.at)}" for each in n.slices)
    lines = [f"f = {n.f.text} at {place}: height {number(n.height)}"]
    lines += [_fit(each, shown=n.shown) for each in n.slices]
    if n.shown:
        rights = (f"∂f/∂{each.variable} = {spelled(each.asked.right.root)}" for each in n.slices)
        lines.append(", ".join(rights))
    if n.all_right:
        row = "  ".join(number(each.slope) for each in n.slices)
        lines.append(f"all right: the gradient here is the row [{row}]")
    return "\n".join(lines)


def _fit(each: Slice, *, shown: bool) -> str:
    true = f", slope of f {number(each.slope)}" if shown else ""
    start = f"along {each.variable}: "
    if np.isnan(each.typed_slope):
        return f"{start}no slope of yours here{true}"
    close = abs(each.typed_slope - each.slope) <= 0.01 * (1 + abs(each.slope))
    fits = "touches the curve" if close else "cuts through the curve"
    if close and not each.asked.verdict.correct:
        fits += f" here, but not everywhere: move {each.variable}"
    return f"{start}your slope {number(each.typed_slope)}{true}: the dashed line {fits}"


class PartialsScene:
    """One slice a variable, with a line of the typed slope through the point."""

    def __init__(self) -> None:
        self.figure, self._axes = new_figure(8.4, 3.1, ratios=(1.0, 1.0, 1.0))
        self._spans = [axes.get_position() for axes in self._axes]
        self._curves, self._lines, self._truths, self._dots = [], [], [], []
        for axes in self._axes:
            moving = {"zorder": MOVING}
            self._curves += axes.plot([], [], color=BLUE, lw=2.2, label="$f$", **moving)
            # The wider one lies below: where both agree, both are seen.
            self._truths += axes.plot([], [], color=GREEN, lw=4.5, alpha=0.75, **moving)
            self._lines += axes.plot(
                [], [], color=VERMILLION, lw=2.6, ls="--", label="line with your slope", **moving
            )
            self._dots += axes.plot([], [], "o", color=BLACK, ms=6, **moving)
        self.moving = [*self._curves, *self._truths, *self._lines, *self._dots]

    def background(self, numbers: Partials) -> Hashable:
        """Each slice keeps its limits while the point moves along it."""
        return (
            numbers.f,
            numbers.shown,
            tuple((each.variable, each.at) for each in numbers.slices),
        )

    def set_background(self, numbers: Partials) -> None:
        """Share the width among the slices, and give each heights of its own."""
        count = len(numbers.slices)
        left, right = self._spans[0].x0, self._spans[-1].x1
        gap = self._spans[1].x0 - self._spans[0].x1
        width = (right - left - gap * (count - 1)) / count
        for index, axes in enumerate(self._axes):
            axes.set_visible(index < count)
            if index >= count:
                continue
            each = numbers.slices[index]
            span = self._spans[index]
            axes.set_position([left + index * (width + gap), span.y0, width, span.height])
            heights = each.curve[1]
            axes.set(
                xlim=numbers.ends,
                ylim=limits([heights]) if np.isfinite(heights).any() else (-1.0, 1.0),
                xlabel=f"${each.variable}$",
            )
            if axes.get_legend():
                axes.get_legend().remove()
        self._truths[0].set_label("true slope" if numbers.shown else "_hidden")
        self._truths[0].set_visible(numbers.shown)  # in the legend as well
        legend_above(self._axes[0], 3)

    def move(self, numbers: Partials) -> None:
        """Set slices, lines and dots."""
        reach = _REACH * (numbers.ends[1] - numbers.ends[0])
        for index, each in enumerate(numbers.slices):
            along = np.array([each.at - reach, each.at + reach])
            self._curves[index].set_data(*each.curve)
            self._lines[index].set_data(
                along, numbers.height + each.typed_slope * (along - each.at)
            )
            self._truths[index].set_data(along, numbers.height + each.slope * (along - each.at))
            self._truths[index].set_visible(numbers.shown)
            self._dots[index].set_data([each.at], [numbers.height])
        for index in range(len(numbers.slices), len(VARIABLES)):
            for artists in (self._curves, self._lines, self._truths, self._dots):
                artists[index].set_data([], [])


def partials_checker(
    f: str = "x^2 y + sin(z)",
    dx: str = "2x",
    dy: str = "x^2",
    dz: str = "cos(z)",
    *,
    x: float = 1.0,
    y: float = 2.0,
    z: float = 0.5,
    left: float = -3.0,
    right: float = 3.0,
) -> Live[Partials]:
    """Check typed partial derivatives of a typed f(x, y, z), each with its own diagnosis.

    Args:
        f: a formula in x, y and z, or in some of them; only those that occur are asked for.
        dx: what the student takes for ∂f/∂x; "" leaves the box empty.
        dy: the same for ∂f/∂y.
        dz: the same for ∂f/∂z.
        x, y, z: where the three slices meet; each within the range.
        left: the left end of every slice.
        right: the right end.

    Raises `FormulaError` for an f that is no formula, `WidgetError` for an empty range, a point
    outside it, or a point at which f has no value.

    >>> widget = partials_checker("x y", "y", "y")
    >>> print(widget.description)
    f = x y at x = 1, y = 2: height 2
    along x: your slope 2: the dashed line touches the curve
    along y: your slope 2: the dashed line cuts through the curve
    >>> widget.controls["dy"].value = "x"
    >>> print(widget.description.splitlines()[-1])
    all right: the gradient here is the row [2  1]
    """
    _check(left, right, (x, y, z))
    examples = ("2x y", "x^2", "cos(z)")
    boxes = {
        f"d{name}": answer_box(f"∂f/∂{name} =", value, example, "26em")
        for name, value, example in zip(VARIABLES, (dx, dy, dz), examples, strict=True)
    }
    points = {
        name: _point(name, value, left, right)
        for name, value in zip(VARIABLES, (x, y, z), strict=True)
    }
    controls = {
        "f": answer_box("f =", f, "x^2 y + sin(z)"),
        **boxes,
        **points,
        "shown": ipywidgets.ToggleButton(
            description=_SHOW, layout={"margin": "4px 2px", "width": "13em"}
        ),
    }
    message = message_line()
    rows = {name: _row(boxes[f"d{name}"], points[name]) for name in VARIABLES}
    # Leaving a box is what checks; the button is for those who look for one.
    check = button("Check")
    check.layout.margin = f"4px 2px 4px {AFTER_LABEL}"
    buttons = ipywidgets.HBox([check, controls["shown"]], layout={"flex_flow": "row wrap"})
    _wire(controls, {name: row.layout for name, row in rows.items()})

    def state(
        f: str, dx: str, dy: str, dz: str, x: float, y: float, z: float, shown: bool
    ) -> Partials:
        return model(f, (dx, dy, dz), (x, y, z), shown, left, right)

    return Live(
        state,
        PartialsScene,
        describe,
        controls,
        top=[controls["f"], message, *rows.values(), buttons],
        message=message,
        notes=[(row.children[1], partial(say, variable=name)) for name, row in rows.items()],
    )


def _check(left: float, right: float, point: Sequence[float]) -> None:
    if not (np.isfinite([left, right]).all() and left < right):
        raise WidgetError(
            f"The range from {number(left)} to {number(right)} is empty. "
            "Choose a left end smaller than the right end."
        )
    if not all(left <= value <= right for value in point):
        raise WidgetError(
            f"The point lies outside the picture. Choose x, y and z within "
            f"[{number(left)}, {number(right)}]."
        )


def _point(name: str, value: float, left: float, right: float) -> Any:
    return ipywidgets.FloatSlider(
        value=value,
        min=left,
        max=right,
        step=(right - left) / 120,
        description=name,
        layout={"width": "20em"},
        style=label_width("2em"),
    )


def _row(box: Any, point: Any) -> Any:
    """Put a box beside the slider of its variable, and below both the line of the verdict."""
    side_by_side = ipywidgets.HBox([box, point], layout={"flex_flow": "row wrap"})
    return ipywidgets.VBox([side_by_side, message_line()])


def _wire(controls: dict[str, Any], rows: dict[str, Any]) -> None:
    """Ask for the variables that occur; a new function begins with empty boxes, all hidden."""
    shown = controls["shown"]

    def follow(change: dict[str, Any]) -> None:
        try:
            formula = _read(change["new"])
        except FormulaError:
            return  # the message says so, and everything stays
        shown.value = False
        for name in rows:
            controls[f"d{name}"].value = ""
        ask(formula)

    def ask(formula: Formula) -> None:
        names = used(formula)
        for name, layout in rows.items():
            layout.display = None if name in names else "none"

    def rename(change: dict[str, Any]) -> None:
        shown.description = _HIDE if change["new"] else _SHOW

    ask(_read(controls["f"].value))
    controls["f"].observe(follow, "value")
    shown.observe(rename, "value")
