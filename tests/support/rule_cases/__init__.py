"""A case for every rule: how NumPy's functions are called, and where."""

from support.rule_cases import elementwise, linear_algebra, reductions, shapes
from support.rule_cases.case import Case

CASES: list[Case] = [
    *elementwise.CASES,
    *reductions.CASES,
    *shapes.CASES,
    *linear_algebra.CASES,
]

__all__ = ["CASES", "Case"]
