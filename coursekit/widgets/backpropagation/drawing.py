"""The picture of the stepper: boxes, edges, and what a step lights up.

What a graph looks like stands still while its passes go on: boxes, formulas, lines. Numbers, tints
and thick lines lie in axes of their own above it, which are all that moves.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

from coursekit.autodiff.graphs import GraphEdge, GraphNode
from coursekit.autodiff.graphs.layout import Layout, Size, arrange
from coursekit.widgets.backpropagation.notation import bar, mathtext, pretty
from coursekit.widgets.backpropagation.steps import Pass, Plan
from coursekit.widgets.style import BLACK, BLUE, DPI, GREY, MOVING, VERMILLION, new_figure, number

__all__ = ["GraphScene"]

_FONT = FontProperties(family="DejaVu Sans", math_fontfamily="dejavusans", size=10.5)
_SMALL = FontProperties(family="DejaVu Sans", math_fontfamily="dejavusans", size=9.5)
_LINE, _LOW = 21.0, 17.0  # heights of a line in a box and in a label, in pixels
_PAD, _MARGIN, _ARROW = 9.0, 12.0, 8.0
_PAGE = 960.0  # a wider drawing runs down instead
_SHORT = 3  # digits in the picture; the text below has more
_measure = TextToPath()


def _width(text: str, font: FontProperties = _FONT) -> float:
    """Return the width of a text in pixels; mathtext stands between dollar signs."""
    width, _, _ = _measure.get_text_width_height_descent(text, font, text.startswith("$"))
    return float(width) * DPI / 72


def _rows(value: Any) -> list[str]:
    """Write a value in as many lines as it has rows."""
    array = np.asarray(value)
    if array.ndim == 0:
        return [number(float(array), _SHORT)]
    if array.ndim == 1:
        return [f"({', '.join(number(float(each), _SHORT) for each in array)})"]
    return [row for each in array for row in _rows(each)]


class _Box(NamedTuple):
    """What a node's box holds, line by line; ``adjoint`` is empty for data."""

    title: str
    value: list[str]
    symbol: str  # of the adjoint
    adjoint: list[str]
    size: Size

    @property
    def lines(self) -> int:
        return 1 + len(self.value) + len(self.adjoint)


class _Tag(NamedTuple):
    """What an edge's label holds: the local derivative as a formula and as a number."""

    formula: str
    value: str
    size: Size


def _box(plan: Plan, position: int) -> _Box:
    node = plan.graph.nodes[position]
    name = pretty(node.name)
    formula = "" if node.kind == "input" else f" = {plan.expression.nodes[node.name].formula}"
    title = mathtext(name + formula)
    value = _rows(node.value)
    wanted = position in plan.wanted
    symbol = mathtext(bar(name)) if wanted else ""
    adjoint = _rows(node.adjoint) if wanted else []
    inner = _width(symbol) + _width(" = ") if wanted else 0.0
    wide = max(_width(title), *map(_width, value), *(inner + _width(row) for row in adjoint))
    height = (1 + len(value) + len(adjoint)) * _LINE + _PAD
    return _Box(title, value, symbol, adjoint, (wide + 2 * _PAD, height))


def _tag(plan: Plan, edge: GraphEdge) -> _Tag:
    if not plan.carries(edge):
        return _Tag("", "", (0.0, 0.0))
    words = plan.local(edge).formula
    formula = mathtext(words) if words else ""
    local = np.asarray(edge.local)
    if local.ndim > 1:
        shape, inner = (plan.graph.nodes[i].shape for i in (edge.target, edge.source))
        sides = ("×".join(map(str, side)) for side in (shape, inner))
        value = "×".join(f"({side})" if "×" in side else side for side in sides)
    else:
        value = _rows(local)[0]
    if formula.strip("$") == value:
        formula = ""  # 1 is said once
    wide = max(_width(formula, _SMALL) if formula else 0.0, _width(value, _SMALL)) + 8
    return _Tag(formula, value, (wide, _LOW * (2 if formula else 1) + 3))


