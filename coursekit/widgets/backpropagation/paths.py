"""One weight, three outputs: a derivative of a softmax network as the sum of three paths."""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from coursekit.autodiff import grad
from coursekit.widgets.backpropagation.notation import factor
from coursekit.widgets.controls import drop_down, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    VERMILLION,
    new_figure,
    number,
)

__all__ = ["LOSSES", "Paths", "PathsScene", "describe", "model", "reaches", "softmax_paths"]

LOSSES = {
    "soft": "cross-entropy, soft targets",
    "one-hot": "cross-entropy, one-hot target",
    "squared": "squared loss, one-hot target",
}
W_LIMITS = (-3.0, 3.0)

_W = np.array([[0.5, 1.0], [1.4, -0.5], [-1.0, 0.5]])
_B = np.array([-1.0, 0.5, 1.0])
_X = np.array([1.5, 2.0])
_SOFT = np.array([0.5, 0.3, 0.2])  # of the right class and of the two after it, going round

_COLOURS = (BLUE, VERMILLION, GREEN)
_DEAD = 1e-12
_ROWS = (3.45, -1.2)  # heights in the picture; the first path is at 0, the sum at 3
_PLACES = (0.6, 1.9, 3.1, 4.8)  # of the four columns
_HALVES = (0.5, 0.5, 0.4, 1.0)  # how far a bar may go to either side
_TITLES = (
    r"$\partial L/\partial a_i$",
    r"$\partial a_i/\partial z_2$",
    "$x_1$",
    "product",
)
_CENTRED: Any = {"ha": "center", "va": "center"}
_CIRCLE = {"boxstyle": "circle,pad=0.35", "fc": "white", "ec": BLACK, "lw": 1.2}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Paths:
    """The numbers of one state; index i of an array is path i + 1.

    ``by_output`` is ∂L/∂aᵢ, ``by_z`` is ∂aᵢ/∂z₂, each of shape (3,); ``by_w`` is ∂z₂/∂w₂₁ = x₁.
    ``autodiff`` is ∂L/∂w₂₁ from one backward pass through the whole network.
    """

    loss: str
    right: int
    t: Array
    a: Array
    by_output: Array
    by_z: Array
    by_w: float
    autodiff: float

    @property
    def products(self) -> Array:
        """What each path contributes, shape (3,)."""
        return self.by_output * self.by_z * self.by_w


def targets(loss: str, right: int) -> Array:
    """Return the targets t, shape (3,), for the right class 1, 2 or 3.

    >>> targets("soft", 2), targets("one-hot", 3)
    (array([0.2, 0.5, 0.3]), array([0., 0., 1.]))
    """
    return np.roll(_SOFT, right - 1) if loss == "soft" else np.eye(3)[right - 1]


def _loss(loss: str, t: Array) -> Callable[[Any], Any]:
    """Return L as a function of w₂₁, written with NumPy so that autodiff can follow it."""

    def of(w: Any) -> Any:
        z2 = w * _X[0] + _W[1, 1] * _X[1] + _B[1]
        z = np.stack([_W[0] @ _X + _B[0] + 0 * w, z2, _W[2] @ _X + _B[2] + 0 * w])
        a = np.exp(z) / np.sum(np.exp(z))
        if loss == "squared":
            return np.sum((a - t) ** 2) / 2
        return -np.sum(t * np.log(a))

    return of


def _factors(loss: str, t: Array, w: float) -> tuple[Array, Array, Array]:
    """Return the outputs a, ∂L/∂a and ∂a/∂z₂, each of shape (3,)."""
    weights = _W.copy()
    weights[1, 0] = w
    z = weights @ _X + _B
    a = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    by_output = a - t if loss == "squared" else -t / a
    return a, by_output, a * (np.eye(3)[1] - a[1])


def model(loss: str, right: int, w: float) -> Paths:
    """Follow the three paths from w₂₁ to L.

    Source: S1 (softmax network with K = 3 and two features).

    >>> n = model("soft", 2, 1.0)
    >>> np.allclose(n.products.sum(), n.autodiff)
    True
    """
    t = targets(loss, right)
    a, by_output, by_z = _factors(loss, t, w)
    return Paths(
        loss=loss,
        right=right,
        t=t,
        a=a,
        by_output=by_output,
        by_z=by_z,
        by_w=float(_X[0]),
        autodiff=float(grad(_loss(loss, t))(w)),
    )


