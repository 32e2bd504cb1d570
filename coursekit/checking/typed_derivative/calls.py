"""The derivatives of known functions mistaken, and constants that were differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    add,
    multiply,
    power,
    subtract,
)
from coursekit.checking.typed_derivative.chains import chain_faults
from coursekit.checking.typed_derivative.fault import KNOWN, LOST, RARE, Fault, Place
from coursekit.checking.typed_derivative.table import (
    SLOPES,
    WRONG_SLOPES,
    plain_name,
    slope,
    slope_of,
)
from coursekit.checking.typed_derivative.walk import Broken
from coursekit.formula.tree import Binary, Call, Node, names_of

__all__ = ["call_faults", "constant_faults"]


def call_faults(place: Place, node: Call) -> Iterator[Fault]:
    """Yield the slips of one function that the variable goes through."""
    if len(node.arguments) == 2:
        yield from _larger(place, node)
        return
    (inside,), name = node.arguments, node.function
    yield from chain_faults(
        place, node, inside, lambda part: Call(name, (part,)), lambda part: slope_of(name, part)
    )
    whole = place.name(node) or " it"
    for step, wrong in enumerate(WRONG_SLOPES[plain_name(name)]):
        lost = SLOPES[plain_name(name)] == f"-{wrong.slope}"
        yield Fault(
            wrong.tag,
            node,
            _instead(inside, wrong.slope),
            wrong.told.replace(" {f}", whole),
            wrong.cure,
            LOST if lost else KNOWN + step,
        )


def _instead(inside: Node, wrong: str) -> Broken:
    return lambda d: multiply(slope(wrong, inside), d(inside))


def _larger(place: Place, node: Call) -> Iterator[Fault]:
    first, second = node.arguments
    yield Fault(
        "maximum_of_derivatives",
        node,
        lambda d: Call(node.function, (d(first), d(second))),
        f"{place.at(node)} you compared the derivatives.",
        "The slope is that of whichever of the two functions is taken at the point.",
        KNOWN,
    )
    yield Fault(
        "branches_swapped",
        node,
        lambda d: subtract(add(d(first), d(second)), d.right(node)),
        f"{place.at(node)} you took the slope of the function that is not taken there.",
        "Ask at one number which of the two is the larger one.",
        KNOWN + 1,
    )
    for tag, part in (("first_branch_only", first), ("second_branch_only", second)):
        yield Fault(
            tag,
            node,
            _only(part),
            f"{place.at(node)} you differentiated{place.name(part) or ' one branch'} everywhere.",
            "The other one has its say wherever it is taken.",
            KNOWN + 2,
        )


def _only(part: Node) -> Broken:
    return lambda d: d(part)


def constant_faults(place: Place, node: Node) -> Iterator[Fault]:
    """Yield a constant power or function value that was differentiated all the same: ln(2), π²."""
    if names_of(node) & set(place.formula.variables):
        return
    if isinstance(node, Call) and plain_name(node.function) in SLOPES:
        moved = slope_of(node.function, node.arguments[0])
    elif isinstance(node, Binary) and node.operator == "**":
        moved = multiply(node.right, power(node.left, subtract(node.right, ONE)))
    else:
        return
    yield Fault(
        "constant_differentiated",
        node,
        lambda _: moved,
        f"You differentiated{place.name(node) or ' a constant'} as if it moved.",
        f"There is no {place.variable} in it, so it is a number and its slope is zero.",
        RARE - 10,
    )
