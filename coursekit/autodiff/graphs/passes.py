"""The forward and the backward pass through a graph, one state after the other."""

from __future__ import annotations

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graphs.data import Graph, GraphEdge, GraphStep
from coursekit.autodiff.graphs.expressions import short

__all__ = ["backward_steps", "forward_steps"]


def forward_steps(graph: Graph) -> tuple[GraphStep, ...]:
    """Return the inputs as first state, then one state a computed value."""
    inputs = [i for i, node in enumerate(graph.nodes) if node.kind == "input"]
    given = ", ".join(f"{graph.nodes[i].name} = {short(graph.nodes[i].value)}" for i in inputs)
    known = frozenset(inputs)
    steps = [GraphStep("forward", None, (), known, frozenset(), f"given: {given}")]
    incoming = _by_end(graph, "target")
    for i, node in enumerate(graph.nodes):
        if node.kind == "input":
            continue
        known |= {i}
        words = [node.name, node.expression, node.numbers, short(node.value)]
        text = " = ".join(word for word in dict.fromkeys(words) if word)
        steps.append(GraphStep("forward", i, tuple(incoming[i]), known, frozenset(), text))
    return tuple(steps)


def backward_steps(graph: Graph) -> tuple[GraphStep, ...]:
    """Return the adjoint of the result as first state, then one state an adjoint."""
    if graph.result.adjoint is None:
        raise AutodiffError(
            f"a backward pass starts from one number, and the result of this graph has shape"
            f" {graph.result.shape}. Take the graph of one number: a sum, or one entry."
        )
    values = frozenset(range(len(graph)))
    known: frozenset[int] = frozenset()
    outgoing = _by_end(graph, "source")
    steps = []
    for i in reversed(range(len(graph))):
        known |= {i}
        text = _told(graph, i, outgoing[i])
        steps.append(GraphStep("backward", i, tuple(outgoing[i]), values, known, text))
    return tuple(steps)


def _by_end(graph: Graph, end: str) -> list[list[GraphEdge]]:
    ends: list[list[GraphEdge]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        ends[getattr(edge, end)].append(edge)
    return ends


def _told(graph: Graph, position: int, edges: list[GraphEdge]) -> str:
    """Spell out an adjoint: the chain rule in names, in numbers, and its sum."""
    node, result = graph.nodes[position], graph.result
    total = f"d{result.name}/d{node.name}"
    if position == len(graph) - 1:
        return f"{total} = 1: here the backward pass starts"
    if not edges:
        return f"{total} = {short(node.adjoint)}: {result.name} does not depend on {node.name}"
    names = [
        f"d{result.name}/d{graph.nodes[e.target].name}·∂{graph.nodes[e.target].name}/∂{node.name}"
        for e in edges
    ]
    words = [total, " + ".join(names)]
    targets = [graph.nodes[e.target] for e in edges]
    if not node.shape and not any(target.shape for target in targets):
        factors = [
            f"{short(target.adjoint)}·{_in_brackets(short(e.local))}"
            for e, target in zip(edges, targets, strict=True)
        ]
        words.append(" + ".join([factors[0], *map(_first_in_brackets, factors[1:])]))
    elif len(edges) > 1 and np.size(node.adjoint) <= 4:
        words.append(" + ".join(_in_brackets(short(e.contribution)) for e in edges))
    return " = ".join([*words, short(node.adjoint)])


def _in_brackets(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def _first_in_brackets(product: str) -> str:
    first, _, rest = product.partition("·")
    return f"{_in_brackets(first)}·{rest}"
