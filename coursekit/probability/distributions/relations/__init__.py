"""Relationships between families, as data: the chart that textbooks print, with numbers behind it.

Each is checked by a test.  Sources: S2; Casella and Berger, Statistical Inference, the chart
"Relationships among common distributions"; Leemis and McQueston, "Univariate distribution
relationships" (2008).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from coursekit.probability.distributions.relations.relationship import (
    KINDS,
    Compound,
    Limit,
    Relationship,
    SpecialCase,
    Transformation,
    Update,
)
from coursekit.probability.errors import ProbabilityError

__all__ = [
    "Compound",
    "Limit",
    "Relationship",
    "SpecialCase",
    "Transformation",
    "Update",
    "relationships",
]

# In the order of the list: each module holds one tuple, named as the module.
_MODULES = ("special_cases", "transformations", "sums", "limits", "mixtures", "conjugacy")


@cache
def _all() -> tuple[Relationship, ...]:
    """Make the examples when they are first asked for: a hundred, and few programs do."""
    found: tuple[Relationship, ...] = ()
    for name in _MODULES:
        found += getattr(import_module(f"{__name__}.{name}"), name.upper())
    return found


def relationships(of: Any = None, kind: str | None = None) -> tuple[Relationship, ...]:
    """Return the relationships between families: all, those of one family, those of one kind.

    ``of``: a family or its name; ``kind``: "special case", "transformation", "sum", "limit",
    "mixture", "marginal", "conditional" or "conjugacy".  Raises ProbabilityError for others.

    >>> for each in relationships("Cauchy", kind="special case"):
    ...     print(each)
    StudentT(1, m, s) is Cauchy(m, s), which has no mean.  (df = 1)
    """
    name = getattr(of, "__name__", of)
    families = sorted(frozenset().union(*(each.families for each in _all())))
    if name is not None and name not in families:
        raise ProbabilityError(
            f"relationships: there is no family {name!r}; expected one of {', '.join(families)}."
        )
    if kind is not None and kind not in KINDS:
        raise ProbabilityError(
            f"relationships: there is no kind {kind!r}; expected one of {', '.join(KINDS)}."
        )
    return tuple(
        each
        for each in _all()
        if (name is None or name in each.families) and (kind is None or each.kind == kind)
    )
