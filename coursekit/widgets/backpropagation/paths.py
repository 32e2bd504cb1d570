"""One weight, three outputs: a derivative of a softmax network as the sum of three paths."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

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

__all__ = ["LOSSES", "Paths", "PathsScene", "describe", "model", "softmax_paths"]

LOSSES = {
    "soft": "cross-entropy, soft targets",
    "one-hot": "cross-entropy, one-hot target",
    "squared": "squared loss, one-hot target",
}
W_LIMITS = (-3.0, 3.0)

_W = np.array([[0.5, 1.0], [1.0, -0.5], [-1.0, 0.5]])
_B = np.array([-1.0, 0.5, 1.0])
_X = np.array([1.5, 2.0])
_SOFT = np.array([0.7, 0.2, 0.1])  # of the right class and of the two after it, going round

_COLOURS = (BLUE, VERMILLION, GREEN)
_STYLES = ("-", (0, (5, 1.5)), (0, (1.5, 1)))
_DEAD = 1e-12

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
    reach: float  # the longest bar that this loss can have

    @property
    def products(self) -> Array:
        """What each path contributes, shape (3,)."""
        return self.by_output * self.by_z * self.by_w


def targets(loss: str, right: int) -> Array:
    """Return the targets t, shape (3,), for the right class 1, 2 or 3.

    >>> targets("soft", 2), targets("one-hot", 3)
    (array([0.1, 0.7, 0.2]), array([0., 0., 1.]))
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


@lru_cache(maxsize=16)
def _reach(loss: str, right: int) -> float:
    """Return how far the bars can reach, whatever the weight."""
    t = targets(loss, right)
    far = 0.0
    for w in np.linspace(*W_LIMITS, 61):
        _, by_output, by_z = _factors(loss, t, float(w))
        far = max(far, float(np.abs(np.cumsum(by_output * by_z * _X[0])).max()))
    return far


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
        reach=_reach(loss, right),
    )


def describe(n: Paths) -> str:
    """Write the table of factors, their sum, and what the logarithm does to them."""
    rows = ["∂L/∂w₂₁ = Σᵢ (∂L/∂aᵢ)·(∂aᵢ/∂z₂)·(∂z₂/∂w₂₁)\t∂L/∂aᵢ\t∂aᵢ/∂z₂\tx₁\tproduct"]
    for i, product in enumerate(n.products):
        cells = (n.by_output[i], n.by_z[i], n.by_w, product)
        rows.append("\t".join([f"path {i + 1}, through a{'₁₂₃'[i]}", *map(_short, cells)]))
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
    return number(float(value) + 0.0, 3)


class PathsScene:
    """The network with its three paths, and a bar for what each contributes."""

    def __init__(self) -> None:
        self.figure, (net, self._bars_axes) = new_figure(8.4, 3.4, ratios=(1.15, 1.0))
        net.set(xlim=(-0.35, 3.35), ylim=(-0.6, 2.6), xticks=[], yticks=[])
        net.grid(visible=False)
        net.spines[:].set_visible(False)
        heights = (2.0, 1.0, 0.0)
        self._lines = []
        for colour, style, height in zip(_COLOURS, _STYLES, heights, strict=True):
            (line,) = net.plot(
                [0.0, 1.0, 2.0, 3.0],
                [1.0, 1.0, height, 1.0],
                color=colour,
                ls=style,
                zorder=MOVING,
            )
            self._lines.append(line)
        places = [("$w_{21}$", 0.0, 1.0), ("$z_2$", 1.0, 1.0), ("$L$", 3.0, 1.0)]
        places += [(f"$a_{i + 1}$", 2.0, height) for i, height in enumerate(heights)]
        self._nodes = [
            net.text(
                x,
                y,
                name,
                ha="center",
                va="center",
                fontsize=12,
                zorder=MOVING + 1,
                bbox={"boxstyle": "circle,pad=0.35", "fc": "white", "ec": BLACK, "lw": 1.2},
            )
            for name, x, y in places
        ]
        small = {"ha": "center", "va": "center", "fontsize": 10, "color": GREY}
        net.text(0.5, 0.6, r"$\frac{\partial z_2}{\partial w_{21}} = x_1$", **small)
        net.text(1.35, 2.05, r"$\frac{\partial a_i}{\partial z_2}$", **small)
        net.text(2.65, 2.05, r"$\frac{\partial L}{\partial a_i}$", **small)

        axes = self._bars_axes
        axes.set(ylim=(3.6, -0.6), yticks=[0, 1, 2, 3])
        axes.set_yticklabels(["path 1", "path 2", "path 3", "sum"])
        axes.axvline(0.0, color=GREY, lw=1.0)
        axes.axhline(2.5, color=GREY, lw=0.8)
        axes.set_xlabel(r"contribution to $\partial L/\partial w_{21}$")
        self._bars = [
            axes.barh([i], [0.0], height=0.56, color=colour, zorder=MOVING)[0]
            for i, colour in enumerate((*_COLOURS, GREY))
        ]
        self._threads = [
            axes.plot([], [], color=GREY, lw=1.0, ls=":", zorder=MOVING)[0] for _ in range(3)
        ]
        (self._autodiff,) = axes.plot(
            [],
            [],
            "D",
            mfc="white",
            mec=BLACK,
            mew=1.4,
            ms=8,
            ls="",
            zorder=MOVING,
            label="autodiff",
        )
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, borderaxespad=0.2)
        self.moving = [*self._lines, *self._nodes, *self._threads, *self._bars, self._autodiff]

    def background(self, numbers: Paths) -> Hashable:
        """Only the scale of the bars, which the weight does not change."""
        return numbers.reach

    def set_background(self, numbers: Paths) -> None:
        """Set the scale of the bars."""
        reach = 1.1 * numbers.reach
        self._bars_axes.set_xlim(-reach, reach)

    def move(self, numbers: Paths) -> None:
        """Set the paths, as thick as they contribute, and the bars, each from where one ended."""
        products = numbers.products
        ends = np.concatenate([[0.0], np.cumsum(products)])
        for i, (line, bar) in enumerate(zip(self._lines, self._bars, strict=False)):
            dead = abs(products[i]) < _DEAD
            line.set_color("#B0B0B0" if dead else _COLOURS[i])
            line.set_linewidth(0.9 if dead else 1.5 + 7.0 * abs(products[i]) / numbers.reach)
            bar.set(x=ends[i], width=products[i])
            self._threads[i].set_data([ends[i + 1]] * 2, [i, i + 1 if i < 2 else 3])
        self._bars[3].set(x=0.0, width=ends[3])
        self._autodiff.set_data([numbers.autodiff], [3])


def softmax_paths(
    one_hot: bool = False, *, loss: str | None = None, right: int = 2, w: float = 1.0
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
        "loss": drop_down("loss", [(words, key) for key, words in LOSSES.items()], chosen),
        "right": drop_down("right class", [("1", 1), ("2", 2), ("3", 3)], right),
        "w": slider("w₂₁", w, *W_LIMITS, step=0.1),
    }
    return Live(model, PathsScene, describe, controls)
