"""Every way to break one rule at one place of a formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from coursekit.checking.typed_derivative.arithmetic import (
    fixed_faults,
    minus_faults,
    product_faults,
    quotient_faults,
    sum_faults,
)
from coursekit.checking.typed_derivative.calls import call_faults, constant_faults
from coursekit.checking.typed_derivative.fault import Fault, Place
from coursekit.checking.typed_derivative.powers import power_faults
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
    root = place.formula.root
    for fault in () if place.moves(root) else fixed_faults(place, root):
        found[fault.tag].append(fault)
    for fault in _walk(place, root):
        found[fault.tag].append(fault)
    tagged = {
        tag if count == 1 else f"{tag}_{count}": fault
        for tag, faults in found.items()
        for count, fault in enumerate(faults, start=1)
    }
    return dict(sorted(tagged.items(), key=lambda pair: pair[1].rank))


def _walk(place: Place, node: Node) -> Iterator[Fault]:
    """Outside in and from left to right, so that the numbers in the tags are stable."""
    if place.moves(node):
        yield from _at(place, node)
    else:
        yield from constant_faults(place, node)
    for part in children(node):
        yield from _walk(place, part)


def _at(place: Place, node: Node) -> Iterator[Fault]:
    if isinstance(node, Call):
        return call_faults(place, node)
    if isinstance(node, Negative):
        return minus_faults(place, node)
    if not isinstance(node, Binary):
        return iter(())
    if node.operator in "+-":
        return sum_faults(place, node)
    if node.operator == "*":
        return product_faults(place, node)
    return quotient_faults(place, node) if node.operator == "/" else power_faults(place, node)
