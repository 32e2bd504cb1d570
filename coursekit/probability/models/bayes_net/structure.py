"""What the graph of a network says, whatever its tables: relatives and independences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import known, several
from coursekit.probability.models.bayes_net.dag import Dag
from coursekit.probability.models.bayes_net.layout import Layout, layout
from coursekit.probability.models.bayes_net.separation import Path, Separation, explain, reachable

__all__ = ["Names", "Structure"]

Names: TypeAlias = str | Iterable[str]


class Structure:
    """Questions about a graph of named variables.

    Raises ProbabilityError for names that it does not have.

    >>> chain = Structure(Dag({"a": [], "b": ["a"], "c": ["b"]}))
    >>> chain.ancestors("c"), chain.d_separated("a", "c", given="b")
    (('a', 'b'), True)
    """

    def __init__(self, dag: Dag) -> None:
        self._dag = dag

    @property
    def names(self) -> tuple[str, ...]:
        """The variables, in the order of the tables."""
        return self._dag.names

    @property
    def order(self) -> tuple[str, ...]:
        """The variables in a topological order: parents before their children."""
        return self._dag.order

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """The edges, each as (parent, child)."""
        return self._dag.edges

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the parents, in the order of the table's axes."""
        return self._dag.parents[known(name, self.names)]

    def children(self, name: str) -> tuple[str, ...]:
        """Return the variables of which this one is a parent."""
        return self._dag.children[known(name, self.names)]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the parents, their parents and so on, in topological order."""
        return self._sorted(self._dag.ancestors([known(name, self.names)]))

    def descendants(self, name: str) -> tuple[str, ...]:
        """Return the children, their children and so on, in topological order."""
        return self._sorted(self._dag.descendants([known(name, self.names)]))

    def markov_blanket(self, name: str) -> tuple[str, ...]:
        """Return parents, children and the children's other parents, in topological order.

        Given all of these, the variable is independent of all others.
        """
        return self._sorted(self._dag.markov_blanket(known(name, self.names)))

    def _sorted(self, names: set[str]) -> tuple[str, ...]:
        return tuple(name for name in self.order if name in names)

    def layout(self) -> Layout:
        """Return where to draw nodes and edges, parents above their children."""
        return layout(self._dag)

    def d_separated(self, x: Names, y: Names, given: Names = ()) -> bool:
        """Return whether the graph promises that x and y are independent given the others.

        Each is a name or several.  Where it promises nothing, almost all tables make x and y
        dependent.

        >>> two_causes = Structure(Dag({"rain": [], "sprinkler": [], "wet": ["rain", "sprinkler"]}))
        >>> two_causes.d_separated("rain", "sprinkler")
        True
        >>> two_causes.d_separated("rain", "sprinkler", given="wet")
        False
        """
        xs, ys, zs = self._apart(x=x, y=y, given=given)
        return not reachable(self._dag, xs, zs) & set(ys)

    def explain(self, x: str, y: str, given: Names = ()) -> Separation:
        """Return all paths between two variables: which are open, and what blocks the others.

        Raises ProbabilityError if there are too many paths to list.

        >>> chain = Structure(Dag({"a": [], "b": ["a"], "c": ["b"]}))
        >>> chain.explain("a", "c", given="b")
        a and c are d-separated given b.
        blocked: a → b → c
            b: chain, blocks: b is given
        """
        (one, *more), (two, *others), zs = self._apart(x=x, y=y, given=given)
        if more or others:
            raise ProbabilityError(
                f"explain was given x={x!r} and y={y!r}; expected one variable each. For sets of"
                " variables there is d_separated."
            )
        return explain(self._dag, one, two, zs)

    def active_paths(self, x: str, y: str, given: Names = ()) -> tuple[Path, ...]:
        """Return the paths between two variables that no node on them blocks."""
        return self.explain(x, y, given).open_paths

    def _apart(self, **sets: Names) -> list[tuple[str, ...]]:
        """Return sets of known names of which no name is in two."""
        seen: dict[str, str] = {}
        result = []
        for role, names in sets.items():
            own = tuple(dict.fromkeys(several(names)))
            if not own and role != "given":
                raise ProbabilityError(f"{role} names no variable; expected one or more.")
            for name in own:
                if known(name, self.names, role) in seen:
                    raise ProbabilityError(
                        f"{name!r} is named by {seen[name]} and by {role}; expected different"
                        " variables."
                    )
            seen |= dict.fromkeys(own, role)
            result.append(own)
        return result
