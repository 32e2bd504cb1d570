"""Boxes and labels of a graph: what each says, how large it is, and where it stands."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

from coursekit.autodiff.graphs import GraphEdge
from coursekit.autodiff.graphs.layout import Layout, Size, arrange
from coursekit.widgets.backpropagation.notation import bar, mathtext, pretty, shown
from coursekit.widgets.backpropagation.steps import Plan
from coursekit.widgets.style import DPI

__all__ = [
    "FONT",
    "LINE",
    "LOW",
    "PAD",
    "SMALL",
    "SPACE",
    "TITLE",
    "Arrangement",
    "Box",
    "Tag",
    "laid_out",
    "width",
]

FONT = FontProperties(family="DejaVu Sans", math_fontfamily="dejavusans", size=10.5)
SMALL = FontProperties(family="DejaVu Sans", math_fontfamily="dejavusans", size=9.5)
TITLE, LINE, LOW = 24.0, 21.0, 17.0  # heights of lines in boxes and labels, in pixels
PAD, SPACE = 9.0, 6.0

_MARGIN, _ARROW = 12.0, 8.0
_GAPS = (22.0, 12.0)  # between boxes and labels, for curves to turn in: to the right, down
_PAGE = 1200.0  # a wider drawing runs down instead
_DIGITS = 3  # the text below the picture has more
_LONGEST = "−0.0888"

_measure = TextToPath()
Point = tuple[float, float]


@lru_cache(maxsize=1024)
def width(text: str, font: FontProperties = FONT) -> float:
    """Return the width of a text in pixels; mathtext stands between dollar signs.

    >>> width("ww") > width("w") > 5
    True
    """
    wide, _, _ = _measure.get_text_width_height_descent(text, font, text.startswith("$"))
    return float(wide) * DPI / 72


class Box(NamedTuple):
    """What a node's box holds, line by line.

    ``symbol`` and ``adjoint`` are empty for data. ``size`` is (wide, high) in pixels.
    """

    title: str
    value: list[str]
    symbol: str
    adjoint: list[str]
    size: Size


class Tag(NamedTuple):
    """The label of an edge: its local derivative as a formula, or none, and as a number.

    ``value`` is empty where the backward pass does not come by. ``ink`` is the width of what is
    written, ``size`` has room for other values.
    """

    formula: str
    value: str
    ink: float
    size: Size


class Arrangement(NamedTuple):
    """Boxes and labels with their places; the graph runs to the right, or down if it is long."""

    layout: Layout
    boxes: list[Box]
    tags: list[Tag]
    down: bool

    @property
    def size(self) -> Size:
        """Width and height of the whole drawing, in pixels."""
        wide, high = self.xy(self.layout.size)
        return wide + _MARGIN, high + _MARGIN

    def xy(self, point: Point) -> Point:
        """Turn (along, across) into (right, down), in pixels."""
        along, across = point
        x, y = (across, along) if self.down else (along, across)
        return x + _MARGIN, y + _MARGIN

    def corner(self, position: int) -> Point:
        """Return the upper left corner of a box."""
        x, y = self.xy(self.layout.boxes[position])
        wide, high = self.boxes[position].size
        return x - wide / 2, y - high / 2

    def middle(self, edge: int) -> Point:
        """Return the middle of a label."""
        return self.xy(self.layout.labels[edge])

    def line(self, edge: int) -> Path:
        """Return the line of an edge, curved between layers; its label's place stays free."""
        points = self.layout.routes[edge]
        vertices, codes = [self.xy(points[0])], [Path.MOVETO]
        # Two points for every layer that the edge passes; its label is in the last but one.
        for place, (one, two) in enumerate(pairwise(points)):
            if place == len(points) - 4 and self.tags[edge].value:
                vertices += map(self.xy, (*self._sides(edge, one, two), two))
                codes += [Path.LINETO, Path.MOVETO, Path.LINETO]
            elif place % 2 == 0 or abs(one[1] - two[1]) < 0.05:
                vertices.append(self.xy(two))
                codes.append(Path.LINETO)
            else:
                half = (one[0] + two[0]) / 2
                vertices += map(self.xy, ((half, one[1]), (half, two[1]), two))
                codes += [Path.CURVE4] * 3
        return Path(vertices, codes)

    def _sides(self, edge: int, one: Point, two: Point) -> tuple[Point, Point]:
        """Return where the line meets its label and where it leaves it."""
        tag = self.tags[edge]
        half = (tag.size[1] if self.down else tag.ink) / 2
        middle = (one[0] + two[0]) / 2
        return (middle - half, one[1]), (middle + half, one[1])

    def head(self, edge: int, back: bool) -> list[Point]:
        """Return the corners of an arrow head at the end of an edge, for the way back its start."""
        route = self.layout.routes[edge]
        along, across = route[0] if back else route[-1]
        tail = along + _ARROW if back else along - _ARROW
        return [self.xy(p) for p in ((along, across), (tail, across - 5), (tail, across + 5))]


