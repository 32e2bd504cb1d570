"""The four derivatives of a net of four layers as rows of factors, one below the other."""

from collections.abc import Hashable
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from coursekit.widgets.controls import drop_down, label_width
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

LIMIT = 3.0  # of every number that can be set

_WIDTH, _HEIGHT = 7.8, 4.9  # inches, which are the units of the picture
_LEFT, _STEP = 1.1, 0.95  # where x⁽⁰⁾ stands, and how far apart the nodes are
_NODES, _DELTAS, _ROWS = 0.75, 1.55, (2.35, 2.95, 3.55, 4.15)  # heights, from above
_TILE = (0.8, 0.44)
_SMALLEST, _LARGEST = 1e-6, 1e2
_Z = 5.0


def _node(k: int) -> float:
    return _LEFT + k * _STEP


def _column(layer: int) -> float:
    """Middle between a layer's input and its output."""
    return _LEFT + (layer + 0.5) * _STEP


class DeltasScene:
    """Net, δ and rows of factors; beside them the slopes of φ and the sizes of the derivatives."""

    def __init__(self) -> None:
        self.figure, (self._axes, self._curve) = new_figure(_WIDTH, _HEIGHT, ratios=(1.0, 1.0))
        self._sizes: Any = self.figure.add_axes((0.70, 0.1, 0.27, 0.47))
        axes = self._axes
        axes.set_position((0, 0, 1, 1))
        axes.set_zorder(-1)
        axes.axis("off")
        axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        self._curve.set_position((0.70, 0.67, 0.27, 0.27))
        self._draw_net()
        self._draw_rows()
        self._draw_curve()
        self._draw_sizes()
        self.moving = [
            *self._gauges,
            *self._passed,
            *self._tiles.values(),
            *self._frames,
            *self._points,
            *self._bars,
        ]

    def _draw_net(self) -> None:
        axes, text = self._axes, {"ha": "center", "va": "center"}
        axes.text(0.1, _NODES, "forward", va="center", color=GREY)
        axes.text(0.1, _DELTAS, "backward", va="center", color=GREY)
        self._gauges, self._passed = [], []
        for k in range(LAYERS + 1):
            axes.text(_node(k), _NODES, f"$x^{{({k})}}$" if k < LAYERS else "$y$", **text)
            if k:
                axes.text(_node(k), _DELTAS, rf"$\delta^{{({k})}}$", **text)
                self._passed.append(_tile(axes, _node(k), _DELTAS, 0.42, 0.36, ORANGE))
        for k in range(LAYERS):
            axes.add_patch(_arrow(_node(k) + 0.2, _node(k + 1) - 0.2, _NODES, BLACK))
            axes.text(_column(k), _NODES - 0.32, rf"$\alpha^{{({k})}}$", color=BLUE, **text)
            if k:
                axes.add_patch(_arrow(_node(k + 1) - 0.22, _node(k) + 0.22, _DELTAS, GREY))
            box = Rectangle((_column(k) - 0.2, _NODES + 0.12), 0.4, 0.12, fc="none", ec=GREY)
            axes.add_patch(box)
            self._gauges.append(
                axes.add_patch(
                    Rectangle((_column(k) - 0.2, _NODES + 0.12), 0.4, 0.12, fc=SKY, zorder=MOVING)
                )
            )

    def _draw_rows(self) -> None:
        axes, text = self._axes, {"ha": "center", "va": "center"}
        self._tiles: dict[tuple[int, int], Any] = {}
        for row, layer in enumerate(reversed(range(LAYERS))):
            y = _ROWS[row]
            axes.text(0.1, y, rf"$\partial y/\partial\alpha^{{({layer})}}$", va="center")
            for k in range(layer, LAYERS):
                letter = "O" if k == layer else "M"
                label = rf"${letter}^{{({k + 1}\leftarrow {k})}}$"
                axes.add_patch(
                    Rectangle(
                        (_column(k) - _TILE[0] / 2, y - _TILE[1] / 2), *_TILE, fc="none", ec=GREY
                    )
                )
                axes.text(_column(k), y, label, **text)
                colour = SKY if k == layer else ORANGE
                self._tiles[layer, k] = _tile(axes, _column(k), y, *_TILE, colour)
        self._frames = [
            axes.add_patch(Rectangle((0, 0), 0, 0, fc="none", ec=VERMILLION, lw=2, zorder=MOVING))
            for _ in range(LAYERS)
        ]

    def _draw_curve(self) -> None:
        axes = self._curve
        (self._phi,) = axes.plot([], [], color=GREY, lw=1.6)
        axes.set(xlim=(-_Z, _Z), ylim=(-1.4, 1.4))
        self._points = [
            axes.plot([], [], "o", color=BLUE, mec="white", ms=8, zorder=MOVING)[0]
            for _ in range(LAYERS)
        ]

    def _draw_sizes(self) -> None:
        axes = self._sizes
        axes.set(xscale="log", xlim=(_SMALLEST / 2, _LARGEST * 2), ylim=(_HEIGHT, 0))
        axes.set_position((0.70, 0.1, 0.27, 0.47))
        axes.set_ylim(LAYERS - 0.5, -0.5)
        axes.set_yticks([])
        axes.minorticks_off()
        axes.set_title(r"$|\partial y/\partial\alpha^{(l)}|$", loc="left")
        look = {"lw": 12, "solid_capstyle": "butt", "color": BLUE, "zorder": MOVING}
        self._bars = [axes.plot([], [], **look)[0] for _ in range(LAYERS)]

    def background(self, numbers: Deltas) -> Hashable:
        """Only the activation changes what stands still."""
        return numbers.activation.name

    def set_background(self, numbers: Deltas) -> None:
        """Draw the activation."""
        z = np.linspace(-_Z, _Z, 401)
        self._phi.set_data(z, numbers.activation.f(z))

    def move(self, numbers: Deltas) -> None:
        """Light what the chosen derivative is made of, and set gauges, points and bars."""
        n, layer = numbers, numbers.chosen
        for gauge, slope in zip(self._gauges, n.slopes, strict=True):
            gauge.set_width(0.4 * slope)
        for k, tint in enumerate(self._passed, start=1):
            tint.set_visible(k > layer)
        for (row, k), tile in self._tiles.items():
            tile.set_visible((k > layer and row != k) or (row, k) == (layer, layer))
        for row, frame in enumerate(self._frames):
            whole = row <= layer < LAYERS - 1
            frame.set_visible(whole)
            if whole:
                y = _ROWS[LAYERS - 1 - row]
                left, right = _column(layer + 1) - _TILE[0] / 2, _column(LAYERS - 1) + _TILE[0] / 2
                frame.set_bounds(
                    left - 0.04, y - _TILE[1] / 2 - 0.04, right - left + 0.08, _TILE[1] + 0.08
                )
        for point, z, value in zip(self._points, n.sums, n.values[1:], strict=True):
            point.set_data([np.clip(z, -_Z, _Z)], [np.clip(value, -1.4, 1.4)])
        for row, (bar, value) in enumerate(zip(self._bars, reversed(n.derivatives), strict=True)):
            bar.set_data([_SMALLEST / 10, abs(value) or _SMALLEST / 10], [row, row])


