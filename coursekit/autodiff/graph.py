"""The recorded computation as data: nodes in order, readable as text or as a DOT picture.

`graph(f, *args)` runs ``f`` once and returns every value with what it was computed from and, if
the result is one number, its adjoint (the derivative of the result by that value): all that a
stepper through a forward and a backward pass needs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, raw
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.tracing import trace_of
from coursekit.autodiff.walks import ancestors, walk_back

__all__ = ["Graph", "GraphNode", "graph"]


@dataclass(frozen=True, eq=False)
class GraphNode:
    """One value of a computation.

    ``parents`` are the positions, in the graph, of the nodes that it was computed from;
    ``expression`` says how, in their labels; ``adjoint`` is the derivative of the graph's result
    by this value (None if the result is not one number, or does not depend on it).
    """

    label: str
    kind: str  # "input" or "operation"
    operation: str  # "np.sin", or "" for an input
    expression: str
    parents: tuple[int, ...]
    value: Any = field(repr=False)
    adjoint: Any = field(repr=False, default=None)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value; () for a number."""
        return np.shape(self.value)


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation: its nodes in the order in which they were computed, the result last.

    >>> import numpy as np
    >>> g = graph(lambda x, y: x * y + np.sin(x), 2.0, 3.0)
    >>> print(g)
    x  = 2               adjoint 2.58385
    y  = 3               adjoint 2
    v1 = x * y = 6       adjoint 1
    v2 = sin(x) = 0.909297  adjoint 1
    v3 = v1 + v2 = 6.9093  adjoint 1
    """

    nodes: tuple[GraphNode, ...]

    def __len__(self) -> int:
        return len(self.nodes)

    def __str__(self) -> str:
        return self.text()

    @property
    def result(self) -> GraphNode:
        """The last node."""
        return self.nodes[-1]

    def children(self, position: int) -> tuple[int, ...]:
        """Return the positions of the nodes that are computed from this one."""
        return tuple(i for i, node in enumerate(self.nodes) if position in node.parents)

    def text(self, adjoints: bool = True) -> str:
        """Return one line a node: label, expression, value (or shape), adjoint."""
        width = max(len(node.label) for node in self.nodes)
        lines = []
        for node in self.nodes:
            how = f"{node.expression} = " if node.expression else ""
            lines.append(f"{node.label:<{width}} = {how}{_short(node.value)}")
        if adjoints and self.result.adjoint is not None:
            column = min(max(len(line) for line in lines), 60)
            lines = [
                line
                if node.adjoint is None
                else f"{line:<{column}}  adjoint {_short(node.adjoint)}"
                for line, node in zip(lines, self.nodes, strict=True)
            ]
        return "\n".join(lines)

    def dot(self) -> str:
        r"""Return the graph in the DOT language of Graphviz, results to the right.

        >>> print(graph(lambda x: -x, 1.0).dot())
        digraph computation {
          rankdir=LR;
          n0 [shape=box, label="x\n1"];
          n1 [shape=ellipse, label="v1 = -x\n-1"];
          n0 -> n1;
        }
        """
        lines = ["digraph computation {", "  rankdir=LR;"]
        for i, node in enumerate(self.nodes):
            shape = "box" if node.kind == "input" else "ellipse"
            title = f"{node.label} = {node.expression}" if node.expression else node.label
            label = f"{title}\n{_short(node.value)}".replace("\\", "\\\\").replace('"', '\\"')
            label = label.replace("\n", "\\n")
            lines.append(f'  n{i} [shape={shape}, label="{label}"];')
        for i, node in enumerate(self.nodes):
            lines += [f"  n{parent} -> n{i};" for parent in node.parents]
        return "\n".join([*lines, "}"])


def graph(f: Callable[..., Any] | Tensor, *args: Any) -> Graph:
    """Return the graph of ``f(*args)``, or of a Tensor that was computed already.

    The inputs are named after the parameters of ``f``; for a Tensor they are called w1, w2, …
    Values that depend on no variable are written into the expressions as numbers.

    >>> graph(lambda t: t * t, 3.0).result.expression
    't * t'
    """
    if isinstance(f, Tensor):
        operations, leaves = ancestors(f)
        inputs: list[Node] = sorted(leaves, key=lambda leaf: leaf.number)
        return _build(f, operations, inputs, [f"w{i + 1}" for i in range(len(inputs))])
    trace = trace_of(f, args, range(len(args)), {})
    if not isinstance(trace.result, Node):
        raise AutodiffError(
            f"{trace.name} does not depend on its arguments, or passes through plain numbers; there"
            " is no graph to show."
        )
    labels = _parameter_names(f, len(args))
    return _build(trace.result, trace.operations, list(trace.leaves), labels)


def _parameter_names(f: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return (names + [f"x{i + 1}" for i in range(len(names), count)])[:count]


def _build(root: Node, operations: list[Node], inputs: list[Node], labels: list[str]) -> Graph:
    order = [*inputs, *reversed(operations)]
    places = {node: i for i, node in enumerate(order)}
    adjoints: dict[Node, Any] = {}
    if np.shape(raw(root)) == ():
        adjoints = walk_back(operations, {root: raw(root).dtype.type(1)}, keep=True)
    names = dict(zip(inputs, labels, strict=True))
    taken = set(labels)
    nodes = []
    count = 0
    for node in order:
        parents: tuple[int, ...] = ()
        expression = operation = ""
        if node in names:
            kind = "input"
        else:
            kind = "operation"
            count += 1
            while f"v{count}" in taken:
                count += 1
            names[node] = f"v{count}"
            rule = node.rule
            assert rule is not None
            operation = rule.name
            parents = tuple(dict.fromkeys(places[p] for _, p in node.parents if p in places))
            expression = _expression(node, names)
        nodes.append(
            GraphNode(
                names[node],
                kind,
                operation,
                expression,
                parents,
                _kept(raw(node)),
                _kept(adjoints.get(node)),
            )
        )
    return Graph(tuple(nodes))


def _kept(value: Any) -> Any:
    """Return a copy of an array: what a reader does with it is not the computation's concern."""
    return np.array(value) if isinstance(value, np.ndarray) else value


def _expression(node: Node, names: dict[Node, str]) -> str:
    rule = node.rule
    assert rule is not None
    parts = [
        names[each] if isinstance(each, Node) and each in names else _short(raw(each))
        for each in node.inputs
    ]
    if rule.symbol and len(parts) == 2:
        return f"{parts[0]} {rule.symbol} {parts[1]}"
    if rule.symbol:
        return f"{rule.symbol}{parts[0]}"
    if "index" in node.options:
        return f"{parts[0]}[{_index(node.options['index'])}]"
    return f"{rule.name.removeprefix('np.')}({', '.join(parts)})"


def _index(index: tuple[Any, ...]) -> str:
    words = []
    for part in index:
        if isinstance(part, slice):
            ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
            words.append(":".join(ends) + (f":{part.step}" if part.step is not None else ""))
        else:
            words.append({Ellipsis: "...", None: "None"}.get(part, str(part)))
    return ", ".join(words)


def _short(value: Any) -> str:
    """Write a number, a short vector, or the shape of anything larger."""
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{float(array):g}"
    if array.ndim == 1 and array.size <= 4:
        return f"[{', '.join(f'{float(entry):g}' for entry in array)}]"
    return f"array{array.shape}".replace(",)", ")")
