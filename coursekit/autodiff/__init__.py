"""Automatic differentiation of plain NumPy code.

Loads NumPy only.  ``grad(f)(x)`` and its kin differentiate functions; ``Tensor`` with ``backward``
records what is computed, in PyTorch's spelling.
"""

from coursekit.autodiff.captured import strict_checks
from coursekit.autodiff.check import check_grads, complex_step, finite_difference
from coursekit.autodiff.creation import manual_seed, ones, randn, zeros
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graph import Graph, GraphNode, graph
from coursekit.autodiff.jacobians import hessian, jacobian
from coursekit.autodiff.rules.table import primitive
from coursekit.autodiff.tape import no_grad
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.transforms import (
    elementwise_grad,
    grad,
    hvp,
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
    "hvp",
    "jacobian",
    "jvp",
    "manual_seed",
    "no_grad",
    "ones",
    "primitive",
    "randn",
    "strict_checks",
    "value_and_grad",
    "vjp",
    "zeros",
]
