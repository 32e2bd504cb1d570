"""A graph as SVG: white boxes with dark text, which light and dark pages show alike.

Lines lie on the page itself and are of a grey that stands out on white and on black (JupyterLab
shows an SVG as an image, where `currentColor` would be black whatever the theme).  Nothing in the
text is random, named by an id, or loaded from elsewhere.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graphs.data import Graph, GraphEdge, GraphNode, GraphStep
from coursekit.autodiff.graphs.expressions import short
from coursekit.autodiff.graphs.layout import Layout, Size, arrange
from coursekit.autodiff.graphs.text import local, sizes

__all__ = ["svg"]

# Colours of Okabe and Ito; each has a second cue (thickness, dashes, place).
BLUE, VERMILLION, GREY, INK = "#0072B2", "#D55E00", "#808080", "#111111"

_CHARACTER = 7.3  # wide, at 12 px in a font of fixed width
_LINE = 17.0  # high
_PADDING = 8.0
_MARGIN = 10.0
_ARROW = 6.0
_PAGE = 1000.0  # pixels: a wider drawing runs down instead
_LONGEST = 64  # characters of a line in a box
_LONGEST_VALUE = 27
_LONGEST_LABEL = 20
_DIGITS = 4


def svg(graph: Graph, step: GraphStep | None, direction: str) -> str:
    """Return the drawing of a graph, or of one state of a pass through it."""
    if direction not in ("auto", "right", "down"):
        raise AutodiffError(f'direction={direction!r}; expected "right", "down" or "auto".')
    if direction == "auto":
        wide = _arranged(graph, "right").layout.size[0] + 2 * _MARGIN > _PAGE
        direction = "down" if wide else "right"
    return _Drawing(graph, step, _arranged(graph, direction), direction == "down").text()


class _Arranged(NamedTuple):
    """Where everything is, and how large."""

    layout: Layout
    boxes: list[Size]
    labels: list[Size]


def _arranged(graph: Graph, direction: str) -> _Arranged:
    if direction not in graph._layouts:
        turn = direction == "down"
        boxes = [_box_size(graph, node) for node in graph.nodes]
        labels = [_label_size(_label(graph, edge)) for edge in graph.edges]
        ends = [(edge.source, edge.target) for edge in graph.edges]
        layout = arrange(_turned(boxes, turn), ends, _turned(labels, turn))
        graph._layouts[direction] = _Arranged(layout, boxes, labels)
    arranged: _Arranged = graph._layouts[direction]
    return arranged


def _turned(sizes: list[Size], turn: bool) -> list[Size]:
    return [(height, width) for width, height in sizes] if turn else sizes


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _lines(graph: Graph, node: GraphNode) -> list[str]:
    """Return the lines of a box: name and expression, value, adjoint."""
    lines = [_cut(f"{node.name} = {node.expression}" if node.expression else node.name)]
    lines.append(_cut(_value(node.value)))
    if graph.result.adjoint is not None:
        lines.append(_cut(f"d{graph.result.name}/d{node.name} = {_value(node.adjoint)}"))
    return lines


def _value(value: Any) -> str:
    """Write numbers if they are few, else the shape."""
    text = short(value, _DIGITS)
    if not text.startswith("array(") and len(text) <= _LONGEST_VALUE:
        return text
    return f"shape {'×'.join(map(str, np.shape(value)))}"


def _label(graph: Graph, edge: GraphEdge) -> str:
    text = local(graph, edge, _DIGITS)
    return text if len(text) <= _LONGEST_LABEL else sizes(graph, edge)


def _box_size(graph: Graph, node: GraphNode) -> Size:
    lines = _lines(graph, node)
    return max(map(len, lines)) * _CHARACTER + 2 * _PADDING, len(lines) * _LINE + _PADDING


def _label_size(label: str) -> Size:
    return (len(label) * _CHARACTER + 6.0, 17.0) if label else (0.0, 0.0)


class _Drawing:
    """One drawing in the making: what is where, and what of it the state of a pass shows."""

    def __init__(
        self, graph: Graph, step: GraphStep | None, arranged: _Arranged, down: bool
    ) -> None:
        self.graph = graph
        self.step = step
        self.layout, self.boxes, self.labels = arranged
        self.down = down

    def text(self) -> str:
        width, height = (side + 2 * _MARGIN for side in self._xy(self.layout.size, 0.0))
        told = self.step.text if self.step else self.graph.text()
        title = escape(f"Computational graph of {self.graph.result.name}")
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}"'
            f' width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
            ' style="max-width:100%;height:auto"'
            " font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\""
            ' font-size="12">'
        )
        lines = [
            opening,
            f"<title>{title}</title>",
            f"<desc>{escape(told)}</desc>",
        ]
        steps = self.step.edges if self.step else ()
        used = [
            (e.source, e.target) in {(s.source, s.target) for s in steps} for e in self.graph.edges
        ]
        edges = list(range(len(self.graph.edges)))
        edges.sort(key=used.__getitem__)  # what is used lies on top
        lines += [self._edge(e, used[e]) for e in edges]
        lines += [self._tag(e) for e in edges]
        lines += [self._box(i) for i in range(len(self.graph))]
        return "\n".join([*filter(None, lines), "</svg>"])

    def _xy(self, point: tuple[float, float], margin: float = _MARGIN) -> tuple[float, float]:
        along, across = point
        return (across + margin, along + margin) if self.down else (along + margin, across + margin)

    @property
    def _accent(self) -> str:
        return VERMILLION if self.step and self.step.direction == "backward" else BLUE

    def _edge(self, number: int, used: bool) -> str:
        """Draw a line through its points, curved between layers; the arrow goes with the pass."""
        edge = self.graph.edges[number]
        points = self.layout.routes[number]
        back = used and self.step is not None and self.step.direction == "backward"
        end, at = points[0] if back else points[-1]
        tail = end + _ARROW if back else end - _ARROW
        x, y = self._xy(points[0])
        path = [f"M{x:.1f} {y:.1f}"]
        for i, (one, two) in enumerate(pairwise(points)):
            x, y = self._xy(two)
            if i % 2 == 0 or abs(one[1] - two[1]) < 0.05:
                path.append(f"L{x:.1f} {y:.1f}")
                continue
            half = (one[0] + two[0]) / 2
            (a, b), (c, d) = self._xy((half, one[1])), self._xy((half, two[1]))
            path.append(f"C{a:.1f} {b:.1f} {c:.1f} {d:.1f} {x:.1f} {y:.1f}")
        corners = [(end, at), (tail, at - 4), (tail, at + 4)]
        head = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self._xy, corners))
        colour, thickness = (self._accent, 3) if used else (GREY, 1.5)
        return (
            f'<path class="edge" fill="none" stroke="{colour}" stroke-width="{thickness}"'
            f' d="{" ".join(path)}"><title>{escape(self._hint(edge))}</title></path>'
            f'<polygon fill="{colour}" points="{head}"/>'
        )

    def _hint(self, edge: GraphEdge) -> str:
        source, target = self.graph.nodes[edge.source].name, self.graph.nodes[edge.target].name
        words = [f"∂{target}/∂{source}", edge.formula]
        words.append(local(self.graph, edge))
        hint = " = ".join(dict.fromkeys(word for word in words if word))
        if edge.contribution is not None:
            result = self.graph.result.name
            hint += f"; adds {short(edge.contribution)} to d{result}/d{source}"
        return hint

    def _tag(self, number: int) -> str:
        """Draw the local derivative, once the forward pass has come by."""
        edge = self.graph.edges[number]
        label = _label(self.graph, edge)
        if not label or (self.step and edge.target not in self.step.values):
            return ""
        x, y = self._xy(self.layout.labels[number])
        width, height = self.labels[number]
        return (
            f'<g class="label"><rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}"'
            f' width="{width:.1f}" height="{height:.1f}" rx="4" fill="#ffffff"/>'
            f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" fill="{INK}">'
            f"{escape(label)}</text></g>"
        )

    def _box(self, position: int) -> str:
        node = self.graph.nodes[position]
        x, y = self._xy(self.layout.boxes[position])
        width, height = self.boxes[position]
        left, top = x - width / 2, y - height / 2
        name, value, *adjoint = _lines(self.graph, node)
        known = self.step is None or position in self.step.values
        known_adjoint = self.step is None or position in self.step.adjoints
        here = self.step is not None and self.step.node == position
        colour = self._accent if here else BLUE if node.kind == "input" else INK
        dashes = "" if known else ' stroke-dasharray="4 3"'
        corner = 12 if node.kind == "input" else 3
        frame = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
        told = escape(f"{node.name} = {node.expression}".rstrip(" ="))
        box = (
            f'<g class="node"><title>{told}</title><rect {frame} rx="{corner}" fill="#ffffff"'
            f' stroke="{colour}" stroke-width="{3 if here else 1.5}"{dashes}/>'
        )
        parts = [box]
        rows = [(name, True), (value, known), *((text, known_adjoint) for text in adjoint)]
        for row, (text, visible) in enumerate(rows):
            if not visible:
                continue
            middle = top + _PADDING / 2 + (row + 0.5) * _LINE
            if row == 2:
                parts.append(
                    f'<rect x="{left + 3:.1f}" y="{middle - _LINE / 2:.1f}" width="{width - 6:.1f}"'
                    f' height="{_LINE:.1f}" rx="2" fill="{VERMILLION}" fill-opacity="0.14"/>'
                )
            place = f'x="{x:.1f}" y="{middle + 4:.1f}" text-anchor="middle" fill="{INK}"'
            bold = "" if row else ' font-weight="bold"'
            parts.append(f"<text {place}{bold}>{escape(text)}</text>")
        return "".join([*parts, "</g>"])
