"""The four derivatives of a net of four layers as rows of factors, one below the other."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from coursekit.widgets.controls import AFTER_LABEL, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.deltas import (
    ACTIVATIONS,
    LAYERS,
    Deltas,
    activation,
    describe,
    model,
    raised,
)
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
)

__all__ = ["DeltasScene", "delta_chain"]

LIMIT = 3.0  # of every parameter, and of the input

# Places in the picture, in inches from its upper left corner.
_WIDTH, _HEIGHT = 7.8, 4.7
_LEFT, _STEP = 1.3, 0.93  # where x⁽⁰⁾ stands, and how far it is to the next node
_NODES, _GAUGES, _DELTAS = 0.6, 0.97, 1.5
_ROWS = (2.3, 2.85, 3.4, 3.95)  # from l = 3 to l = 0
_TILE, _GAUGE, _NODE = (0.82, 0.4), (0.5, 0.14), (0.42, 0.34)
_FRAME = 0.04  # round the tiles that make a δ
_SHOWN = (1e-6, 1e2)  # sizes of derivatives
_Z = 5.0  # the window on the activation
_PHI = {"tanh": 1.4}  # and its height, where it is another
_KEY = 0.95, 2.2  # the first line of the key
_SIDE = 5.65, 7.65  # from where to where the two small pictures go
_TEXT = {"ha": "center", "va": "center", "fontsize": 10.5}


class DeltasScene:
    """Net, δ and rows of factors; beside them the slopes of φ and the sizes of the derivatives."""

    def __init__(self) -> None:
        self.figure, (self._axes, self._curve) = new_figure(_WIDTH, _HEIGHT, ratios=(1.0, 1.0))
        self._sizes: Any = self.figure.add_axes(_box(*_SIDE, _ROWS[0] - 0.3, _ROWS[-1] + 0.3))
        self._axes.set_position((0, 0, 1, 1))
        self._axes.set_zorder(-1)
        self._axes.axis("off")
        self._axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        self._curve.set_position(_box(*_SIDE, 0.35, 1.45))
        self._draw_net()
        self._draw_rows()
        self._draw_key()
        self._draw_curve()
        self._draw_sizes()
        self.moving = [*self._gauges, *self._points, *self._stems, *self._dots]

    def _draw_net(self) -> None:
        axes = self._axes
        names = ((_NODES, "forward"), (_GAUGES, "slope φ′"), (_DELTAS, "backward"))
        for y, name in names:
            axes.text(0.1, y, name, va="center", color=GREY, fontsize=10.5)
        self._passed = []
        for k in range(LAYERS + 1):
            axes.text(_node(k), _NODES, f"$x^{{({k})}}$" if k < LAYERS else "$y$", **_TEXT)
            if k:
                axes.text(_node(k), _DELTAS, rf"$\delta^{{({k})}}$", **_TEXT)
                self._passed.append(_rectangle(axes, _node(k), _DELTAS, _NODE, fc=ORANGE))
        self._gauges = []
        for k in range(LAYERS):
            axes.add_patch(_arrow(_node(k) + 0.2, _node(k + 1) - 0.2, _NODES))
            axes.text(_column(k), _NODES - 0.25, rf"$\alpha^{{({k})}}$", color=BLUE, **_TEXT)
            if k:
                axes.add_patch(_arrow(_node(k + 1) - 0.23, _node(k) + 0.23, _DELTAS))
                axes.text(_column(k), _DELTAS + 0.26, f"${_factor('M', k)}$", **_TEXT)
            _rectangle(axes, _column(k), _GAUGES, _GAUGE, ec=GREY)
            self._gauges.append(_rectangle(axes, _column(k), _GAUGES, _GAUGE, fc=SKY))
            self._gauges[-1].set_zorder(MOVING)

    def _draw_rows(self) -> None:
        axes = self._axes
        self._tiles: dict[tuple[int, int], Any] = {}
        self._frames = {}
        for layer in range(LAYERS):
            y = _row(layer)
            name = rf"$\partial y\,/\,\partial\alpha^{{({layer})}}$"
            axes.text(0.1, y, name, va="center", fontsize=10.5)
            for k in range(layer, LAYERS):
                tile = _rectangle(axes, _column(k), y, _TILE, ec=GREY)
                self._tiles[layer, k] = tile
                axes.text(_column(k), y, f"${_factor('O' if k == layer else 'M', k)}$", **_TEXT)
            frame = _rectangle(axes, 0, y, (1, _TILE[1] + 2 * _FRAME), ec=VERMILLION)
            frame.set(linewidth=2.2)
            self._frames[layer] = frame

    def _draw_key(self) -> None:
        """Say what colours and frames mean, in the corner that the rows leave free."""
        left, top = _KEY
        looks = (
            ("the layer's own factor", {"fc": SKY, "ec": GREY}),
            ("factors of δ, wherever they occur", {"fc": ORANGE, "ec": GREY}),
            ("δ: passed on, not made again", {"ec": VERMILLION}),
        )
        for row, (words, look) in enumerate(looks):
            y = top + 0.24 * row
            _rectangle(self._axes, left, y, (0.22, 0.15), **look)
            self._axes.text(left + 0.2, y, words, va="center", fontsize=9)

    def _draw_curve(self) -> None:
        axes = self._curve
        (self._phi,) = axes.plot([], [], color=GREY, lw=1.6)
        axes.set_xlim(-_Z, _Z)
        axes.tick_params(labelsize=9.5)
        look = {"color": BLUE, "mec": "white", "ms": 8, "zorder": MOVING}
        self._points = axes.plot([], [], "o", **look)

    def _draw_sizes(self) -> None:
        axes = self._sizes
        low, high = _SHOWN
        axes.spines[["top", "right"]].set_visible(False)
        axes.set(xscale="log", xlim=(low / 3, high * 3), ylim=(_ROWS[-1] + 0.3, _ROWS[0] - 0.3))
        axes.set(yticks=[])
        axes.minorticks_off()
        axes.set_xticks([10.0**power for power in (-6, -4, -2, 0, 2)])
        axes.tick_params(labelsize=9.5)
        axes.grid(visible=True, axis="x", color="#D9D9D9", linewidth=0.7)
        axes.set_axisbelow(True)
        axes.set_title("size, hollow if negative", loc="left", fontsize=10.5)
        look = {"color": BLUE, "zorder": MOVING}
        self._stems = [axes.plot([], [], lw=3, **look)[0] for _ in range(LAYERS)]
        self._dots = [axes.plot([], [], "o", ms=9, mew=1.8, **look)[0] for _ in range(LAYERS)]

    def background(self, numbers: Deltas) -> Hashable:
        """Which derivative is lit, and the activation."""
        return numbers.activation.name, numbers.chosen

    def set_background(self, numbers: Deltas) -> None:
        """Draw the activation, and light what the chosen derivative is made of."""
        layer = numbers.chosen
        z = np.linspace(-_Z, _Z, 401)
        self._phi.set_data(z, numbers.activation.f(z))
        title = rf"$\varphi$ = {numbers.activation.name} at $z^{{(0)}}$ … $z^{{(3)}}$"
        self._curve.set_title(title, loc="left", fontsize=10.5)
        height = _PHI.get(numbers.activation.name, _Z)
        self._curve.set(ylim=(-height, height), yticks=[-round(height), 0, round(height)])
        for k, node in enumerate(self._passed, start=1):
            node.set_visible(k > layer)
        for (row, k), tile in self._tiles.items():
            own = (row, k) == (layer, layer)
            shared = k > layer and k > row
            tile.set(facecolor=SKY if own else ORANGE if shared else "white")
        # The whole product that is reused stands in this row and in all below it.
        start, end = _column(layer + 1) - _TILE[0] / 2, _column(LAYERS - 1) + _TILE[0] / 2
        for row, frame in self._frames.items():
            frame.set_visible(row <= layer < LAYERS - 1)
            frame.set(x=start - _FRAME, width=end - start + 2 * _FRAME)

    def move(self, numbers: Deltas) -> None:
        """Set the gauges, the places on the activation, and the sizes."""
        n = numbers
        for gauge, slope in zip(self._gauges, n.slopes, strict=True):
            gauge.set_width(_GAUGE[0] * slope)
        self._points[0].set_data(*np.clip([n.sums, n.values[1:]], -_Z, _Z))
        low, high = _SHOWN
        for layer, value in enumerate(n.derivatives):
            y, size = _row(layer), abs(value)
            self._stems[layer].set_data([low / 3, min(size, high * 3) or low / 3], [y, y])
            dot = self._dots[layer]
            dot.set_data([np.clip(size, low / 2, high * 2)], [y])
            # What is too small to be shown stands at the end: an arrow, or a cross for 0 itself.
            dot.set_marker("o" if size >= low / 2 else "<" if size else "x")
            dot.set_markerfacecolor(BLUE if value > 0 else "white")


def _node(k: int) -> float:
    """Where x⁽ᵏ⁾ stands."""
    return _LEFT + k * _STEP


def _column(layer: int) -> float:
    """Where a layer stands: between its input and its output."""
    return _LEFT + (layer + 0.5) * _STEP


def _row(layer: int) -> float:
    return _ROWS[LAYERS - 1 - layer]


def _box(left: float, right: float, top: float, bottom: float) -> tuple[float, float, float, float]:
    """Turn places in the picture into those that Matplotlib wants for axes."""
    return (
        left / _WIDTH,
        1 - bottom / _HEIGHT,
        (right - left) / _WIDTH,
        (bottom - top) / _HEIGHT,
    )


def _factor(letter: str, layer: int) -> str:
    return rf"{letter}^{{({layer + 1}\leftarrow {layer})}}"


def _rectangle(
    axes: Any, x: float, y: float, size: tuple[float, float], fc: str = "none", ec: str = "none"
) -> Any:
    """Add a rectangle round its middle."""
    corner = x - size[0] / 2, y - size[1] / 2
    return axes.add_patch(Rectangle(corner, *size, facecolor=fc, edgecolor=ec, lw=1.0))


def _arrow(start: float, end: float, y: float) -> Any:
    look: Any = {"arrowstyle": "-|>", "mutation_scale": 11, "shrinkA": 0, "shrinkB": 0}
    return FancyArrowPatch((start, y), (end, y), color=BLACK, **look)


def delta_chain(
    parameters: tuple[float, float, float, float] = (1.2, 0.9, 1.5, 0.8),
    x: float = 1.0,
    *,
    activation: str = "tanh",
    layer: int = 1,
) -> Live[Deltas]:
    r"""Show the four derivatives of a net of four layers, and the factors that they share.

    The net is x⁽ˡ⁺¹⁾ = φ(α⁽ˡ⁾ x⁽ˡ⁾) for l = 0, …, 3, with y = x⁽⁴⁾; all are numbers.

    Args:
        parameters: α⁽⁰⁾, …, α⁽³⁾, each within [−3, 3].
        x: the input x⁽⁰⁾, within [−3, 3]; it stays as it is given.
        activation: φ: "tanh", "ReLU" or "identity".
        layer: the l whose derivative ∂y/∂α⁽ˡ⁾ is lit, 0 to 3.

    Raises `WidgetError` for anything else.

    >>> widget = delta_chain((2.0, 3.0, 1.0, 2.0), 1.0, activation="identity", layer=2)
    >>> print(widget.description.split("\n")[3])
    ∂y/∂α⁽²⁾ = M⁽⁴←³⁾ O⁽³←²⁾ = 2 · 6 = 12; autodiff: 12
    """
    _check(parameters, x, activation, layer)
    settings = [_slider(raised("α", k), value) for k, value in enumerate(parameters)]
    choice = drop_down("φ", [(name, name) for name in ACTIVATIONS], activation)
    lit = ipywidgets.ToggleButtons(
        options=[(f"∂y/∂{raised('α', k)}", k) for k in reversed(range(LAYERS))],
        value=layer,
        layout={"margin": f"0 0 0 {AFTER_LABEL}"},
        style={"button_width": "6em"},
    )
    controls = {
        **{f"a{k}": each for k, each in enumerate(settings)},
        "activation_name": choice,
        "chosen": lit,
    }
    rows = [
        ipywidgets.HBox(pair, layout={"flex_flow": "row wrap"})
        for pair in (settings[:2], settings[2:])
    ]
    # The input is no control: turning it up is much like turning α⁽⁰⁾ up.
    return Live(partial(model, x=x), DeltasScene, describe, controls, top=[*rows, choice, lit])


def _slider(label: str, value: float) -> Any:
    return ipywidgets.FloatSlider(
        value=value,
        min=-LIMIT,
        max=LIMIT,
        step=0.05,
        description=label,
        layout={"width": "24em", "max_width": "calc(100% - 4px)"},
        style=label_width(),
    )


def _check(parameters: tuple[float, ...], x: float, name: str, layer: int) -> None:
    activation(name)
    if len(parameters) != LAYERS:
        raise WidgetError(f"The net has 4 layers, not {len(parameters)}. Choose 4 parameters.")
    for value in (*parameters, x):
        if not abs(value) <= LIMIT:
            raise WidgetError(f"{number(value)} is out of reach. Choose numbers within [−3, 3].")
    if layer not in range(LAYERS):
        raise WidgetError(f"There is no layer l = {layer}. Choose 0 to 3.")