def laid_out(plan: Plan) -> Arrangement:
    """Lay a graph out from left to right, or from top to bottom if that would be too wide."""
    boxes = [_box(plan, position) for position in range(len(plan.graph))]
    tags = [_tag(plan, edge) for edge in plan.graph.edges]
    across = _arranged(plan, boxes, tags, False)
    return across if across.size[0] <= _PAGE else _arranged(plan, boxes, tags, True)


def _arranged(plan: Plan, boxes: list[Box], tags: list[Tag], down: bool) -> Arrangement:
    def turned(sizes: Sequence[Size]) -> list[Size]:
        return [(high, wide) if down else (wide, high) for wide, high in sizes]

    ends = [(edge.source, edge.target) for edge in plan.graph.edges]
    sizes = turned([box.size for box in boxes]), turned([tag.size for tag in tags])
    return Arrangement(arrange(sizes[0], ends, sizes[1], gap=_GAPS[down]), boxes, tags, down)


def _box(plan: Plan, position: int) -> Box:
    node = plan.graph.nodes[position]
    name = pretty(node.name)
    computed = node.kind == "operation"
    title = mathtext(f"{name} = {plan.expression.nodes[node.name].formula}" if computed else name)
    value = _rows(node.value)
    symbol, adjoint = "", []
    if position in plan.wanted:
        symbol, adjoint = mathtext(f"{bar(name)} ="), _rows(node.adjoint)
    # Room for the longest number, so that other values do not move everything.
    least = width(_LONGEST) if np.ndim(node.value) == 0 else 0.0
    rows = [least, *map(width, value)]
    rows += [width(symbol) + SPACE + max(least, width(row)) for row in adjoint]
    high = TITLE + (len(value) + len(adjoint)) * LINE + PAD
    return Box(title, value, symbol, adjoint, (max(width(title), *rows) + 2 * PAD, high))


def _tag(plan: Plan, edge: GraphEdge) -> Tag:
    if not plan.carries(edge):
        return Tag("", "", 0.0, (0.0, 0.0))
    words = plan.local(edge).formula
    if np.ndim(edge.local) > 1:
        target, source = (plan.graph.nodes[i].shape for i in (edge.target, edge.source))
        value = f"{_sides(target)}×{_sides(source)}"
    else:
        (value,) = _rows(edge.local)
    # What is a number already is said once.
    formula = mathtext(words) if words and words != value else ""
    ink = max(width(formula, SMALL) if formula else 0.0, width(value, SMALL)) + 8
    least = width(_LONGEST, SMALL) + 8 if formula and np.ndim(edge.local) == 0 else 0.0
    return Tag(formula, value, ink, (max(ink, least), LOW * (2 if formula else 1) + 3))


def _rows(value: Any) -> list[str]:
    """Write a value in as many lines as it has rows."""
    if np.ndim(value) < 2:
        return [shown(value, _DIGITS)]
    return [shown(row, _DIGITS) for row in value]


def _sides(shape: tuple[int, ...]) -> str:
    """Write a shape as one side of a Jacobian's."""
    sides = "×".join(map(str, shape)) or "1"
    return f"({sides})" if len(shape) > 1 else sides
