"""Matrices to scale, multiplied two at a time in the chosen order."""

from collections.abc import Hashable, Sequence
from typing import Any

import ipywidgets
from matplotlib.artist import Artist
from matplotlib.patches import Rectangle

from coursekit.errors import CoursekitError
from coursekit.widgets.controls import AFTER_LABEL, WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.brackets import (
    PARAMETERS,
    Net,
    Order,
    describe,
    model,
    orders,
    read,
)
from coursekit.widgets.forward_and_reverse.products import (
    Tree,
    from_the_left,
    from_the_right,
)
from coursekit.widgets.live import Live, message_line
from coursekit.widgets.style import BLACK, BLUE, GREY, ORANGE, SKY, VERMILLION, new_figure, tidy

__all__ = ["OrderScene", "bracketing"]

_WIDTH, _HEIGHT = 7.8, 5.0  # inches, which are the units of the picture
_LEFT, _RIGHT, _GAP = 0.15, 5.6, 0.22
_LARGEST_CELL = 0.16


class OrderScene:
    """Left: the factors, and below each other what is left after each product. Right: costs."""

    moving: tuple[Artist, ...] = ()

    def __init__(self) -> None:
        self.figure, (self._axes, self._one) = new_figure(_WIDTH, _HEIGHT, ratios=(1.0, 1.0))
        self._axes.set_position((0, 0, 1, 1))
        self._axes.axis("off")
        self._axes.set_zorder(-1)
        self._axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        self._one.set_position((0.79, 0.56, 0.19, 0.36))
        self._all: Any = self.figure.add_axes((0.79, 0.09, 0.19, 0.36))
        tidy(self._all)

    def background(self, numbers: Order) -> Hashable:
        """Everything stands still until something is chosen anew."""
        return numbers

    def set_background(self, numbers: Order) -> None:
        """Draw all anew."""
        axes, o = self._axes, numbers
        for artist in [*axes.patches, *axes.lines, *axes.texts]:
            artist.remove()
        sizes = o.net.sizes(o.layer)
        count = len(sizes) - 1
        cell = _cell(sizes)
        spans = [(k, k + 1) for k in range(count)]
        heights = []
        states = []
        for step in (*o.steps, None):
            states.append((list(spans), step))
            heights.append(max(sizes[first] for first, _ in spans) * cell)
            if step is not None:
                place = spans.index((step.first, step.middle))
                spans[place : place + 2] = [(step.first, step.last)]
        room = (_HEIGHT - 0.35 - sum(heights)) / len(heights)
        y = 0.3
        for (row, step), height in zip(states, heights, strict=True):
            self._row(o, row, step, y + height / 2, cell)
            y += height + room
        t = o.totals
        _bars(
            self._one,
            f"$l = {o.layer}$",
            [
                ("this order", o.cost, ORANGE),
                ("reverse", o.reverse, BLUE),
                ("forward", o.forward, VERMILLION),
                ("cheapest", o.cheapest, GREY),
            ],
        )
        _bars(
            self._all,
            "all $l$ at once",
            [
                ("reverse, δ kept", t.reverse, BLUE),
                ("reverse, anew", t.reverse_alone, SKY),
                ("forward", t.forward, VERMILLION),
            ],
        )

    def _row(
        self, o: Order, spans: Sequence[tuple[int, int]], step: Any, middle: float, cell: float
    ) -> None:
        axes, sizes = self._axes, o.net.sizes(o.layer)
        x = _LEFT
        for first, last in spans:
            high, wide = sizes[first] * cell, sizes[last] * cell
            taken = step is not None and step.first <= first and last <= step.last
            colour = ORANGE if taken else SKY
            axes.add_patch(
                Rectangle((x, middle - high / 2), wide, high, fc=colour, ec=BLACK, lw=0.8)
            )
            x += wide + _GAP
        if step is not None:
            p, q, r = step.shape
            axes.text(
                _RIGHT, middle, f"{p}·{q}·{r} = {step.cost}", ha="right", va="center", color=BLACK
            )

    def move(self, numbers: Order) -> None:
        """Nothing moves that is not drawn anew."""


def _cell(sizes: Sequence[int]) -> float:
    """Side of an entry, so small that all rows have room."""
    count = len(sizes) - 1
    wide = (_RIGHT - _LEFT - 1.2 - _GAP * count) / sum(sizes[1:])
    tall = (_HEIGHT - 0.3 - 0.25 * count) / (max(sizes[:-1]) * count)
    return min(_LARGEST_CELL, wide, tall)


