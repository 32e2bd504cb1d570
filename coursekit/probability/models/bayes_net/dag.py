"""The graph of a Bayesian network: who is a parent of whom, and what follows from that alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import listed

__all__ = ["Dag"]


class Dag:
    """A directed graph without cycles: every name, with the names of its parents.

    ``parents`` maps each node to its parents, in the order in which its table has its axes.
    ``order`` lists parents before their children and keeps to the given order where it can.

    Raises ProbabilityError if a parent is not a node, or if there is a cycle (which it names).

    >>> dag = Dag({"c": ["a", "b"], "a": [], "b": ["a"]})
    >>> dag.order, dag.edges
    (('a', 'b', 'c'), (('a', 'c'), ('b', 'c'), ('a', 'b')))
    """

    def __init__(self, parents: Mapping[str, Iterable[str]]) -> None:
        self.parents = {name: tuple(above) for name, above in parents.items()}
        self.names = tuple(self.parents)
        self.children: dict[str, tuple[str, ...]] = dict.fromkeys(self.names, ())
        for name, above in self.parents.items():
            for parent in above:
                if parent not in self.children:
                    raise ProbabilityError(
                        f"{parent!r} is a parent of {name!r}, but has no table; there are tables of"
                        f' {listed(self.names)}. Add "p({parent})", or mend the name.'
                    )
                self.children[parent] += (name,)
        self.order = self._sorted()
        self.edges = tuple((parent, name) for name in self.names for parent in self.parents[name])

    def _sorted(self) -> tuple[str, ...]:
        place = {name: i for i, name in enumerate(self.names)}
        missing = {name: len(set(above)) for name, above in self.parents.items()}
        free = [name for name in self.names if not missing[name]]
        order = []
        while free:
            name = min(free, key=place.__getitem__)
            free.remove(name)
            order.append(name)
            for child in dict.fromkeys(self.children[name]):
                missing[child] -= 1
                if not missing[child]:
                    free.append(child)
        if len(order) < len(self.names):
            cycle = self._cycle(set(self.names) - set(order))
            raise ProbabilityError(
                f"the parents form a cycle: {' → '.join(cycle)}; expected a graph without cycles."
                " Remove one of these edges."
            )
        return tuple(order)

    def _cycle(self, left: Collection[str]) -> list[str]:
        """Return a cycle among nodes that each have a parent among them."""
        back = [next(name for name in self.names if name in left)]
        while back.count(back[-1]) < 2:
            back.append(next(parent for parent in self.parents[back[-1]] if parent in left))
        return back[back.index(back[-1]) :][::-1]

    def ancestors(self, names: Iterable[str]) -> set[str]:
        """Return the parents of these nodes, their parents, and so on.

        >>> sorted(Dag({"a": [], "b": ["a"], "c": ["b"]}).ancestors(["c"]))
        ['a', 'b']
        """
        return _closure(names, self.parents)

    def descendants(self, names: Iterable[str]) -> set[str]:
        """Return the children of these nodes, their children, and so on.

        >>> sorted(Dag({"a": [], "b": ["a"], "c": ["b"]}).descendants(["a"]))
        ['b', 'c']
        """
        return _closure(names, self.children)

    def markov_blanket(self, name: str) -> set[str]:
        """Return parents, children and the children's other parents.

        Given these, the node is independent of all others.

        >>> sorted(Dag({"a": [], "b": [], "c": ["a", "b"], "d": ["c"]}).markov_blanket("a"))
        ['b', 'c']
        """
        children = self.children[name]
        spouses = {parent for child in children for parent in self.parents[child]}
        return ({*self.parents[name], *children} | spouses) - {name}


def _closure(names: Iterable[str], onward: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        for name in onward[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
