"""Dual numbers as points that move: a dot for the value, an arrow for the tangent."""

from collections.abc import Hashable
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.markers import CARETLEFT, CARETRIGHT

from coursekit.errors import CoursekitError
from coursekit.widgets.backpropagation.notation import mathtext
from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.derivatives.sampling import breaks, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.duals import (
    MOST_STEPS,
    Duals,
    describe,
    model,
    operations,
)
from coursekit.widgets.live import Live, message_line
from coursekit.widgets.style import BLUE, GREY, MOVING, VERMILLION, new_figure, number

__all__ = ["PairsScene", "dual_numbers"]

LIMIT = 3.0
SEEDS = (
    ("along x: ẋ = 1, ẏ = 0", (1.0, 0.0)),
    ("along y: ẋ = 0, ẏ = 1", (0.0, 1.0)),
    ("along (1, 1): ẋ = ẏ = 1", (1.0, 1.0)),
)


class PairsScene:
    """Left: a number line for each pair. Right: the curve along the seed, with its tangent."""

    def __init__(self) -> None:
        self.figure, (self._lines, self._curve) = new_figure(7.8, 3.8, ratios=(1.0, 1.0))
        self._lines.set_position((0.16, 0.11, 0.42, 0.84))
        self._curve.set_position((0.67, 0.13, 0.31, 0.80))
        self._lines.grid(visible=False, axis="y")
        self._lines.spines["left"].set_visible(False)
        self._rails: list[Any] = []
        rows = range(MOST_STEPS + 2)
        look = {"color": VERMILLION, "lw": 3, "zorder": MOVING}
        self._arrows = [self._lines.plot([], [], **look)[0] for _ in rows]
        tip = {"color": VERMILLION, "ms": 8, "zorder": MOVING}
        self._tips = [self._lines.plot([], [], **tip)[0] for _ in rows]
        dot = {"color": BLUE, "mec": "white", "ms": 9, "zorder": MOVING}
        self._dots = [self._lines.plot([], [], "o", **dot)[0] for _ in rows]
        (self._graph,) = self._curve.plot([], [], color=BLUE, lw=2)
        (self._tangent,) = self._curve.plot([], [], color=VERMILLION, lw=3, zorder=MOVING)
        (self._point,) = self._curve.plot([], [], "o", **dot)
        self.moving = [*self._arrows, *self._tips, *self._dots, self._tangent, self._point]

    def background(self, numbers: Duals) -> Hashable:
        """Return what names the rows, the scale and the curve."""
        n = numbers
        still = n.pairs[: n.inputs] if n.inputs > 1 else ()
        return n.formula.text, n.seed, _scale(n), still

    def set_background(self, numbers: Duals) -> None:
        """Name the rows, set the scale, draw the curve."""
        n, axes = numbers, self._lines
        names = [mathtext(pair.name) for pair in n.pairs[: n.inputs]]
        names += [mathtext(f"{step.name} = {step.formula}") for step in n.operations]
        for rail in self._rails:
            rail.remove()
        self._rails = [axes.axhline(row, color=GREY, lw=0.8) for row in range(len(names))]
        scale = _scale(n)
        axes.set(xlim=(-scale, scale), ylim=(len(names) - 0.5, -0.5))
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", length=0)
        self._draw_curve(n)

    def _draw_curve(self, n: Duals) -> None:
        start = [pair.value for pair in n.pairs[: n.inputs]]
        if n.inputs == 1:
            grid = np.linspace(-LIMIT, LIMIT, 401)

            def along(t: Any) -> Any:
                return n.formula(t)

            self._curve.set_xlabel("$x$")
        else:
            grid = np.linspace(-2.0, 2.0, 401)

            def along(t: Any) -> Any:
                return n.formula(*(a + t * s for a, s in zip(start, n.seed, strict=True)))

            self._curve.set_xlabel("$t$, along the seed")
        values = sample(along, grid)
        self._graph.set_data(*with_gaps(grid, values, breaks(along, grid, values)))
        self._curve.set_xlim(grid[0], grid[-1])
        low, high = np.nanpercentile(values, [2, 98])
        margin = 0.1 * (high - low) + 0.1
        self._curve.set_ylim(low - margin, high + margin)

    def move(self, numbers: Duals) -> None:
        """Set dots and arrows of the steps that are done."""
        n = numbers
        done = n.inputs + n.shown
        for row, (dot, arrow, tip) in enumerate(
            zip(self._dots, self._arrows, self._tips, strict=True)
        ):
            visible = row < done
            for artist in (dot, arrow, tip):
                artist.set_visible(visible)
            if visible:
                pair = n.pairs[row]
                end = pair.value + pair.tangent
                dot.set_data([pair.value], [row])
                arrow.set_data([pair.value, end], [row, row])
                tip.set_data([end], [row])
                tip.set_marker(CARETRIGHT if pair.tangent >= 0 else CARETLEFT)
                tip.set_visible(pair.tangent != 0)
        at = n.pairs[0].value if n.inputs == 1 else 0.0
        whole = n.shown == len(n.operations)
        last = n.pairs[-1]
        self._point.set_data([at], [last.value])
        run = n.seed[0] if n.inputs == 1 else 1.0
        self._tangent.set_data([at, at + run], [last.value, last.value + last.tangent])
        self._point.set_visible(whole)
        self._tangent.set_visible(whole)


