"""A derivative that the student types, judged, and its slope laid against the curve."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import elementwise_grad
from coursekit.checking import Verdict
from coursekit.checking.typed_derivative import (
    Step,
    derivative_exercise,
    derivative_steps,
    derivative_text,
    spelled,
)
from coursekit.formula import Formula, FormulaError, parse
from coursekit.widgets.answers import answer_box, button, verdict_words
from coursekit.widgets.controls import AFTER_LABEL, slider
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

__all__ = ["Checked", "CheckerScene", "derivative_checker", "describe", "model", "say"]

_SAMPLES = 401
_STOPS = 120  # of the slider, and of the places that are tried for the first picture
_REACH = 0.18  # of the range: how far the line with the typed slope runs to either side
_MOST_STEPS = 9

Array = npt.NDArray[np.float64]
Curve = tuple[Array, Array]
Function = Callable[[Any], Any]

_NOTHING: Curve = (np.zeros(0), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Judged:
    """Two typed texts, and all of theirs that does not depend on the point."""

    f: Formula
    answer: Formula | None
    verdict: Verdict
    height: Curve
    typed: Curve
    truth: Curve
    right: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Checked:
    """The numbers of one state; a slope is NaN where there is none or nothing is typed.

    ``shown`` says whether the true derivative may be seen, ``asked`` whether it was asked for.
    """

    judged: Judged
    ends: tuple[float, float]
    x: float
    height: float
    typed_slope: float
    slope: float
    shown: bool
    asked: bool


@lru_cache(maxsize=16)
def _judged(f: str, answer: str, left: float, right: float) -> Judged:
    """Verdict and curves; kept, because the point moves far more often than the texts."""
    formula = parse(f, ("x",))
    verdict = derivative_exercise(formula).judge(answer)
    try:
        typed = parse(answer, ("x",))
    except FormulaError:
        typed = None
    grid = np.linspace(left, right, _SAMPLES)
    height = _curve(formula, grid)
    if not np.isfinite(height[1]).any():
        raise WidgetError(
            f"{formula.text} is not a real number anywhere between {number(left)} and "
            f"{number(right)}. Type another formula."
        )
    return Judged(
        f=formula,
        answer=typed,
        verdict=verdict,
        height=height,
        typed=_NOTHING if typed is None else _curve(typed, grid),
        truth=_curve(_slope_of(formula), grid),
        right=derivative_text(formula),
        steps=derivative_steps(formula),
    )


def _slope_of(formula: Formula) -> Function:
    """Return the derivative by autodiff, without a value where the function itself has none."""
    slope = elementwise_grad(formula)

    def inside(x: Any) -> Any:
        return np.where(np.isfinite(sample(formula, x)), slope(x), np.nan)

    return inside


def _curve(function: Function, grid: Array) -> Curve:
    values = sample(function, grid)
    return with_gaps(grid, values, breaks(function, grid, values))


def model(f: str, answer: str, shown: bool, x: float, left: float, right: float) -> Checked:
    """Judge a typed derivative of a typed function, and take heights and slopes at a point.

    Raises `FormulaError` if f is no formula, `WidgetError` if it has no value in the range. What is
    wrong with the answer is in the verdict.

    >>> n = model("x^2", "2", False, 0.5, -1.0, 1.0)
    >>> n.typed_slope, n.slope, n.judged.verdict.slip
    (2.0, 1.0, 'second_derivative')
    """
    judged = _judged(f, answer, left, right)
    return Checked(
        judged=judged,
        ends=(left, right),
        x=x,
        height=_at(judged.f, x),
        typed_slope=float("nan") if judged.answer is None else _at(judged.answer, x),
        slope=_true_slope(judged.f, x),
        shown=shown or judged.verdict.correct,
        asked=shown,
    )


def _at(function: Function, x: float) -> float:
    return float(sample(function, np.array([x]))[0])


def _true_slope(f: Formula, x: float) -> float:
    """Return the slope at x; NaN at a corner, where a rule gives a number all the same."""
    left, right = one_sided_slopes(f, x)
    if not abs(right - left) <= 1e-4 * (1 + abs(left) + abs(right)) < np.inf:
        return float("nan")
    return _at(_slope_of(f), x)


def say(n: Checked) -> str:
    """Write the verdict in words, for the line below the answer."""
    answer, right = n.judged.answer, "Right."
    if answer is not None and spelled(answer.root) != n.judged.right:
        right += f" It can also be written {n.judged.right}."
    return verdict_words(n.judged.verdict, right, "your derivative")


def describe(n: Checked) -> str:
    """Write what is seen at the point, and once it was asked for the derivative rule by rule."""
    lines = [
        f"f(x) = {n.judged.f.text} at x = {number(n.x)}: height {number(n.height)}",
        _slopes(n),
    ]
    if n.asked:
        lines.append(f"f′(x) = {n.judged.right}, rule by rule:")
        steps = [f"{step.rule}: {step.line}" for step in n.judged.steps]
        lines += steps[:_MOST_STEPS]
        if len(steps) > _MOST_STEPS:
            lines.append(f"… and {len(steps) - _MOST_STEPS} steps more")
    return "\n".join(lines)


def _slopes(n: Checked) -> str:
    if np.isnan(n.height):
        return "f has no value here"
    if np.isnan(n.slope):
        return "f has no slope here"
    true = f"slope of f {number(n.slope)}"
    if np.isnan(n.typed_slope):
        return true if n.shown else "no slope of yours here"
    yours = f"your slope {number(n.typed_slope)}" + (f", {true}" if n.shown else "")
    if abs(n.typed_slope - n.slope) > 0.01 * (1 + abs(n.slope)):
        return f"{yours}: the dashed line does not touch the curve, it cuts through it"
    if n.judged.verdict.correct:
        return f"{yours}: the dashed line touches the curve"
    return f"{yours}: the dashed line touches the curve here, but not everywhere: move x"


class CheckerScene:
    """Left: f and a line with the typed slope. Right: the typed derivative, later the true one."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._slopes) = new_figure(7.6, 3.7, ratios=(1.0, 1.0))
        plane, slopes = self._plane, self._slopes
        (self._curve,) = plane.plot([], [], color=BLUE, lw=2.2, label="$f$")
        (self._line,) = plane.plot(
            [], [], color=VERMILLION, lw=2.6, ls="--", zorder=MOVING, label="line with your slope"
        )
        (self._dot,) = plane.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        # The wider one lies below: where both agree, both are seen.
        (self._truth,) = slopes.plot([], [], color=GREEN, lw=4.5, alpha=0.75)
        (self._typed,) = slopes.plot([], [], color=VERMILLION, lw=2, ls="--", label=r"your $f\,'$")
        (self._here,) = slopes.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        (self._marks,) = slopes.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        for axes in (plane, slopes):
            axes.axhline(0, color=GREY, lw=0.8)
            axes.set(xlabel="$x$")
            axes.yaxis.get_offset_text().set_x(-0.15)
        self.moving = [self._here, self._line, self._dot, self._marks]

    def background(self, numbers: Checked) -> Hashable:
        """Everything but the point stands still."""
        return numbers.judged, numbers.shown

    def set_background(self, numbers: Checked) -> None:
        """Set curves, limits and legends."""
        judged = numbers.judged
        self._curve.set_data(*judged.height)
        self._typed.set_data(*judged.typed)
        self._truth.set_data(*judged.truth)
        self._truth.set_visible(numbers.shown)
        self._truth.set_label(r"$f\,'$" if numbers.shown else "_hidden")
        curves = [curve for _, curve in (judged.truth, judged.typed) if np.isfinite(curve).any()]
        self._plane.set(xlim=numbers.ends, ylim=limits([judged.height[1]]))
        self._slopes.set(xlim=numbers.ends, ylim=limits(curves) if curves else (-1.0, 1.0))
        legend_above(self._plane, 2)
        legend_above(self._slopes, 2)

    def move(self, numbers: Checked) -> None:
        """Set the point, the line, and the two slopes there."""
        n = numbers
        reach = _REACH * (n.ends[1] - n.ends[0])
        along = np.array([n.x - reach, n.x + reach])
        self._line.set_data(along, n.height + n.typed_slope * (along - n.x))
        self._dot.set_data([n.x], [n.height])
        self._here.set_data([n.x, n.x], self._slopes.get_ylim())
        self._marks.set_data([n.x, n.x], [n.typed_slope, n.slope if n.shown else np.nan])