def _tile(axes: Any, x: float, y: float, width: float, height: float, colour: str) -> Any:
    patch = Rectangle((x - width / 2, y - height / 2), width, height, fc=colour, alpha=0.45)
    patch.set(lw=0, zorder=MOVING)
    return axes.add_patch(patch)


def _arrow(start: float, end: float, y: float, colour: str) -> Any:
    return FancyArrowPatch(
        (start, y),
        (end, y),
        arrowstyle="-|>",
        mutation_scale=11,
        color=colour,
        shrinkA=0,
        shrinkB=0,
    )


def delta_chain(
    parameters: tuple[float, float, float, float] = (1.2, 0.9, 1.5, 0.8),
    x: float = 1.0,
    *,
    activation: str = "tanh",
    layer: int = 1,
) -> Live[Deltas]:
    r"""Show the four derivatives of a net of four layers, and the factors that they share.

    The net is x⁽ˡ⁺¹⁾ = φ(α⁽ˡ⁾ x⁽ˡ⁾) for l = 0, …, 3, with y = x⁽⁴⁾.

    Args:
        parameters: α⁽⁰⁾, …, α⁽³⁾, each within [−3, 3].
        x: the input x⁽⁰⁾, within [−3, 3].
        activation: φ: "tanh", "ReLU" or "identity".
        layer: l: whose derivative ∂y/∂α⁽ˡ⁾ is lit, 0 to 3.

    Raises `WidgetError` for anything else.

    >>> widget = delta_chain((2.0, 3.0, 1.0, 2.0), 1.0, activation="identity", layer=2)
    >>> print(widget.description.split("\n")[1])
    ∂y/∂α⁽²⁾ = M⁽⁴←³⁾ O⁽³←²⁾ = 2 · 6 = 12; autodiff: 12
    """
    _check(parameters, x, activation, layer)
    settings = [_slider(raised("α", k), value) for k, value in enumerate(parameters)]
    field = ipywidgets.BoundedFloatText(
        value=x,
        min=-LIMIT,
        max=LIMIT,
        step=0.1,
        description="input x",
        layout={"width": "14em"},
        style=label_width(),
    )
    names = [(name, name) for name in ACTIVATIONS]
    choice = drop_down("φ", names, activation)
    lit = ipywidgets.ToggleButtons(
        options=[(f"∂y/∂{raised('α', k)}", k) for k in reversed(range(LAYERS))],
        value=layer,
        description="derivative",
        style={"button_width": "6em", **label_width()},
    )
    controls = {
        **{f"a{k}": each for k, each in enumerate(settings)},
        "x": field,
        "activation_name": choice,
        "chosen": lit,
    }
    wrap = {"flex_flow": "row wrap"}
    rows = [
        ipywidgets.HBox(settings[:2], layout=wrap),
        ipywidgets.HBox(settings[2:], layout=wrap),
        ipywidgets.HBox([field, choice], layout=wrap),
        lit,
    ]
    return Live(model, DeltasScene, describe, controls, top=rows)


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
