"""A derivative that the student types, judged, and its slope laid against the curve."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import elementwise_grad
from coursekit.checking import Verdict
from coursekit.checking.typed_derivative import derivative_exercise
from coursekit.formula import Formula, FormulaError, parse
from coursekit.widgets.controls import AFTER_LABEL, WIDE, label_width, slider
from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live, message_line
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

__all__ = ["Checked", "CheckerScene", "derivative_checker", "describe", "model", "say"]

_SAMPLES = 401
_REACH = 0.16  # of the range: how far the line with the typed slope runs to either side

Array = npt.NDArray[np.float64]
Curve = tuple[Array, Array]

_NOTHING: Curve = (np.array([]), np.array([]))


@dataclass(frozen=True, eq=False)
class Judged:
    """Two typed texts and all of theirs that does not depend on the point."""

    f: Formula
    answer: Formula | None
    verdict: Verdict
    height: Curve
    typed: Curve
    truth: Curve


@dataclass(frozen=True, eq=False)
class Checked:
    """The numbers of one state; a slope is NaN where there is none or nothing is typed."""

    judged: Judged
    ends: tuple[float, float]
    x: float
    height: float
    typed_slope: float
    slope: float
    shown: bool


@lru_cache(maxsize=16)
def _judged(f: str, answer: str, left: float, right: float) -> Judged:
    """Verdict and curves; kept, because the point moves far more often than the texts."""
    formula = parse(f, ("x",))
    exercise = derivative_exercise(formula)
    verdict = exercise.judge(answer)
    try:
        typed = parse(answer, ("x",))
    except FormulaError:
        typed = None
    truth = elementwise_grad(formula)
    grid = np.linspace(left, right, _SAMPLES)
    heights = sample(formula, grid)
    if not np.isfinite(heights).any():
        raise WidgetError(
            f"{formula.text} is not a real number anywhere between {number(left)} and "
            f"{number(right)}. Type another formula."
        )
    slopes = np.where(np.isfinite(heights), sample(truth, grid), np.nan)
    return Judged(
        f=formula,
        answer=typed,
        verdict=verdict,
        height=with_gaps(grid, heights, breaks(formula, grid, heights)),
        typed=_NOTHING if typed is None else _curve(typed, grid),
        truth=with_gaps(grid, slopes, breaks(truth, grid, slopes)),
    )


def _curve(function: Any, grid: Array) -> Curve:
    values = sample(function, grid)
    return with_gaps(grid, values, breaks(function, grid, values))


def model(f: str, answer: str, shown: bool, x: float, left: float, right: float) -> Checked:
    """Judge a typed derivative of a typed function, and take heights and slopes at a point.

    Raises `FormulaError` if f is no formula, `WidgetError` if it has no value in the range. What is
    wrong with the answer is in the verdict.

    >>> n = model("x^2", "2", False, 0.5, -1.0, 1.0)
    >>> n.typed_slope, n.slope, n.judged.verdict.outcome
    (2.0, 1.0, 'wrong')
    """
    judged = _judged(f, answer, left, right)
    here = np.array([x])
    height = float(sample(judged.f, here)[0])
    slope = float(sample(elementwise_grad(judged.f), here)[0])
    typed = float("nan") if judged.answer is None else float(sample(judged.answer, here)[0])
    return Checked(
        judged=judged,
        ends=(left, right),
        x=x,
        height=height,
        typed_slope=typed,
        slope=slope if np.isfinite(height) else float("nan"),
        shown=shown or judged.verdict.correct,
    )


def say(n: Checked) -> str:
    """Write the verdict in words, for the line below the answer."""
    verdict = n.judged.verdict
    if verdict.outcome == "unanswered":
        return "Type your derivative and press Enter."
    sign = {"correct": "✓", "wrong": "✗"}.get(verdict.outcome, "⚠")
    return f"{sign} {'Right.' if verdict.correct else verdict.message}"


def describe(n: Checked) -> str:
    """Write what is seen at the point."""
    return (
        f"f(x) = {n.judged.f.text} at x = {number(n.x)}: height {number(n.height)}, "
        f"your slope {number(n.typed_slope)}"
        + (f", slope of f {number(n.slope)}" if n.shown else "")
    )


class CheckerScene:
    """Left: f and a line with the typed slope. Right: the typed derivative, later the true one."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._slopes) = new_figure(7.6, 3.9, ratios=(1.0, 1.0))
        plane, slopes = self._plane, self._slopes
        (self._curve,) = plane.plot([], [], color=BLUE, lw=2.2, label="$f$")
        (self._line,) = plane.plot(
            [], [], color=VERMILLION, lw=2.4, ls="--", zorder=MOVING, label="line with your slope"
        )
        (self._dot,) = plane.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        (self._truth,) = slopes.plot([], [], color=GREEN, lw=3.4, ls="-.", label=r"$f\,'$")
        (self._typed,) = slopes.plot([], [], color=VERMILLION, lw=2, ls="--", label=r"your $f\,'$")
        (self._here,) = slopes.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        (self._marks,) = slopes.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        for axes in (plane, slopes):
            axes.axhline(0, color=GREY, lw=0.8)
            axes.set(xlabel="$x$")
        self.moving = [self._here, self._line, self._dot, self._marks]

    def background(self, numbers: Checked) -> Hashable:
        """Everything but the point stands still."""
        return id(numbers.judged), numbers.ends, numbers.shown

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
        """Set the point and the line."""
        n = numbers
        reach = _REACH * (n.ends[1] - n.ends[0])
        along = np.array([n.x - reach, n.x + reach])
        self._line.set_data(along, n.height + n.typed_slope * (along - n.x))
        self._dot.set_data([n.x], [n.height])
        self._here.set_data([n.x, n.x], self._slopes.get_ylim())
        self._marks.set_data([n.x, n.x], [n.typed_slope, n.slope if n.shown else n.typed_slope])


