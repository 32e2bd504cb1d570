"""Trees put together: the neutral zeros and ones of sums, products and powers drop out at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coursekit.formula.tree import Binary, Call, Name, Negative, Node, Number

__all__ = [
    "ONE",
    "ZERO",
    "add",
    "divide",
    "is_number",
    "multiply",
    "negate",
    "power",
    "substitute",
    "subtract",
]

ZERO, ONE = Number(0.0), Number(1.0)


def is_number(node: Node, value: float | None = None) -> bool:
    """Return whether a tree is a literal number, and this one where ``value`` is given.

    >>> is_number(ONE), is_number(ONE, 0.0)
    (True, False)
    """
    return isinstance(node, Number) and (value is None or node.value == value)


def add(left: Node, right: Node) -> Node:
    """Return the sum of two trees."""
    if is_number(left, 0.0):
        return right
    if is_number(right, 0.0):
        return left
    if isinstance(right, Negative):
        return subtract(left, right.inner)
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value + right.value)
    return Binary("+", left, right)


def subtract(left: Node, right: Node) -> Node:
    """Return the difference of two trees."""
    if is_number(right, 0.0):
        return left
    if is_number(left, 0.0):
        return negate(right)
    if isinstance(right, Negative):
        return add(left, right.inner)
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value - right.value)
    return Binary("-", left, right)


def negate(inner: Node) -> Node:
    """Return minus a tree.

    >>> negate(negate(Name("x")))
    Name(name='x')
    """
    if isinstance(inner, Negative):
        return inner.inner
    if isinstance(inner, Number):
        return inner if inner.value == 0.0 else Number(-inner.value)
    return Negative(inner)


def multiply(*factors: Node) -> Node:
    """Return the product of trees."""
    product: Node = ONE
    for factor in factors:
        product = _times(product, factor)
    return product


def _times(left: Node, right: Node) -> Node:
    if is_number(left, 0.0) or is_number(right, 0.0):
        return ZERO
    if is_number(left, 1.0):
        return right
    if is_number(right, 1.0):
        return left
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value * right.value)
    if isinstance(left, Negative):
        return negate(_times(left.inner, right))
    if isinstance(right, Negative):
        return negate(_times(left, right.inner))
    return Binary("*", left, right)


def divide(left: Node, right: Node) -> Node:
    """Return the quotient of two trees."""
    if is_number(left, 0.0):
        return ZERO
    if is_number(right, 1.0):
        return left
    if isinstance(left, Negative):
        return negate(divide(left.inner, right))
    return Binary("/", left, right)


def power(base: Node, exponent: Node) -> Node:
    """Return a power of trees."""
    if is_number(exponent, 1.0):
        return base
    if is_number(exponent, 0.0):
        return ONE
    return Binary("**", base, exponent)


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """Return a tree with names replaced by trees, the same object wherever the name stood."""
    known: dict[int, Node] = {}

    def replaced(part: Node) -> Node:
        if id(part) not in known:
            known[id(part)] = _replaced(part, replaced, values)
        return known[id(part)]

    return replaced(node)


def _replaced(node: Node, replaced: Callable[[Node], Node], values: Mapping[str, Node]) -> Node:
    if isinstance(node, Name):
        return values.get(node.name, node)
    if isinstance(node, Negative):
        return negate(replaced(node.inner))
    if isinstance(node, Call):
        return Call(node.function, tuple(map(replaced, node.arguments)))
    if isinstance(node, Binary):
        return _JOIN[node.operator](replaced(node.left), replaced(node.right))
    return node


_JOIN = {"+": add, "-": subtract, "*": _times, "/": divide, "**": power}