def derivative_checker(
    f: str = "sin(x^2)", answer: str = "cos(x^2)", left: float = -3.0, right: float = 3.0
) -> Live[Checked]:
    r"""Check any typed derivative of any typed function, and see where its slope does not fit.

    Args:
        f: a formula in x, as `coursekit.formula.parse` reads it.
        answer: what the student takes for its derivative; "" leaves the box empty.
        left: the left end of the range.
        right: the right end.

    The judge names the slip; a button shows the derivative, rule by rule. The point starts where
    the typed slope fits worst. Raises `FormulaError` for an f that is no formula, `WidgetError` for
    an empty range or an f without a value in it.

    >>> widget = derivative_checker("x^2", "x")
    >>> widget.controls["x"].value = 2.0
    >>> print(widget.description)
    f(x) = x^2 at x = 2: height 4
    your slope 2: the dashed line does not touch the curve, it cuts through it
    >>> widget.controls["shown"].value = True
    >>> print(widget.description.split("\n", 1)[1])
    your slope 2, slope of f 4: the dashed line does not touch the curve, it cuts through it
    f′(x) = 2x, rule by rule:
    power rule: (x^2)′ = 2x
    """
    if not (np.isfinite([left, right]).all() and left < right):
        raise WidgetError(
            f"The range from {number(left)} to {number(right)} is empty. "
            "Choose a left end smaller than the right end."
        )
    boxes = {
        "f": answer_box("f(x) =", f, "sin(x^2)"),
        "answer": answer_box("f′(x) =", answer, "2x cos(x^2)"),
    }
    step = (right - left) / _STOPS
    start = _worst(_judged(f, answer, left, right), left, right)
    controls = {
        **boxes,
        "shown": ipywidgets.ToggleButton(
            description=_SHOW, layout={"margin": "4px 2px", "width": "12em"}
        ),
        "x": slider("x", start, left, right, step),
    }
    message, note = message_line(), message_line()
    # Leaving the box is what checks; the button is for those who look for one.
    check = button("Check")
    check.layout.margin = f"4px 2px 4px {AFTER_LABEL}"
    _wire(controls)
    buttons = ipywidgets.HBox([check, controls["shown"]], layout={"flex_flow": "row wrap"})
    return Live(
        lambda **values: model(**values, left=left, right=right),
        CheckerScene,
        describe,
        controls,
        top=[boxes["f"], message, boxes["answer"], note, buttons, controls["x"]],
        message=message,
        notes=[(note, say)],
    )


