"""The rules for sums, products and quotients broken."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from coursekit.checking.typed_derivative.chains import CHAIN, RARE, chain_faults
from coursekit.checking.typed_derivative.fault import Fault, Place
from coursekit.checking.typed_derivative.table import slope_of
from coursekit.checking.typed_derivative.walk import Broken, Walk, differentiate
from coursekit.formula.tree import Binary, Call, Negative, Node, Number

__all__ = ["fixed_faults", "minus_faults", "product_faults", "quotient_faults", "sum_faults"]

RULE, FACTOR, TERM = 10, 20, 30
TWO = Number(2.0)

_PRODUCT_RULE = "The product rule has two terms, and each of them differentiates one factor only."


def sum_faults(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield what goes wrong with the terms of a sum, one at a time."""
    for side in (node.left, node.right):
        if not place.moves(side):
            yield from fixed_faults(place, side)
        elif not is_sum(side):  # whose own terms are looked at one by one
            yield from _term_faults(place, side)


def is_sum(node: Node) -> bool:
    """Return whether a node is a sum or a difference."""
    return isinstance(node, Binary) and node.operator in "+-"


def _term_faults(place: Place, term: Node) -> Iterator[Fault]:
    named = place.name(term)
    yield Fault(
        "term_sign",
        term,
        lambda d: negate(d.right(term)),
        f"The derivative of the term{named} has the wrong sign.",
        "The sum rule keeps every sign; look whether that term's own derivative brings another.",
        TERM + 2,
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


def fixed_faults(place: Place, term: Node) -> Iterator[Fault]:
    """Yield what goes wrong with a term that does not move, or with each term of such a sum."""
    if isinstance(term, Binary) and is_sum(term):
        yield from fixed_faults(place, term.left)
        yield from fixed_faults(place, term.right)
        return
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
        "In the product rule it stands beside the other one.",
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


def quotient_faults(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield what goes wrong with a quotient, whichever of its two parts moves."""
    moving = place.moves(node.left), place.moves(node.right)
    if all(moving):
        yield from _two_parts(place, node)
    elif moving[1]:
        yield from _reciprocal(place, node)
    elif moving[0]:
        yield from _fixed_divisor(place, node)


def _two_parts(place: Place, node: Binary) -> Iterator[Fault]:
    top, bottom, at = node.left, node.right, place.at(node)
    upper, lower = place.name(top), place.name(bottom)

    def first(d: Walk) -> Node:
        return multiply(d(top), bottom)

    def second(d: Walk) -> Node:
        return multiply(top, d(bottom))

    square = power(bottom, TWO)
    wrong: tuple[tuple[str, Broken, str, str], ...] = (
        (
            "ratio_of_derivatives",
            lambda d: divide(d(top), d(bottom)),
            f"{at} you divided one derivative by the other.",
            "The quotient rule has two terms in the numerator and a square in the denominator.",
        ),
        (
            "quotient_order",
            lambda d: divide(subtract(second(d), first(d)), square),
            f"{at} you subtracted in the other order.",
            "The term with the derivative of the numerator comes first.",
        ),
        (
            "quotient_plus",
            lambda d: divide(add(first(d), second(d)), square),
            f"{at} you added the two terms of the numerator.",
            "The product rule adds; in the quotient rule the second term is subtracted.",
        ),
        (
            "denominator_not_squared",
            lambda d: divide(subtract(first(d), second(d)), bottom),
            f"{at} the denominator is not squared.",
            "The quotient rule divides by the square of the denominator.",
        ),
        (
            "denominator_missing",
            lambda d: subtract(first(d), second(d)),
            f"{at} you have the numerator of the quotient rule, but nothing below it.",
            "It is divided by the square of the denominator.",
        ),
        (
            "quotient_brackets_missing",
            lambda d: subtract(first(d), divide(second(d), square)),
            f"{at} only the second term of your numerator is divided.",
            "Put brackets round the whole numerator.",
        ),
        (
            "denominator_taken_for_constant",
            lambda d: divide(d(top), bottom),
            f"{at} you differentiated the numerator{upper} only.",
            "The denominator moves as well: use the quotient rule.",
        ),
        (
            "numerator_taken_for_constant",
            lambda d: negate(divide(second(d), square)),
            f"{at} you differentiated the denominator{lower} only.",
            "The numerator moves as well: use the quotient rule.",
        ),
        (
            "denominator_differentiated",
            lambda d: divide(subtract(first(d), second(d)), power(d(bottom), TWO)),
            f"{at} you squared the derivative of the denominator.",
            f"The quotient rule squares the denominator{lower} itself.",
        ),
        (
            "numerator_squared",
            lambda d: divide(subtract(first(d), second(d)), power(top, TWO)),
            f"{at} you squared the numerator below the bar.",
            f"The quotient rule squares the denominator{lower}.",
        ),
        (
            "product_rule_on_quotient",
            lambda d: add(first(d), second(d)),
            f"You used the product rule on{place.name(node) or ' a quotient'}.",
            "For a quotient there is a rule with a difference above the bar and a square below it.",
        ),
    )
    for step, (tag, rule, told, cure) in enumerate(wrong):
        yield Fault(tag, node, rule, told, cure, RULE + step)


def _reciprocal(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield the slips of c/u: the power rule with exponent −1, and the quotient rule."""
    top, bottom, at = node.left, node.right, place.at(node)

    def over(below: Node) -> Node:
        return divide(top, below)

    def slope(below: Node) -> Node:
        return negate(divide(top, power(below, TWO)))

    yield from chain_faults(place, node, bottom, over, slope)
    yield Fault(
        "denominator_not_squared",
        node,
        lambda d: negate(divide(multiply(top, d(bottom)), bottom)),
        f"{at} the denominator is not squared.",
        "Lowering a negative exponent by one takes it further from zero.",
        CHAIN + 2,
    )
    integrated = (
        f"You integrated{place.name(node) or ' a reciprocal'}.",
        "Write it as a power with a negative exponent and use the power rule.",
    )
    wrong: tuple[tuple[str, Broken, str, str], ...] = (
        (
            "reciprocal_sign",
            lambda d: multiply(negate(slope(bottom)), d(bottom)),
            f"{at} the minus is lost.",
            "Below the bar stands a power with a negative exponent, and it comes down as a factor.",
        ),
        (
            "reciprocal_of_derivative",
            lambda d: divide(top, d(bottom)),
            f"{at} you put the derivative of the denominator in its place.",
            "The denominator stays there, squared, and its derivative comes into the numerator.",
        ),
        (
            "ratio_of_derivatives",
            lambda _: ZERO,
            f"{at} you divided one derivative by the other, 0 by something.",
            "The quotient rule has two terms, and only one of them vanishes here.",
        ),
        (
            "new_exponent_as_factor",
            lambda d: multiply(TWO, slope(bottom), d(bottom)),
            f"{at} you took the lowered exponent as the factor.",
            "The factor is the exponent before it is lowered.",
        ),
        (
            "reciprocal_integrated",
            lambda _: multiply(top, Call("ln", (bottom,))),
            *integrated,
        ),
        (
            "reciprocal_integrated_with_bars",
            lambda _: multiply(top, Call("ln", (Call("abs", (bottom,)),))),
            *integrated,
        ),
    )
    for step, (tag, rule, told, cure) in enumerate(wrong):
        yield Fault(tag, node, rule, told, cure, RULE + step)


def _fixed_divisor(place: Place, node: Binary) -> Iterator[Fault]:
    top, bottom = node.left, node.right
    yield Fault(
        "divisor_lost",
        node,
        lambda d: d(top),
        f"The constant{place.name(bottom)} below the bar is lost.",
        "Dividing by a constant is a constant factor, and that stays.",
        FACTOR,
    )
    yield Fault(
        "divisor_on_top",
        node,
        lambda d: multiply(bottom, d(top)),
        f"The constant{place.name(bottom)} came above the bar.",
        "A constant stays where it stood.",
        FACTOR + 1,
    )
    yield Fault(
        "divisor_squared",
        node,
        lambda d: divide(d(top), power(bottom, TWO)),
        f"You squared the constant{place.name(bottom)} below the bar.",
        "That comes of the quotient rule, which would also put it into the numerator.",
        RARE,
    )
