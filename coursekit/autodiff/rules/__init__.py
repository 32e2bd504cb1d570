"""The rules, by theme; importing this package fills the one table."""

from coursekit.autodiff.rules import (
    decompositions,
    einsum,
    elementwise,
    indexing,
    joining,
    linear_algebra,
    norms,
    reductions,
    scans,
    selection,
    shapes,
    solving,
    statistics,
)
from coursekit.autodiff.rules.table import TABLE, primitive

__all__ = [
    "TABLE",
    "decompositions",
    "einsum",
    "elementwise",
    "indexing",
    "joining",
    "linear_algebra",
    "norms",
    "primitive",
    "reductions",
    "scans",
    "selection",
    "shapes",
    "solving",
    "statistics",
]