def describe(n: Paths) -> str:
    """Write the table of factors, their sum, and what the logarithm does to them."""
    rows = [
        "∂L/∂w₂₁ = Σᵢ (∂L/∂aᵢ)·(∂aᵢ/∂z₂)·(∂z₂/∂w₂₁), where ∂z₂/∂w₂₁ = x₁",
        "\t".join(["", "∂L/∂aᵢ", "∂aᵢ/∂z₂", "x₁", "product"]),
    ]
    for i, product in enumerate(n.products):
        cells = (n.by_output[i], n.by_z[i], n.by_w, product)
        rows.append("\t".join([f"path {i + 1}, by a{'₁₂₃'[i]}", *map(_short, cells)]))
    total = " + ".join(factor(_short(each)) for each in n.products)
    rows.append(f"sum: {total} = {_short(n.products.sum())}; autodiff: {_short(n.autodiff)}")
    return "\n".join([*rows, *_cancelled(n)])


def _cancelled(n: Paths) -> list[str]:
    """Say which paths are dead, and what is left when −tᵢ/aᵢ meets aᵢ."""
    if n.loss == "squared":
        return ["squared loss: ∂L/∂aᵢ = aᵢ − tᵢ, nothing cancels and every path is alive"]
    last = (
        f"−tᵢ/aᵢ · aᵢ(δᵢ₂ − a₂): the logarithm cancels aᵢ, and as Σ tᵢ = 1 only (a₂ − t₂)·x₁ = "
        f"({_short(n.a[1])} − {_short(n.t[1])})·{_short(n.by_w)} = "
        f"{_short((n.a[1] - n.t[1]) * n.by_w)} is left"
    )
    if n.loss == "soft":
        return [last]
    others = [i for i in (1, 2, 3) if i != n.right]
    dead = (
        f"t{'₀₁₂₃'[others[0]]} = t{'₀₁₂₃'[others[1]]} = 0: paths {others[0]} and {others[1]} "
        f"carry nothing, path {n.right} is the whole sum"
    )
    return [dead, last]


def _short(value: float) -> str:
    digits = 4 if abs(value) >= 1000 else 3  # 1.1e3 is not how a person writes 1100
    return number(float(value) + 0.0, digits)


class PathsScene:
    """The network with its three paths, and the factors of each as bars, whose product is added."""

    def __init__(self) -> None:
        self.figure, (net, self._table) = new_figure(8.8, 3.1, ratios=(1.0, 1.0))
        for axes, left, wide in ((net, 0.0, 0.37), (self._table, 0.38, 0.61)):
            axes.set_position((left, 0.0, wide, 1.0))
            axes.grid(visible=False)
            axes.spines[:].set_visible(False)
            axes.set(xticks=[], yticks=[])
        net.set(xlim=(-0.3, 3.3), ylim=(2.7, -0.7))
        self._ribbons = [self._ribbon(net, i) for i in range(3)]
        self._nodes = [
            net.text(x, y, name, fontsize=12, zorder=MOVING + 1, **_CENTRED, bbox=_CIRCLE)
            for name, x, y in (
                ("$w_{21}$", 0.0, 1.0),
                ("$z_2$", 1.0, 1.0),
                *((f"$a_{i + 1}$", 2.0, float(i)) for i in range(3)),
                ("$L$", 3.0, 1.0),
            )
        ]
        self._bars = self._columns()
        (self._autodiff,) = self._table.plot(
            [], [], "D", mfc="white", mec=BLACK, mew=1.4, ms=8, zorder=MOVING, label="autodiff"
        )
        self._threads = self._table.add_collection(
            LineCollection([], colors=GREY, linewidths=1.0, linestyles=":", zorder=MOVING)
        )
        self._table.legend(
            loc="lower left", bbox_to_anchor=(0.0, 0.04), frameon=False, borderaxespad=0.0
        )
        self.moving = [
            *self._ribbons,
            *self._nodes,
            self._threads,
            *(bar for column in self._bars for bar in column),
            self._autodiff,
        ]

    @staticmethod
    def _ribbon(axes: Axes, i: int) -> Line2D:
        """Make the line of a path; the three lie side by side while they have the same way."""
        aside = 0.13 * (i - 1)
        (line,) = axes.plot(
            [0.0, 1.0, 2.0, 3.0],
            [1.0 + aside, 1.0 + aside, float(i), 1.0 + aside],
            color=_COLOURS[i],
            solid_joinstyle="round",
            zorder=MOVING,
        )
        return line

    def _columns(self) -> list[list[Rectangle]]:
        """Make four columns of bars, the last with a row for the sum."""
        table = self._table
        table.set(xlim=(0.0, 5.9), ylim=_ROWS)
        for place, title in zip(_PLACES, _TITLES, strict=True):
            table.text(place, -0.9, title, fontsize=12, **_CENTRED)
            table.plot(
                [place, place], [-0.4, 3.4 if place == _PLACES[-1] else 2.4], color=GREY, lw=1
            )
        for place, sign in zip((1.25, 2.55, 3.65), ("×", "×", "="), strict=True):
            for row in range(3):
                table.text(place, row, sign, fontsize=11, **_CENTRED)
        table.axhline(2.55, color=GREY, lw=0.8)
        table.text(3.65, 3.0, "sum", ha="right", va="center", fontsize=10.5)
        self._scales = [
            table.text(place, -0.55, "", fontsize=9, color=GREY, **_CENTRED) for place in _PLACES
        ]
        bars = [
            [
                table.add_patch(Rectangle((place, row - 0.26), 0.0, 0.52, fc=colour, zorder=MOVING))
                for row, colour in enumerate(_COLOURS)
            ]
            for place in _PLACES
        ]
        total = Rectangle((_PLACES[-1], 2.74), 0.0, 0.52, fc=GREY, zorder=MOVING)
        bars[-1].append(table.add_patch(total))
        return bars

    def background(self, numbers: Paths) -> Hashable:
        """Only the scales of the columns."""
        return reaches(numbers)

    def set_background(self, numbers: Paths) -> None:
        """Write how far a column reaches to both sides."""
        for text, reach in zip(self._scales, reaches(numbers), strict=True):
            text.set_text(f"{number(-reach)} … {number(reach)}")

    def move(self, numbers: Paths) -> None:
        """Set the paths, as thick as what they carry, and the bars, added up in the last column."""
        n = numbers
        most = reaches(n)
        factors = (n.by_output, n.by_z, np.full(3, n.by_w))
        columns = zip(self._bars, _PLACES, _HALVES, factors, most, strict=False)
        for column, place, half, values, reach in columns:
            for bar, value in zip(column, values, strict=True):
                bar.set(x=place, width=half * value / reach)
        last, unit = _PLACES[-1], _HALVES[-1] / most[-1]
        ends = last + unit * np.concatenate([[0.0], np.cumsum(n.products)])
        for row, bar in enumerate(self._bars[-1][:3]):
            bar.set(x=ends[row], width=ends[row + 1] - ends[row])
        self._bars[-1][3].set(x=last, width=ends[3] - last)
        self._threads.set_segments([[(ends[k], k - 1), (ends[k], k)] for k in (1, 2, 3)])
        self._autodiff.set_data([last + unit * n.autodiff], [3])
        for line, colour, product in zip(self._ribbons, _COLOURS, n.products, strict=True):
            dead = abs(product) < _DEAD
            line.set(
                color="#8A8A8A" if dead else colour,
                linestyle=":" if dead else "-",
                linewidth=1.2 if dead else 2.0 + 7.0 * abs(product) / most[-1],
            )


