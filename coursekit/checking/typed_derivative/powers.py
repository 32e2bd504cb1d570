"""The power rule and the rule of the exponential broken, and each taken for the other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    add,
    divide,
    multiply,
    power,
    subtract,
)
from coursekit.checking.typed_derivative.chains import chain_faults
from coursekit.checking.typed_derivative.fault import CHAIN, RARE, Fault, Place, Wrong, ranked
from coursekit.formula.tree import Binary, Call, Name, Node, Number, closure, names_of

__all__ = ["power_faults"]

_IN_THE_EXPONENT = "It needs the variable in the base; here it is in the exponent."


def power_faults(place: Place, node: Binary) -> Iterator[Fault]:
    """Yield what goes wrong with u^n, a^v and u^v."""
    moving = place.moves(node.left), place.moves(node.right)
    if all(moving):
        yield from _both_move(place, node)
    elif moving[0]:
        yield from _power_rule(place, node)
    elif moving[1]:
        yield from _exponential(place, node)


def _power_rule(place: Place, node: Binary) -> Iterator[Fault]:
    base, n, at = node.left, node.right, place.at(node)
    lower = subtract(n, ONE)

    def outer(inside: Node) -> Node:
        return power(inside, n)

    def slope(inside: Node) -> Node:
        return multiply(n, power(inside, lower))

    yield from chain_faults(place, node, base, outer, slope)
    yield from ranked(
        node,
        (
            (
                "factor_missing",
                lambda d: multiply(power(base, lower), d(base)),
                f"{at} you lowered the exponent but lost the factor.",
                "The power rule also brings the exponent down in front.",
            ),
            (
                "exponent_kept",
                lambda d: multiply(n, node, d(base)),
                f"{at} you brought the exponent down but did not lower it.",
                "The power rule does both.",
            ),
            (
                "new_exponent_as_factor",
                lambda d: multiply(lower, power(base, lower), d(base)),
                f"{at} you took the lowered exponent as the factor.",
                "The factor is the exponent before it is lowered.",
            ),
            (
                "exponent_raised",
                lambda d: multiply(n, power(base, add(n, ONE)), d(base)),
                f"{at} the exponent went up by one instead of down.",
                "The power rule subtracts one from it.",
            ),
            (
                "power_integrated",
                lambda d: multiply(divide(power(base, add(n, ONE)), add(n, ONE)), d(base)),
                f"{at} you integrated: the exponent went up and came below the bar.",
                "Differentiating lowers it and brings it down in front.",
            ),
            (
                "factor_inside_power",
                lambda d: multiply(power(multiply(n, base), lower), d(base)),
                f"{at} the factor slipped under the power and is raised as well.",
                "It stands in front: put brackets round the base alone.",
            ),
            *_fraction(base, n, lower, at),
            (
                "exponent_became_factor",
                lambda d: multiply(n, base, d(base)),
                f"{at} the exponent came down and nothing is left above.",
                "The power rule lowers the exponent by one.",
            ),
            (
                "exponential_rule_on_power",
                lambda d: multiply(node, Call("ln", (base,)), d(base)),
                f"{at} you used the rule for exponentials.",
                "It needs the variable in the exponent; here it is in the base.",
            ),
        ),
    )


def _fraction(base: Node, n: Node, lower: Node, at: str) -> tuple[Wrong, ...]:
    """Tell of a fraction in the exponent that was typed without brackets: x^1/2."""
    if names_of(lower):
        return ()
    fraction = Fraction(_value(lower)).limit_denominator(12)
    if fraction.denominator == 1:
        return ()
    above, below = Number(float(fraction.numerator)), Number(float(fraction.denominator))
    return (
        (
            "exponent_brackets_missing",
            lambda d: multiply(divide(multiply(n, power(base, above)), below), d(base)),
            f"{at} your power is taken before the division.",
            "Put brackets round an exponent that is a fraction.",
        ),
    )


def _value(node: Node) -> float:
    """Return the value of a tree without names."""
    return float(closure(node, ())(()))


def _exponential(place: Place, node: Binary) -> Iterator[Fault]:
    base, exponent, at = node.left, node.right, place.at(node)
    natural = isinstance(base, Name) and base.name == "e" and "e" not in place.formula.variables
    log_base: Node = ONE if natural else Call("ln", (base,))

    def outer(inside: Node) -> Node:
        return power(base, inside)

    def slope(inside: Node) -> Node:
        return multiply(power(base, inside), log_base)

    yield from chain_faults(place, node, exponent, outer, slope)
    yield Fault(
        "base_logarithm_missing",
        node,
        lambda d: multiply(node, d(exponent)),
        f"{at} you differentiated as if the base were e.",
        "For any other base its natural logarithm comes in as a factor.",
        CHAIN + 3,
    )
    lowered = power(base, subtract(exponent, ONE))
    yield from ranked(
        node,
        (
            (
                "power_rule_on_exponential",
                lambda d: multiply(exponent, lowered, d(exponent)),
                f"{at} you used the power rule.",
                _IN_THE_EXPONENT,
            ),
            (
                "power_rule_on_exponential_bare",
                lambda _: multiply(exponent, lowered),
                f"{at} you used the power rule.",
                _IN_THE_EXPONENT,
            ),
            (
                "exponent_brought_down",
                lambda d: multiply(exponent, node, d(exponent)),
                f"{at} you brought the exponent down as a factor.",
                "In an exponential it stays where it is; only its derivative becomes a factor.",
            ),
            (
                "base_logarithm_divided",
                lambda d: divide(multiply(node, d(exponent)), log_base),
                f"{at} you divided by the logarithm of the base, as one does to integrate.",
                "Differentiating multiplies by it.",
            ),
        ),
    )


def _both_move(place: Place, node: Binary) -> Iterator[Fault]:
    base, exponent, at = node.left, node.right, place.at(node)
    cure = "Base and exponent both move: write the power as e to the exponent times ln of the base."
    yield Fault(
        "power_rule_alone",
        node,
        lambda d: multiply(exponent, power(base, subtract(exponent, ONE)), d(base)),
        f"{at} you used the power rule, as if the exponent were a constant.",
        cure,
        CHAIN + 3,
    )
    yield from ranked(
        node,
        (
            (
                "exponential_rule_alone",
                lambda d: multiply(node, Call("ln", (base,)), d(exponent)),
                f"{at} you used the rule for exponentials, as if the base were a constant.",
                cure,
            ),
            (
                "power_rule_with_both",
                lambda d: multiply(
                    exponent, power(base, subtract(exponent, ONE)), d(base), d(exponent)
                ),
                f"{at} you used the power rule and multiplied by the derivative of the exponent.",
                cure,
            ),
        ),
    )
    yield Fault(
        "power_kept",
        node,
        lambda _: node,
        f"{at} the power stands in your answer as it was.",
        cure,
        RARE,
    )
