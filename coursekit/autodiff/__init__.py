"""Automatic differentiation of plain NumPy code.

Loads NumPy only.  ``grad(f)(x)`` and its kin differentiate functions; ``Tensor`` with ``backward``
records what is computed, in PyTorch's spelling.
"""

from coursekit.autodiff.check import check_grads, complex_step, finite_difference
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graph import Graph, GraphNode, graph
from coursekit.autodiff.jacobians import hessian, jacobian
from coursekit.autodiff.rules.table import primitive
from coursekit.autodiff.tape import no_grad
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.transforms import (
    elementwise_grad,
    grad,
    jvp,
    value_and_grad,
    vjp,
)

__all__ = [
    "AutodiffError",
    "Graph",
    "GraphNode",
    "Tensor",
    "check_grads",
    "complex_step",
    "elementwise_grad",
    "finite_difference",
    "grad",
    "graph",
    "hessian",
    "jacobian",
    "jvp",
    "no_grad",
    "primitive",
    "value_and_grad",
    "vjp",
]
