"""The sum rule broken: terms, constants and signs."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    ZERO,
    negate,
)
from coursekit.checking.typed_derivative.fault import FACTOR, SIGN, TERM, Fault, Place
from coursekit.checking.typed_derivative.walk import Broken, differentiate
from coursekit.formula.tree import Binary, Negative, Node

__all__ = ["is_sum", "minus_faults", "sum_faults", "terms_of"]


def is_sum(node: Node) -> bool:
    """Return whether a node is a sum or a difference."""
    return isinstance(node, Binary) and node.operator in "+-"


def terms_of(node: Node, *, subtracted: bool = False) -> Iterator[tuple[Node, bool]]:
    """Yield the terms of a sum from left to right, and whether each is subtracted.

    Anything else than a sum is its own only term.
    """
    if isinstance(node, Binary) and is_sum(node):
        yield from terms_of(node.left, subtracted=subtracted)
        yield from terms_of(node.right, subtracted=subtracted != (node.operator == "-"))
    else:
        yield node, subtracted


def sum_faults(place: Place, node: Node) -> Iterator[Fault]:
    """Yield what goes wrong with the terms of a sum, one at a time."""
    for term, subtracted in terms_of(node):
        if place.moves(term):
            yield from _term_faults(place, term, subtracted=subtracted)
        else:
            yield from _fixed_term(place, term)


def _term_faults(place: Place, term: Node, *, subtracted: bool) -> Iterator[Fault]:
    named = place.name(term)
    yield Fault(
        "term_sign",
        term,
        lambda d: negate(d.right(term)),
        f"The minus in front of the term{named} is lost or doubled."
        if subtracted
        else f"The derivative of the term{named} has the wrong sign.",
        "The sum rule keeps every sign; look whether that term's own derivative brings another.",
        # Where there are two signs to mind, both are spoken of.
        SIGN if subtracted else TERM + 2,
    )
    yield Fault(
        "term_not_differentiated",
        term,
        lambda _: term,
        f"The term{named} stands in your answer as it was.",
        "The sum rule differentiates every term.",
        TERM + 1,
    )
    yield Fault(
        "term_missing",
        term,
        lambda _: ZERO,
        f"The term{named} left nothing behind in your answer.",
        "Only a constant does that; every other term has a slope.",
        FACTOR - 1,
    )
    for name in place.held(term):
        yield Fault(
            f"term_by_{name}",
            term,
            _by(term, name),
            f"You differentiated the term{named} by {name}.",
            f"Only {place.variable} moves here: hold {name} fixed, like a number.",
            TERM + 3,
        )


def _by(term: Node, name: str) -> Broken:
    return lambda _: differentiate(term, name)


def _fixed_term(place: Place, term: Node) -> Iterator[Fault]:
    named = place.name(term)
    yield Fault(
        "constant_kept",
        term,
        lambda _: term,
        f"You kept the term{named}.",
        f"It does not change with {place.variable}, so its slope is zero.",
        TERM,
    )
    yield Fault(
        "constant_to_one",
        term,
        lambda _: ONE,
        f"You put 1 for the derivative of the constant{named}.",
        "A constant does not change, so its slope is zero.",
        TERM + 4,
    )


def minus_faults(place: Place, node: Negative) -> Iterator[Fault]:
    """Yield the one slip of a minus sign."""
    yield Fault(
        "minus_lost",
        node,
        lambda d: d(node.inner),
        f"The minus of{place.name(node) or ' one part'} is lost.",
        "A minus in front is a constant factor and stays.",
        FACTOR,
    )
