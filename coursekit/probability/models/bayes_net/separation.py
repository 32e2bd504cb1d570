"""d-separation: which independences a graph promises, and why.

A path between two nodes lets information through unless a node on it blocks: a chain or a fork
that is given, or a collider that is not given and has no given descendant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.bayes_net.dag import Dag
from coursekit.probability.models.bayes_net.elimination import connected

__all__ = ["Junction", "Path", "Separation", "explain", "reachable"]

_MOST_STEPS = 100_000  # of the walk that lists paths


@dataclass(frozen=True)
class Junction:
    """An inner node of a path: its ``kind`` (chain, fork or collider), open or not, and why."""

    name: str
    kind: str
    open: bool
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}, {'open' if self.open else 'blocks'}: {self.reason}"


@dataclass(frozen=True)
class Path:
    """A path of the graph, whichever way its arrows point: nodes, arrows between them, junctions.

    >>> path = Path(("a", "c", "b"), ("→", "←"), (Junction("c", "collider", False, "not given"),))
    >>> print(path), path.open
    a → c ← b
    (None, False)
    """

    nodes: tuple[str, ...]
    arrows: tuple[str, ...]
    junctions: tuple[Junction, ...]

    @property
    def open(self) -> bool:
        """Whether no junction blocks the path."""
        return all(junction.open for junction in self.junctions)

    def __str__(self) -> str:
        steps = zip(self.arrows, self.nodes[1:], strict=True)
        return self.nodes[0] + "".join(f" {arrow} {name}" for arrow, name in steps)


@dataclass(frozen=True, repr=False)
class Separation:
    """Whether two nodes are d-separated given others, with every path between them and its state.

    It is shown as a text that gives the reasons.

    >>> from coursekit.probability import two_causes
    >>> two_causes().explain("rain", "sprinkler", given=("wet",))
    rain and sprinkler are not d-separated given wet.
    open:    rain → wet ← sprinkler
        wet: collider, open: wet is given
    """

    x: str
    y: str
    given: tuple[str, ...]
    paths: tuple[Path, ...]

    @property
    def open_paths(self) -> tuple[Path, ...]:
        """The paths that let information through."""
        return tuple(path for path in self.paths if path.open)

    @property
    def separated(self) -> bool:
        """Whether every path is blocked, so that x and y are independent given the others."""
        return not self.open_paths

    def __str__(self) -> str:
        given = f" given {', '.join(self.given)}" if self.given else ""
        verdict = "d-separated" if self.separated else "not d-separated"
        lines = [f"{self.x} and {self.y} are {verdict}{given}."]
        if not self.paths:
            lines.append("There is no path between them.")
        for path in self.paths:
            lines.append(f"{'open:   ' if path.open else 'blocked:'} {path}")
            lines += [f"    {junction}" for junction in path.junctions]
        return "\n".join(lines)

    __repr__ = __str__


def reachable(dag: Dag, sources: Iterable[str], given: Collection[str]) -> set[str]:
    """Return the nodes that are not d-separated from all ``sources`` given ``given``.

    Time grows with the number of edges: states are (node, whether it was entered from a child).
    Source: Shachter, Bayes-ball (1998).

    >>> dag = Dag({"a": [], "b": [], "c": ["a", "b"]})
    >>> sorted(reachable(dag, ["a"], [])), sorted(reachable(dag, ["a"], ["c"]))
    (['a', 'c'], ['a', 'b'])
    """
    given = set(given)
    waiting = [(name, True) for name in sources]
    seen: set[tuple[str, bool]] = set()
    while waiting:
        state = name, from_child = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        if name not in given:
            waiting += [(child, False) for child in dag.children[name]]
        # A given node sends back up what came down.  So a collider above it is passed, too: its
        # parents are reached by going down to the given descendant and up again.
        if from_child != (name in given):
            waiting += [(parent, True) for parent in dag.parents[name]]
    return {name for name, _ in seen} - given


def explain(dag: Dag, x: str, y: str, given: Collection[str]) -> Separation:
    """Return every path between two nodes and whether it is open, with the reasons.

    Raises ProbabilityError if there are too many paths to list.
    """
    paths: list[Path] = []
    for nodes in _simple_paths(dag, x, y):
        arrows = tuple("→" if one in dag.parents[two] else "←" for one, two in pairwise(nodes))
        inner = range(1, len(nodes) - 1)
        junctions = tuple(_junction(dag, nodes[i], arrows[i - 1] + arrows[i], given) for i in inner)
        paths.append(Path(nodes, arrows, junctions))
    return Separation(x, y, tuple(given), tuple(paths))


def _simple_paths(dag: Dag, x: str, y: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths from x to y that visit no node twice, by a walk without recursion."""
    if y not in connected(dag.edges, [x]):
        return
    path = [x]
    choices = [iter((*dag.children[x], *dag.parents[x]))]
    steps = 0
    while path:
        steps += 1
        if steps > _MOST_STEPS:
            raise ProbabilityError(
                f"there are too many paths between {x!r} and {y!r} to list. d_separated answers"
                " without listing them."
            )
        name = next(choices[-1], None)
        if name is None:
            path.pop()
            choices.pop()
        elif name == y:
            yield (*path, y)
        elif name not in path:
            path.append(name)
            choices.append(iter((*dag.children[name], *dag.parents[name])))


def _junction(dag: Dag, name: str, arrows: str, given: Collection[str]) -> Junction:
    if arrows != "→←":
        kind = "fork" if arrows == "←→" else "chain"
        if name in given:
            return Junction(name, kind, False, f"{name} is given")
        return Junction(name, kind, True, f"{name} is not given")
    if name in given:
        return Junction(name, "collider", True, f"{name} is given")
    below = dag.descendants([name])
    shown = [other for other in given if other in below]
    if shown:
        return Junction(name, "collider", True, f"its descendant {' and '.join(shown)} is given")
    why = "neither it nor a descendant is given" if below else f"{name} is not given"
    return Junction(name, "collider", False, why)
