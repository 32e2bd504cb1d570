"""Typed partial derivatives of a typed function, each judged, and laid against its slice."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.checking import Verdict
from coursekit.checking.typed_derivative import derivative_exercise
from coursekit.formula import Formula, FormulaError, parse
from coursekit.formula.tree import names_of
from coursekit.widgets.controls import label_width, slider
from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live, message_line
from coursekit.widgets.style import BLACK, BLUE, MOVING, VERMILLION, new_figure, number

__all__ = ["Partials", "PartialsScene", "describe", "model", "partials_checker", "say"]

VARIABLES = ("x", "y", "z")
_SAMPLES = 161
_REACH = 0.2

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Slice:
    """f along one variable through the point, and the typed partial derivative there."""

    variable: str
    used: bool
    verdict: Verdict
    curve: tuple[Array, Array]
    at: float
    slope: float


@dataclass(frozen=True, eq=False)
class Partials:
    """The numbers of one state."""

    f: Formula
    ends: tuple[float, float]
    height: float
    slices: tuple[Slice, ...]


@lru_cache(maxsize=32)
def _read(text: str) -> Formula:
    return parse(text, VARIABLES)


@lru_cache(maxsize=64)
def _judged(f: Formula, variable: str, answer: str) -> tuple[Verdict, Formula | None]:
    verdict = derivative_exercise(f, variable).judge(answer)
    try:
        return verdict, parse(answer, VARIABLES)
    except FormulaError:
        return verdict, None


def _used(f: Formula) -> frozenset[str]:
    return names_of(f.root) & frozenset(VARIABLES)


def model(
    f: str,
    answers: Sequence[str],
    point: Sequence[float],
    left: float,
    right: float,
) -> Partials:
    """Judge the typed partial derivatives, and cut f along each variable through a point.

    >>> n = model("x y", ("y", "y", ""), (2.0, 3.0, 0.0), -4.0, 4.0)
    >>> n.height, [each.verdict.outcome for each in n.slices]
    (6.0, ['correct', 'wrong', 'unanswered'])
    """
    formula = _read(f)
    used = _used(formula)
    here = dict(zip(VARIABLES, point, strict=True))
    grid = np.linspace(left, right, _SAMPLES)
    slices = []
    for variable, answer in zip(VARIABLES, answers, strict=True):
        verdict, typed = _judged(formula, variable, answer)

        def along(values: Any, moved: str = variable) -> Any:
            return formula(*({**here, moved: values}[name] for name in VARIABLES))

        heights = sample(along, grid)
        slope = float("nan") if typed is None else _value(typed, point)
        slices.append(
            Slice(
                variable,
                variable in used,
                verdict,
                with_gaps(grid, heights, breaks(along, grid, heights)),
                here[variable],
                slope,
            )
        )
    height = _value(formula, point)
    return Partials(formula, (left, right), height, tuple(slices))


def _value(function: Formula, point: Sequence[float]) -> float:
    """Return the value at a point, NaN where there is no real one."""
    with np.errstate(all="ignore"):
        value = float(function(*point))
    return value if np.isfinite(value) else float("nan")


def say(n: Partials, index: int) -> str:
    """Write the verdict on one partial derivative."""
    verdict = n.slices[index].verdict
    if verdict.outcome == "unanswered":
        return "Type this partial derivative and press Enter."
    sign = {"correct": "✓", "wrong": "✗"}.get(verdict.outcome, "⚠")
    return f"{sign} {'Right.' if verdict.correct else verdict.message}"


def describe(n: Partials) -> str:
    """Write the point, and your slope along each variable."""
    place = ", ".join(f"{each.variable} = {number(each.at)}" for each in n.slices)
    slopes = ", ".join(f"∂f/∂{each.variable} {number(each.slope)}" for each in n.slices)
    return f"f = {n.f.text} at {place}: height {number(n.height)}\nyour slopes: {slopes}"


class PartialsScene:
    """One slice a variable, with a line of the typed slope through the point."""

    def __init__(self) -> None:
        self.figure, self._axes = new_figure(8.4, 3.2, ratios=(1.0, 1.0, 1.0))
        self._curves = [a.plot([], [], color=BLUE, lw=2.2, zorder=MOVING)[0] for a in self._axes]
        self._lines = [
            a.plot([], [], color=VERMILLION, lw=2.4, ls="--", zorder=MOVING)[0] for a in self._axes
        ]
        self._dots = [a.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)[0] for a in self._axes]
        for axes, variable in zip(self._axes, VARIABLES, strict=True):
            axes.set(xlabel=f"${variable}$")
        self.moving = [*self._curves, *self._lines, *self._dots]

    def background(self, numbers: Partials) -> Hashable:
        """Limits stand still while the point moves along its own slice only."""
        return (
            numbers.f.text,
            numbers.ends,
            tuple(each.at for each in numbers.slices),
        )

    def set_background(self, numbers: Partials) -> None:
        """Set the limits, of each slice its own: a steep one must not flatten the others."""
        for axes, each in zip(self._axes, numbers.slices, strict=True):
            heights = each.curve[1]
            known = heights if np.isfinite(heights).any() else np.zeros(1)
            axes.set(xlim=numbers.ends, ylim=limits([known]))

    def move(self, numbers: Partials) -> None:
        """Set slices, lines and dots."""
        reach = _REACH * (numbers.ends[1] - numbers.ends[0])
        for each, curve, line, dot in zip(
            numbers.slices, self._curves, self._lines, self._dots, strict=True
        ):
            curve.set_data(*each.curve)
            along = np.array([each.at - reach, each.at + reach])
            line.set_data(along, numbers.height + each.slope * (along - each.at))
            dot.set_data([each.at], [numbers.height])


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
        f: a formula in x, y and z, or in some of them.
        dx: what the student takes for ∂f/∂x; "" leaves the box empty.
        dy: the same for ∂f/∂y.
        dz: the same for ∂f/∂z.
        x: where the three slices meet; each within the range.
        y: the same.
        z: the same.
        left: the left end of every slice.
        right: the right end.

    Raises `FormulaError` for an f that is no formula, `WidgetError` for an empty range or a point
    outside it.

    >>> widget = partials_checker("x y", "y", "x", "0")
    >>> widget.values["dx"]
    'y'
    """
    if not (np.isfinite([left, right]).all() and left < right):
        raise WidgetError(f"The range from {number(left)} to {number(right)} is empty.")
    point = dict(zip(VARIABLES, (x, y, z), strict=True))
    if not all(left <= value <= right for value in point.values()):
        raise WidgetError(
            f"The point lies outside [{number(left)}, {number(right)}]: choose it within."
        )
    labels = {"f": "f =", **{f"d{name}": f"∂f/∂{name} =" for name in VARIABLES}}
    boxes = {
        name: ipywidgets.Text(
            value=value,
            description=labels[name],
            continuous_update=False,  # a formula that is half typed is not yet wrong
            layout={"width": "calc(100% - 4px)", "max_width": "32em"},
            style=label_width(),
        )
        for name, value in (("f", f), ("dx", dx), ("dy", dy), ("dz", dz))
    }
    sliders = {
        name: slider(name, value, left, right, (right - left) / 120)
        for name, value in point.items()
    }
    message = message_line()
    notes = [message_line() for _ in VARIABLES]

    def state(f: str, dx: str, dy: str, dz: str, x: float, y: float, z: float) -> Partials:
        return model(f, (dx, dy, dz), (x, y, z), left, right)

    top = [boxes["f"], message]
    for name, note in zip(VARIABLES, notes, strict=True):
        top += [boxes[f"d{name}"], note]
    top += list(sliders.values())
    return Live(
        state,
        PartialsScene,
        describe,
        {**boxes, **sliders},
        top=top,
        message=message,
        notes=[(note, partial(say, index=index)) for index, note in enumerate(notes)],
    )