def derivative_checker(
    f: str = "sin(x^2)", answer: str = "cos(x^2)", left: float = -3.0, right: float = 3.0
) -> Live[Checked]:
    """Check any typed derivative of any typed function, and see where its slope does not fit.

    Args:
        f: a formula in x, as `coursekit.formula.parse` reads it.
        answer: what the student takes for its derivative; "" leaves the box empty.
        left: the left end of the range.
        right: the right end.

    Raises `FormulaError` for an f that is no formula, `WidgetError` for an empty range.

    >>> widget = derivative_checker("sin(x^2)", "2x cos(x^2)")
    >>> widget.values["answer"]
    '2x cos(x^2)'
    """
    if not (np.isfinite([left, right]).all() and left < right):
        raise WidgetError(f"The range from {number(left)} to {number(right)} is empty.")
    boxes = {
        name: ipywidgets.Text(
            value=value,
            description=label,
            placeholder=f"for example {example}",
            continuous_update=False,  # a formula that is half typed is not yet wrong
            layout=dict(WIDE),
            style=label_width(),
        )
        for name, label, value, example in (
            ("f", "f(x) =", f, "sin(x^2)"),
            ("answer", "f′(x) =", answer, "2x cos(x^2)"),
        )
    }
    shown = ipywidgets.ToggleButton(
        value=False,
        description="Show the derivative",
        layout={"margin": f"4px 2px 4px {AFTER_LABEL}", "width": "12em"},
    )

    def hide(_change: object) -> None:
        shown.value = False

    boxes["f"].observe(hide, "value")
    controls = {
        **boxes,
        "shown": shown,
        "x": slider("x", _start(left, right), left, right, (right - left) / 120),
    }
    message, note = message_line(), message_line()
    return Live(
        lambda **values: model(**values, left=left, right=right),
        CheckerScene,
        describe,
        controls,
        top=[boxes["f"], message, boxes["answer"], note, shown, controls["x"]],
        message=message,
        notes=[(note, say)],
    )


def _start(left: float, right: float) -> float:
    return left + 0.7 * (right - left)
