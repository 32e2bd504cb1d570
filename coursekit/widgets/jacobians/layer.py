"""Five inputs, three neurons, fifteen edges: which number of the matrix belongs to which edge."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

import ipywidgets
import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from coursekit.widgets.controls import label_width, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    ORANGE,
    SKY,
    VERMILLION,
    new_figure,
    number,
    subscript,
)

__all__ = [
    "BIAS",
    "INPUT",
    "OUTPUT",
    "WEIGHTS",
    "Layer",
    "LayerScene",
    "describe",
    "layer_picture",
    "model",
]

Array = npt.NDArray[np.float64]
Choice = int | Literal["all"]

# Numbers that can be added up in the head, and no two weights of a row or a column alike.
WEIGHTS = np.array(
    [
        [1.0, -2.0, 3.0, 0.5, -1.0],
        [2.0, 1.0, -1.0, -3.0, 0.5],
        [-1.0, 3.0, 2.0, 1.0, -2.0],
    ]
)
BIAS = np.array([1.0, -2.0, 0.5])
INPUT = np.array([1.0, 2.0, -1.0, 4.0, 3.0])
OUTPUT = WEIGHTS @ INPUT + BIAS
_M, _N = WEIGHTS.shape
_CHANGE = 2.0  # the largest change of an input
_REACH = _CHANGE * float(np.abs(WEIGHTS).max())  # the largest change of an output


@dataclass(frozen=True)
class Layer:
    """The numbers of one state: what is chosen, the change of x (5,) and that of y (3,)."""

    i: Choice
    j: Choice
    change: float
    dx: Array
    dy: Array

    @property
    def rows(self) -> slice:
        """The chosen rows of W, counted from 0."""
        return slice(0, _M) if self.i == "all" else slice(self.i - 1, self.i)

    @property
    def columns(self) -> slice:
        """The chosen columns of W, counted from 0."""
        return slice(0, _N) if self.j == "all" else slice(self.j - 1, self.j)


def model(i: Choice, j: Choice, change: float) -> Layer:
    """Choose a part of y = Wx + b, and let the chosen inputs grow by ``change``.

    ``i`` and ``j`` count from 1; "all" takes every neuron or every input.
    Source: S0, S3 (example neural network: 5 inputs, 3 neurons, W ∈ ℝ³ˣ⁵).

    >>> model(2, 4, 1.0).dy
    array([ 0.5, -3. ,  1. ])
    """
    dx = np.zeros(_N)
    dx[slice(None) if j == "all" else j - 1] = change
    return Layer(i, j, change, dx, WEIGHTS @ dx)


def describe(n: Layer) -> str:
    """Name the choice in both ways of counting, write its sum, its derivative and the change."""
    if n.i == "all" and n.j == "all":
        lines = _everything()
    elif n.j == "all":
        lines = _neuron(int(n.i))
    elif n.i == "all":
        lines = _input(int(n.j))
    else:
        lines = _edge(int(n.i), int(n.j))
    grown = "every input grows" if n.j == "all" else f"{_name('x', n.j)} grows"
    return "\n".join((*lines, f"{grown} by Δx = {number(n.change)}: Δy = W Δx = {_list(n.dy)}"))


def _edge(i: int, j: int) -> tuple[str, ...]:
    weight, value = _name("W", i, j), WEIGHTS[i - 1, j - 1]
    product = f"{_product(value, INPUT[j - 1])} = {number(value * INPUT[j - 1])}"
    return (
        (
            f"edge from input {j} to neuron {i}: {weight} = {number(value)}, "
            f"which NumPy calls W[{i - 1}, {j - 1}]"
        ),
        f"{_sum(i)}; this edge brings {product}",
        f"∂{_name('y', i)}/∂{_name('x', j)} = {weight} = {number(value)}",
    )


def _neuron(i: int) -> tuple[str, ...]:
    return (
        f"neuron {i}, its 5 edges: row {i} of W, which NumPy calls W[{i - 1}]",
        _sum(i),
        f"∂{_name('y', i)}/∂x = {_list(WEIGHTS[i - 1])} ∈ ℝ¹ˣ⁵, a number for each input",
    )


def _input(j: int) -> tuple[str, ...]:
    return (
        f"input {j}, its 3 edges: column {j} of W, which NumPy calls W[:, {j - 1}]",
        f"{_name('x', j)} = {number(INPUT[j - 1])} goes into all three sums",
        f"∂y/∂{_name('x', j)} = {_list(WEIGHTS[:, j - 1])}ᵀ ∈ ℝ³ˣ¹, a number for each neuron",
    )


def _everything() -> tuple[str, ...]:
    return (
        "all 15 edges: W ∈ ℝ³ˣ⁵, W.shape == (3, 5) in NumPy; row = neuron, column = input",
        f"y = Wx + b = {_list(OUTPUT)}",
        "∂y/∂x = W ∈ ℝ³ˣ⁵, a number for each edge",
    )


def _name(letter: str, *indices: int | str) -> str:
    """Write W with its indices below.

    >>> _name("W", 2, 4)
    'W₂,₄'
    """
    return letter + ",".join(subscript(each) for each in indices)


def _list(values: Array) -> str:
    return f"({', '.join(number(each) for each in values)})"


def _product(a: float, b: float) -> str:
    return "·".join(f"({number(each)})" if each < 0 else number(each) for each in (a, b))


def _sum(i: int) -> str:
    products = " + ".join(_product(w, x) for w, x in zip(WEIGHTS[i - 1], INPUT, strict=True))
    bias = f"{'−' if BIAS[i - 1] < 0 else '+'} {number(abs(BIAS[i - 1]))}"
    return f"{_name('y', i)} = {products} {bias} = {number(OUTPUT[i - 1])}"


# Places in the picture of the matrix, in cells.
_W_LEFT, _X_LEFT, _B_LEFT, _Y_LEFT = 0.0, 5.6, 7.4, 9.2


class LayerScene:
    """Left: the network, and how much each neuron moves. Right: the same numbers as W x + b = y."""

    def __init__(self) -> None:
        self.figure, (self._net, self._bars, self._matrix) = new_figure(
            7.8, 3.5, ratios=(1.0, 0.6, 2.0)
        )
        self._draw_network()
        self._draw_bars()
        self._draw_matrix()
        self.moving = [
            *self._edges,
            *self._nodes,
            *self._changes,
            *self._bands,
            self._frame,
            *self._numbers,  # on top of the bands, or they would fade
        ]

    def _draw_network(self) -> None:
        net = self._net
        net.set_position((0.0, 0.0, 0.27, 1.0))
        net.axis("off")
        net.set(xlim=(-0.75, 1.55), ylim=(5.7, -0.55))
        starts = [(0.0, j + 1.0) for j in range(_N)]
        ends = [(1.0, i + 2.0) for i in range(_M)]
        ways = [[zip(start, end, strict=True) for start in starts] for end in ends]
        self._edges: list[Any] = []
        for row in ways:
            for xs, ys in row:
                net.plot(xs, ys, color=GREY, lw=0.8)
                self._edges += net.plot(xs, ys, color=VERMILLION, lw=3, zorder=MOVING)
        self._nodes: list[Any] = []
        for places, colour, names, side in (
            (starts, ORANGE, "x", -0.2),
            (ends, SKY, "y", 0.2),
        ):
            for k, (x, y) in enumerate(places):
                look = {"marker": "o", "ms": 14, "mec": BLACK}
                net.plot([x], [y], mfc="white", zorder=3, **look)
                self._nodes += net.plot([x], [y], mfc=colour, zorder=MOVING, **look)
                net.text(
                    x + side,
                    y,
                    f"${names}_{k + 1}$",
                    ha="right" if side < 0 else "left",
                    va="center",
                )
        net.text(0.0, 0.1, "5 inputs", ha="center", va="bottom")
        net.text(1.0, 0.1, "3 neurons", ha="center", va="bottom")

    def _draw_bars(self) -> None:
        bars = self._bars
        bars.set_position((0.275, 0.0, 0.145, 1.0))
        bars.axis("off")
        bars.set(xlim=(-_REACH - 0.6, _REACH + 0.6), ylim=self._net.get_ylim())
        bars.plot([0, 0], [1.5, 4.5], color=GREY, lw=0.8)
        bars.text(0, 0.1, r"$\Delta y$", ha="center", va="bottom")
        for x in (-_REACH, 0, _REACH):
            bars.plot([x, x], [4.5, 4.6], color=GREY, lw=0.8)
            bars.text(x, 4.7, number(x), ha="center", va="top", color=GREY, fontsize=9.5)
        self._changes = [
            bars.plot([], [], color=BLUE, lw=9, solid_capstyle="butt", zorder=MOVING)[0]
            for _ in range(_M)
        ]

    def _draw_matrix(self) -> None:
        axes = self._matrix
        axes.set_position((0.44, 0.0, 0.555, 1.0))
        axes.axis("off")
        axes.set(xlim=(-1.75, 10.3), ylim=(5.9, -1.45))
        columns = (
            (_W_LEFT, WEIGHTS, r"$W \in \mathbb{R}^{3\times 5}$"),
            (_X_LEFT, INPUT[:, None], "$x$"),
            (_B_LEFT, BIAS[:, None], "$b$"),
            (_Y_LEFT, OUTPUT[:, None], "$y$"),
        )
        self._numbers: list[Any] = []
        for left, values, name in columns:
            for (i, j), value in np.ndenumerate(values):
                axes.add_patch(Rectangle((left + j, i), 1, 1, fc="none", ec=GREY, lw=0.8))
                self._numbers.append(
                    axes.text(left + j + 0.5, i + 0.5, number(value), ha="center", va="center")
                )
                self._numbers[-1].set_zorder(MOVING + 1)
            axes.text(left + values.shape[1] / 2, -1.0, name, ha="center", va="center")
        for x, sign in ((_X_LEFT - 0.3, "·"), (_B_LEFT - 0.4, "+"), (_Y_LEFT - 0.4, "=")):
            axes.text(x, 1.5, sign, ha="center", va="center")
        self._number_cells()
        self._bands = [
            axes.add_patch(Rectangle((0, 0), 1, 1, fc=colour, ec="none", alpha=0.4, zorder=MOVING))
            for colour in (SKY, SKY, ORANGE, ORANGE)
        ]
        self._frame = axes.add_patch(
            Rectangle((0, 0), 1, 1, fc="none", ec=VERMILLION, lw=3, zorder=MOVING)
        )

    def _number_cells(self) -> None:
        """Count rows and columns from 1, as mathematics does, and from 0 below that, as NumPy."""
        axes, small = self._matrix, {"ha": "center", "va": "center", "fontsize": 9.5}
        for j in range(_N):
            axes.text(j + 0.5, -0.35, str(j + 1), color=BLACK, **small)
            axes.text(j + 0.5, _M + 0.35, f"[{j}]", color=GREY, **small)
        for i in range(_M):
            axes.text(-0.35, i + 0.5, str(i + 1), color=BLACK, **small)
            axes.text(-1.05, i + 0.5, f"[{i}]", color=GREY, **small)
        axes.text(-0.4, 4.25, "row = neuron, column = input", ha="left", fontsize=9.5)
        axes.text(-0.4, 4.85, "counted from 1: mathematics", ha="left", fontsize=9.5)
        axes.text(-0.4, 5.45, "[counted from 0]: NumPy", ha="left", color=GREY, fontsize=9.5)

    def background(self, _numbers: Layer) -> Hashable:
        """Every number stands still."""
        return None

    def set_background(self, _numbers: Layer) -> None:
        """Nothing depends on the state but what moves."""

    def move(self, numbers: Layer) -> None:
        """Light the chosen edges, nodes and cells, and set the bars."""
        rows, columns = numbers.rows, numbers.columns
        lit = np.zeros((_M, _N), bool)
        lit[rows, columns] = True
        for edge, on in zip(self._edges, lit.flat, strict=True):
            edge.set_visible(bool(on))
        for node, on in zip(self._nodes, np.append(lit.any(axis=0), lit.any(axis=1)), strict=True):
            node.set_visible(bool(on))
        for i, bar in enumerate(self._changes):
            bar.set_data([0, numbers.dy[i]], [i + 2, i + 2])
        (top, bottom), (left, right) = ((each.start, each.stop) for each in (rows, columns))
        row, column = (bottom - top), (right - left)
        # A band over the whole matrix would say nothing.
        self._bands[0].set_visible(numbers.i != "all")
        self._bands[2].set_visible(numbers.j != "all")
        for band, bounds in zip(
            (*self._bands, self._frame),
            (
                (_W_LEFT, top, _N, row),
                (_Y_LEFT, top, 1, row),
                (_W_LEFT + left, 0, column, _M),
                (_X_LEFT, left, 1, column),
                (_W_LEFT + left, top, column, row),
            ),
            strict=True,
        ):
            band.set_bounds(*bounds)


def layer_picture(i: Choice = 2, j: Choice = 4, change: float = 1.0) -> Live[Layer]:
    r"""Choose an edge of the layer y = Wx + b with 5 inputs and 3 neurons: its weight lights up.

    Args:
        i: the neuron, 1 to 3 as in mathematics, or "all".
        j: the input, 1 to 5, or "all".
        change: by how much the chosen input grows, within [−2, 2].

    Raises `WidgetError` for another neuron, input or change.

    >>> widget = layer_picture(i=1, j=3)
    >>> print(widget.description.split("\n")[2])
    ∂y₁/∂x₃ = W₁,₃ = 3
    """
    i, j = _choice("i", _M, i), _choice("j", _N, j)
    if not abs(change) <= _CHANGE:
        raise WidgetError(f"change = {change} is out of reach. Choose a change within [−2, 2].")
    controls = {
        "i": _choices("neuron i", _M, i),
        "j": _choices("input j", _N, j),
        "change": slider("Δx", change, -_CHANGE, _CHANGE, step=0.25),
    }
    return Live(model, LayerScene, describe, controls)


def _choice(name: str, last: int, value: Choice) -> Choice:
    valid: list[Choice] = [*range(1, last + 1), "all"]
    if value not in valid:
        raise WidgetError(f"There is no {name} = {value!r}. Choose 1 to {last}, or 'all'.")
    return valid[valid.index(value)]


def _choices(label: str, last: int, value: Choice) -> Any:
    kind, _ = label.split()
    buttons = ipywidgets.ToggleButtons(
        options=[*((str(k), k) for k in range(1, last + 1)), ("all", "all")],
        value=value,
        description=label,
        tooltips=[*(f"{kind} {k}" for k in range(1, last + 1)), f"all {kind}s"],
        style={"button_width": "3.2em", **label_width()},
    )
    # From version 8 on a label stands above its buttons, unless told that it belongs beside them.
    buttons.add_class("widget-inline-hbox")
    return buttons
