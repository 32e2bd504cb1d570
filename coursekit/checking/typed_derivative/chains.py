"""The chain rule broken, at a function, a power, an exponential or a reciprocal of something."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coursekit.checking.typed_derivative.algebra import add, divide, multiply
from coursekit.checking.typed_derivative.fault import CHAIN, RARE, Fault, Place
from coursekit.formula.tree import Name, Node

__all__ = ["chain_faults"]

Outer = Callable[[Node], Node]


def chain_faults(
    place: Place, node: Node, inside: Node, outer: Outer, slope: Outer
) -> Iterator[Fault]:
    """Yield how the derivative of outer(inside) is got wrong; ``slope`` is that of ``outer``."""
    whole, inner, at = place.name(node), place.name(inside), place.at(node)
    if place.bare(inside):
        yield Fault(
            "part_not_differentiated",
            node,
            lambda _: outer(inside),
            f"You left{whole or ' one part'} as it was.",
            f"It moves with {place.variable}, so it has a derivative of its own.",
            CHAIN + 5,
        )
        return
    yield Fault(
        "outer_not_differentiated",
        node,
        lambda d: multiply(outer(inside), d(inside)),
        f"{at} the outer function stands in your answer as it was, not differentiated.",
        "Begin with its derivative; only then comes the factor of what is inside.",
        CHAIN + 5,
    )
    yield Fault(
        "inner_forgotten",
        node,
        lambda _: slope(inside),
        f"{at} the derivative of the inside{inner} is missing.",
        "The chain rule multiplies by it.",
        CHAIN,
    )
    yield Fault(
        "differentiated_inside",
        node,
        lambda d: slope(d(inside)),
        f"{at} you differentiated what is inside and left it there.",
        "The inside stays as it is, and its derivative becomes a factor.",
        CHAIN + 1,
    )
    yield Fault(
        "differentiated_inside_too",
        node,
        lambda d: multiply(slope(d(inside)), d(inside)),
        f"{at} the factor is there, but the inside was replaced by its derivative as well.",
        "The outer derivative is taken at the inside as it stands.",
        CHAIN + 2,
    )
    yield Fault(
        "only_inside_differentiated",
        node,
        lambda d: outer(d(inside)),
        f"{at} you replaced the inside by its derivative and left the outer function as it was.",
        "The outer function is differentiated, the inside stays, and its derivative is a factor.",
        CHAIN + 6,
    )
    yield Fault(
        "outer_at_x",
        node,
        lambda d: multiply(slope(Name(place.variable)), d(inside)),
        f"{at} you took the slope of the outer function at {place.variable}.",
        f"The chain rule takes it at the inside{inner}.",
        CHAIN + 3,
    )
    yield Fault(
        "inner_not_differentiated",
        node,
        lambda _: multiply(slope(inside), inside),
        f"{at} you multiplied by the inside{inner} itself.",
        "The chain rule multiplies by its derivative.",
        CHAIN + 4,
    )
    yield Fault(
        "inner_derivative_added",
        node,
        lambda d: add(slope(inside), d(inside)),
        f"{at} you added the derivative of the inside.",
        "The chain rule multiplies the two slopes.",
        CHAIN + 7,
    )
    yield Fault(
        "inner_derivative_divided",
        node,
        lambda d: divide(slope(inside), d(inside)),
        f"{at} you divided by the derivative of the inside, as one does to integrate.",
        "The chain rule multiplies by it.",
        RARE,
    )
    yield Fault(
        "outer_dropped",
        node,
        lambda d: d(inside),
        f"Of{whole or ' one part'} only the inside was differentiated.",
        "The chain rule multiplies that by the slope of the outer function.",
        CHAIN + 8,
    )
