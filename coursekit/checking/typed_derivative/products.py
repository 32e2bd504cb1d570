"""The product rule broken, and constant factors lost."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.checking.typed_derivative.algebra import (
    ZERO,
    add,
    multiply,
    negate,
    subtract,
)
from coursekit.checking.typed_derivative.fault import FACTOR, RULE, Fault, Place
from coursekit.checking.typed_derivative.table import slope_of
from coursekit.checking.typed_derivative.walk import Broken, Walk, differentiate
from coursekit.formula.tree import Binary, Call, Node

__all__ = ["product_faults"]

_PRODUCT_RULE = "The product rule has two terms, and each of them differentiates one factor only."
_BESIDE = "In the product rule it stands beside the other factor."


def product_faults(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield what goes wrong with a product, of two parts that move or of one and a constant."""
    left, right = node.left, node.right
    moving = place.moves(left), place.moves(right)
    if all(moving):
        yield from _two_factors(place, node)
    elif any(moving):
        yield from _fixed_factor(place, node, *((right, left) if moving[0] else (left, right)))


def _two_factors(place: Place, node: Binary) -> Iterator[Fault]:
    left, right = node.left, node.right
    first, second = place.name(left) or " the first", place.name(right) or " the second factor"
    yield Fault(
        "product_of_derivatives",
        node,
        lambda d: multiply(d(left), d(right)),
        f"You multiplied the derivatives of{first} and{second}.",
        _PRODUCT_RULE,
        RULE,
    )
    yield Fault(
        "second_term_missing",
        node,
        lambda d: multiply(d(left), right),
        f"{place.at(node)} the term that differentiates{second} is missing.",
        "The product rule lets each factor have its turn and adds the two.",
        RULE + 1,
    )
    yield Fault(
        "first_term_missing",
        node,
        lambda d: multiply(left, d(right)),
        f"{place.at(node)} the term that differentiates{first} is missing.",
        "The product rule lets each factor have its turn and adds the two.",
        RULE + 2,
    )
    for tag, flip in (("product_minus", False), ("product_minus_first", True)):
        yield Fault(
            tag,
            node,
            _difference(left, right, flip=flip),
            f"{place.at(node)} you subtracted the two terms.",
            "The minus belongs to the quotient rule; the product rule adds.",
            RULE + 3,
        )
    yield Fault(
        "sum_of_derivatives",
        node,
        lambda d: add(d(left), d(right)),
        f"You added the derivatives of{first} and{second}, as in a sum.",
        "In a product each derivative keeps the other factor beside it.",
        RULE + 4,
    )
    yield Fault(
        "factors_paired_wrongly",
        node,
        lambda d: add(multiply(d(left), left), multiply(d(right), right)),
        f"{place.at(node)} each derivative stands beside the factor that it came from.",
        _BESIDE,
        RULE + 5,
    )
    yield Fault(
        "second_derivative_alone",
        node,
        lambda d: add(multiply(d(left), right), d(right)),
        f"{place.at(node)} the derivative of{second} stands alone.",
        _BESIDE,
        RULE + 5,
    )
    yield Fault(
        "first_derivative_alone",
        node,
        lambda d: add(d(left), multiply(left, d(right))),
        f"{place.at(node)} the derivative of{first} stands alone.",
        _BESIDE,
        RULE + 5,
    )
    yield from _composition(place, node)


def _composition(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield x² sin(x) read as sin(x²), where one factor is a function of the bare variable."""
    for outer, inside in ((node.right, node.left), (node.left, node.right)):
        if not (isinstance(outer, Call) and len(outer.arguments) == 1):
            continue
        if place.bare(outer.arguments[0]) and not place.bare(inside):
            yield Fault(
                "product_read_as_composition",
                node,
                _chained(outer.function, inside),
                f"You put{place.name(inside) or ' one factor'} into"
                f"{place.name(outer) or ' the other one'} and used the chain rule.",
                "The two stand beside each other: use the product rule.",
                RULE + 6,
            )


def _chained(function: str, inside: Node) -> Broken:
    return lambda d: multiply(slope_of(function, inside), d(inside))


def _difference(left: Node, right: Node, *, flip: bool) -> Broken:
    def rule(d: Walk) -> Node:
        result = subtract(multiply(d(left), right), multiply(left, d(right)))
        return negate(result) if flip else result

    return rule


def _fixed_factor(place: Place, node: Binary, fixed: Node, moving: Node) -> Iterator[Fault]:
    named = place.name(fixed)
    yield Fault(
        "factor_lost",
        node,
        lambda d: d(moving),
        f"The factor{named} is lost.",
        f"It does not change with {place.variable}, and a constant factor stays.",
        FACTOR,
    )
    yield Fault(
        "factor_taken_for_term",
        node,
        lambda _: ZERO,
        f"{place.at(node)} you put 0 because of the constant factor{named}.",
        "Only a constant that stands alone has slope zero; as a factor it stays.",
        FACTOR + 1,
    )
    yield Fault(
        "factor_added",
        node,
        lambda d: add(fixed, d(moving)),
        f"The factor{named} became a term of its own.",
        "A constant factor stays a factor.",
        FACTOR + 2,
    )
    held = place.held(fixed)
    if not held:
        yield Fault(
            "factor_to_one",
            node,
            lambda d: add(moving, multiply(fixed, d(moving))),
            f"You used the product rule with slope 1 for the constant factor{named}.",
            "A constant does not change, so its slope is zero and that term vanishes.",
            FACTOR + 3,
        )
        return
    by_others: Node = ZERO
    for name in held:
        by_others = add(by_others, differentiate(fixed, name))
    cure = f"Only {place.variable} moves here: hold {' and '.join(held)} fixed, like a number."
    yield Fault(
        "fixed_factor_moved",
        node,
        lambda d: add(multiply(by_others, moving), multiply(fixed, d(moving))),
        f"{place.at(node)} you used the product rule and let the factor{named} move as well.",
        cure,
        FACTOR + 3,
    )
    yield Fault(
        "every_letter_differentiated",
        node,
        lambda d: multiply(by_others, d(moving)),
        f"{place.at(node)} you differentiated the factor{named} too.",
        cure,
        FACTOR + 4,
    )
