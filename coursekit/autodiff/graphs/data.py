"""What a graph consists of: nodes, edges, and the states of a pass through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.errors import AutodiffError

__all__ = ["Graph", "GraphEdge", "GraphNode", "GraphStep"]

_DRAWN_UP_TO = 100  # nodes; a larger picture is a tangle, and its text says more


class GraphNode(NamedTuple):
    """One value of a computation.

    ``parents`` are the positions, in the graph, of the nodes that it was computed from;
    ``expression`` says how, in their names, ``numbers`` the same in their values ("" unless all
    are single numbers); ``adjoint`` is the derivative of the graph's result by this value (None if
    the result is not one number).
    """

    name: str
    kind: str  # "input" or "operation"
    operation: str  # "np.sin", or "" for an input
    expression: str
    numbers: str
    parents: tuple[int, ...]
    value: Any
    adjoint: Any = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value; () for a number."""
        return np.shape(self.value)


class GraphEdge(NamedTuple):
    """One use of a value: ``target`` is computed from ``source`` (positions in the graph).

    ``local`` is the partial derivative of the target by the source, all else held fixed: a number,
    or an array of the target's shape followed by the source's (None if it is large: more than
    10 000 entries, or a target of more than 100).  ``formula`` writes it down, entry by entry,
    where the operation is elementwise and the formula short.  ``contribution`` is what the backward
    pass sends back along here, adjoint of the target × local: an adjoint is the sum of the
    contributions it receives.
    """

    source: int
    target: int
    local: Any
    formula: str
    contribution: Any = None


class GraphStep(NamedTuple):
    """One state of a pass: what is known after the step, and where it came from.

    ``node`` is the position of the node whose value or adjoint was found in this step (None at
    the beginning of the forward pass, when the inputs are given); ``edges`` are the edges that it
    was found from; ``values`` and ``adjoints`` the positions of all nodes that have theirs by now.
    ``text`` tells the step, sums spelled out.
    """

    direction: str  # "forward" or "backward"
    node: int | None
    edges: tuple[GraphEdge, ...]
    values: frozenset[int]
    adjoints: frozenset[int]
    text: str


class Graph:
    """A computation: ``nodes`` in the order in which they were computed, and ``edges``.

    The inputs come first, the result last.

    >>> import numpy as np
    >>> from coursekit.autodiff import graph
    >>> g = graph(lambda x, y: x * y + np.sin(x), 2.0, 3.0)
    >>> print(g)
    x            = 2         adjoint 2.58385
    y            = 3         adjoint 2
    v1 = x * y   = 6         adjoint 1        ∂v1/∂x = 3, ∂v1/∂y = 2
    v2 = sin(x)  = 0.909297  adjoint 1        ∂v2/∂x = -0.416147
    v3 = v1 + v2 = 6.9093    adjoint 1        ∂v3/∂v1 = 1, ∂v3/∂v2 = 1
    >>> g["v2"].operation, g.edge("x", "v2").formula
    ('np.sin', 'cos(x)')
    >>> g.backward_steps()[-1].text
    'dv3/dx = dv3/dv1·∂v1/∂x + dv3/dv2·∂v2/∂x = 1·3 + 1·(-0.416147) = 2.58385'
    """

    __slots__ = ("_folded", "_layouts", "edges", "nodes")

    def __init__(
        self,
        nodes: tuple[GraphNode, ...],
        edges: tuple[GraphEdge, ...],
        folded: Callable[[tuple[str, ...]], Graph],
    ) -> None:
        self.nodes = nodes
        self.edges = edges
        self._folded = folded
        self._layouts: dict[str, Any] = {}  # by direction: all steps of a pass share one

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> GraphNode:
        return self.nodes[self.position(name)]

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    @property
    def result(self) -> GraphNode:
        """The last node."""
        return self.nodes[-1]

    def position(self, name: str) -> int:
        """Return the position of the node of this name."""
        for position, node in enumerate(self.nodes):
            if node.name == name:
                return position
        raise AutodiffError(
            f"the graph has no node named {name!r}; it has"
            f" {', '.join(node.name for node in self.nodes[:12])}"
            f"{', …' if len(self) > 12 else ''}. Name a value with named({name!r}, value)."
        )

    def edge(self, source: str, target: str) -> GraphEdge:
        """Return the edge between two nodes, by their names."""
        ends = self.position(source), self.position(target)
        for edge in self.edges:
            if (edge.source, edge.target) == ends:
                return edge
        raise AutodiffError(
            f"{target} is not computed from {source} directly; it is computed from"
            f" {', '.join(self.nodes[i].name for i in self[target].parents) or 'nothing'}."
        )

    def children(self, position: int) -> tuple[int, ...]:
        """Return the positions of the nodes that are computed from this one."""
        return tuple(edge.target for edge in self.edges if edge.source == position)

    def fold(self, *names: str) -> Graph:
        """Return the graph of the named values only; what lies between becomes one operation.

        Without ``names``: of the values that were given a name with ``named``.  Inputs and the
        result always stay.  Local derivatives are those of the joined operations.

        >>> import numpy as np
        >>> from coursekit.autodiff import graph, named
        >>> def loss(w, x, t):
        ...     y = named("y", 1 / (1 + np.exp(-w * x)))
        ...     return named("L", (y - t) ** 2 / 2)
        >>> graph(loss, 0.0, 2.0, 1.0).fold()
        w                        = 0      adjoint -0.25
        x                        = 2      adjoint 0
        t                        = 1      adjoint 0.5
        y = 1 / (1 + exp(-w * x)) = 0.5   adjoint -0.5   ∂y/∂w = 0.5, ∂y/∂x = 0
        L = (y - t) ** 2 / 2     = 0.125  adjoint 1      ∂L/∂y = -0.5, ∂L/∂t = 0.5
        """
        return self._folded(names)

    def forward_steps(self) -> tuple[GraphStep, ...]:
        """Return the forward pass: the inputs are given, then one value a step."""
        from coursekit.autodiff.graphs.passes import forward_steps

        return forward_steps(self)

    def backward_steps(self) -> tuple[GraphStep, ...]:
        """Return the backward pass: from the adjoint of the result, 1, one adjoint a step."""
        from coursekit.autodiff.graphs.passes import backward_steps

        return backward_steps(self)

    def text(self, adjoints: bool = True) -> str:
        """Return one line a node: name, expression, value, adjoint, local derivatives."""
        from coursekit.autodiff.graphs.text import table

        return table(self, adjoints)

    def dot(self) -> str:
        r"""Return the graph in the DOT language of Graphviz, results to the right.

        >>> from coursekit.autodiff import graph
        >>> print(graph(lambda x: -x, 1.0).dot())
        digraph computation {
          rankdir=LR;
          n0 [shape=box, label="x\n1"];
          n1 [shape=ellipse, label="v1 = -x\n-1"];
          n0 -> n1;
        }
        """
        from coursekit.autodiff.graphs.text import dot

        return dot(self)

    def svg(self, step: GraphStep | None = None, direction: str = "auto") -> str:
        """Return a drawing: boxes of nodes with value and adjoint, local derivatives on the edges.

        ``step`` shows one state of a pass: what is not known yet is left out, what is used is
        coloured; every step of a graph has the same layout.  ``direction``: inputs on the left
        ("right") or at the top ("down"); "auto" takes "right" unless that is too wide for a page.
        """
        from coursekit.autodiff.graphs.drawing import svg

        return svg(self, step, direction)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle = {"text/plain": self.text()}
        if len(self) <= _DRAWN_UP_TO:
            bundle["image/svg+xml"] = self.svg()
        return bundle
