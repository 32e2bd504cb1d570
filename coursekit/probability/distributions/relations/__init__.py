"""Relationships between families, as data: the chart that textbooks print, with numbers behind it.

Each is checked by a test.  Sources: S2; Casella and Berger, Statistical Inference, the chart
"Relationships among common distributions"; Leemis and McQueston, "Univariate distribution
relationships" (2008).
"""

from __future__ import annotations

from typing import Any

from coursekit.probability.distributions.relations.conjugacy import CONJUGACY
from coursekit.probability.distributions.relations.limits import LIMITS
from coursekit.probability.distributions.relations.mixtures import MIXTURES
from coursekit.probability.distributions.relations.relationship import (
    KINDS,
    Compound,
    Limit,
    Relationship,
    SpecialCase,
    Transformation,
    Update,
)
from coursekit.probability.distributions.relations.special_cases import SPECIAL_CASES
from coursekit.probability.distributions.relations.sums import SUMS
from coursekit.probability.distributions.relations.transformations import TRANSFORMATIONS
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

_ALL = SPECIAL_CASES + TRANSFORMATIONS + SUMS + LIMITS + MIXTURES + CONJUGACY


def relationships(of: Any = None, kind: str | None = None) -> tuple[Relationship, ...]:
    """Return the relationships between families: all, those of one family, those of one kind.

    ``of``: a family or its name; ``kind``: "special case", "transformation", "sum", "limit",
    "mixture", "marginal", "conditional" or "conjugacy".  Raises ProbabilityError for others.

    >>> for each in relationships("Cauchy", kind="special case"):
    ...     print(each)
    StudentT(1, m, s) is Cauchy(m, s), which has no mean.  (df = 1)
    """
    name = getattr(of, "__name__", of)
    families = sorted(frozenset().union(*(each.families for each in _ALL)))
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
        for each in _ALL
        if (name is None or name in each.families) and (kind is None or each.kind == kind)
    )
