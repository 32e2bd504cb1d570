"""The rules, by theme; importing this package fills the one table."""

from coursekit.autodiff.rules import elementwise, indexing, linear_algebra, reductions, shapes
from coursekit.autodiff.rules.table import TABLE, primitive

__all__ = [
    "TABLE",
    "elementwise",
    "indexing",
    "linear_algebra",
    "primitive",
    "reductions",
    "shapes",
]
