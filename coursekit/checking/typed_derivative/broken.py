"""Every way to break one rule at one place of a formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from coursekit.checking.typed_derivative.calls import call_faults, constant_faults
from coursekit.checking.typed_derivative.fault import Fault, Place
from coursekit.checking.typed_derivative.powers import power_faults
from coursekit.checking.typed_derivative.products import product_faults
from coursekit.checking.typed_derivative.quotients import quotient_faults
from coursekit.checking.typed_derivative.sums import is_sum, minus_faults, sum_faults, terms_of
from coursekit.formula.tree import Binary, Call, Negative, Node, children

__all__ = ["broken_rules"]


def broken_rules(place: Place) -> dict[str, Fault]:
    """Return the faults of all nodes by their tags, those that students make most first.

    The same slip further inside or further to the right has a number in its tag:
    ``inner_forgotten``, ``inner_forgotten_2``, …

    >>> from coursekit.formula import parse
    >>> list(broken_rules(Place(parse("x^2"), "x")))[:3]
    ['part_not_differentiated', 'factor_missing', 'exponent_kept']
    """
    found: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in _all(place):
        found[fault.tag].append(fault)
    tagged = {
        tag if count == 1 else f"{tag}_{count}": fault
        for tag, faults in found.items()
        for count, fault in enumerate(faults, start=1)
    }
    return dict(sorted(tagged.items(), key=lambda pair: pair[1].rank))


def _all(place: Place) -> Iterator[Fault]:
    root = place.formula.root
    if not place.moves(root) and not is_sum(root):
        yield from sum_faults(place, root)  # a constant alone is a sum of one term
    yield from _walk(place, root)


def _walk(place: Place, node: Node) -> Iterator[Fault]:
    """Outside in and from left to right, so that the numbers in the tags are stable."""
    if is_sum(node):
        yield from sum_faults(place, node)
        parts = tuple(term for term, _ in terms_of(node))
    else:
        yield from _at(place, node) if place.moves(node) else constant_faults(place, node)
        parts = children(node)
    for part in parts:
        yield from _walk(place, part)


def _at(place: Place, node: Node) -> Iterator[Fault]:
    if isinstance(node, Call):
        return call_faults(place, node)
    if isinstance(node, Negative):
        return minus_faults(place, node)
    if not isinstance(node, Binary):
        return iter(())
    if node.operator == "*":
        return product_faults(place, node)
    return quotient_faults(place, node) if node.operator == "/" else power_faults(place, node)