class _Sheet(NamedTuple):
    """A plan laid out."""

    layout: Layout
    boxes: list[_Box]
    tags: list[_Tag]
    down: bool

    def xy(self, point: tuple[float, float]) -> tuple[float, float]:
        """Turn (along, across) into (right, down) in pixels."""
        along, across = point
        x, y = (across, along) if self.down else (along, across)
        return x + _MARGIN, y + _MARGIN

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.xy(self.layout.size)
        return width + _MARGIN, height + _MARGIN


def _arranged(plan: Plan) -> _Sheet:
    boxes = [_box(plan, position) for position in range(len(plan.graph))]
    tags = [_tag(plan, edge) for edge in plan.graph.edges]
    ends = [(edge.source, edge.target) for edge in plan.graph.edges]
    sizes = [box.size for box in boxes], [tag.size for tag in tags]
    sheet = _Sheet(arrange(sizes[0], ends, sizes[1]), boxes, tags, False)
    if sheet.size[0] <= _PAGE:
        return sheet
    turned = [[(height, width) for width, height in each] for each in sizes]
    return _Sheet(arrange(turned[0], ends, turned[1]), boxes, tags, True)


class GraphScene:
    """A graph whose values and adjoints come step by step; the figure takes its size from it."""

    def __init__(self) -> None:
        self.figure, (self._still,) = new_figure(7.6, 4.0)
        self._over = self.figure.add_axes((0, 0, 1, 1), zorder=MOVING)
        for axes in (self._still, self._over):
            axes.set_position((0, 0, 1, 1))
            axes.set_axis_off()
            axes.patch.set_visible(False)
        self._sheet: _Sheet | None = None
        self.moving: Sequence[Axes] = [self._over]

    def background(self, numbers: Pass) -> Hashable:
        """Everything but the step."""
        return id(numbers.plan)

    def set_background(self, numbers: Pass) -> None:
        """Lay the graph out, and draw what is known before the first step."""
        plan = numbers.plan
        self._sheet = sheet = _arranged(plan)
        width, height = sheet.size
        self.figure.set_size_inches(ceil(width) / DPI, ceil(height) / DPI)
        for axes in (self._still, self._over):
            axes.clear()
            axes.set_axis_off()
            axes.set(xlim=(0, width), ylim=(height, 0))
        for number_, edge in enumerate(plan.graph.edges):
            faint = not plan.carries(edge)
            self._line(
                self._still, number_, "#B0B0B0" if faint else "#808080", 1.0 if faint else 1.5
            )
        for number_, tag in enumerate(sheet.tags):
            if tag.value:
                self._label(number_, tag)
        for position, box in enumerate(sheet.boxes):
            self._empty(plan.graph.nodes[position], position, box)

    def move(self, numbers: Pass) -> None:
        """Write what is known by now and light up the step just done."""
        assert self._sheet is not None
        over, plan, step = self._over, numbers.plan, numbers.step
        for artist in [*over.patches, *over.texts, *over.lines]:
            artist.remove()
        back = step.direction == "backward"
        accent = VERMILLION if back else BLUE
        used = {(edge.source, edge.target) for edge in step.edges}
        for number_, edge in enumerate(plan.graph.edges):
            if (edge.source, edge.target) in used:
                self._line(over, number_, accent, 3.0, back=back, through=False)
            tag = self._sheet.tags[number_]
            if tag.value and edge.target in step.values:
                x, y = self._sheet.xy(self._sheet.layout.labels[number_])
                below = _LOW / 2 if tag.formula else 0.0
                self._write(over, x, y + below, tag.value, _SMALL)
        for position, box in enumerate(self._sheet.boxes):
            left, top = self._corner(position, box)
            if position in step.values:
                self._fill(left, top + _LINE, box, box.value, BLUE, "")
            if position in step.adjoints and box.adjoint:
                start = top + _LINE * (1 + len(box.value))
                self._fill(left, start, box, box.adjoint, VERMILLION, box.symbol)
            if position == step.node:
                self._frame(over, left, top, box, accent, 3.0)

    # ------------------------------------------------------------------------------- one thing each

    def _corner(self, position: int, box: _Box) -> tuple[float, float]:
        assert self._sheet is not None
        x, y = self._sheet.xy(self._sheet.layout.boxes[position])
        return x - box.size[0] / 2, y - box.size[1] / 2

    def _frame(
        self,
        axes: Axes,
        left: float,
        top: float,
        box: _Box,
        colour: str,
        width: float,
        face: str = "none",
    ) -> None:
        axes.add_patch(
            FancyBboxPatch(
                (left, top),
                *box.size,
                boxstyle="round,pad=0,rounding_size=5",
                facecolor=face,
                edgecolor=colour,
                linewidth=width,
            )
        )

    def _empty(self, node: GraphNode, position: int, box: _Box) -> None:
        left, top = self._corner(position, box)
        inner = node.kind == "input"
        self._frame(self._still, left, top, box, GREY if inner else BLACK, 1.2, "white")
        middle = left + box.size[0] / 2
        self._write(self._still, middle, top + _PAD / 2 + _LINE / 2, box.title, _FONT)

    def _fill(
        self, left: float, top: float, box: _Box, rows: list[str], colour: str, symbol: str
    ) -> None:
        top += _PAD / 2
        self._over.add_patch(
            Rectangle(
                (left + 4, top), box.size[0] - 8, _LINE * len(rows), fc=colour, alpha=0.13, lw=0
            )
        )
        gap = _width(symbol) + _width(" = ") if symbol else 0.0
        wide = max(map(_width, rows))
        start = left + (box.size[0] - gap - wide) / 2
        middle = top + _LINE * len(rows) / 2
        if symbol:
            self._write(self._over, start, middle, symbol, _FONT, "left")
            self._write(self._over, start + _width(symbol), middle, " = ", _FONT, "left")
        for row, text in enumerate(rows):
            self._write(self._over, start + gap + wide / 2, top + _LINE * (row + 0.5), text, _FONT)

    def _label(self, number_: int, tag: _Tag) -> None:
        assert self._sheet is not None
        x, y = self._sheet.xy(self._sheet.layout.labels[number_])
        width, height = tag.size
        self._still.add_patch(
            Rectangle((x - width / 2, y - height / 2), width, height, fc="white", lw=0)
        )
        if tag.formula:
            self._write(self._still, x, y - _LOW / 2, tag.formula, _SMALL)

    @staticmethod
    def _write(
        axes: Axes, x: float, y: float, text: str, font: FontProperties, align: str = "center"
    ) -> None:
        axes.text(x, y, text, fontproperties=font, ha=align, va="center_baseline", color=BLACK)

    def _line(
        self,
        axes: Axes,
        number_: int,
        colour: str,
        width: float,
        *,
        back: bool = False,
        through: bool = True,
    ) -> None:
        """Draw an edge with its arrow; one that is not drawn through leaves its label free."""
        assert self._sheet is not None
        sheet = self._sheet
        points = sheet.layout.routes[number_]
        vertices, codes = [sheet.xy(points[0])], [Path.MOVETO]
        for place, (one, two) in enumerate(pairwise(points)):
            labelled = place == len(points) - 4 and sheet.tags[number_].value
            if labelled and not through:
                vertices.append(sheet.xy(two))
                codes.append(Path.MOVETO)
            elif place % 2 == 0 or abs(one[1] - two[1]) < 0.05:
                vertices.append(sheet.xy(two))
                codes.append(Path.LINETO)
            else:
                half = (one[0] + two[0]) / 2
                vertices += [sheet.xy((half, one[1])), sheet.xy((half, two[1])), sheet.xy(two)]
                codes += [Path.CURVE4] * 3
        axes.add_patch(PathPatch(Path(vertices, codes), fc="none", ec=colour, lw=width))
        end, at = points[0] if back else points[-1]
        tail = end + _ARROW if back else end - _ARROW
        corners = [(end, at), (tail, at - 5), (tail, at + 5)]
        axes.add_patch(Polygon([sheet.xy(corner) for corner in corners], fc=colour, lw=0))
