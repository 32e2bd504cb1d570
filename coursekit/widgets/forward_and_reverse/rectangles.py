"""The picture of a bracketing: matrices to scale, multiplied two at a time, and what it costs."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from coursekit.widgets.forward_and_reverse.brackets import DEEPEST, Net, Order
from coursekit.widgets.forward_and_reverse.products import Multiplication
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    ORANGE,
    SKY,
    VERMILLION,
    new_figure,
    tidy,
)

__all__ = ["OrderScene"]

# Places in the picture, in inches from its upper left corner.
_WIDTH, _HEIGHT = 7.8, 4.8
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.15, 5.15, 0.45, 4.6  # of the matrices and their costs
_COST = 1.55  # what a cost needs at the right
_GAP, _BETWEEN = 0.24, 0.16  # least room between two matrices, and between two rows
_WIDEST_GAP, _HIGHEST_GAP = 0.55, 0.6
_LARGEST_CELL, _THINNEST = 0.17, 0.035
_NAME = 0.5  # room for the name of a matrix
_SIZE, _SMALL = 10.5, 9.5

Span = tuple[int, int]
State = tuple[list[Span], Multiplication | None]


class OrderScene:
    """Left: the factors, and below them what is left after each product. Right: the costs."""

    def __init__(self) -> None:
        self.figure, (self._axes, self._ranks) = new_figure(_WIDTH, _HEIGHT, ratios=(1.0, 1.0))
        self._totals: Any = self.figure.add_axes((0.755, 0.075, 0.215, 0.31))
        self._ranks.set_position((0.755, 0.585, 0.215, 0.345))
        self._axes.set_position((0, 0, 1, 1))
        self._axes.set_zorder(-1)
        self._axes.axis("off")
        self._axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        self._make_matrices()
        self._make_ranks()
        self._make_totals()
        self.moving = [*self._boxes, *self._costs, self._result, self._here]

    def _make_matrices(self) -> None:
        axes, count = self._axes, DEEPEST + 1  # factors of the longest product
        look = {"va": "center", "zorder": MOVING}
        self._boxes = [
            axes.add_patch(Rectangle((0, 0), 0, 0, ec=BLACK, lw=0.9, zorder=MOVING))
            for _ in range(count * (count + 1) // 2)
        ]
        self._costs = [
            axes.text(_RIGHT, 0, "", ha="right", fontsize=_SMALL, **look) for _ in range(count - 1)
        ]
        self._result = axes.text(0, 0, "", ha="left", fontsize=_SIZE, **look)
        self._names = [
            axes.text(0, 0, "", ha="center", va="bottom", fontsize=_SMALL) for _ in range(count)
        ]

    def _make_ranks(self) -> None:
        axes = self._ranks
        (self._every,) = axes.plot([], [], "o", color=GREY, ms=4)
        self._known = [
            axes.plot([], [], marker, color=colour, ms=7, label=name, ls="")[0]
            for marker, colour, name in (("s", BLUE, "reverse"), ("D", VERMILLION, "forward"))
        ]
        ring = {"ms": 12, "mfc": "none", "mec": BLACK, "mew": 1.8, "zorder": MOVING}
        (self._here,) = axes.plot([], [], "o", **ring)
        axes.locator_params("x", integer=True, nbins=5, min_n_ticks=1)
        axes.locator_params("y", nbins=4)
        axes.tick_params(labelsize=_SMALL)
        axes.set_xlabel("order, the cheapest first", fontsize=_SMALL)
        axes.legend(
            loc="upper left",
            ncols=2,
            fontsize=_SMALL,
            frameon=False,
            borderaxespad=0.1,
            handletextpad=0.0,
            columnspacing=0.6,
        )

    def _make_totals(self) -> None:
        axes = self._totals
        tidy(axes)
        axes.grid(visible=False, axis="y")
        names = ("reverse,\nδ kept", "reverse,\nagain", "forward")
        looks = ((BLUE, ""), (SKY, "//"), (VERMILLION, ""))
        self._bars = [
            axes.barh(row, 0, 0.6, color=colour, hatch=hatch, ec="white", lw=0)[0]
            for row, (colour, hatch) in enumerate(looks)
        ]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.locator_params("x", nbins=4)
        axes.tick_params(labelsize=_SMALL)
        axes.tick_params(axis="y", length=0)
        axes.set_title("all $l$ at once", loc="left", fontsize=_SIZE)

    def background(self, numbers: Order) -> Hashable:
        """Everything but the order."""
        return numbers.net, numbers.layer

    def set_background(self, numbers: Order) -> None:
        """Name the factors, and show what all orders cost."""
        self._name_factors(numbers)
        self._set_ranks(numbers)
        self._set_totals(numbers.net)

    def _name_factors(self, o: Order) -> None:
        sizes = o.net.sizes(o.layer)
        cell, states = _cell(sizes), _states(o)
        middle = _middles(sizes, states, cell)[0]
        boxes = [*_boxes(sizes, states[0][0], middle, cell)]
        centres = [left + width / 2 for left, _, width, _ in boxes]
        # The first name is short and never in the way.
        crowded = any(right - left < _NAME for left, right in pairwise(centres[1:]))
        for text in self._names:
            text.set_text("")
        for text, name, x in zip(self._names, _names(o), centres, strict=False):
            text.set_text(f"${name[0] if crowded else name}$".replace("ℓ", r"\ell\,'"))
            text.set_position((x, middle - max(sizes[:-1]) * cell / 2 - 0.07))
        self._result.set_text(rf"$\partial\ell\,/\,\partial\alpha^{{({o.layer})}}$")

    def _set_ranks(self, o: Order) -> None:
        axes, count = self._ranks, o.trees
        self._every.set_data(np.arange(1, count + 1), o.costs)
        for mark, rank in zip(self._known, (o.reverse_rank, o.forward_rank), strict=True):
            mark.set_data([rank], [o.costs[rank - 1]])
        room = 0.5 + 0.05 * count
        axes.set(xlim=(1 - room, count + room), ylim=(0, 1.3 * max(o.costs)))
        axes.set_title(f"multiplications, $l = {o.layer}$", loc="left", fontsize=_SIZE)

    def _set_totals(self, net: Net) -> None:
        t = net.totals
        values = t.reverse, t.reverse_alone, t.forward
        for bar, value in zip(self._bars, values, strict=True):
            bar.set_width(value)
        self._totals.set_xlim(0, 1.1 * max(values))

    def move(self, numbers: Order) -> None:
        """Set the matrices row by row, and the ring round this order."""
        o = numbers
        sizes = o.net.sizes(o.layer)
        cell, states = _cell(sizes), _states(o)
        middles = _middles(sizes, states, cell)
        placed = [
            *chain.from_iterable(
                zip(_boxes(sizes, spans, middle, cell), _colours(spans, step), strict=True)
                for (spans, step), middle in zip(states, middles, strict=True)
            )
        ]
        for patch in self._boxes[len(placed) :]:
            patch.set_visible(False)
        for patch, (bounds, colour) in zip(self._boxes, placed, strict=False):
            patch.set_bounds(*bounds)
            patch.set_facecolor(colour)
            patch.set_visible(True)
        for text in self._costs:
            text.set_text("")
        for text, step, middle in zip(self._costs, o.steps, middles, strict=False):
            text.set_text(f"{'·'.join(map(str, step.shape))} = {step.cost:,}")
            text.set_y(middle)
        (left, _, width, _), _ = placed[-1]
        self._result.set_position((left + width + 0.12, middles[-1]))
        self._here.set_data([o.rank], [o.cost])


def _names(o: Order) -> list[str]:
    """Write the factors for Matplotlib, without dollar signs."""
    top, layer = o.net.layers, o.layer
    factors = [rf"M^{{({k}\leftarrow {k - 1})}}" for k in range(top, layer + 1, -1)]
    return ["ℓ", *factors, rf"O^{{({layer + 1}\leftarrow {layer})}}"]


def _states(o: Order) -> list[State]:
    """Return what stands in each row, and which two are multiplied next; last, the result."""
    spans: list[Span] = [*pairwise(range(len(o.net.sizes(o.layer))))]
    states: list[State] = []
    for step in o.steps:
        states.append((spans, step))
        place = spans.index((step.first, step.middle))
        spans = [*spans[:place], (step.first, step.last), *spans[place + 2 :]]
    return [*states, (spans, None)]


def _cell(sizes: Sequence[int]) -> float:
    """Side of an entry, so small that every order has room."""
    count = len(sizes) - 1
    wide = (_RIGHT - _COST - _LEFT - _GAP * (count - 1)) / sum(sizes[1:])
    tall = (_BOTTOM - _TOP - _BETWEEN * (count - 1)) / (max(sizes[:-1]) * count)
    return min(_LARGEST_CELL, wide, tall)


def _middles(sizes: Sequence[int], states: Sequence[State], cell: float) -> list[float]:
    """Heights of the middles of the rows, with equal gaps between the rows."""
    heights = [max(sizes[first] for first, _ in spans) * cell for spans, _ in states]
    room = (_BOTTOM - _TOP - sum(heights)) / max(1, len(heights) - 1)
    middles, y = [], _TOP
    for height in heights:
        middles.append(y + height / 2)
        y += height + min(room, _HIGHEST_GAP)
    return middles


def _boxes(
    sizes: Sequence[int], spans: Sequence[Span], middle: float, cell: float
) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, width and height of the matrices of a row."""
    free = _RIGHT - _COST - _LEFT - cell * sum(sizes[1:])
    gap = float(np.clip(free / (len(sizes) - 2), _GAP, _WIDEST_GAP))
    left = _LEFT
    for first, last in spans:
        width, height = (max(sizes[k] * cell, _THINNEST) for k in (last, first))
        yield left, middle - height / 2, width, height
        left += width + gap


def _colours(spans: Sequence[Span], step: Multiplication | None) -> Iterator[str]:
    """Orange for the two that are multiplied next, blue for the others."""
    for first, last in spans:
        taken = step is not None and step.first <= first and last <= step.last
        yield ORANGE if taken else SKY
