"""A graph as text: a table for terminals, and the DOT language."""

from __future__ import annotations

import numpy as np

from coursekit.autodiff.graphs.data import Graph, GraphEdge
from coursekit.autodiff.graphs.expressions import short

__all__ = ["dot", "local", "sizes", "table"]

_WIDEST = 40  # characters of a column; a longer entry pushes only its own line
_MOST_LINES = 100


def table(graph: Graph, adjoints: bool) -> str:
    """Return one line a node: name and expression, value, adjoint, local derivatives."""
    rows = []
    for i, node in enumerate(graph.nodes):
        row = [
            f"{node.name} = {node.expression}" if node.expression else node.name,
            f"= {short(node.value)}",
        ]
        if adjoints:
            if graph.result.adjoint is not None:
                row.append(f"adjoint {short(node.adjoint)}")
            row.append(_partials(graph, i))
        rows.append(row)
    if len(rows) > _MOST_LINES:
        half = _MOST_LINES // 2
        left_out = len(rows) - 2 * half
        rows = [*rows[:half], [f"… {left_out} more …", "", "", ""], *rows[-half:]]
    widths = [
        max((len(cell) for cell in column if len(cell) <= _WIDEST), default=0)
        for column in zip(*(row + [""] * (4 - len(row)) for row in rows), strict=True)
    ]
    lines = []
    for name, *rest in rows:
        first = f"{name:<{widths[0]}}"
        cells = [f"{cell:<{width}}" for cell, width in zip(rest, widths[1:], strict=False)]
        cells[0] = f"{first} {cells[0]}"
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _partials(graph: Graph, target: int) -> str:
    name = graph.nodes[target].name
    return ", ".join(
        f"∂{name}/∂{graph.nodes[edge.source].name} = " + local(graph, edge)
        for edge in graph.edges
        if edge.target == target
    )


def local(graph: Graph, edge: GraphEdge, digits: int = 6) -> str:
    """Write a local derivative: numbers if there are few, I or diag(formula), else its sizes."""
    shape, inner = graph.nodes[edge.target].shape, graph.nodes[edge.source].shape
    if edge.local is not None and edge.local.size == 1:
        return short(np.ravel(edge.local)[0], digits)
    if edge.local is not None and shape == inner:
        if edge.formula:
            return f"diag({edge.formula})"
        square = np.reshape(edge.local, (int(np.prod(shape)), -1))
        for sign in (1, -1):
            if np.array_equal(square, sign * np.eye(len(square))):
                return "I" if sign > 0 else "-I"
    if edge.local is not None and edge.local.ndim == 1 and edge.local.size <= 4:
        return short(edge.local, digits)
    return sizes(graph, edge)


def sizes(graph: Graph, edge: GraphEdge) -> str:
    """Write the shape of a Jacobian: outputs × inputs, each in brackets if it has several axes."""
    shape, inner = graph.nodes[edge.target].shape, graph.nodes[edge.source].shape
    sides = ["×".join(map(str, side)) or "1" for side in (shape, inner)]
    return "×".join(f"({side})" if "×" in side else side for side in sides)


def dot(graph: Graph) -> str:
    """Return the graph in the DOT language of Graphviz."""
    lines = ["digraph computation {", "  rankdir=LR;"]
    for i, node in enumerate(graph.nodes):
        shape = "box" if node.kind == "input" else "ellipse"
        title = f"{node.name} = {node.expression}" if node.expression else node.name
        label = f"{title}\n{short(node.value)}".replace("\\", "\\\\").replace('"', '\\"')
        label = label.replace("\n", "\\n")
        lines.append(f'  n{i} [shape={shape}, label="{label}"];')
    lines += [f"  n{edge.source} -> n{edge.target};" for edge in graph.edges]
    return "\n".join([*lines, "}"])
