"""The recorded computation as data: what was computed from what, and what the derivatives are.

`graph(f, *args)` runs ``f`` once and returns a `Graph`: its nodes with values and adjoints, its
edges with local derivatives.  It draws itself in a notebook, prints itself in a terminal, and goes
through the forward and the backward pass step by step.

``build`` makes a graph of a recording, ``expressions`` writes formulas, ``data`` holds the result,
``passes`` steps through it, ``text``, ``layout`` and ``drawing`` show it.
"""

from coursekit.autodiff.graphs.build import graph, named
from coursekit.autodiff.graphs.data import Graph, GraphEdge, GraphNode, GraphStep

__all__ = ["Graph", "GraphEdge", "GraphNode", "GraphStep", "graph", "named"]
