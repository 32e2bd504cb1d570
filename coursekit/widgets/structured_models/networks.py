"""The networks of the picture: exact tables, the places of their nodes, and how they open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability import BayesNet, lecture_network, two_causes
from coursekit.probability.errors import ProbabilityError
from coursekit.widgets.errors import WidgetError

__all__ = ["LECTURE", "MOST", "TWO_CAUSES", "Ends", "Point", "Shown", "own", "without_edge"]

Ends: TypeAlias = tuple[str, str]
Point: TypeAlias = tuple[float, float]

MOST = 8  # nodes

_FLAT, _WIDEST = 0.8, 3.0
_LONGEST = 12  # letters of a name that a circle has room for


@dataclass(frozen=True)
class Shown:
    """A network of two-valued nodes, and how it is shown.

    ``middles`` places the circles, of diameter 1; ``lines`` run between the middles of the nodes of
    each edge.  ``observed`` and ``ends`` are what the picture opens with.
    """

    network: BayesNet = field(repr=False)
    middles: Mapping[str, Point] = field(repr=False)
    lines: Mapping[Ends, tuple[Point, ...]] = field(repr=False)
    observed: Mapping[str, object]
    ends: Ends

    @property
    def pairs(self) -> tuple[Ends, ...]:
        """All pairs of different nodes, each once."""
        names = self.network.names
        return tuple((x, y) for i, x in enumerate(names) for y in names[i + 1 :])


def exact(network: BayesNet) -> BayesNet:
    """Return the network with the decimals of its tables as fractions, where their rows still sum.

    >>> exact(lecture_network()).query("a", {"b": 1}).table.tolist()
    [Fraction(9, 25), Fraction(16, 25)]
    """
    factors = [network.factor(name) for name in network.names]
    tables = {factor.title: np.asarray(raw(factor.table)) for factor in factors}
    fractions = {title: _fractions(table) for title, table in tables.items()}
    try:
        return BayesNet(fractions, network.labels)
    except ProbabilityError:  # thirds, written as decimals
        return BayesNet(tables, network.labels)


def _fractions(table: Any) -> Any:
    entries = [
        entry if isinstance(entry, Fraction) else Fraction(str(entry)) for entry in table.flat
    ]
    return np.array(entries, dtype=object).reshape(table.shape)


def own(network: BayesNet) -> Shown:
    """Return how a network is shown that somebody made; the ends are far apart.

    Raises `WidgetError` for nodes of more than two values, and for too many nodes.

    >>> own(two_causes()).ends
    ('rain', 'sprinkler')
    """
    if not 2 <= len(network.names) <= MOST:
        raise WidgetError(
            f"the network has {len(network.names)} nodes. A network of 2 to {MOST} can be shown."
        )
    for name, labels in network.labels.items():
        if len(labels) != 2:
            raise WidgetError(
                f"{name} has {len(labels)} values. Nodes with two values can be shown, such as no"
                " and yes."
            )
        if len(name) > _LONGEST:
            raise WidgetError(
                f"the name {name!r} is too long for a circle. Take at most {_LONGEST} letters."
            )
    layout = network.layout()
    # Flatter than it is laid out, and as wide as it is high: the picture has that room.
    across = min(_WIDEST, max(1.0, _FLAT * layout.height / layout.width))

    def placed(point: Point) -> Point:
        return across * point[0], _FLAT * point[1]

    middles = {name: placed(point) for name, point in layout.positions.items()}
    lines = {
        (parent, child): (middles[parent], *map(placed, line[1:-1]), middles[child])
        for (parent, child), line in layout.edges.items()
    }
    names = network.names
    # Where two nodes have no edge, there may be something to block between them.
    apart = [(x, y) for i, x in enumerate(names) for y in names[i + 1 :]]
    ends = next((two for two in apart if {two, two[::-1]}.isdisjoint(network.edges)), apart[0])
    return Shown(exact(network), middles, lines, {}, ends)


def _placed(
    network: BayesNet, middles: Mapping[str, Point], observed: Mapping[str, object], ends: Ends
) -> Shown:
    lines = {(one, two): (middles[one], middles[two]) for one, two in network.edges}
    return Shown(exact(network), middles, lines, observed, ends)


#: The lecture's network; no node moves if an edge is left out.
LECTURE = _placed(
    lecture_network(),
    {"a": (0.5, 4.5), "b": (3.3, 4.5), "c": (0.5, 2.5), "d": (3.3, 2.5), "e": (0.5, 0.5)},
    {"b": 1},
    ("a", "d"),
)
TWO_CAUSES = _placed(
    two_causes(),
    {"rain": (0.5, 3.0), "sprinkler": (3.3, 3.0), "wet": (1.9, 0.5)},
    {},
    ("rain", "sprinkler"),
)


@lru_cache(maxsize=64)
def without_edge(network: BayesNet, edge: Ends | None) -> BayesNet:
    """Return the network without an edge; the same one if there is none to leave out.

    >>> without_edge(LECTURE.network, ("a", "b")).factorisation()
    'p(a) p(b) p(c | a, b) p(d | b) p(e | c)'
    """
    if edge is None:
        return network
    if edge not in network.edges:
        arrows = ", ".join(f"{one} → {two}" for one, two in network.edges)
        raise WidgetError(f"There is no edge {' → '.join(edge)} to leave out. There are {arrows}.")
    return network.without_edge(*edge)
