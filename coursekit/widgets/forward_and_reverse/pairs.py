"""Dual numbers as points that move: a dot for the value, an arrow for the tangent."""

from collections.abc import Callable, Hashable
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt
from matplotlib.markers import CARETLEFT, CARETRIGHT

from coursekit.errors import CoursekitError
from coursekit.widgets.backpropagation.notation import mathtext
from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.derivatives.sampling import breaks, limits, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.duals import Duals, describe, model
from coursekit.widgets.forward_and_reverse.operations import MOST_STEPS, VARIABLES, operations
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLUE,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)
from coursekit.widgets.words import message_line

__all__ = ["LIMIT", "SEEDS", "PairsScene", "dual_numbers"]

LIMIT = 3.0
#: Directions to move in, for a formula in two variables.
SEEDS = (
    ("along x: ẋ = 1, ẏ = 0", (1.0, 0.0)),
    ("along y: ẋ = 0, ẏ = 1", (0.0, 1.0)),
    ("along both: ẋ = 1, ẏ = 1", (1.0, 1.0)),
)
_ROWS = MOST_STEPS + len(VARIABLES)
_SAMPLES, _MESH = 401, 61
_MARGIN = 1.05
_LONGEST = 12  # letters of a formula that have room in letters of the usual size
_AROUND = 2.0  # how far the curve along a seed goes to both sides

Array = npt.NDArray[np.float64]


class PairsScene:
    """Left: a number line for each pair. Right: the curve along the seed, with its tangent."""

    def __init__(self) -> None:
        self.figure, (self._lines, self._curve) = new_figure(7.8, 4.0, ratios=(1.0, 1.0))
        self._lines.set_position((0.205, 0.09, 0.385, 0.82))
        self._curve.set_position((0.675, 0.125, 0.305, 0.785))
        self._lines.spines["left"].set_visible(False)
        self._lines.grid(visible=False, axis="y")
        self._rails = [self._lines.axhline(row, color=GREY, lw=0.8) for row in range(_ROWS)]
        arrow: dict[str, Any] = {"color": VERMILLION, "lw": 3, "zorder": MOVING}
        dot: dict[str, Any] = {"color": BLUE, "mec": "white", "ms": 9, "ls": ""}
        dot["zorder"] = MOVING + 1
        lines = self._lines
        self._dots = [lines.plot([], [], "o", **dot)[0] for _ in range(_ROWS)]
        self._arrows = [lines.plot([], [], **arrow)[0] for _ in range(_ROWS)]
        tip = {"color": VERMILLION, "ms": 8, "ls": "", "zorder": MOVING}
        self._tips = [lines.plot([], [], **tip)[0] for _ in range(_ROWS)]
        self._dots[0].set_label("value")
        self._arrows[0].set_label("tangent")
        legend_above(lines, 2)
        (self._graph,) = self._curve.plot([], [], color=GREY, lw=1.8, zorder=MOVING)
        (self._tangent,) = self._curve.plot([], [], **arrow)
        (self._point,) = self._curve.plot([], [], "o", **dot)
        lines.locator_params("x", nbins=5)
        self._curve.locator_params(nbins=5)
        for axis in (lines.xaxis, self._curve.yaxis):
            # A power of ten that stands apart at the end of an axis is overlooked, or cut off.
            axis.set_major_formatter(lambda value, _: number(value))
        self._curve.set_title("$f$ and its tangent", loc="left", fontsize=10.5)
        self.moving = [
            self._graph,
            *self._arrows,
            *self._tips,
            *self._dots,
            self._tangent,
            self._point,
        ]

    def background(self, numbers: Duals) -> Hashable:
        """Names of the rows and their scale; the curve of one variable stands still, too."""
        return numbers.formula.text, _scale(numbers)

    def set_background(self, numbers: Duals) -> None:
        """Name the rows, set their scale, make room for the curve."""
        n, axes = numbers, self._lines
        names = [mathtext(pair.name) for pair in n.inputs]
        names += [mathtext(f"{each.name} = {each.formula}") for each in n.operations]
        for row, rail in enumerate(self._rails):
            rail.set_visible(row < len(names))
        scale = _scale(n)
        axes.set(xlim=(-scale, scale), ylim=(len(names) - 0.5, -0.5))
        axes.set_yticks(range(len(names)), names)
        longest = max(len(each.formula) for each in n.operations)
        axes.tick_params(axis="y", length=0, labelsize=10 if longest <= _LONGEST else 8)
        alone = len(n.inputs) == 1
        if alone:
            self._draw_curve(n.formula, LIMIT)
        ends = LIMIT if alone else _AROUND
        self._curve.set(xlim=(-ends, ends), ylim=_heights(n))
        self._curve.set_xlabel("$x$" if alone else "$t$: from the point along the seed")

    def _draw_curve(self, along: Callable[[Array], Any], ends: float) -> None:
        grid = np.linspace(-ends, ends, _SAMPLES)
        values = sample(along, grid)
        self._graph.set_data(*with_gaps(grid, values, breaks(along, grid, values)))

    def move(self, numbers: Duals) -> None:
        """Set dots and arrows of the steps that are done, and the curve of two variables."""
        n = numbers
        pairs = n.pairs[: len(n.inputs) + n.shown]
        for row, artists in enumerate(zip(self._dots, self._arrows, self._tips, strict=True)):
            for artist in artists:
                artist.set_visible(row < len(pairs))
            if row < len(pairs):
                dot, arrow, tip = artists
                start, end = pairs[row].value, pairs[row].value + pairs[row].tangent
                dot.set_data([start], [row])
                arrow.set_data([start, end], [row, row])
                tip.set_data([end], [row])
                tip.set_marker(CARETRIGHT if end > start else CARETLEFT)
                tip.set_visible(end != start)
        if len(n.inputs) > 1:
            self._draw_curve(
                lambda t: n.formula(*(pair.value + pair.tangent * t for pair in n.inputs)), _AROUND
            )
        last, at = n.result, n.inputs[0].value if len(n.inputs) == 1 else 0.0
        self._point.set_data([at], [last.value])
        self._tangent.set_data([at, at + 1.0], [last.value, last.value + last.tangent])
        for artist in (self._point, self._tangent):
            artist.set_visible(n.shown == len(n.steps))