_SHOW, _HIDE = "Show the derivative", "Hide the derivative"


def _wire(controls: dict[str, Any]) -> None:
    """Begin a new function with an empty box, its derivative hidden; rename the button."""
    shown = controls["shown"]

    def begin(change: dict[str, Any]) -> None:
        try:
            parse(change["new"], ("x",))
        except FormulaError:
            return  # the message says so, and everything stays
        shown.value = False
        controls["answer"].value = ""

    def rename(change: dict[str, Any]) -> None:
        shown.description = _HIDE if change["new"] else _SHOW

    controls["f"].observe(begin, "value")
    shown.observe(rename, "value")


def _worst(judged: Judged, left: float, right: float) -> float:
    """Return where it is seen best that the line with the typed slope does not fit."""
    stops = np.linspace(left, right, _STOPS + 1)[_STOPS // 8 : -_STOPS // 8]
    somewhere = float(stops[round(0.75 * len(stops))])
    if judged.answer is None:
        return somewhere
    low, high = limits([judged.height[1]])
    scale = (right - left) / (high - low)  # an angle on the paper, not in the numbers
    heights = sample(judged.f, stops)
    typed, true = (
        np.arctan(scale * sample(function, stops))
        for function in (judged.answer, _slope_of(judged.f))
    )
    apart = np.abs(typed - true)
    margin = 0.1 * (high - low)
    apart[~((low + margin < heights) & (heights < high - margin))] = np.nan
    if not np.nanmax(apart, initial=0.0) > 1e-6:
        return somewhere
    # Plainly apart is enough; after that a line that is not too steep is seen better.
    score = np.minimum(apart, 1.0) - 0.15 * (np.abs(typed) + np.abs(true))
    return float(stops[np.nanargmax(score)])
