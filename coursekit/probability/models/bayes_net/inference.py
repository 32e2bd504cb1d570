"""What a network says about some variables, given the values of others: exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.factor import Factor
from coursekit.probability.models.bayes_net.dag import Dag
from coursekit.probability.models.bayes_net.elimination import (
    LARGEST_TABLE,
    MOST_AXES,
    Plan,
    connected,
    make_plan,
)
from coursekit.probability.models.bayes_net.potentials import Potential, multiply, pick

__all__ = ["Task", "enumerate_all", "need_room", "normalised", "prune"]

Factors = Mapping[str, Factor]


class Task(NamedTuple):
    """What is left of a question after pruning: factors with the evidence put in, and a plan."""

    potentials: tuple[Potential, ...]
    plan: Plan


def _with_evidence(factor: Factor, given: Mapping[str, int]) -> Potential:
    return pick(Potential(factor.names, factor.table), given)


def _counts(factors: Factors) -> dict[str, int]:
    return {name: factor.shape[-1] for name, factor in factors.items()}


def prune(
    dag: Dag,
    factors: Factors,
    targets: Sequence[str],
    given: Mapping[str, int],
    order: str | Sequence[str] = "min_fill",
) -> Task:
    """Return what bears on p(targets | given), and the order to sum the other variables out.

    Barren variables (neither asked for nor given, nor is a descendant) sum to 1.  What the evidence
    cuts off from the targets only scales the result.  Without targets the task is p(given), to
    which everything but the barren belongs.
    """
    asked = {*targets, *given}
    relevant = asked | dag.ancestors(asked)
    potentials = [_with_evidence(factors[name], given) for name in dag.order if name in relevant]
    # A part that is cut off may still make the evidence impossible, but only if it has a zero.
    doubtful = {n for p in potentials if not np.all(np.asarray(raw(p.table)) > 0) for n in p.names}
    start = {*targets, *doubtful} if targets else relevant - given.keys()
    near = connected([potential.names for potential in potentials], start)
    kept = tuple(potential for potential in potentials if near.issuperset(potential.names))
    plan = make_plan([potential.names for potential in kept], _counts(factors), targets, order)
    barren = tuple(name for name in dag.order if name not in relevant)
    separated = tuple(n for n in dag.order if n in relevant - near - given.keys())
    return Task(kept, Plan(plan.order, plan.scopes, plan.sizes, barren, separated))


def enumerate_all(factors: Factors, targets: Sequence[str], given: Mapping[str, int]) -> Potential:
    """Return p(targets, given) by definition: multiply all factors, then sum.

    Raises ProbabilityError if the table of all variables that are not given is too large.
    """
    need_room([count for name, count in _counts(factors).items() if name not in given])
    whole = multiply(_with_evidence(one, given) for one in factors.values())
    summed = tuple(i for i, name in enumerate(whole.names) if name not in targets)
    names = tuple(name for name in whole.names if name in targets)
    return Potential(names, np.sum(whole.table, axis=summed), whole.exponent)


def need_room(shape: Sequence[int]) -> None:
    """Raise unless a table of this shape can be built."""
    size = math.prod(shape)
    if size > LARGEST_TABLE or len(shape) > MOST_AXES:
        raise ProbabilityError(
            f"the table of {len(shape)} variables has {size:.3g} entries; at most"
            f" {LARGEST_TABLE:.2g} (and {MOST_AXES} axes) are built. Ask for fewer variables, by"
            " elimination."
        )


def normalised(potential: Potential, targets: Sequence[str], evidence: str) -> Any:
    """Return the table divided by its sum, its axes in the order of ``targets``.

    Raises ProbabilityError if the sum is 0: what is given cannot occur.
    """
    table = np.transpose(potential.table, [potential.names.index(name) for name in targets])
    total = np.sum(table)
    if not raw(total) > 0:
        raise ProbabilityError(
            f"{evidence} has probability 0, so there is no probability given it. Give values that"
            " can occur together."
        )
    return table / total
