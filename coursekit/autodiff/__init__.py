"""Automatic differentiation of plain NumPy code.

Loads NumPy only.  ``grad(f)(x)`` and its kin differentiate functions; ``Tensor`` with ``backward``
records what is computed, in PyTorch's spelling.  What networks are made of is in ``nn``, how they
are trained in ``optim``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coursekit.autodiff.captured import strict_checks
from coursekit.autodiff.check import check_grads, complex_step, finite_difference
from coursekit.autodiff.creation import manual_seed, ones, randn, zeros
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graphs import Graph, GraphEdge, GraphNode, GraphStep, graph, named
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

if TYPE_CHECKING:
    from coursekit.autodiff import nn, optim

__all__ = [
    "AutodiffError",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "GraphStep",
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
    "named",
    "nn",
    "no_grad",
    "ones",
    "optim",
    "primitive",
    "randn",
    "strict_checks",
    "value_and_grad",
    "vjp",
    "zeros",
]


def __getattr__(name: str) -> Any:
    """Load ``nn`` and ``optim`` on first use, so that the import stays light."""
    if name in ("nn", "optim"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
