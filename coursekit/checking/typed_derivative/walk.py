"""The derivative of a tree as a tree, rule by rule, with any of the rules broken on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coursekit.checking.typed_derivative.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    is_number,
    multiply,
    negate,
    power,
    subtract,
)
from coursekit.checking.typed_derivative.table import plain_name, slope_of
from coursekit.formula.tree import Binary, Call, Name, Negative, Node, Number

__all__ = ["Broken", "Walk", "differentiate"]


class Walk:
    """The derivative of trees by one variable, the others held fixed, some rules broken.

    Called with a node, it gives the node's derivative; `right` does so with the right rule at the
    node itself, whatever is broken there.
    """

    def __init__(self, variable: str, broken: Mapping[int, Broken] | None = None) -> None:
        self.variable = variable
        self._broken = broken or {}
        self._known: dict[int, tuple[Node, Node]] = {}

    def __call__(self, node: Node) -> Node:
        """Return the derivative of a node, the same object whenever it is asked for."""
        key = id(node)
        if key not in self._known:
            rule = self._broken.get(key)
            derivative = self.right(node) if rule is None else rule(self)
            # The node is kept as well, or another one could take over its id.
            self._known[key] = node, derivative
        return self._known[key][1]

    def right(self, node: Node) -> Node:
        """Return the derivative of a node by the rule that belongs there."""
        return _right(node, self)


#: What takes the place of the right rule at one node.
Broken = Callable[[Walk], Node]


def differentiate(node: Node, variable: str, broken: Mapping[int, Broken] | None = None) -> Node:
    """Return the derivative of a tree by one of its variables.

    ``broken`` gives, by the `id` of a node of the tree, what is used there instead of the right
    rule. Parts of the tree that survive are the same objects in the result.

    >>> from coursekit.formula import parse
    >>> from coursekit.formula.tree import source
    >>> f = parse("x^2 sin(3x)").root
    >>> source(differentiate(f, "x"))
    '2*x*sin(3*x) + x**2*(cos(3*x)*3)'
    >>> source(differentiate(f, "x", {id(f): lambda d: multiply(d(f.left), f.right)}))
    '2*x*sin(3*x)'
    """
    return Walk(variable, broken)(node)


def _right(node: Node, d: Walk) -> Node:
    if isinstance(node, Number):
        return ZERO
    if isinstance(node, Name):
        return ONE if node.name == d.variable else ZERO
    if isinstance(node, Negative):
        return negate(d(node.inner))
    if isinstance(node, Call):
        return _call(node, d)
    left, right = node.left, node.right
    if node.operator == "+":
        return add(d(left), d(right))
    if node.operator == "-":
        return subtract(d(left), d(right))
    if node.operator == "*":
        return add(multiply(d(left), right), multiply(left, d(right)))
    return _quotient(node, d) if node.operator == "/" else _power(node, d)


def _quotient(node: Binary, d: Walk) -> Node:
    top, bottom = node.left, node.right
    d_top, d_bottom = d(top), d(bottom)
    if is_number(d_bottom, 0.0):
        return divide(d_top, bottom)
    numerator = subtract(multiply(d_top, bottom), multiply(top, d_bottom))
    return divide(numerator, power(bottom, Number(2.0)))


def _power(node: Binary, d: Walk) -> Node:
    base, exponent = node.left, node.right
    d_base, d_exponent = d(base), d(exponent)
    by_base = multiply(exponent, power(base, subtract(exponent, ONE)), d_base)
    if is_number(d_exponent, 0.0):
        return by_base
    by_exponent = multiply(node, Call("ln", (base,)), d_exponent)
    # Both vary: the power rule and the rule of the exponential, one after the other.
    return add(by_base, by_exponent)


def _call(node: Call, d: Walk) -> Node:
    if len(node.arguments) == 2:
        return _larger(node, d)
    (inside,) = node.arguments
    d_inside = d(inside)
    # What does not move has no slope, and no pole of the outer slope either.
    return ZERO if is_number(d_inside, 0.0) else multiply(slope_of(node.function, inside), d_inside)


def _larger(node: Call, d: Walk) -> Node:
    """Differentiate a maximum: its slope is that of the argument that is the larger one."""
    first, second = node.arguments
    if plain_name(node.function) == "minimum":
        first, second = second, first
    side = Call("sign", (subtract(first, second),))
    two = Number(2.0)
    return add(
        multiply(divide(add(ONE, side), two), d(first)),
        multiply(divide(subtract(ONE, side), two), d(second)),
    )