def _scale(n: Duals) -> float:
    """Return a round number that no dot and no arrow exceeds."""
    largest = max(max(abs(p.value), abs(p.value + p.tangent)) for p in n.pairs)
    power = 10.0 ** np.floor(np.log10(max(largest, 1.0)))
    return float(next(step * power for step in (1.5, 3.0, 5.0, 10.0) if largest <= step * power))


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
        x: the first variable, within [−3, 3].
        y: the second one, if the formula has it.
        seed: the tangents (ẋ, ẏ) to start with: (1, 0), (0, 1) or (1, 1).
        step: how many operations are done at first; by default all.

    Raises `FormulaError` for text that is no formula, `WidgetError` for anything else that cannot
    be shown; later on both become a message.

    >>> print(dual_numbers("x^2", x=3.0).description)
    x = 3 + 1ε: ẋ is the seed
    f = x² = 9 + 6ε: power rule, ḟ = 2x·ẋ
    """
    for name, value in (("x", x), ("y", y)):
        if not abs(value) <= LIMIT:
            raise WidgetError(
                f"{name} = {number(value)} lies outside the picture. Choose {name} within [−3, 3]."
            )
    if seed not in [each for _, each in SEEDS]:
        raise WidgetError(f"seed = {seed} is not known. Choose (1, 0), (0, 1) or (1, 1).")
    last = len(operations(expression)[1])
    box = ipywidgets.Text(
        value=expression,
        description="f(x) =",
        placeholder="for example x sin(x^2)",
        continuous_update=False,
        layout=dict(WIDE),
        style=label_width(),
    )
    controls = {
        "text": box,
        "x": slider("x", x, -LIMIT, LIMIT, 0.05),
        "y": slider("y", y, -LIMIT, LIMIT, 0.05),
        "seed": drop_down("seed", SEEDS, seed),
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
    top = [box, message, *(controls[name] for name in ("x", "y", "seed", "shown"))]
    return Live(model, PairsScene, describe, controls, top=top, message=message)


def _follow(controls: dict[str, Any]) -> None:
    """Show y and the seed where the formula has two variables; all steps of a new one are done."""
    text, shown = controls["text"], controls["shown"]

    def change(_: object = None) -> None:
        try:
            formula, steps = operations(text.value)
        except CoursekitError:  # the model says what is wrong
            return
        both = len(formula.variables) > 1
        for name in ("y", "seed"):
            controls[name].layout.display = None if both else "none"
        text.description = "f(x, y) =" if both else "f(x) ="
        shown.max = len(steps)

    def finish(_: object) -> None:
        shown.value = shown.max

    change()
    text.observe(change, "value")
    text.observe(finish, "value")
