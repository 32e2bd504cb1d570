"""The shapes in a chain of Jacobians, drawn to scale, in the row and in the column layout."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from coursekit.widgets.controls import WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.jacobians.chains import LARGEST, Chain, Misfit, Pattern, read
from coursekit.widgets.live import Live
from coursekit.widgets.style import BLACK, GREY, ORANGE, SKY, VERMILLION, new_figure
from coursekit.widgets.words import message_line

__all__ = ["EXAMPLES", "Shapes", "ShapesScene", "describe", "model", "shape_calculator"]

EXAMPLES = (
    ("a layer, tanh, and the sum", "x[n] -> W[m,n] -> tanh -> sum"),
    ("two layers and the squared norm", "x[n] -> W1[m,n] -> tanh -> W2[2,m] -> norm2"),
    ("one layer alone", "x[n] -> W[m,n]"),
    ("the helix", "p[2] -> helix"),
    ("along a circle through a trough", "t[1] -> circle -> trough"),
    ("a dot product", "x[n] -> dot[n]"),
    ("a mistake, unless n = m", "x[n] -> W[m,n] -> tanh -> dot[n]"),
)


@dataclass(frozen=True)
class Shapes:
    """A chain at the present sizes, and at the largest ones: those set the scale."""

    chain: Chain
    widest: Chain


def model(text: str, n: int, m: int) -> Shapes:
    """Read a chain of functions; ``n`` and ``m`` are what its letters stand for.

    >>> model("x[n] -> W[m,n] -> tanh", 5, 3).chain.shape
    (3, 5)
    """
    return Shapes(read(text, {"n": n, "m": m}), read(text, {"n": LARGEST, "m": LARGEST}))


def describe(s: Shapes) -> str:
    """Write the function, its product in both layouts and its shape in code, or what misfits."""
    chain = s.chain
    what = f"f({chain.variable}) = {chain.written}"
    if chain.misfits:
        return "\n".join((what, *(_explain(chain, each) for each in chain.misfits)))
    rows = _product([stage.shape for stage in reversed(chain.stages)], chain.shape)
    columns = _product([stage.shape[::-1] for stage in chain.stages], chain.shape[::-1])
    m, n = chain.shape
    code = f"in code: jacobian(f)({chain.variable}).shape == {chain.code_shape}"
    if len(chain.code_shape) == 1:
        code += ", for f returns a number, and a number has no axis"
    return "\n".join(
        (
            f"{what}: {n} number{'s' * (n > 1)} in, {m} out",
            f"row (numerator) layout, outputs × inputs, as here: {rows}",
            f"column (denominator) layout, inputs × outputs: {columns}",
            code,
        )
    )


def _times(shape: tuple[int, int]) -> str:
    return f"{shape[0]}×{shape[1]}"


def _product(factors: list[tuple[int, int]], result: tuple[int, int]) -> str:
    """Write shapes as a product; a single one stands for itself."""
    product = " · ".join(_times(shape) for shape in factors)
    return f"{product} = {_times(result)}" if len(factors) > 1 else product


def _explain(chain: Chain, misfit: Misfit) -> str:
    """Say which two neighbours do not fit, why, and what would."""
    taker = chain.stages[misfit.index]
    given, wanted = _entries(misfit.given), _entries(misfit.wanted)
    takes = f"but {taker.function.label} takes {wanted}"
    if not misfit.index:
        columns = f"its Jacobian has {misfit.wanted} columns, one for each"
        return f"does not fit: {chain.variable} has {given}, {takes} ({columns})"
    giver = chain.stages[misfit.index - 1]
    return (
        f"does not fit: {giver.function.label} makes {given}, {takes}; "
        f"{_times(taker.shape)} · {_times(giver.shape)} is no product, "
        f"for {misfit.wanted} columns meet {misfit.given} rows"
    )


def _entries(count: int) -> str:
    return f"{count} number{'s' * (count != 1)}"


_WIDTH, _HEIGHT = 7.6, 5.1  # inches, which are the units of the picture
_TITLES = (
    (0.15, "row layout, as in this course: a gradient is a row"),
    (2.55, "column layout: all is transposed, in the opposite order"),
)
_MIDDLE = 1.28  # how far below its title the middle of a row lies
_TALLEST, _LARGEST_CELL = 1.6, 0.28
_PALE = "#C4C4C4"
_GAP = 0.32  # between two boxes
_LETTER = 0.09  # how wide a letter of a label is, about


@dataclass(frozen=True)
class _Box:
    """A matrix to be drawn: its label, where it can differ from 0, and the colour of that."""

    label: str
    pattern: Pattern
    colour: str = SKY

    @property
    def transposed(self) -> "_Box":
        return _Box(self.label, self.pattern.T, self.colour)

    def room(self, cell: float) -> float:
        """Width in inches that the box or its label needs."""
        width: int = self.pattern.shape[1]
        return max(width * cell, _LETTER * max(len(self.label), 3))


class ShapesScene:
    """Two rows of boxes: the product in row layout, and below it the same in column layout."""

    moving: tuple[Artist, ...] = ()

    def __init__(self) -> None:
        self.figure, (self._axes,) = new_figure(_WIDTH, _HEIGHT)
        self._axes.set_position((0, 0, 1, 1))
        self._axes.axis("off")
        self._axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        self.figure.text(
            0.02,
            0.02,
            "drawn to scale; white: always 0",
            color=GREY,
            va="bottom",
        )

    def background(self, numbers: Shapes) -> Hashable:
        """Everything stands still until a size or the chain changes."""
        return numbers.chain, numbers.widest

    def set_background(self, numbers: Shapes) -> None:
        """Draw all boxes anew."""
        axes, chain = self._axes, numbers.chain
        for artist in [*axes.patches, *axes.lines, *axes.texts, *axes.collections]:
            artist.remove()
        boxes = [_Box(stage.function.label, stage.pattern) for stage in chain.stages]
        broken = [False, *(_misfit_before(chain, k) for k in range(1, len(boxes)))]
        if _misfit_before(chain, 0):
            boxes.insert(0, _Box(chain.variable, np.ones((chain.size, 1), bool), _PALE))
            broken.insert(1, True)
        product = None if any(broken) else _Box("$J$", chain.pattern, ORANGE)
        cell = _cell(numbers.widest)
        (top, title), (lower_top, lower_title) = _TITLES
        # The sign at place k stands before box k; read backwards, behind it.
        self._row(boxes[::-1], [False, *broken[:0:-1]], product, cell, top, title)
        self._row(
            [box.transposed for box in boxes],
            broken,
            product and product.transposed,
            cell,
            lower_top,
            lower_title,
        )

    def _row(
        self,
        boxes: list[_Box],
        broken: list[bool],
        product: _Box | None,
        cell: float,
        top: float,
        title: str,
    ) -> None:
        """Draw factors, the signs between them, and the product if there is one."""
        axes, middle = self._axes, top + _MIDDLE
        axes.text(0.15, top, title, va="center", color=GREY)
        x = 0.3
        for k, box in enumerate(boxes):
            if k:
                sign, colour = ("≠", VERMILLION) if broken[k] else ("·", BLACK)
                self._sign(x, middle, sign, colour)
                x += _GAP
            ends = broken[k], k + 1 < len(boxes) and broken[k + 1]
            x = self._box(box, x, middle, cell, *ends)
        if product is not None and len(boxes) > 1:
            self._sign(x, middle, "=", BLACK)
            self._box(product, x + _GAP, middle, cell, left_broken=False, right_broken=False)

    def _sign(self, x: float, middle: float, sign: str, colour: str) -> None:
        look = {"ha": "center", "va": "center", "fontsize": 13, "fontweight": "bold"}
        self._axes.text(x + _GAP / 2, middle, sign, color=colour, **look)

    def _box(
        self,
        box: _Box,
        x: float,
        middle: float,
        cell: float,
        left_broken: bool,
        right_broken: bool,
    ) -> float:
        """Draw a matrix to scale with its label and shape; mark the lengths that do not agree."""
        axes, (height, width) = self._axes, box.pattern.shape
        room = box.room(cell)
        left, top = x + (room - width * cell) / 2, middle - height * cell / 2
        right, bottom = left + width * cell, top + height * cell
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
        filled = np.argwhere(box.pattern)[:, None, ::-1] + corners
        axes.add_collection(
            PolyCollection(
                filled * cell + (left, top), facecolors=box.colour, edgecolors="white", lw=0.6
            )
        )
        axes.add_patch(
            Rectangle((left, top), right - left, bottom - top, fc="none", ec=BLACK, lw=1.1)
        )
        mark = {"color": VERMILLION, "lw": 4, "solid_capstyle": "butt"}
        if left_broken:
            axes.plot([left, left], [top, bottom], **mark)
        if right_broken:
            axes.plot([left, right], [bottom, bottom], **mark)
        centre = (left + right) / 2
        axes.text(centre, top - 0.06, box.label, ha="center", va="bottom")
        axes.text(
            centre,
            bottom + 0.07,
            f"{height}×{width}",
            ha="center",
            va="top",
            color=VERMILLION if left_broken or right_broken else GREY,
        )
        return x + room

    def move(self, numbers: Shapes) -> None:
        """Nothing moves that is not drawn anew."""


def _misfit_before(chain: Chain, index: int) -> bool:
    """Whether function ``index`` does not take what arrives."""
    return any(each.index == index for each in chain.misfits)


def _cell(widest: Chain) -> float:
    """Side of an entry in inches, so small that both rows have room at the largest sizes."""
    stages = widest.stages
    tall = max(max(stage.shape) for stage in stages)
    wide = max(sum(stage.shape[axis] for stage in stages) + widest.shape[axis] for axis in (0, 1))
    room = _WIDTH - 0.6 - (_GAP + 0.15) * len(stages)
    return min(_LARGEST_CELL, _TALLEST / tall, room / wide)


def shape_calculator(
    text: str = "x[n] -> W[m,n] -> tanh -> sum", n: int = 5, m: int = 3
) -> Live[Shapes]:
    r"""Compose functions; see the shape of each Jacobian, of their product, and what does not fit.

    Args:
        text: the chain in the order in which the numbers run through it, the input first:
            ``x[5] -> W[3,5] -> tanh -> sum``. ``W[m,n]`` is the layer Wx + b, ``dot[n]`` the
            product aᵀx; tanh, sigmoid, relu, sin, exp, sum, norm2, helix, polar, circle and trough
            (x₁² + 2x₂) stand alone. Sizes are numbers from 1 to 8, or n and m.
        n: what the letter n stands for, 1 to 8.
        m: what the letter m stands for.

    Raises `WidgetError` for text that is no chain; later on it gets a message below its box.
    Functions that do not fit together are drawn, and explained in the text.

    >>> widget = shape_calculator("x[5] -> W[3,5] -> sum")
    >>> print(widget.description.split("\n")[1])
    row (numerator) layout, outputs × inputs, as here: 1×3 · 3×5 = 1×5
    """
    for name, value in (("n", n), ("m", m)):
        if not 1 <= value <= LARGEST:
            raise WidgetError(f"{name} = {value} has no room. Choose 1 to {LARGEST}.")
    box = ipywidgets.Text(
        value=text,
        description="chain",
        placeholder="for example x[5] -> W[3,5] -> tanh -> sum",
        layout=dict(WIDE),
        style=label_width(),
    )
    examples = _examples(box)
    message = message_line()
    controls = {"text": box, "n": _size_slider("n", n), "m": _size_slider("m", m)}
    return Live(
        model,
        ShapesScene,
        describe,
        controls,
        top=[examples, box, message, controls["n"], controls["m"]],
        message=message,
    )


def _examples(box: Any) -> Any:
    """Make a list of chains that fills the box, and that says when the box holds another."""
    names = {chain: chain for _, chain in EXAMPLES}
    choice = drop_down("example", [*EXAMPLES, ("your own", "")], names.get(box.value, ""))

    choice.layout.max_width = "26em"

    def take(change: dict[str, Any]) -> None:
        if change["new"]:
            box.value = change["new"]

    def follow(change: dict[str, Any]) -> None:
        choice.value = names.get(change["new"], "")

    choice.observe(take, "value")
    box.observe(follow, "value")
    return choice


def _size_slider(label: str, value: int) -> Any:
    return ipywidgets.IntSlider(
        value=value,
        min=1,
        max=LARGEST,
        description=label,
        layout=dict(WIDE),
        style=label_width(),
    )
