"""Exact inference: sum the variables out one by one, in an order chosen from the graph alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.bayes_net.potentials import Potential, multiply, sum_out

__all__ = ["LARGEST_TABLE", "MOST_AXES", "Plan", "connected", "eliminate", "make_plan"]

LARGEST_TABLE = 2**26  # entries: half a gigabyte of floats
MOST_AXES = 60  # NumPy stops at 64

Neighbours = Mapping[str, set[str]]


@dataclass(frozen=True, repr=False)
class Plan:
    """An order of elimination and what it costs.

    ``scopes[i]`` are the variables of the table that is built to sum out ``order[i]``, ``sizes[i]``
    its number of entries.  ``barren`` were left out because neither they nor a descendant are asked
    for or given, ``separated`` because the evidence cuts them off from what is asked for.

    >>> from coursekit.probability import lecture_network
    >>> print(lecture_network().plan("a", given={"c": 1}))
    Σ over b: table of b, a (4 entries)
    left out, barren: d, e
    cost: 4 entries, largest table 4
    """

    order: tuple[str, ...]
    scopes: tuple[tuple[str, ...], ...]
    sizes: tuple[int, ...]
    barren: tuple[str, ...] = ()
    separated: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        """Entries of all tables built on the way: what time grows with."""
        return sum(self.sizes)

    @property
    def largest(self) -> int:
        """Entries of the largest table: what memory grows with."""
        return max(self.sizes, default=1)

    def __str__(self) -> str:
        lines = [
            f"Σ over {name}: table of {', '.join(scope)} ({size} entries)"
            for name, scope, size in zip(self.order, self.scopes, self.sizes, strict=True)
        ]
        lines += [
            f"left out, {why}: {', '.join(names)}"
            for names, why in ((self.barren, "barren"), (self.separated, "cut off by the evidence"))
            if names
        ]
        return "\n".join([*lines, f"cost: {self.cost} entries, largest table {self.largest}"])

    __repr__ = __str__


def _neighbours(scopes: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Join all variables that share a table."""
    beside: dict[str, set[str]] = {}
    for scope in scopes:
        for name in scope:
            beside.setdefault(name, set()).update(scope)
    for name, others in beside.items():
        others.discard(name)
    return beside


def connected(scopes: Iterable[Sequence[str]], start: Iterable[str]) -> set[str]:
    """Return the variables that tables, one sharing a variable with the next, join to ``start``.

    >>> sorted(connected([("a", "b"), ("b", "c"), ("d",)], ["a"]))
    ['a', 'b', 'c']
    """
    beside = _neighbours(scopes)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += beside.get(name, ())
    return found


def _weight(name: str, beside: Neighbours, counts: Mapping[str, int]) -> int:
    """Return the number of entries of the table that is built to sum the variable out."""
    return counts[name] * math.prod(counts[other] for other in beside[name])


def _fill(name: str, beside: Neighbours) -> int:
    """Return how many pairs of neighbours are not neighbours of each other yet."""
    others = beside[name]
    return sum(len(others) - 1 - len(beside[one] & others) for one in others) // 2


Score = Callable[[str, Neighbours, Mapping[str, int]], tuple[int, int]]

_HEURISTICS: dict[str, Score] = {
    "min_fill": lambda name, beside, counts: (_fill(name, beside), _weight(name, beside, counts)),
    "min_weight": lambda name, beside, counts: (_weight(name, beside, counts), _fill(name, beside)),
}


def _scoring(order: str | Sequence[str], free: Collection[str]) -> Score:
    """Return the score of which the lowest is summed out next."""
    if isinstance(order, str):
        if order in _HEURISTICS:
            return _HEURISTICS[order]
        raise ProbabilityError(
            f"order is {order!r}; expected one of {', '.join(map(repr, _HEURISTICS))}, or a list of"
            " the variables to sum out."
        )
    place = {name: i for i, name in enumerate(order)}
    if len(place) < len(order) or set(place) != set(free):
        raise ProbabilityError(
            f"order is {list(order)}; expected each of the variables to sum out once:"
            f" {sorted(free)}."
        )
    return lambda name, *_: (place[name], 0)


def make_plan(
    scopes: Iterable[Sequence[str]],
    counts: Mapping[str, int],
    keep: Collection[str],
    order: str | Sequence[str] = "min_fill",
) -> Plan:
    """Return the order in which to sum out all variables of ``scopes`` but ``keep``.

    ``counts`` are the numbers of values; ``order`` is a heuristic, "min_fill" (the variable whose
    neighbours are most nearly joined already, next by the size of the table) or "min_weight" (the
    smallest table first), or a list of the variables.  No order is best for sure: finding one is
    NP-hard.  Source: Koller and Friedman, Probabilistic Graphical Models, section 9.4.3.

    >>> plan = make_plan([("a", "b"), ("b", "c")], {"a": 2, "b": 2, "c": 3}, keep=["c"])
    >>> plan.order, plan.sizes, plan.cost
    (('a', 'b'), (4, 6), 10)
    """
    beside = _neighbours(scopes)
    free = [name for name in beside if name not in keep]
    score = _scoring(order, free)
    scores: dict[str, tuple[int, int]] = {}
    stale = set(free)
    done: list[str] = []
    tables: list[tuple[str, ...]] = []
    sizes: list[int] = []
    while free:
        scores.update((name, score(name, beside, counts)) for name in stale)
        name = min(free, key=scores.__getitem__)
        free.remove(name)
        done.append(name)
        sizes.append(_weight(name, beside, counts))
        others = beside.pop(name)
        tables.append((name, *sorted(others)))
        for one in others:
            beside[one] |= others
            beside[one] -= {one, name}
        # A score depends on the neighbours and on what joins them: nobody else's has changed.
        stale = set(others).union(*(beside[one] for one in others)) & set(free)
    return Plan(tuple(done), tuple(tables), tuple(sizes))


def eliminate(potentials: Iterable[Potential], plan: Plan) -> Potential:
    """Return the product of the potentials, summed over the variables of the plan in its order.

    Raises ProbabilityError if a table would not fit into memory.
    """
    for scope, size in zip(plan.scopes, plan.sizes, strict=True):
        if size > LARGEST_TABLE or len(scope) > MOST_AXES:
            raise ProbabilityError(
                f"summing out {scope[0]!r} needs a table of {size:.2g} entries; at most"
                f" {LARGEST_TABLE:.2g} are built. Use likelihood_weighting, or ask for less."
            )
    left = list(potentials)
    for name in plan.order:
        touched = [one for one in left if name in one.names]
        left = [one for one in left if name not in one.names]
        left.append(sum_out(multiply(touched), name))
    return multiply(left)
