"""The widget of bracketings: a net, a layer, and an order to multiply its derivative out in."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

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
from coursekit.widgets.forward_and_reverse.products import Tree, from_the_left, from_the_right
from coursekit.widgets.forward_and_reverse.rectangles import OrderScene
from coursekit.widgets.live import Live
from coursekit.widgets.words import message_line

__all__ = ["bracketing"]


def bracketing(
    widths: str | Sequence[int] = "3, 6, 5, 4, 2",
    *,
    parameters: str = "dense",
    layer: int = 0,
    order: str | int = "reverse",
) -> Live[Order]:
    r"""Multiply ∂ℓ/∂α⁽ˡ⁾ = ℓ′ M … M O out in any order, and count.

    Every matrix counts as full. The O of a dense layer is mostly zeros, so that code by hand does
    less: it makes δ O as an outer product, with one multiplication for each weight.

    Args:
        widths: d₀, …, d_L from the input to the output, 2 to 6 whole numbers from 1 to 12.
        parameters: what the layers have: "dense" (weights and biases, n_l = d_{l+1}(d_l + 1)),
            "bias" (n_l = d_{l+1}) or "one" (n_l = 1).
        layer: l: whose parameters, 0 to L − 1.
        order: "reverse", "forward", "cheapest", or its place from the cheapest on, from 1.

    Raises `WidgetError` for anything else.

    >>> print(bracketing("3, 6, 5, 4, 2").description.split("\n")[3])
    for l = 0: reverse 202, forward 1,440, cheapest 202, dearest 1,440
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
    labels = [(each.label, name) for name, each in PARAMETERS.items()]
    kinds = drop_down("parameters", labels, parameters, wide=True)
    which = _integers("layer l", layer, 0, net.layers - 1)
    place = _integers("order", rank, 1, len(trees))
    controls = {"text": box, "kind": kinds, "layer": which, "rank": place}
    buttons = _Orders(controls).buttons()
    message = message_line()
    return Live(
        model,
        OrderScene,
        describe,
        controls,
        top=[box, message, kinds, which, place, buttons],
        message=message,
    )


def _integers(label: str, value: int, low: int, high: int) -> Any:
    return ipywidgets.IntSlider(
        value=value, min=low, max=high, description=label, layout=dict(WIDE), style=label_width()
    )


def _named(trees: Sequence[Tree]) -> dict[str, int]:
    """Return the places of the orders that have a name, from 1."""
    count = _leaves(trees[0])
    reverse, forward = trees.index(from_the_left(count)), trees.index(from_the_right(count))
    return {"reverse": reverse + 1, "forward": forward + 1, "cheapest": 1}


def _rank(order: str | int, trees: Sequence[Tree]) -> int:
    if isinstance(order, int) and 1 <= order <= len(trees):
        return order
    named = _named(trees)
    if order not in named:
        raise WidgetError(
            f"There is no order {order!r}. Choose {', '.join(named)}, or 1 to {len(trees)}."
        )
    return named[str(order)]


def _leaves(tree: Tree) -> int:
    return 1 if isinstance(tree, int) else _leaves(tree[0]) + _leaves(tree[1])


class _Orders:
    """The slider of the orders, kept in step with the net: an order with a name keeps it."""

    def __init__(self, controls: dict[str, Any]) -> None:
        self._controls = controls
        self._name = self._called()
        for name in ("text", "kind", "layer"):
            controls[name].observe(self._change, "value")
        controls["rank"].observe(self._note, "value")

    def buttons(self) -> Any:
        """Make a button for each name; they move the slider, so both always agree."""
        layout = {"margin": f"0 0 0 {AFTER_LABEL}", "flex_flow": "row wrap"}
        return ipywidgets.HBox([*map(self._button, _named(self._trees()))], layout=layout)

    def _button(self, name: str) -> Any:
        made = ipywidgets.Button(description=name, layout={"width": "8em"})

        def press(_: object) -> None:
            self._go(name)

        made.on_click(press)
        return made

    def _go(self, name: str) -> None:
        try:
            trees = self._trees()
        except CoursekitError:  # the message is there already
            return
        self._controls["rank"].value = _named(trees)[name]
        self._name = name

    def _net(self) -> Net:
        return Net(read(self._controls["text"].value), self._controls["kind"].value)

    def _trees(self) -> Sequence[Tree]:
        net = self._net()
        return orders(net.sizes(min(self._controls["layer"].value, net.layers - 1)))

    def _called(self) -> str | None:
        """Return the name of the present order, if it has one."""
        here = self._controls["rank"].value
        named = _named(self._trees())
        return next((name for name, rank in named.items() if rank == here), None)

    def _note(self, _: object) -> None:
        try:
            self._name = self._called()
        except CoursekitError:
            return

    def _change(self, _: object) -> None:
        try:
            net = self._net()
        except CoursekitError:  # the model says what is wrong
            return
        name, slider = self._name, self._controls["rank"]
        self._controls["layer"].max = net.layers - 1
        slider.max = len(self._trees())
        if name is not None:
            self._go(name)
