"""The derivative of a loss by the parameters of a layer, and the orders to multiply it out in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.deltas import raised
from coursekit.widgets.forward_and_reverse.products import (
    Multiplication,
    Tree,
    all_trees,
    cheapest,
    cost,
    from_the_left,
    from_the_right,
    multiplications,
)

__all__ = ["DEEPEST", "PARAMETERS", "WIDEST", "Net", "Order", "Totals", "describe", "model"]
__all__ += ["orders", "read"]

DEEPEST, WIDEST = 5, 12


@dataclass(frozen=True)
class Parameters:
    """What the parameters of a layer are, and how many, from its inputs and its outputs."""

    label: str
    count: Callable[[int, int], int]


PARAMETERS = {
    "dense": Parameters("weights and biases", lambda inputs, outputs: outputs * (inputs + 1)),
    "bias": Parameters("biases alone", lambda _, outputs: outputs),
    "one": Parameters("a single number", lambda _, __: 1),
}


@dataclass(frozen=True)
class Totals:
    """Multiplications for the derivatives by the parameters of all layers at once.

    ``reverse`` keeps each δ; the others start again for each layer.
    """

    reverse: int
    reverse_alone: int
    forward: int
    cheapest_alone: int


@dataclass(frozen=True)
class Net:
    """Widths d₀, …, d_L, and what the parameters of its layers are, a key of `PARAMETERS`."""

    widths: tuple[int, ...]
    kind: str

    @property
    def layers(self) -> int:
        """L."""
        return len(self.widths) - 1

    def parameters(self, layer: int) -> int:
        """n_l: how many numbers α⁽ˡ⁾ holds."""
        return PARAMETERS[self.kind].count(self.widths[layer], self.widths[layer + 1])

    def sizes(self, layer: int) -> tuple[int, ...]:
        """1, d_L, …, d_{l+1}, n_l: factor k of the product has shape sizes[k] × sizes[k + 1]."""
        return 1, *self.widths[:layer:-1], self.parameters(layer)

    def names(self, layer: int) -> tuple[str, ...]:
        """Return the names of the factors from left to right."""
        factors = (raised("M", k, k - 1) for k in range(self.layers, layer + 1, -1))
        return "ℓ′", *factors, raised("O", layer + 1, layer)

    @property
    def totals(self) -> Totals:
        """What the derivatives by all parameters cost together."""
        every = [self.sizes(layer) for layer in range(self.layers)]
        # δ⁽ˡ⁾ = δ⁽ˡ⁺¹⁾ M⁽ˡ⁺¹←ˡ⁾ down to δ⁽¹⁾, and δ⁽ˡ⁺¹⁾ O⁽ˡ⁺¹←ˡ⁾ for each l.
        passed = sum(inputs * outputs for inputs, outputs in pairwise(self.widths[1:]))
        ends = sum(sizes[-2] * sizes[-1] for sizes in every)
        return Totals(
            reverse=passed + ends,
            reverse_alone=sum(cost(from_the_left(len(each) - 1), each) for each in every),
            forward=sum(cost(from_the_right(len(each) - 1), each) for each in every),
            cheapest_alone=sum(cheapest(each)[0] for each in every),
        )


@dataclass(frozen=True)
class Order:
    """A net, a layer, and one of the orders to multiply its product out in.

    ``costs`` holds the multiplications of all orders, the cheapest first; ``rank`` counts from 1.
    """

    net: Net
    layer: int
    tree: Tree
    rank: int
    costs: tuple[int, ...]
    reverse_rank: int
    forward_rank: int
    steps: tuple[Multiplication, ...]

    @property
    def trees(self) -> int:
        """How many orders there are."""
        return len(self.costs)

    @property
    def cost(self) -> int:
        """Multiplications of this order."""
        return self.costs[self.rank - 1]

    @property
    def reverse(self) -> int:
        """Multiplications from the left, from the loss on."""
        return self.costs[self.reverse_rank - 1]

    @property
    def forward(self) -> int:
        """Multiplications from the right, from the parameters on."""
        return self.costs[self.forward_rank - 1]


@lru_cache(maxsize=64)
def orders(sizes: tuple[int, ...]) -> tuple[Tree, ...]:
    """Return all bracketings, the cheapest first; of equal ones reverse comes first.

    >>> orders((1, 2, 3, 4))
    (((0, 1), 2), (0, (1, 2)))
    """
    count = len(sizes) - 1
    reverse = from_the_left(count)
    return tuple(sorted(all_trees(count), key=lambda tree: (cost(tree, sizes), tree != reverse)))


def model(text: str, kind: str, layer: int, rank: int) -> Order:
    """Multiply ∂ℓ/∂α⁽ˡ⁾ out in the ``rank``-th cheapest order; widths as text.

    A layer or a rank beyond the last is the last. Source: S4 (O⁽ᴸ←ˡ⁾ as a product), S3 (reverse
    accumulation is dynamic programming).

    >>> order = model("3, 6, 5, 4, 2", "dense", 0, 1)
    >>> order.reverse, order.forward, order.trees
    (202, 1440, 14)
    """
    net = Net(read(text), kind)
    layer = min(layer, net.layers - 1)
    sizes = net.sizes(layer)
    trees = orders(sizes)
    rank = min(rank, len(trees))
    count = len(sizes) - 1
    return Order(
        net=net,
        layer=layer,
        tree=trees[rank - 1],
        rank=rank,
        costs=tuple(cost(tree, sizes) for tree in trees),
        reverse_rank=trees.index(from_the_left(count)) + 1,
        forward_rank=trees.index(from_the_right(count)) + 1,
        steps=tuple(multiplications(trees[rank - 1], sizes)),
    )


def read(text: str) -> tuple[int, ...]:
    """Read widths d₀, …, d_L: whole numbers with commas, blanks or arrows between them.

    >>> read("3, 6, 5, 4, 2"), read("3 → 6 -> 2")
    ((3, 6, 5, 4, 2), (3, 6, 2))
    """
    parts = [part for part in re.split(r"->|→|[,;\s]+", text) if part.strip()]
    for part in parts:
        if not (part.strip().isascii() and part.strip().isdecimal()):
            raise WidgetError(f"{part.strip()!r} is no width. Write whole numbers: 3, 6, 5, 4, 2.")
    widths = tuple(map(int, parts))
    if not 2 <= len(widths) <= DEEPEST + 1:
        raise WidgetError(
            f"Write 2 to {DEEPEST + 1} widths, from the input to the output: 3, 6, 5, 4, 2."
        )
    for width in widths:
        if not 1 <= width <= WIDEST:
            raise WidgetError(f"A width of {width} has no room. Choose 1 to {WIDEST}.")
    return widths


def written(tree: Tree, names: Sequence[str]) -> str:
    """Write a bracketing.

    >>> written(((0, 1), 2), ["a", "B", "C"])
    '(a B) C'
    """
    if isinstance(tree, int):
        return names[tree]
    sides = [
        f"({written(side, names)})" if isinstance(side, tuple) else written(side, names)
        for side in tree
    ]
    return " ".join(sides)


def describe(o: Order) -> str:
    """Write the product with its shapes, the order, its cost, and what all layers cost."""
    sizes = o.net.sizes(o.layer)
    shapes = " · ".join(f"{p}×{q}" for p, q in pairwise(sizes))
    names = o.net.names(o.layer)
    costs = " + ".join("·".join(map(str, step.shape)) for step in o.steps)
    return "\n".join(
        (
            f"∂ℓ/∂{raised('α', o.layer)} = {' '.join(names)}: {shapes} = 1×{sizes[-1]}",
            f"{_called(o)}: {written(o.tree, names)}",
            f"{costs} = {_count(o.cost)}",
            (
                f"for l = {o.layer}: reverse {o.reverse:,}, forward {o.forward:,}, "
                f"cheapest {o.costs[0]:,}, dearest {o.costs[-1]:,}"
            ),
            _totals(o.net.totals),
        )
    )


def _count(multiplications: int) -> str:
    return f"{multiplications:,} multiplication{'s' * (multiplications != 1)}"


def _called(o: Order) -> str:
    """Say which order this is, by its place and by the names that it has."""
    if o.trees == 1:
        return "there is only one order"
    names = [f"order {o.rank} of {o.trees}"]
    if o.rank == o.reverse_rank:
        names.append("reverse")
    if o.rank == o.forward_rank:
        names.append("forward")
    if o.cost == o.costs[0]:
        names.append("none is cheaper")
    return ", ".join(names)


def _totals(t: Totals) -> str:
    return (
        f"for all l at once: reverse with δ kept {t.reverse:,}; starting again for each l: "
        f"reverse {t.reverse_alone:,}, forward {t.forward:,}, each l's cheapest "
        f"{t.cheapest_alone:,}"
    )