def _heights(n: Duals) -> tuple[float, float]:
    """Vertical limits for the curve: those of the formula wherever its variables can be set."""
    grids = np.meshgrid(*(np.linspace(-LIMIT, LIMIT, _MESH) for _ in n.inputs))
    return limits([sample(lambda places: n.formula(*places), np.stack(grids))[0]])


def _scale(n: Duals) -> float:
    """Return a round number that no dot and no arrow comes close to."""
    largest = max(max(abs(pair.value), abs(pair.value + pair.tangent)) for pair in n.pairs)
    needed = max(1.0, _MARGIN * largest)
    power = 10.0 ** np.floor(np.log10(needed))
    return float(next(k * power for k in (1.5, 2.0, 3.0, 5.0, 7.0, 10.0) if needed <= k * power))


def dual_numbers(
    expression: str = "x sin(x^2)",
    x: float = 1.0,
    *,
    y: float = 1.0,
    seed: tuple[float, float] = (1.0, 0.0),
    step: int | None = None,
) -> Live[Duals]:
    r"""Send x + ẋε through an expression, one operation after the other.

    Args:
        expression: a formula in x, or in x and y, as `coursekit.formula.parse` reads it.
        x: the first variable, within [−3, 3]; its tangent is 1.
        y: the second one, if the formula has it.
        seed: the tangents (ẋ, ẏ) of two variables: (1, 0), (0, 1) or (1, 1).
        step: how many operations are done at first; by default all, as in the stored picture.

    Raises `FormulaError` for text that is no formula, `WidgetError` for anything else that cannot
    be shown; later on both become a message.

    >>> print(dual_numbers("x^2", x=3.0).description.split("\n")[-1])
    f(3) = 9, f′(3) = 6; reverse mode: 6
    """
    for name, value in (("x", x), ("y", y)):
        if not abs(value) <= LIMIT:
            raise WidgetError(
                f"{name} = {number(value)} lies outside the picture. Choose {name} within [−3, 3]."
            )
    if tuple(seed) not in [each for _, each in SEEDS]:
        raise WidgetError(f"seed = {seed} is not known. Choose (1, 0), (0, 1) or (1, 1).")
    last = len(operations(expression)[1])
    box = ipywidgets.Text(
        value=expression,
        description="f =",
        placeholder="for example x sin(x^2)",
        continuous_update=False,  # what is half typed is not yet wrong
        layout=dict(WIDE),
        style=label_width(),
    )
    seeds = drop_down("seed", SEEDS, tuple(map(float, seed)), wide=True)
    controls = {
        "text": box,
        "x": slider("x", x, -LIMIT, LIMIT, 0.05),
        "y": slider("y", y, -LIMIT, LIMIT, 0.05),
        "seed": seeds,
        "shown": ipywidgets.IntSlider(
            value=last if step is None else max(0, min(step, last)),
            min=0,
            max=last,
            description="step",
            layout=dict(WIDE),
            style=label_width(),
        ),
    }
    _follow(controls)
    message = message_line()
    return Live(
        model,
        PairsScene,
        describe,
        controls,
        still={"shown": MOST_STEPS},
        top=[box, message, *(controls[name] for name in ("x", "y", "seed", "shown"))],
        message=message,
    )


def _follow(controls: dict[str, Any]) -> None:
    """Show y and the seed where the formula has two variables; of a new one all steps are done."""
    text, shown = controls["text"], controls["shown"]

    def arrange() -> None:
        formula, steps = operations(text.value)
        both = len(formula.variables) > 1
        for name in ("y", "seed"):
            controls[name].layout.display = None if both else "none"
        if not both:
            controls["seed"].value = SEEDS[0][1]  # the tangent of x alone is 1
        shown.max = len(steps)

    def change(_: object) -> None:
        try:
            arrange()
        except CoursekitError:  # the model says what is wrong
            return
        shown.value = shown.max

    arrange()
    text.observe(change, "value")
