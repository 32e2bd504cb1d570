"""The quotient rule broken, that of a reciprocal and that of a constant divisor."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.checking.typed_derivative.algebra import (
    ZERO,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from coursekit.checking.typed_derivative.chains import chain_faults
from coursekit.checking.typed_derivative.fault import (
    CHAIN,
    FACTOR,
    RARE,
    Fault,
    Place,
    Wrong,
    ranked,
)
from coursekit.checking.typed_derivative.walk import Walk
from coursekit.formula.tree import Binary, Call, Node, Number

__all__ = ["quotient_faults"]

TWO = Number(2.0)


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
    wrong: tuple[Wrong, ...] = (
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
            "first_term_not_multiplied",
            lambda d: divide(subtract(d(top), second(d)), square),
            f"{at} the derivative of the numerator{upper} stands alone in the first term.",
            f"There the denominator{lower} is a factor beside it.",
        ),
        (
            "second_term_not_multiplied",
            lambda d: divide(subtract(first(d), d(bottom)), square),
            f"{at} the derivative of the denominator{lower} stands alone in the second term.",
            f"There the numerator{upper} is a factor beside it.",
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
    yield from ranked(node, wrong)


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
    wrong: tuple[Wrong, ...] = (
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
    yield from ranked(node, wrong)


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
