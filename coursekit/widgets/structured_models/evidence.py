"""What observed nodes say about the others: posteriors, paths, and whether the numbers agree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from coursekit.probability import BayesNet
from coursekit.probability.models.bayes_net import Path, Separation
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.structured_models.networks import Ends, Shown, without_edge

__all__ = ["Evidence", "Number", "differ", "equations", "model"]

Number: TypeAlias = Fraction | float

_MOST = 6  # paths that are told one by one
_SAME = 1e-12  # numbers that agree, where they are not exact


@dataclass(frozen=True)
class Evidence:
    """A network, the values of some nodes, and two nodes between which information may flow.

    Of a node the probability of its last value is told: 1, yes, on.
    """

    shown: Shown
    network: BayesNet  # without the edge that is left out
    without: Ends | None
    observed: Mapping[str, Any]
    ends: Ends

    def value(self, name: str) -> str:
        """Write that a node has its last value.

        >>> from coursekit.widgets.structured_models.networks import TWO_CAUSES
        >>> model({"two causes": TWO_CAUSES}, "two causes", None, {}, ("rain", "wet")).value("wet")
        'wet = yes'
        """
        return f"{name} = {self.network.labels[name][-1]}"

    @cached_property
    def prior(self) -> dict[str, Number]:
        """P(node = its last value) before anything is observed."""
        return self._told({})

    @cached_property
    def posterior(self) -> dict[str, Number]:
        """The same given what is observed."""
        return self._told(self.observed)

    def _told(self, given: Mapping[str, Any]) -> dict[str, Number]:
        told: dict[str, Number] = {}
        for name in self.network.names:
            if name in given:
                told[name] = Fraction(int(given[name] == self.network.labels[name][-1]))
            else:
                told[name] = self.network.query(name, given).table[-1]
        return told

    @cached_property
    def before_end(self) -> dict[str, Number]:
        """The same given only what is observed apart from the two ends."""
        return self._told(self.others)

    @cached_property
    def likelihood(self) -> Number:
        """The probability of what is observed; 1 if nothing is."""
        found: Number = self.network.prob(**self.observed) if self.observed else Fraction(1)
        return found

    @property
    def others(self) -> dict[str, Any]:
        """What is observed apart from the two ends: given this, the paths are judged."""
        return {name: value for name, value in self.observed.items() if name not in self.ends}

    @cached_property
    def separation(self) -> Separation:
        """Every path between the ends, and what blocks it."""
        return self.network.explain(*self.ends, given=tuple(self.others))

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The paths that are told and drawn: open ones before blocked ones, short before long."""
        by_state = sorted(self.separation.paths, key=lambda path: (not path.open, len(path.nodes)))
        return tuple(by_state[:_MOST])

    @cached_property
    def answers(self) -> tuple[Number | None, ...]:
        """P(second end = its last value | first end = each value, others); None if that cannot be.

        >>> from coursekit.widgets.structured_models.networks import LECTURE
        >>> told = model({"": LECTURE}, "", None, {"b": 1}, ("a", "d")).answers
        >>> [str(answer) for answer in told]
        ['13/20', '13/20']
        """
        rows = self.network.query(self.ends, self.others).table
        return tuple(row[-1] / sum(row) if sum(row) > 0 else None for row in rows)

    @property
    def dependent(self) -> bool:
        """Whether the second end's distribution changes with the value of the first."""
        one, two = self.answers
        return one is not None and two is not None and differ(one, two)


def differ(one: Number, two: Number) -> bool:
    """Return whether two probabilities differ: exactly, if both are exact.

    >>> differ(Fraction(1, 3), Fraction(1, 3)), differ(0.3, 0.1 + 0.2)
    (False, False)
    """
    if isinstance(one, Fraction) and isinstance(two, Fraction):
        return one != two
    return not math.isclose(one, two, rel_tol=_SAME, abs_tol=_SAME)


def model(
    networks: Mapping[str, Shown],
    graph: str,
    without: Ends | None,
    observed: Mapping[str, Any],
    path: Sequence[str],
) -> Evidence:
    """Return what is known in a network, of ``networks``, after some nodes were observed.

    Raises `WidgetError` for names and values that the network does not have, and for values that
    cannot occur together.

    >>> from coursekit.widgets.structured_models.networks import LECTURE
    >>> told = model({"": LECTURE}, "", ("a", "b"), {}, ("a", "d"))
    >>> told.separation.separated, told.dependent
    (True, False)
    """
    if graph not in networks:
        known = ", ".join(f'"{name}"' for name in networks)
        raise WidgetError(f"There is no graph {graph!r}. Choose {known}, or give a BayesNet.")
    shown = networks[graph]
    network = without_edge(shown.network, without)
    labels = network.labels
    for name, value in observed.items():
        if name not in labels or value not in labels[name]:
            raise WidgetError(
                f"{name} = {value} cannot be observed here. Observe"
                f" {', '.join(f'{n} ({low} or {high})' for n, (low, high) in labels.items())}."
            )
    if len(path) != 2 or path[0] == path[1] or not set(path) <= set(labels):
        raise WidgetError(
            f"path = {path!r}: give two different nodes, of {', '.join(network.names)}."
        )
    in_order = {name: observed[name] for name in network.names if name in observed}
    told = Evidence(shown, network, without, in_order, (path[0], path[1]))
    if not told.likelihood > 0:
        raise WidgetError(
            f"{equations(in_order)} cannot occur together: the probability is 0, and nothing can be"
            " said given it. Observe other values."
        )
    return told


def equations(values: Mapping[str, Any]) -> str:
    """Write values of nodes.

    >>> equations({"b": 1, "e": 0})
    'b = 1, e = 0'
    """
    return ", ".join(f"{name} = {value}" for name, value in values.items())