def reaches(n: Paths) -> tuple[float, ...]:
    """Return round numbers that the bars of each column do not pass."""
    running = np.cumsum(n.products)
    columns = (n.by_output, n.by_z, np.array([n.by_w]), running)
    return tuple(_round_up(float(np.abs(each).max())) for each in columns)


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, …, however small.

    >>> _round_up(0.3), _round_up(3.72)
    (0.5, 5.0)
    """
    ten = 10.0 ** math.floor(math.log10(max(value, 1e-3)))
    return float(next(step * ten for step in (1, 2, 5, 10) if value <= step * ten * (1 + 1e-9)))


def softmax_paths(
    one_hot: bool = False, *, loss: str | None = None, right: int = 2, w: float = 1.4
) -> Live[Paths]:
    """Add up the three paths from the weight w₂₁ to the loss of a softmax network.

    Args:
        one_hot: cross-entropy with a one-hot target, where two of the three paths carry nothing;
            otherwise soft targets, where all three do.
        loss: "soft", "one-hot" or "squared" (with a one-hot target), instead of ``one_hot``.
        right: the right class, 1, 2 or 3.
        w: the weight w₂₁, within [−3, 3].

    Raises `WidgetError` for any other value.

    >>> print(softmax_paths(one_hot=True).description.split(chr(10))[-2])
    t₁ = t₃ = 0: paths 1 and 3 carry nothing, path 2 is the whole sum
    """
    chosen = loss or ("one-hot" if one_hot else "soft")
    if chosen not in LOSSES:
        raise WidgetError(f"loss = {chosen!r} is unknown. Choose from {', '.join(LOSSES)}.")
    if right not in (1, 2, 3):
        raise WidgetError(f"right = {right} is no class here. Choose 1, 2 or 3.")
    if not W_LIMITS[0] <= w <= W_LIMITS[1]:
        raise WidgetError(f"w = {number(w)} is out of reach. Choose it within [−3, 3].")
    controls = {
        "loss": drop_down(
            "loss", [(words, key) for key, words in LOSSES.items()], chosen, wide=True
        ),
        "right": drop_down("right class", [("1", 1), ("2", 2), ("3", 3)], right),
        "w": slider("w₂₁", w, *W_LIMITS, step=0.1),
    }
    return Live(model, PathsScene, describe, controls)