def _bars(axes: Any, title: str, rows: Sequence[tuple[str, int, str]]) -> None:
    axes.clear()
    tidy(axes)
    axes.grid(visible=False, axis="y")
    axes.set_title(title, loc="left", fontsize=10.5)
    axes.barh(range(len(rows)), [value for _, value, _ in rows], color=[c for *_, c in rows])
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows], fontsize=9.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.locator_params("x", nbins=3)


def bracketing(
    widths: str | Sequence[int] = "3, 6, 5, 4, 2",
    *,
    parameters: str = "dense",
    layer: int = 0,
    order: str | int = "reverse",
) -> Live[Order]:
    r"""Multiply ∂ℓ/∂α⁽ˡ⁾ = ℓ′ M … M O out in any order, and count.

    Args:
        widths: d₀, …, d_L from the input to the output, 2 to 6 whole numbers from 1 to 12.
        parameters: what the layers have: "dense" (weights and biases, n_l = d_{l+1}(d_l + 1)),
            "bias" (n_l = d_{l+1}) or "one" (n_l = 1).
        layer: l: whose parameters, 0 to L − 1.
        order: "reverse", "forward", "cheapest", or its place from the cheapest on, from 1.

    Raises `WidgetError` for anything else.

    >>> print(bracketing("3, 6, 5, 4, 2").description.split("\n")[2])
    for l = 0: reverse 202, forward 1,440, cheapest 202
    """
    if parameters not in PARAMETERS:
        raise WidgetError(
            f"This widget knows no parameters {parameters!r}. Choose {', '.join(PARAMETERS)}."
        )
    text = widths if isinstance(widths, str) else ", ".join(map(str, widths))
    net = Net(read(text), parameters)
    if layer not in range(net.layers):
        raise WidgetError(f"There is no layer l = {layer}. Choose 0 to {net.layers - 1}.")
    trees = orders(net.sizes(layer))
    rank = _rank(order, trees)
    box = ipywidgets.Text(
        value=text,
        description="widths",
        continuous_update=False,
        placeholder="for example 3, 6, 5, 4, 2",
        layout=dict(WIDE),
        style=label_width(),
    )
    kinds = drop_down(
        "parameters", [(each.label, name) for name, each in PARAMETERS.items()], parameters
    )
    which = _integers("layer l", layer, 0, net.layers - 1)
    place = _integers("order", rank, 1, len(trees))
    controls = {"text": box, "kind": kinds, "layer": which, "rank": place}
    message = message_line()
    _follow(controls)
    return Live(
        model,
        OrderScene,
        describe,
        controls,
        top=[box, message, kinds, which, place, _buttons(controls)],
        message=message,
    )


def _integers(label: str, value: int, low: int, high: int) -> Any:
    return ipywidgets.IntSlider(
        value=value, min=low, max=high, description=label, layout=dict(WIDE), style=label_width()
    )


def _rank(order: str | int, trees: Sequence[Tree]) -> int:
    if isinstance(order, int) and 1 <= order <= len(trees):
        return order
    count = _leaves(trees[0])
    named = {
        "reverse": from_the_left(count),
        "forward": from_the_right(count),
        "cheapest": trees[0],
    }
    if order not in named:
        raise WidgetError(
            f"There is no order {order!r}. Choose {', '.join(named)}, or 1 to {len(trees)}."
        )
    return trees.index(named[str(order)]) + 1


def _leaves(tree: Tree) -> int:
    return 1 if isinstance(tree, int) else _leaves(tree[0]) + _leaves(tree[1])


def _trees(controls: dict[str, Any]) -> Sequence[Tree]:
    net = Net(read(controls["text"].value), controls["kind"].value)
    return orders(net.sizes(min(controls["layer"].value, net.layers - 1)))


def _buttons(controls: dict[str, Any]) -> Any:
    """Make buttons that move the slider to the orders with a name."""

    def button(name: str) -> Any:
        made = ipywidgets.Button(description=name, layout={"width": "8em"})

        def press(_: Any) -> None:
            controls["rank"].value = _rank(name, _trees(controls))

        made.on_click(press)
        return made

    layout = {"margin": f"0 0 0 {AFTER_LABEL}", "flex_flow": "row wrap"}
    return ipywidgets.HBox([*map(button, ("reverse", "forward", "cheapest"))], layout=layout)


def _follow(controls: dict[str, Any]) -> None:
    """Another net has other layers and other orders; the one with a name is kept."""

    def change(_: Any) -> None:
        try:
            net = Net(read(controls["text"].value), controls["kind"].value)
        except CoursekitError:  # the model says what is wrong
            return
        controls["layer"].max = net.layers - 1
        controls["rank"].max = len(_trees(controls))

    for name in ("text", "kind", "layer"):
        controls[name].observe(change, "value")
